"""The site's jobs: taken in up to a bound, done one after the other, remembered for a while; in memory only.

What a door sees (`create`, `page`, `get`, `cancel`, `retry_failed`, `log`) and what a kind of job does with one item
(`Perform`) do not depend on where jobs are kept: durable jobs take this module's place. Items must bear being done
twice.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from avala_edge.errors import Conflict, EdgeError, Forbidden, InvalidInput, NotFound, Throttled
from avala_edge.jobs.events import EventLog, ItemDone, Standing
from avala_edge.jobs.records import ItemProblem, Job, Outcome, Progress, Skip, Status, StopJob
from avala_edge.store import Principal

Perform = Callable[[str, Job], Awaitable[Outcome | Skip]]
"""Does one item of a job; an `EdgeError` is the item's failure, `StopJob` the end of the job."""

MAX_ACTIVE = 8  # jobs that wait or run
MAX_ITEMS = 1_000_000  # of all jobs that wait or run
MAX_ENDED = 1000  # remembered
MAX_LOGS = 16  # of the jobs that ended last: their events are kept whole
MAX_FAILED = 100_000  # failed items kept for a retry, over all jobs that ended
MAX_EVENTS = 1024  # of one job
MAX_ERRORS = 100  # told of one job
AT_ONCE = 2  # items in work: one is decoded while another is encoded
RETRY_S = 30
MANAGERS = frozenset({"owner", "admin"})  # may cancel anybody's job

_log = logging.getLogger(__name__)


@dataclass
class _Entry:
    number: int
    job: Job
    items: Sequence[str]
    failed: list[str] = field(default_factory=list)
    log: EventLog = field(default_factory=lambda: EventLog(bound=MAX_EVENTS))
    task: asyncio.Task[None] | None = None


