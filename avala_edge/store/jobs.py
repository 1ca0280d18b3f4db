"""Jobs as rows: taken in with their items, found, called off, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, Forbidden, InvalidInput, NotFound, Throttled
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.export_rows import end_unfinished_exports
from avala_edge.store.job_records import UNFINISHED, ItemProblem, Job, Progress, Status
from avala_edge.store.outbox import announce
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.tables import job_items, jobs, new_uid, now, projects
from avala_edge.store.visibility import may_see_project, visible_projects

PREPARING = "preparing"  # its items are being written; nobody was told of it yet
PREPARING_S = 600.0  # so long may that take
BATCH = 5000  # items written in one transaction, between which others write
MOST_UNFINISHED = 1000
MOST_WAITING_ITEMS = 2_000_000  # of all jobs that have not ended
LONGEST_ITEM = 2500  # bytes; an index of PostgreSQL takes no more
MOST_PROBLEMS = 100  # told of one job
RETRY_S = 30
AUTO_LABEL = "auto_label"
EXPORT = "export"  # its item is the export


class JobRows:
    """The jobs of projects that who asks may see, and of none."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(
        self,
        who: Principal,
        kind: str,
        items: Sequence[str],
        *,
        options: Mapping[str, Any],
        project: str | None = None,
        retry_of: str | None = None,
    ) -> Job:
        """Take a job in with its items, each once, in their order.

        Raises:
            NotFound: no such project.
            InvalidInput: an item's name is too long.
            Throttled: as many jobs, or items, as may wait are waiting.
        """
        items = list(dict.fromkeys(items))
        if any(len(item.encode()) > LONGEST_ITEM for item in items):
            raise InvalidInput(f"the name of an item is longer than {LONGEST_ITEM} bytes", field="items")
        uid = await self._begin(who, kind, len(items), options=options, project=project, retry_of=retry_of)
        number = await self._number(uid)
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            rows = [{"job_id": number, "subject": item, "status": "pending"} for item in batch]
            async with self._database.write() as tx:
                await tx.execute(insert(job_items), rows)
        return await self._ready(who, uid, len(items))

    async def create_retry(self, who: Principal, uid: str) -> Job:
        """Take in a job with the failed items of one that has ended.

        Raises:
            NotFound: no such job.
            Conflict: it has not ended, or no item failed.
            Throttled: as many jobs, or items, as may wait are waiting.
        """
        old = await self.get(who, uid)
        if not old.has_ended:
            raise Conflict("The job has not ended; what fails is known then.")
        if not old.progress.failed:
            raise Conflict("No item of this job failed.")
        new = await self._begin(
            who, old.kind, old.progress.failed, options=old.options, project=old.project, retry_of=uid
        )
        target, source = await self._number(new), await self._number(uid)
        last, total = 0, 0
        while True:
            found = select(job_items.c.id).where(job_items.c.job_id == source, job_items.c.status == "failed")
            async with self._database.write() as tx:
                ids = list((await tx.execute(found.where(job_items.c.id > last).order_by("id").limit(BATCH))).scalars())
                if not ids:
                    break
                copied = select(literal(target), job_items.c.subject, literal("pending"), literal(now(), type_=None))
                chosen = copied.where(job_items.c.id.in_(ids)).order_by(job_items.c.id)
                columns = ["job_id", "subject", "status", "updated_at"]
                await tx.execute(insert(job_items).from_select(columns, chosen))
            last, total = ids[-1], total + len(ids)
        return await self._ready(who, new, total)

    async def get(self, who: Principal, uid: str) -> Job:
        """Return a job with the problems of its first items; raise `NotFound`."""
        async with self._database.read() as tx:
            row = await _row(tx, who, uid)
            return await _with_problems(tx, row)

    async def page(
        self,
        who: Principal,
        page: PageOf,
        *,
        kind: str | None = None,
        status: str | None = None,
        project: str | None = None,
    ) -> Page[Job]:
        """Return the newest jobs; raises `NotFound` for no such project."""
        async with self._database.read() as tx:
            query = _jobs(who)
            if kind is not None:
                query = query.where(jobs.c.kind == kind)
            if status is not None:
                query = query.where(jobs.c.status == status)
            if project is not None:
                query = query.where(jobs.c.project_id == await project_number(tx, who, project))
            rows = await fetch_page(tx, query, jobs.c.id, page, newest_first=True)
            found = [await _with_problems(tx, row) for row in rows.items]
        return Page(tuple(found), rows.next_cursor)

    async def cancel(self, who: Principal, uid: str, *, may_all: bool) -> Job:
        """End a job; one that has ended stays as it is.

        Raises:
            NotFound: no such job.
            Forbidden: it is somebody else's, and `who` may not cancel those.
        """
        async with self._database.write() as tx:
            before = await _row(tx, who, uid)
            if before.created_by != who.user_id and not may_all:
                raise Forbidden("Only who created a job, an owner or an admin may cancel it.")
            if before.status in UNFINISHED:
                await end_job(tx, who, uid, "cancelled")
        return await self.get(who, uid)

    async def give_up(self, uid: str, reason: str) -> None:
        """End a job that makes no sense any more."""
        async with self._database.write() as tx:
            row = (await tx.execute(select(jobs.c.status, jobs.c.created_by).where(jobs.c.uid == uid))).one()
            if row.status in UNFINISHED:
                await end_job(tx, Principal("", "", "owner", user_id=row.created_by), uid, "failed", reason)

    async def unfinished(self) -> list[str]:
        """Return the uids of the jobs that wait or run, the oldest first."""
        query = select(jobs.c.uid).where(jobs.c.status.in_(UNFINISHED)).order_by(jobs.c.id)
        async with self._database.read() as tx:
            return list((await tx.execute(query)).scalars())

    async def statuses(self) -> dict[str, int]:
        """Count the jobs by status."""
        query = select(jobs.c.status, func.count()).where(jobs.c.status != PREPARING).group_by(jobs.c.status)
        async with self._database.read() as tx:
            return {row[0]: row[1] for row in await tx.execute(query)}

    async def sweep(self) -> None:
        """Give up jobs whose taking in was cut off; nobody was told that they are there."""
        old = (jobs.c.status == PREPARING) & (jobs.c.created_at < now() - timedelta(seconds=PREPARING_S))
        async with self._database.read() as tx:
            uids = list((await tx.execute(select(jobs.c.uid).where(old))).scalars())
        for uid in uids:
            values = {"status": "failed", "completed_at": now(), "error_message": "It was not taken in to the end."}
            async with self._database.write() as tx:
                await tx.execute(update(jobs).where(jobs.c.uid == uid, jobs.c.status == PREPARING).values(**values))

    async def _begin(
        self,
        who: Principal,
        kind: str,
        count: int,
        *,
        options: Mapping[str, Any],
        project: str | None,
        retry_of: str | None,
    ) -> str:
        async with self._database.write() as tx:
            number = None if project is None else await project_number(tx, who, project)
            return await _insert(tx, who, kind, count, options=options, project_id=number, retry_of=retry_of)

    async def _ready(self, who: Principal, uid: str, total: int) -> Job:
        async with self._database.write() as tx:
            await _make_ready(tx, who, uid, total)
            if total == 0:
                await end_job(tx, who, uid, "completed")
            row = await _row(tx, who, uid)
        return _job(row)

    async def _number(self, uid: str) -> int:
        async with self._database.read() as tx:
            return int((await tx.execute(select(jobs.c.id).where(jobs.c.uid == uid))).scalar_one())


