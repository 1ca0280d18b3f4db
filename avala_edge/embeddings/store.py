"""The embedding store: content-addressed; memory, disk, other nodes, then one encode for all who ask, everywhere."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import filelock

from avala_edge.embeddings.disk import DiskTier
from avala_edge.embeddings.packing import EmbeddingKey, pack
from avala_edge.embeddings.shared import Claim, SharedTier
from avala_edge.models import Embedding

Outcome = Literal["hit", "disk", "shared", "joined", "miss"]
Encode = Callable[[], Awaitable[Embedding]]

NEIGHBOUR_S = 30.0  # how long another process or node may take to encode before we do it too
LOCK_POLL_S = 0.01
PENDING_WRITES = 32
WRITE_DELAY_S = 0.05


@dataclass
class _Turn:
    """What keeps others from encoding the same: a lock among this node's processes, a claim among nodes."""

    lock: filelock.BaseFileLock | None = None
    claim: Claim | None = None

    def unlock(self) -> None:
        """Let this node's other processes on."""
        lock, self.lock = self.lock, None
        if lock is not None:
            lock.release()

    async def end(self) -> None:
        """Let all others on."""
        self.unlock()
        if self.claim is not None:
            await self.claim.release()


class EmbeddingStore:
    """Least recently used go first when the budget is full. Belongs to one event loop."""

    def __init__(self, *, budget_bytes: int, disk: DiskTier | None = None, shared: SharedTier | None = None) -> None:
        """Keep at most `budget_bytes` of tensors (the newest embedding stays even if it alone is larger)."""
        self._budget, self._disk, self._shared = budget_bytes, disk, shared
        self._held: OrderedDict[EmbeddingKey, Embedding] = OrderedDict()
        self._flights: dict[EmbeddingKey, asyncio.Task[tuple[Embedding, Outcome]]] = {}
        self._writes: set[asyncio.Task[None]] = set()
        self.nbytes = 0
        self.outcomes: Counter[str] = Counter()  # of `get`; `dropped`: writes given up, too many waited

    def state(self, key: EmbeddingKey) -> Literal["ready", "computing", "absent"]:
        """Say whether `get` would encode: not if ready, in memory or on disk; does not touch an embedding's age.

        One stat of a local file (0.03 ms with the name's hash), less than a hop to a thread. What other nodes have is
        not asked, since that is no answer within a click: it counts as absent.
        """
        if key in self._held or (self._disk is not None and self._disk.has(key)):
            return "ready"
        return "computing" if key in self._flights else "absent"

    def at_hand(self, key: EmbeddingKey) -> bool:
        """Say whether an embedding is in memory, or on its way there: whether there is nothing to prefetch."""
        return key in self._held or key in self._flights

    async def get(
        self, key: EmbeddingKey, encode: Encode, *, ahead: bool = False, in_use: bool = True
    ) -> tuple[Embedding, Outcome]:
        """Return the embedding, encoding it at most once at a time; one that nobody waits for is asked `ahead`.

        One that is not `in_use` takes nobody's place in memory: it is the first to go, at once if there is no room.

        A caller that is cancelled leaves; the encode goes on, since others may wait for it and somebody will ask again.
        """
        held = self._held.get(key)
        if held is not None:
            self._hold(key, held, in_use)
            self._count("hit", ahead)
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
        self._count(outcome, ahead)
        return embedding, outcome

    def _count(self, outcome: Outcome, ahead: bool) -> None:
        self.outcomes[f"ahead_{outcome}" if ahead else outcome] += 1

    def counts(self) -> dict[str, int]:
        """How often an embedding was where, for those who waited and ahead of them; and what went wrong how often."""
        named = {"ram": "hit", "disk": "disk", "shared": "shared", "joined": "joined", "miss": "miss"}
        named |= {name: name for name in ("ahead_disk", "ahead_shared", "ahead_miss", "dropped")}
        corrupt = 0 if self._disk is None else self._disk.corrupt
        unreachable = 0
        if self._shared is not None:
            corrupt, unreachable = corrupt + self._shared.corrupt, self._shared.unreachable
        counted = {name: self.outcomes[outcome] for name, outcome in named.items()}
        return {**counted, "corrupt": corrupt, "unreachable": unreachable}

    async def kept(self, key: EmbeddingKey) -> bool:
        """Wait for what is being written, then say whether an embedding is in memory or on disk."""
        if self._writes:
            await asyncio.wait(set(self._writes))
        return key in self._held or (self._disk is not None and await asyncio.to_thread(self._disk.has, key))

    async def _fill(self, key: EmbeddingKey, encode: Encode, in_use: bool) -> tuple[Embedding, Outcome]:
        embedding, outcome = await self._find_or_encode(key, encode)
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

    async def _find_or_encode(self, key: EmbeddingKey, encode: Encode) -> tuple[Embedding, Outcome]:
        found = await self._from_disk(key)
        if found is not None:
            return found, "disk"
        turn = _Turn()
        try:
            if self._disk is not None:
                turn.lock = await self._lock(self._disk, key)
                found = await self._from_disk(key)  # a neighbour may have encoded it while we waited
                if found is not None:
                    await turn.end()
                    return found, "disk"
            if self._shared is not None:
                found, turn.claim = await self._from_shared(self._shared, key)
            embedding = found if found is not None else await encode()
        except BaseException:
            await turn.end()
            raise
        await self._keep(key, embedding, turn, everywhere=found is None)
        return embedding, "miss" if found is None else "shared"

    async def _from_disk(self, key: EmbeddingKey) -> Embedding | None:
        return None if self._disk is None else await asyncio.to_thread(self._disk.read, key)

    @staticmethod
    async def _from_shared(shared: SharedTier, key: EmbeddingKey) -> tuple[Embedding | None, Claim | None]:
        """Return what is there, else the claim to encode; wait for a node that is encoding, but not for ever."""
        deadline = time.monotonic() + NEIGHBOUR_S
        while True:
            answer = await shared.ask(key)
            if isinstance(answer, Embedding):
                return answer, None
            if answer is not None or time.monotonic() > deadline:
                return None, answer
            await asyncio.sleep(LOCK_POLL_S)

    @staticmethod
    async def _lock(disk: DiskTier, key: EmbeddingKey) -> filelock.BaseFileLock | None:
        """Wait for the key's lock, without holding a thread meanwhile; None where nothing can be locked."""
        deadline = time.monotonic() + NEIGHBOUR_S
        while True:
            try:
                lock = await asyncio.to_thread(disk.lock, key)
            except OSError:
                return None
            if lock is not None or time.monotonic() > deadline:
                return lock
            await asyncio.sleep(LOCK_POLL_S)

    async def _keep(self, key: EmbeddingKey, embedding: Embedding, turn: _Turn, *, everywhere: bool) -> None:
        """Write behind the caller's back; the turn ends when others can find what was written."""
        if self._disk is None and (self._shared is None or not everywhere):
            await turn.end()
        elif len(self._writes) >= PENDING_WRITES:
            self.outcomes["dropped"] += 1
            await turn.end()
        else:
            write = asyncio.ensure_future(self._write(key, embedding, turn, everywhere))
            self._writes.add(write)
            write.add_done_callback(self._writes.discard)

    async def _write(self, key: EmbeddingKey, embedding: Embedding, turn: _Turn, everywhere: bool) -> None:
        try:
            await asyncio.sleep(WRITE_DELAY_S)  # the click's decode goes first
            data = await asyncio.to_thread(pack, key, embedding)
            if data is not None:
                await asyncio.gather(self._to_disk(key, data, turn), self._to_shared(key, data, everywhere))
        finally:
            await turn.end()

    async def _to_disk(self, key: EmbeddingKey, data: bytes, turn: _Turn) -> None:
        if self._disk is not None:
            await asyncio.to_thread(self._disk.write, key, data)
            turn.unlock()  # this node's processes do not wait for the shared tier

    async def _to_shared(self, key: EmbeddingKey, data: bytes, everywhere: bool) -> None:
        if self._shared is not None and everywhere:
            await self._shared.put(key, data)

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
        if self._shared is not None:
            await self._shared.close()
        self._held.clear()
        self.nbytes = 0
