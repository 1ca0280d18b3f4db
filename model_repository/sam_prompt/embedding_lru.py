"""Embeddings by key within a budget of bytes; the least recently used go first. Knows no Triton."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """A tensor of any library."""

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""


T = TypeVar("T", bound=Sized)


class EmbeddingLru(Generic[T]):
    """Key → name → tensor."""

    def __init__(self, budget_bytes: int) -> None:
        """Hold at most `budget_bytes`."""
        self._budget = budget_bytes
        self._held: OrderedDict[bytes, Mapping[str, T]] = OrderedDict()
        self.nbytes = 0

    def __len__(self) -> int:
        """Count the embeddings."""
        return len(self._held)

    def get(self, key: bytes) -> Mapping[str, T] | None:
        """Return an embedding, None where it is not; it is now the most recently used."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def put(self, key: bytes, tensors: Mapping[str, T]) -> None:
        """Hold an embedding in place of what had its key; one above the budget is not held at all."""
        self._drop(key)
        taken = _nbytes(tensors)
        if taken > self._budget:
            return
        while self.nbytes + taken > self._budget:
            self._drop(next(iter(self._held)))
        self._held[key] = tensors
        self.nbytes += taken

    def _drop(self, key: bytes) -> None:
        dropped = self._held.pop(key, None)
        if dropped is not None:
            self.nbytes -= _nbytes(dropped)


def _nbytes(tensors: Mapping[str, Sized]) -> int:
    return sum(tensor.nbytes for tensor in tensors.values())