async def add_job(
    tx: AsyncConnection,
    who: Principal,
    kind: str,
    items: Sequence[str],
    *,
    options: Mapping[str, Any],
    project_id: int | None = None,
) -> None:
    """Take in a job of few items in the transaction of what it is about; raises `Throttled`."""
    uid = await _insert(tx, who, kind, len(items), options=options, project_id=project_id, retry_of=None)
    number = (await tx.execute(select(jobs.c.id).where(jobs.c.uid == uid))).scalar_one()
    await tx.execute(insert(job_items), [{"job_id": number, "subject": item, "status": "pending"} for item in items])
    await _make_ready(tx, who, uid, len(items))


async def _insert(
    tx: AsyncConnection,
    who: Principal,
    kind: str,
    count: int,
    *,
    options: Mapping[str, Any],
    project_id: int | None,
    retry_of: str | None,
) -> str:
    through = jobs.c.successful_items + jobs.c.failed_items + jobs.c.skipped_items
    waiting = select(func.count(), func.coalesce(func.sum(jobs.c.total_items - through), 0))
    active, items = (await tx.execute(waiting.where(jobs.c.status.in_((*UNFINISHED, PREPARING))))).one()
    if active >= MOST_UNFINISHED or items + count > MOST_WAITING_ITEMS:
        words = "As many jobs as the server takes are waiting; cancel one, or try again later."
        raise Throttled(words, retry_after_s=RETRY_S)
    uid = f"job_{new_uid().replace('-', '')[:16]}"
    row = {
        "uid": uid,
        "kind": kind,
        "project_id": project_id,
        "status": PREPARING,
        "options": dict(options),
        "total_items": count,
        "created_by": who.user_id,
        "key_uid": who.uid,
        "retry_of": retry_of,
    }
    await tx.execute(insert(jobs).values(row))
    return uid


