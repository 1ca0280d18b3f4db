"""One process' turn at one job: items are taken, worked on side by side, and what became of them is written."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from time import monotonic

from avala_edge.errors import EdgeError
from avala_edge.jobs.kinds import Kind, Skip, StopJob
from avala_edge.jobs.patience import until_there_is_room
from avala_edge.store import ItemResult, Job, JobItems, new_uid

CLAIMED_AT_ONCE = 32  # items
LEASE_S = 30.0  # for which taken items are nobody else's; renewed while they are worked on
WRITTEN_AT_ONCE = 32  # results; a transaction costs as much for one
WRITTEN_AFTER_S = 0.2  # at the latest: people watch
UNWRITTEN = 4 * WRITTEN_AT_ONCE  # results that may wait; who has more pauses
LONGEST_DETAIL = 300  # characters of a reason that are kept

_log = logging.getLogger(__name__)


class Turn:
    """Belongs to one event loop; is run once."""

    def __init__(
        self,
        job: Job,
        kind: Kind,
        items: JobItems,
        *,
        over: Callable[[], bool],
        written: Callable[[], None],
        count: Counter[str],
    ) -> None:
        """Work until nothing is left or it is `over`; `written` hears of results, `count` has them by outcome."""
        self.job = job
        self.gave_up: str | None = None
        self._kind, self._items, self._over, self._written, self._count = kind, items, over, written, count
        self._name = new_uid()
        self._claimed: deque[str] = deque()
        self._claiming = asyncio.Lock()
        self._results: list[ItemResult] = []
        self._room, self._news = asyncio.Event(), asyncio.Event()
        self._room.set()
        self._workers: list[asyncio.Task[None]] = []
        self._exhausted = False  # there is nothing more to take
        self._done = False  # nobody works any more

    def stop(self) -> None:
        """Drop the items in work: the job was cancelled, or this process ends."""
        self._exhausted = True
        for worker in self._workers:
            worker.cancel()

    async def run(self) -> None:
        """Work; raises nothing but cancellation and errors of the database."""
        at_once = 1 if self._kind.in_order else self._kind.at_once
        self._workers = [asyncio.create_task(self._work()) for _ in range(at_once)]
        writer, renewer = asyncio.create_task(self._write()), asyncio.create_task(self._renew())
        try:
            await asyncio.wait(self._workers)
            self._done = True
            self._news.set()
            await writer
        finally:
            for task in (*self._workers, writer, renewer):
                task.cancel()
            await asyncio.gather(*self._workers, writer, renewer, return_exceptions=True)
            await self._items.release(self._name)
        for worker in self._workers:
            if not worker.cancelled() and (error := worker.exception()) is not None:
                raise error

    async def _work(self) -> None:
        while (item := await self._next()) is not None:
            result = await self._perform(item)
            if result is None:
                return
            await self._room.wait()
            self._results.append(result)
            self._news.set()
            if len(self._results) >= UNWRITTEN:
                self._room.clear()

    async def _next(self) -> str | None:
        async with self._claiming:
            if not self._claimed and not self._exhausted and not self._over():
                found = await until_there_is_room(self._claim)
                if not found:  # others have the rest, or it has ended
                    self._exhausted = True
                self._claimed.extend(found or ())
            return self._claimed.popleft() if self._claimed and self.gave_up is None else None

    async def _claim(self) -> list[str] | None:
        alone = self._kind.in_order
        return await self._items.claim(self.job.uid, self._name, most=CLAIMED_AT_ONCE, lease_s=LEASE_S, alone=alone)

    async def _perform(self, item: str) -> ItemResult | None:
        try:
            async with asyncio.timeout(self._kind.longest_s):
                outcome = await self._kind.perform(item, self.job)
        except EdgeError as error:
            return ItemResult(item, "failed", error.code, error.message[:LONGEST_DETAIL])
        except StopJob as reason:
            self.gave_up = str(reason)
            return None
        except TimeoutError:
            words = f"It took longer than {self._kind.longest_s:g} seconds."
            return ItemResult(item, "failed", "deadline_exceeded", words)
        except Exception:
            _log.exception("item %s of %s failed", item, self.job.uid)
            return ItemResult(item, "failed", "internal", "Internal error. The server's log has the details.")
        if isinstance(outcome, ItemResult):
            return outcome
        if isinstance(outcome, Skip):
            return ItemResult(item, "left_out", outcome.code, outcome.detail[:LONGEST_DETAIL])
        return ItemResult(item, outcome)

    async def _write(self) -> None:
        try:
            await self._write_on()
        except Exception:
            self.stop()  # what cannot be written is not worked on
            raise

    async def _write_on(self) -> None:
        last = monotonic()
        while not self._done or self._results:
            if not self._results:
                self._news.clear()
                await self._news.wait()
                continue
            if len(self._results) < WRITTEN_AT_ONCE and not self._done:
                await asyncio.sleep(max(0.0, min(WRITTEN_AFTER_S, last + WRITTEN_AFTER_S - monotonic())))
            batch, self._results = self._results[:WRITTEN_AT_ONCE], self._results[WRITTEN_AT_ONCE:]
            self._room.set()
            goes_on = await until_there_is_room(partial(self._items.finish, self.job.uid, self._name, batch))
            last = monotonic()
            self._count.update("skipped" if each.status == "left_out" else each.status for each in batch)
            self._written()
            if not goes_on:
                self._results.clear()
                self.stop()
                return

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE_S / 3)
            try:
                await self._items.renew(self._name, lease_s=LEASE_S)
            except EdgeError:
                _log.warning("what %s works on could not be kept; it may be done twice", self.job.uid)