class Jobs:
    """Belongs to one event loop."""

    def __init__(self, kinds: Mapping[str, Perform]) -> None:
        """Take what each kind of job does with an item."""
        self._kinds = kinds
        self._entries: dict[str, _Entry] = {}  # oldest first
        self._numbers = itertools.count(1)
        self._closing = False
        self.items: Counter[str] = Counter()  # by outcome, over all jobs

    def create(
        self,
        kind: str,
        items: Sequence[str],
        by: Principal,
        *,
        options: Mapping[str, str] | None = None,
        retry_of: str | None = None,
    ) -> Job:
        """Take a job in; it begins when those before it have ended.

        Raises:
            InvalidInput: more items than jobs may ever have.
            Throttled: as many jobs, or items, as may wait are waiting.
        """
        if len(items) > MAX_ITEMS:
            raise InvalidInput(f"A job takes at most {MAX_ITEMS} items, but these are {len(items)}.")
        active = [entry for entry in self._entries.values() if not entry.job.has_ended]
        waiting = sum(len(entry.items) for entry in active)
        if len(active) >= MAX_ACTIVE or waiting + len(items) > MAX_ITEMS:
            raise Throttled(
                "As many jobs as the server takes are waiting; cancel one, or try again later.", retry_after_s=RETRY_S
            )
        uid = f"job_{secrets.token_hex(8)}"
        job = Job(
            uid, kind, "pending", by.uid, _now(), Progress(len(items)), retry_of=retry_of, options=dict(options or {})
        )
        entry = self._entries[uid] = _Entry(next(self._numbers), job, items)
        self._tell(entry)
        self._start_next()
        return entry.job

    def get(self, uid: str) -> Job:
        """Return a job; raise `NotFound`."""
        return self._entry(uid).job

    def log(self, uid: str) -> EventLog:
        """Return a job's events; raise `NotFound`."""
        return self._entry(uid).log

    def page(
        self, *, kind: str | None, status: Status | None, before: int | None, limit: int
    ) -> tuple[list[Job], int | None]:
        """Return the newest jobs, those `before` a number if given, and the number before which others follow."""
        found = (
            entry
            for entry in reversed(self._entries.values())
            if (before is None or entry.number < before)
            and kind in (None, entry.job.kind)
            and status in (None, entry.job.status)
        )
        page = list(itertools.islice(found, limit + 1))
        return [entry.job for entry in page[:limit]], page[limit - 1].number if len(page) > limit else None

    async def cancel(self, uid: str, by: Principal) -> Job:
        """End a job, without waiting for the items in work; one that has ended stays as it is.

        Raises:
            NotFound: no such job.
            Forbidden: it is somebody else's.
        """
        entry = self._entry(uid)
        if entry.job.created_by != by.uid and by.role not in MANAGERS:
            raise Forbidden("Only who created a job, an owner or an admin may cancel it.")
        await self._cancel(entry)
        return entry.job

    def retry_failed(self, uid: str, by: Principal) -> Job:
        """Take in a new job with the failed items of one that has ended.

        Raises:
            NotFound: no such job.
            Conflict: it has not ended, no item failed, or that was too long ago.
            Throttled: as many jobs, or items, as may wait are waiting.
        """
        entry = self._entry(uid)
        if not entry.job.has_ended:
            raise Conflict("The job has not ended; what fails is known then.")
        if not entry.job.progress.failed:
            raise Conflict("No item of this job failed.")
        if not entry.failed:
            raise Conflict("Which items failed is not remembered any more; create a new job.")
        return self.create(entry.job.kind, tuple(entry.failed), by, options=entry.job.options, retry_of=uid)

    def statuses(self) -> dict[str, int]:
        """Count the jobs that are known, by status."""
        counted = Counter(entry.job.status for entry in self._entries.values())
        statuses: tuple[Status, ...] = ("pending", "running", "completed", "cancelled", "failed")
        return {status: counted[status] for status in statuses}

    async def close(self) -> None:
        """End all jobs and start no other."""
        self._closing = True
        for entry in list(self._entries.values()):
            await self._cancel(entry)

    def _entry(self, uid: str) -> _Entry:
        entry = self._entries.get(uid)
        if entry is None:
            raise NotFound("no job has this uid; jobs end with the server, and old ones are forgotten", field="uid")
        return entry

    async def _cancel(self, entry: _Entry) -> None:
        if entry.job.has_ended:
            return
        if entry.task is None:
            self._end(entry, "cancelled")
            return
        entry.task.cancel()
        await asyncio.wait({entry.task})

    def _start_next(self) -> None:
        waiting = [entry for entry in self._entries.values() if not entry.job.has_ended]
        if self._closing or not waiting or any(entry.task is not None for entry in waiting):
            return
        entry = waiting[0]
        entry.task = asyncio.get_running_loop().create_task(self._carry_out(entry))
        entry.task.add_done_callback(lambda task: self._carried_out(entry, task))

    def _carried_out(self, entry: _Entry, task: asyncio.Task[None]) -> None:
        if not entry.job.has_ended:  # cancelled before its first step
            self._end(entry, "cancelled")
        entry.task = None
        self._start_next()

    async def _carry_out(self, entry: _Entry) -> None:
        entry.job = replace(entry.job, status="running", started_at=_now())
        self._tell(entry)
        rest = iter(entry.items)
        try:
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(AT_ONCE):
                        group.create_task(self._work(entry, rest))
            except* StopJob as stopped:
                self._end(entry, "failed", str(stopped.exceptions[0]))
            else:
                self._end(entry, "completed")
        except asyncio.CancelledError:
            self._end(entry, "cancelled")

    async def _work(self, entry: _Entry, rest: Iterator[str]) -> None:
        perform = self._kinds[entry.job.kind]
        for item in rest:
            try:
                outcome = await perform(item, entry.job)
            except EdgeError as error:
                self._failed(entry, ItemProblem(item, error.code, error.message[:300]))
            except StopJob:
                raise
            except Exception:
                _log.exception("item %s of %s failed", item, entry.job.uid)
                self._failed(entry, ItemProblem(item, "internal", "Internal error. The server's log has the details."))
            else:
                self._passed(entry, item, outcome)
            await asyncio.sleep(0)  # items that need no waiting would else keep the loop from everybody

    def _passed(self, entry: _Entry, item: str, outcome: Outcome | Skip) -> None:
        if isinstance(outcome, Skip):
            self._count(entry, "skipped")
            if len(entry.job.left_out) < MAX_ERRORS:
                problem = ItemProblem(item, outcome.code, outcome.detail[:300])
                entry.job = replace(entry.job, left_out=(*entry.job.left_out, problem))
            entry.log.add(ItemDone(item, "skipped", outcome.detail[:300]))
        else:
            self._count(entry, outcome)
            entry.log.add(ItemDone(item, outcome))
        self._tell(entry)

    def _failed(self, entry: _Entry, problem: ItemProblem) -> None:
        self._count(entry, "failed")
        entry.failed.append(problem.item)
        if len(entry.job.errors) < MAX_ERRORS:
            entry.job = replace(entry.job, errors=(*entry.job.errors, problem))
        entry.log.add(problem)
        self._tell(entry)

    def _count(self, entry: _Entry, outcome: str) -> None:
        progress = entry.job.progress
        counted: Progress = replace(progress, **{outcome: getattr(progress, outcome) + 1})
        entry.job = replace(entry.job, progress=counted)
        self.items[outcome] += 1

    def _end(self, entry: _Entry, status: Status, why: str | None = None) -> None:
        if entry.job.has_ended:
            return
        entry.job = replace(entry.job, status=status, finished_at=_now(), error_message=why)
        entry.items = ()
        self._tell(entry)
        entry.log.add(entry.job)
        self._forget_old()

    def _tell(self, entry: _Entry) -> None:
        entry.log.add(Standing(entry.job.status, entry.job.progress))

    def _forget_old(self) -> None:
        ended = [entry for entry in reversed(self._entries.values()) if entry.job.has_ended]
        failed = 0
        for place, entry in enumerate(ended):
            failed += len(entry.failed)
            if failed > MAX_FAILED and place:
                entry.failed = []
            if place >= MAX_LOGS:
                entry.log.forget()
            if place >= MAX_ENDED:
                del self._entries[entry.job.uid]


def _now() -> datetime:
    return datetime.now(UTC)
