"""The embedding store: content-addressed; memory, then disk, then one encode for all who ask, in all processes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from typing import Literal

import filelock

from avala_edge.embeddings.disk import DiskTier, EmbeddingKey
from avala_edge.models import Embedding

Outcome = Literal["hit", "disk", "joined", "miss"]

NEIGHBOUR_S = 30.0  # how long another process may take to encode before we do it too
LOCK_POLL_S = 0.01
PENDING_WRITES = 32
WRITE_DELAY_S = 0.05


class EmbeddingStore:
    """Least recently used go first when the budget is full. Belongs to one event loop."""

    def __init__(self, *, budget_bytes: int, disk: DiskTier | None = None) -> None:
        """Keep at most `budget_bytes` of tensors (the newest embedding stays even if it alone is larger)."""
        self._budget, self._disk = budget_bytes, disk
        self._held: OrderedDict[EmbeddingKey, Embedding] = OrderedDict()
        self._flights: dict[EmbeddingKey, asyncio.Task[tuple[Embedding, Outcome]]] = {}
        self._writes: set[asyncio.Task[None]] = set()
        self.nbytes = 0
        self.outcomes: Counter[str] = Counter()  # of `get`; `dropped`: writes given up, too many waited

    def state(self, key: EmbeddingKey) -> Literal["ready", "computing", "absent"]:
        """Say where an embedding is in memory, without touching its age."""
        return "ready" if key in self._held else "computing" if key in self._flights else "absent"

    async def get(
        self, key: EmbeddingKey, encode: Callable[[], Awaitable[Embedding]], *, in_use: bool = True
    ) -> tuple[Embedding, Outcome]:
        """Return the embedding, encoding it at most once at a time.

        One that is not `in_use` takes nobody's place in memory: it is the first to go, at once if there is no room.

        A caller that is cancelled leaves; the encode goes on, since others may wait for it and somebody will ask again.
        """
        held = self._held.get(key)
        if held is not None:
            self._hold(key, held, in_use)
            self.outcomes["hit"] += 1
            return held, "hit"
        flight = self._flights.get(key)
        joined = flight is not None
        if flight is None:
            flight = asyncio.ensure_future(self._fill(key, encode, in_use))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        embedding, source = await asyncio.shield(flight)
        if joined and in_use:
            self._hold(key, embedding, in_use)  # begun, perhaps, for somebody who does not use it
        outcome: Outcome = "joined" if joined else source
        self.outcomes[outcome] += 1
        return embedding, outcome

    def counts(self) -> dict[str, int]:
        """How often an embedding was in memory, on disk, joined or missing; how many were damaged or not written."""
        corrupt = 0 if self._disk is None else self._disk.corrupt
        named = {"ram": "hit", "disk": "disk", "joined": "joined", "miss": "miss", "dropped": "dropped"}
        return {**{name: self.outcomes[outcome] for name, outcome in named.items()}, "corrupt": corrupt}

    async def kept(self, key: EmbeddingKey) -> bool:
        """Wait for what is being written, then say whether an embedding is in memory or on disk."""
        if self._writes:
            await asyncio.wait(set(self._writes))
        return key in self._held or (self._disk is not None and await asyncio.to_thread(self._disk.has, key))

    async def _fill(
        self, key: EmbeddingKey, encode: Callable[[], Awaitable[Embedding]], in_use: bool
    ) -> tuple[Embedding, Outcome]:
        outcome: Outcome = "miss"
        if self._disk is None:
            embedding = await encode()
        else:
            embedding, outcome = await self._from_disk(self._disk, key, encode)
        self._hold(key, embedding, in_use)
        return embedding, outcome

    def _hold(self, key: EmbeddingKey, embedding: Embedding, in_use: bool) -> None:
        known = key in self._held
        if not known:
            self._held[key] = embedding
            self.nbytes += embedding.nbytes
        if in_use or not known:
            self._held.move_to_end(key, last=in_use)
        while self.nbytes > self._budget and len(self._held) > 1:
            _, oldest = self._held.popitem(last=False)
            self.nbytes -= oldest.nbytes

    async def _from_disk(
        self, disk: DiskTier, key: EmbeddingKey, encode: Callable[[], Awaitable[Embedding]]
    ) -> tuple[Embedding, Outcome]:
        found = await asyncio.to_thread(disk.read, key)
        if found is not None:
            return found, "disk"
        lock = await self._lock(disk, key)
        try:
            found = await asyncio.to_thread(disk.read, key)  # a neighbour may have encoded it while we waited
            embedding = found if found is not None else await encode()
        except BaseException:
            _release(lock)
            raise
        if found is None and len(self._writes) < PENDING_WRITES:
            write = asyncio.ensure_future(self._write(disk, key, embedding, lock))  # the click does not wait for it
            self._writes.add(write)
            write.add_done_callback(self._writes.discard)
        else:
            self.outcomes["dropped"] += found is None
            _release(lock)
        return embedding, "miss" if found is None else "disk"

    @staticmethod
    async def _lock(disk: DiskTier, key: EmbeddingKey) -> filelock.BaseFileLock | None:
        """Wait for the key's lock, without holding a thread meanwhile."""
        deadline = time.monotonic() + NEIGHBOUR_S
        while True:
            lock = await asyncio.to_thread(disk.lock, key)
            if lock is not None or time.monotonic() > deadline:
                return lock
            await asyncio.sleep(LOCK_POLL_S)

    @staticmethod
    async def _write(
        disk: DiskTier, key: EmbeddingKey, embedding: Embedding, lock: filelock.BaseFileLock | None
    ) -> None:
        try:
            await asyncio.sleep(WRITE_DELAY_S)  # the click's decode goes first
            await asyncio.to_thread(disk.write, key, embedding)
        finally:
            _release(lock)

    def _landed(self, key: EmbeddingKey, flight: asyncio.Task[tuple[Embedding, Outcome]]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # seen by those who waited; nobody waiting is no reason to warn

    async def close(self) -> None:
        """Drop flights and tensors; finish what is being written."""
        for flight in list(self._flights.values()):
            flight.cancel()
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
        await asyncio.gather(*self._writes, return_exceptions=True)
        self._held.clear()
        self.nbytes = 0


def _release(lock: filelock.BaseFileLock | None) -> None:
    if lock is not None:
        lock.release()
