"""The embedding store: content-addressed, in memory within a byte budget, one encode per key however many ask."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from avala_edge.models import Embedding

Outcome = Literal["hit", "miss", "joined"]


@dataclass(frozen=True)
class EmbeddingKey:
    """Equal keys mean equal embeddings: the oriented pixels, the model, how pixels become tensors, and the view.

    `view` is x, y, width, height in the oriented image's pixels.
    """

    pixels_sha256: str
    model_digest: str
    preprocessing: int
    view: tuple[int, int, int, int]


class EmbeddingStore:
    """Least recently used go first when the budget is full. Belongs to one event loop."""

    def __init__(self, *, budget_bytes: int) -> None:
        """Keep at most `budget_bytes` of tensors (the newest embedding stays even if it alone is larger)."""
        self._budget = budget_bytes
        self._held: OrderedDict[EmbeddingKey, Embedding] = OrderedDict()
        self._flights: dict[EmbeddingKey, asyncio.Task[Embedding]] = {}
        self.nbytes = 0

    def state(self, key: EmbeddingKey) -> Literal["ready", "computing", "absent"]:
        """Say where an embedding is, without touching its age."""
        return "ready" if key in self._held else "computing" if key in self._flights else "absent"

    async def get(self, key: EmbeddingKey, encode: Callable[[], Awaitable[Embedding]]) -> tuple[Embedding, Outcome]:
        """Return the embedding, encoding it at most once at a time.

        A caller that is cancelled leaves; the encode goes on, since others may wait for it and somebody will ask again.
        """
        held = self._held.get(key)
        if held is not None:
            self._held.move_to_end(key)
            return held, "hit"
        flight = self._flights.get(key)
        outcome: Outcome = "joined"
        if flight is None:
            flight, outcome = asyncio.ensure_future(self._fill(key, encode)), "miss"
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(flight), outcome

    async def _fill(self, key: EmbeddingKey, encode: Callable[[], Awaitable[Embedding]]) -> Embedding:
        embedding = await encode()
        self._held[key] = embedding
        self.nbytes += embedding.nbytes
        while self.nbytes > self._budget and len(self._held) > 1:
            _, oldest = self._held.popitem(last=False)
            self.nbytes -= oldest.nbytes
        return embedding

    def _landed(self, key: EmbeddingKey, flight: asyncio.Task[Embedding]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # seen by those who waited; nobody waiting is no reason to warn

    async def close(self) -> None:
        """Wait for nothing: drop flights and tensors."""
        for flight in list(self._flights.values()):
            flight.cancel()
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
        self._held.clear()
        self.nbytes = 0
