"""Decides what runs next, on a fixed set of threads or elsewhere: by lane, fairly between users, then by arrival.

Bounded; cancelled work is dropped. Fair: in a lane, a user's second waiting piece comes after everybody's first
(start-time fair queueing with equal pieces, Goyal et al. 1996), so a busy client delays another by one piece at most.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from functools import partial
from typing import Any, TypeVar

from avala_edge.errors import Busy

T = TypeVar("T")


working_for: ContextVar[str] = ContextVar("working_for", default="")
"""The user on whose behalf the current task asks for work; set where a request is answered."""


class Lane(IntEnum):
    """Who waits for the work; lower goes first."""

    CLICK = 0
    PREFETCH = 1
    BATCH = 2


class Urgency:
    """Raises the lane of work that somebody more urgent has come to wait for; set in `urgency` around such work."""

    def __init__(self, lane: Lane) -> None:
        """Begin at `lane`."""
        self.lane = lane
        self._raised: Callable[[], None] | None = None

    def raise_to(self, lane: Lane) -> None:
        """Let the work go in `lane` from now on, wherever it waits; never lowers."""
        if lane < self.lane:
            self.lane = lane
            if self._raised is not None:
                self._raised()

    @contextmanager
    def waiting(self, raised: Callable[[], None]) -> Iterator[None]:
        """Call `raised` if the lane is raised meanwhile."""
        self._raised = raised
        try:
            yield
        finally:
            self._raised = None


urgency: ContextVar[Urgency | None] = ContextVar("urgency", default=None)
"""Of the work that the current task asks for; its lane then counts instead of the one given."""


class Turns:
    """A few places and one ordered, bounded queue in front of them. Belongs to one event loop."""

    def __init__(self, places: int, *, bound: int) -> None:
        """Let at most `places` pieces of work be under way at once; refuse when `bound` wait."""
        self._free = places
        self._bound = bound
        self._order = itertools.count()
        self._waiting: list[tuple[Lane, int, int, asyncio.Future[Any], Callable[[], Awaitable[Any]]]] = []
        self._round = dict.fromkeys(Lane, 0)  # of the piece that was started last
        self._newest: dict[tuple[Lane, str], int] = {}  # round of each user's newest piece
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, work: Callable[[], Awaitable[T]], *, lane: Lane) -> T:
        """Wait for a place, do `work`, return what it returns. Once begun it is finished, whether anybody waits or not.

        Raises:
            Busy: as many as the bound are waiting already.
        """
        self._drop_cancelled()
        if len(self._waiting) >= self._bound:
            raise Busy
        held = urgency.get()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._push(lane if held is None else held.lane, done, work)
        self._start()
        if held is None:
            return await done
        with held.waiting(partial(self._move, done, held)):
            return await done

    def _push(self, lane: Lane, done: asyncio.Future[Any], work: Callable[[], Awaitable[Any]]) -> None:
        heapq.heappush(self._waiting, (lane, self._next_round(lane), next(self._order), done, work))

    def _move(self, done: asyncio.Future[Any], held: Urgency) -> None:
        for index, (*_, future, work) in enumerate(self._waiting):
            if future is done:
                del self._waiting[index]
                heapq.heapify(self._waiting)
                self._push(held.lane, done, work)
                return

    @property
    def busy(self) -> bool:
        """Whether new work would wait."""
        return self._free == 0

    def waiting(self) -> dict[Lane, int]:
        """Count the pieces that wait, by lane."""
        counts = Counter(entry[0] for entry in self._waiting if not entry[3].done())
        return {lane: counts[lane] for lane in Lane}

    def _next_round(self, lane: Lane) -> int:
        user = (lane, working_for.get())
        mine = max(self._round[lane], self._newest.get(user, -1) + 1)
        self._newest[user] = mine
        return mine

    def _drop_cancelled(self) -> None:
        kept = [entry for entry in self._waiting if not entry[3].done()]
        if len(kept) != len(self._waiting):
            heapq.heapify(kept)
            self._waiting = kept

    def _start(self) -> None:
        while self._free and self._waiting:
            lane, turn, _, done, work = heapq.heappop(self._waiting)
            if not self._waiting:
                self._newest.clear()  # nobody waits: everybody starts again
            if done.done():
                continue
            self._round[lane] = max(self._round[lane], turn)
            self._free -= 1
            task = asyncio.get_running_loop().create_task(self._carry_out(done, work))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, done: asyncio.Future[T], work: Callable[[], Awaitable[T]]) -> None:
        try:
            result = await work()
        except asyncio.CancelledError:
            done.cancel()  # whoever waits must not wait for ever
            raise
        except Exception as error:
            if not done.done():
                done.set_exception(error)
        else:
            if not done.done():
                done.set_result(result)
        finally:
            self._free += 1
            self._start()

    async def close(self) -> None:
        """Cancel what waits and finish what runs."""
        for *_, done, _ in self._waiting:
            done.cancel()
        self._waiting.clear()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)


class Scheduler(Turns):
    """Turns on a few threads."""

    def __init__(self, name: str, *, threads: int, bound: int, nice: int = 0) -> None:
        """Run at most `threads` pieces of work at once; refuse when `bound` wait.

        Threads with `nice` above 0, and those that they start, yield the cores to others (Linux; elsewhere no effect).
        """
        super().__init__(threads, bound=bound)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=partial(_yield_cores, nice))

    async def run(self, work: Callable[[], T], *, lane: Lane) -> T:
        """Wait for a thread, run `work` there, return what it returns.

        Raises:
            Busy: as many as the bound are waiting already.
        """
        loop = asyncio.get_running_loop()
        return await self.take(partial(loop.run_in_executor, self._pool, work), lane=lane)

    async def close(self) -> None:
        """Cancel what waits and finish what runs."""
        await super().close()
        self._pool.shutdown(wait=True)


def _yield_cores(nice: int) -> None:
    if nice and sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)  # of this thread alone; pools inherit it