async def _make_ready(tx: AsyncConnection, who: Principal, uid: str, total: int) -> None:
    values = {"status": "pending", "total_items": total}
    row = (await tx.execute(update(jobs).where(jobs.c.uid == uid).values(**values).returning(*_COLUMNS))).one()
    await record(tx, who, Change("job.created", "job", uid, None, _to_log(row), row.project_id, uid))


async def end_job(tx: AsyncConnection, who: Principal, uid: str, status: Status, reason: str | None = None) -> None:
    """Write that a job has ended, log it and tell whom it concerns, in one transaction."""
    its = jobs.c.uid == uid
    before = (await tx.execute(select(*_COLUMNS).where(its))).one()
    moment = now()
    values: dict[str, Any] = {"status": status, "completed_at": moment, "error_message": reason}
    if before.started_at is None and status == "completed":
        values["started_at"] = moment
    await tx.execute(update(jobs).where(its).values(**values))
    after = (await tx.execute(select(*_COLUMNS).where(its))).one()
    change = Change(f"job.{status}", "job", uid, _to_log(before), _to_log(after), after.project_id, uid)
    await record(tx, who, change)
    if after.kind == EXPORT:
        await end_unfinished_exports(tx, who, after.id, reason)
    if after.kind == AUTO_LABEL and status != "cancelled":
        project = (await tx.execute(select(projects.c.uid).where(projects.c.id == after.project_id))).scalar()
        await announce(tx, "auto_label.completed", [{"uid": uid, "project": project, **_to_log(after)}])


def principal_of_job(row: Any) -> Principal:
    """Return who a job's changes are written down as: the user who created it."""
    return Principal(row.key_uid or "", "", "owner", user_id=row.created_by)


async def _row(tx: AsyncConnection, who: Principal, uid: str) -> Row[Any]:
    row: Row[Any] | None = (await tx.execute(_jobs(who).where(jobs.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound("no job has this uid", field="uid")
    return row


_COLUMNS = tuple(jobs.c)


def _jobs(who: Principal) -> Select[Any]:
    query = (
        select(*_COLUMNS, projects.c.uid.label("project"))
        .select_from(jobs.outerjoin(projects, jobs.c.project_id == projects.c.id))
        .where(jobs.c.status != PREPARING)
    )
    of_none = jobs.c.project_id.is_(None)
    if who.sees_everything:
        return query.where(or_(of_none, may_see_project(who)))
    return query.where(or_(of_none, jobs.c.project_id.in_(visible_projects(who))))


async def _with_problems(tx: AsyncConnection, row: Row[Any]) -> Job:
    job = _job(row)
    errors = await _problems(tx, row.id, "failed") if job.progress.failed else ()
    left_out = await _problems(tx, row.id, "left_out") if job.progress.skipped else ()
    return replace(job, errors=errors, left_out=left_out)


async def _problems(tx: AsyncConnection, number: int, status: str) -> tuple[ItemProblem, ...]:
    its = (job_items.c.job_id == number) & (job_items.c.status == status)
    query = select(job_items.c.subject, job_items.c.error_code, job_items.c.error_message).where(its)
    rows = await tx.execute(query.order_by(job_items.c.id).limit(MOST_PROBLEMS))
    return tuple(ItemProblem(row.subject, row.error_code or "", row.error_message or "") for row in rows)


def _job(row: Row[Any]) -> Job:
    return Job(
        uid=row.uid,
        kind=row.kind,
        status=row.status,
        project=row.project,
        created_by=row.key_uid or "",
        user_id=row.created_by,
        created_at=row.created_at,
        progress=Progress(row.total_items, row.successful_items, row.failed_items, row.skipped_items),
        started_at=row.started_at,
        finished_at=row.completed_at,
        error_message=row.error_message,
        retry_of=row.retry_of,
        options=row.options,
        summary=row.summary,
    )


def _to_log(row: Any) -> dict[str, Any]:
    plain = ("kind", "status", "total_items", "successful_items", "failed_items", "skipped_items", "error_message")
    return {**{name: getattr(row, name) for name in plain}, "options": row.options, "summary": row.summary}
