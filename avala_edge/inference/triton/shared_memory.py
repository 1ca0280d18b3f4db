"""Pieces of system shared memory through which tensors go to a Triton server on this machine and back.

A slot belongs to one call. One whose call did not end in time is not used again: the server may still write to it.
CUDA shared memory is not used: the numbers are on the host on our side.
"""

from __future__ import annotations

import contextlib
import math
import secrets
from collections.abc import Awaitable, Callable, Sequence
from multiprocessing.shared_memory import SharedMemory

import numpy as np
from numpy.typing import NDArray

Register = Callable[[str, str, int], Awaitable[None]]
ALIGNED = 64  # bytes


class Slot:
    """One region, in which a call's tensors lie one after another."""

    def __init__(self, nbytes: int) -> None:
        """Make it; raises `OSError` where there is no room."""
        self._memory = SharedMemory(create=True, size=nbytes)
        self.name = f"avala-edge-{secrets.token_hex(8)}"  # to the server; not guessable, not reused
        self.nbytes = nbytes
        self._taken = 0

    @property
    def key(self) -> str:
        """The region's name to this machine."""
        return f"/{self._memory.name.lstrip('/')}"

    def reserve(self, nbytes: int) -> int | None:
        """Return where so many bytes have room, None where they have not."""
        if self._taken + nbytes > self.nbytes:
            return None
        offset = self._taken
        self._taken += math.ceil(nbytes / ALIGNED) * ALIGNED
        return offset

    def write(self, offset: int, array: NDArray[np.generic]) -> None:
        """Put an array there."""
        np.copyto(self._view(offset, array.shape, array.dtype), array)

    def read(self, offset: int, shape: Sequence[int], dtype: np.dtype[np.generic]) -> NDArray[np.generic]:
        """Return a copy of what is there."""
        return self._view(offset, shape, dtype).copy()

    def _view(self, offset: int, shape: Sequence[int], dtype: np.dtype[np.generic]) -> NDArray[np.generic]:
        return np.ndarray(tuple(shape), dtype, buffer=self._memory.buf, offset=offset)

    def empty(self) -> None:
        """Forget what was reserved."""
        self._taken = 0

    def close(self) -> None:
        """Give the memory back; a server that has it mapped keeps its own hold until it lets go."""
        with contextlib.suppress(OSError):
            self._memory.unlink()
        with contextlib.suppress(BufferError):
            self._memory.close()


class Slots:
    """Slots of one connection, all of one size, made as they are needed."""

    def __init__(self, nbytes: int, most: int, register: Register) -> None:
        """Make at most `most`; `register` tells the server of one: name, key, bytes."""
        self._nbytes, self._most, self._register = nbytes, most, register
        self._free: list[Slot] = []
        self._made: list[Slot] = []

    async def take(self) -> Slot | None:
        """Return one that is free, None where there is none: then tensors travel with the call."""
        if self._free:
            return self._free.pop()
        if len(self._made) >= self._most:
            return None
        try:
            slot = Slot(self._nbytes)
        except OSError:
            return None
        self._made.append(slot)
        await self._register(slot.name, slot.key, slot.nbytes)
        return slot

    def give_back(self, slot: Slot) -> None:
        """Let another call have it: its own has ended on both sides."""
        slot.empty()
        self._free.append(slot)

    def close(self) -> None:
        """Give all memory back."""
        for slot in self._made:
            slot.close()
        self._made.clear()
        self._free.clear()
