"""The site's jobs: taken in, looked at, cancelled; and kept going, in whichever processes do the work.

What is to happen is read from the store, again and again: each job that has not ended has a turn in the queue for each
process that works. So it does not matter who dies when, nor between which two steps.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from avala_edge.errors import EdgeError
from avala_edge.jobs.kinds import Kind
from avala_edge.jobs.turn import Turn
from avala_edge.jobs.turn_queue import AT_ONCE, TurnQueue
from avala_edge.store import ItemEnd, Job, JobItems, JobRows, Page, PageOf, Principal, Standing, Workers

MANAGERS = frozenset({"owner", "admin"})  # may cancel anybody's job
LOOK_S = 1.0  # between two looks at what is to be done
BEAT_S = 4.0
SWEEP_S = 60.0
TURN_S = 10.0  # after which a turn ends when other jobs wait for one
MOST_KEPT_GOING = 64  # jobs with turns in the queue; younger ones follow
MOST_SLOTS = 32

_THE_SERVER = Principal("", "", "owner")
_log = logging.getLogger(__name__)


class Jobs:
    """Belongs to one event loop."""

    def __init__(
        self, kinds: Mapping[str, Kind], rows: JobRows, items: JobItems, workers: Workers, queue: TurnQueue
    ) -> None:
        """Take what each kind of job does with an item."""
        self._kinds, self._rows, self._items, self._workers, self._queue = kinds, rows, items, workers, queue
        self._name = ""
        self._unfinished: list[str] = []
        self._turns: dict[str, Turn] = {}  # by job
        self._kept_going: set[str] = set()
        self._wake, self._news = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._beating: asyncio.Task[None] | None = None
        self._closing = False
        self.items: Counter[str] = Counter()  # by outcome, over the jobs that this process worked on
        self.statuses: dict[str, int] = {}  # as last counted

    def open(self) -> None:
        """Begin to do jobs, as soon as there are any."""
        self._loop = asyncio.create_task(self._keep_going(), name="jobs")

    async def close(self) -> None:
        """Stop; what is not done goes on in another process, or at the next start."""
        self._closing = True
        for task in (self._loop, self._beating):
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in (self._loop, self._beating) if task), return_exceptions=True)
        while self._turns:
            for turn in self._turns.values():
                turn.stop()
            await asyncio.sleep(0.01)
        await self._queue.close()
        if self._name:
            try:
                await self._workers.leave(self._name)
            except EdgeError as error:
                _log.warning("this process is taken for dead after a while: %s", error.message)

    async def create(
        self,
        kind: str,
        items: Sequence[str],
        by: Principal,
        *,
        options: Mapping[str, Any] | None = None,
        project: str | None = None,
    ) -> Job:
        """Take a job in.

        Raises:
            NotFound: no such project.
            InvalidInput: an item's name is too long.
            Throttled: as many jobs, or items, as may wait are waiting.
        """
        if kind not in self._kinds:
            raise ValueError(f"no kind of job is called {kind}")
        made = await self._rows.create(by, kind, items, options=options or {}, project=project)
        self._tell()
        return made

    def wake(self) -> None:
        """Look for jobs now: one was taken in with what it is about."""
        self._tell()

    async def retry_failed(self, uid: str, by: Principal) -> Job:
        """Take in a new job with the failed items of one that has ended.

        Raises:
            NotFound: no such job.
            Conflict: it has not ended, or no item failed.
            Throttled: as many jobs, or items, as may wait are waiting.
        """
        made = await self._rows.create_retry(by, uid)
        self._tell()
        return made

    async def get(self, uid: str, by: Principal) -> Job:
        """Return a job; raise `NotFound`."""
        return await self._rows.get(by, uid)

    async def page(
        self, by: Principal, page: PageOf, *, kind: str | None, status: str | None, project: str | None
    ) -> Page[Job]:
        """Return the newest jobs; raises `NotFound` for no such project."""
        return await self._rows.page(by, page, kind=kind, status=status, project=project)

    async def cancel(self, uid: str, by: Principal) -> Job:
        """End a job, without waiting for the items in work; one that has ended stays as it is.

        Raises:
            NotFound: no such job.
            Forbidden: it is somebody else's.
        """
        cancelled = await self._rows.cancel(by, uid, may_all=by.role in MANAGERS)
        if (turn := self._turns.get(uid)) is not None:
            turn.stop()
        self._tell()
        return cancelled

    async def standing(self, uid: str) -> Standing:
        """Return how far a job is."""
        return await self._items.standing(uid)

    async def ended_after(self, uid: str, number: int, *, most: int) -> list[ItemEnd]:
        """Return what became of the items after the `number`-th that was through."""
        return await self._items.ended_after(uid, number, most=most)

    async def news(self, *, longest_s: float) -> None:
        """Wait until something happened to some job in this process, or so long: others work, too."""
        try:
            async with asyncio.timeout(longest_s):
                await self._news.wait()
        except TimeoutError:
            return

    async def count(self) -> None:
        """Count the jobs by status."""
        found = await self._rows.statuses()
        names = ("pending", "running", "completed", "cancelled", "failed")
        self.statuses = {name: found.get(name, 0) for name in names}

    def _tell(self) -> None:
        self._wake.set()
        self._news.set()
        self._news = asyncio.Event()

    async def _keep_going(self) -> None:
        swept = 0.0
        while True:
            self._wake.clear()
            try:
                self._unfinished = await self._rows.unfinished()
                if self._unfinished or self._queue.is_open:
                    await self._look()
                if monotonic() - swept > SWEEP_S:
                    await self._rows.sweep()
                    swept = monotonic()
            except EdgeError as error:
                _log.warning("jobs wait for a while: %s", error.message)
                await asyncio.sleep(LOOK_S)
            except Exception:
                _log.exception("jobs wait for a while")
                await asyncio.sleep(LOOK_S)
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _look(self) -> None:
        if not self._queue.is_open:
            self._name = await self._workers.join()
            await self._queue.open(self._name, self._take_turn)
            self._beating = asyncio.create_task(self._beat(), name="heartbeat")
        for dead in await self._workers.dead():
            if dead != self._name:
                await self._queue.take_over(dead)
                await self._workers.leave(dead)
        slots = min(MOST_SLOTS, max(1, await self._workers.living()))
        for job in self._unfinished[:MOST_KEPT_GOING]:
            if slots == 1 and job in self._turns:
                continue  # the only turn there is to be is under way here
            for slot in range(slots):
                await self._queue.ensure(job, slot)
            self._kept_going.add(job)
        for ended in self._kept_going - set(self._unfinished):
            if ended not in self._turns:
                await self._queue.forget(ended)
                self._kept_going.discard(ended)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self._workers.beat(self._name)
            except Exception as error:
                _log.warning("a heartbeat was lost: %s", error)

    async def _take_turn(self, uid: str) -> None:
        if self._closing or uid in self._turns:
            return
        job = await self._rows.get(_THE_SERVER, uid)
        kind = self._kinds.get(job.kind)
        if job.has_ended or self._closing or uid in self._turns:
            return
        if kind is None:
            await asyncio.sleep(LOOK_S)  # another process of another version may know it
            return
        until = monotonic() + TURN_S

        def over() -> bool:
            return self._closing or (monotonic() > until and len(self._unfinished) > AT_ONCE)

        turn = self._turns[uid] = Turn(job, kind, self._items, over=over, written=self._tell, count=self.items)
        try:
            await turn.run()
            if turn.gave_up is not None:
                await self._rows.give_up(uid, turn.gave_up)
        finally:
            del self._turns[uid]
            self._tell()
