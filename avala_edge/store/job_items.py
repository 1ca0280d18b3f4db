"""The items of jobs: taken for a while, and what became of each written once, with all that comes of it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.annotation_rows import annotation_of, select_annotations
from avala_edge.store.annotations import insert_annotations
from avala_edge.store.database import Database
from avala_edge.store.job_records import UNFINISHED, ItemEnd, ItemResult, Progress, Status
from avala_edge.store.jobs import end_job, principal_of_job
from avala_edge.store.principal import Principal
from avala_edge.store.tables import annotation_table, items, job_items, jobs, now, project_datasets
from avala_edge.store.track_drafts import DRAFTS, delete_annotations, draw_tracks

COUNTED = {
    "done": "successful_items",
    "failed": "failed_items",
    "skipped": "skipped_items",
    "left_out": "skipped_items",
}


@dataclass(frozen=True)
class Standing:
    """How far a job is."""

    status: Status
    progress: Progress


class JobItems:
    """Belongs to who does the work; who may do it was asked when the job was created."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def claim(self, job: str, by: str, *, most: int, lease_s: float, alone: bool = False) -> list[str] | None:
        """Take items for `lease_s`, the first that nobody has; none: others have the rest; None: the job has ended.

        `alone`: none either while others have any.
        """
        moment = now()
        async with self._database.write() as tx:
            row = (await tx.execute(select(jobs.c.id, jobs.c.status).where(jobs.c.uid == job))).one_or_none()
            if row is None or row.status not in UNFINISHED:
                return None
            if row.status == "pending":
                begun = {"status": "running", "started_at": moment}
                await tx.execute(update(jobs).where(jobs.c.id == row.id).values(**begun))
            free = or_(job_items.c.claimed_until.is_(None), job_items.c.claimed_until < moment)
            if alone:
                held = (job_items.c.job_id == row.id) & (job_items.c.status == "pending") & ~free
                others = select(job_items.c.id).where(held, job_items.c.claimed_by != by).limit(1)
                if (await tx.execute(others)).first() is not None:
                    return []
            query = (
                select(job_items.c.id, job_items.c.subject)
                .where(job_items.c.job_id == row.id, job_items.c.status == "pending", free)
                .order_by(job_items.c.id)
                .limit(most)
            )
            found = (await tx.execute(query)).all()
            if found:
                taken = {"claimed_by": by, "claimed_until": moment + timedelta(seconds=lease_s)}
                its = job_items.c.id.in_([each.id for each in found])
                await tx.execute(update(job_items).where(its).values(**taken))
        return [each.subject for each in found]

    async def renew(self, by: str, *, lease_s: float) -> None:
        """Keep what was taken for longer."""
        async with self._database.write() as tx:
            values = {"claimed_until": now() + timedelta(seconds=lease_s)}
            await tx.execute(update(job_items).where(_held(by)).values(**values))

    async def release(self, by: str) -> None:
        """Give back what was taken and is not done."""
        async with self._database.write() as tx:
            await tx.execute(update(job_items).where(_held(by)).values(claimed_by=None, claimed_until=None))

    async def finish(self, job: str, by: str, results: Sequence[ItemResult]) -> bool:
        """Write what became of items, of those that `by` still has; False when the job has ended meanwhile.

        The job ends with its last item, in the same transaction.
        """
        async with self._database.write() as tx:
            row = (await tx.execute(select(jobs).where(jobs.c.uid == job))).one()
            if row.status != "running":
                return False
            of_it = (job_items.c.job_id == row.id) & job_items.c.subject.in_([each.item for each in results])
            query = select(job_items.c.subject, job_items.c.id).where(of_it, _held(by))
            mine = {each.subject: each.id for each in await tx.execute(query)}
            kept = [each for each in results if each.item in mine]
            if not kept:
                return True
            who = principal_of_job(row)
            if any(each.drafts or each.instead for each in kept):
                kept = await _draw(tx, who, row, kept)
            if any(each.tracks or each.cleared for each in kept):
                await draw_tracks(tx, who, row, kept)
            through = row.successful_items + row.failed_items + row.skipped_items
            await tx.execute(
                update(job_items).where(job_items.c.id == bindparam("row")),
                [
                    {
                        "row": mine[each.item],
                        "status": each.status,
                        "error_code": each.code,
                        "error_message": each.detail,
                        "kept": each.kept,
                        "number": through + place,
                        "claimed_by": None,
                        "claimed_until": None,
                        "updated_at": now(),
                    }
                    for place, each in enumerate(kept, start=1)
                ],
            )
            added = Counter(COUNTED[each.status] for each in kept)
            values: dict[str, Any] = {name: getattr(row, name) + count for name, count in added.items()}
            if any(each.counts for each in kept):
                values["summary"] = _sum(row.summary, kept)
            await tx.execute(update(jobs).where(jobs.c.id == row.id).values(**values))
            if through + len(kept) >= row.total_items:
                await end_job(tx, who, job, "completed")
                return False
        return True

    async def standing(self, job: str) -> Standing:
        """Return how far a job is."""
        names = ("status", "total_items", "successful_items", "failed_items", "skipped_items")
        async with self._database.read() as tx:
            row = (await tx.execute(select(*(jobs.c[name] for name in names)).where(jobs.c.uid == job))).one()
        return Standing(row.status, Progress(*row[1:]))

    async def ended_after(self, job: str, number: int, *, most: int) -> list[ItemEnd]:
        """Return what became of the items after the `number`-th that was through, in that order."""
        columns = (job_items.c[name] for name in ("number", "subject", "status", "error_code", "error_message"))
        of_it = job_items.c.job_id == select(jobs.c.id).where(jobs.c.uid == job).scalar_subquery()
        query = select(*columns).where(of_it, job_items.c.number > number).order_by(job_items.c.number).limit(most)
        async with self._database.read() as tx:
            return [ItemEnd(*row) for row in await tx.execute(query)]

    async def kept(self, job: str, item: str) -> dict[str, Any] | None:
        """Return what a model said of an item, None when nothing was kept."""
        of_it = job_items.c.job_id == select(jobs.c.id).where(jobs.c.uid == job).scalar_subquery()
        query = select(job_items.c.kept).where(of_it, job_items.c.subject == item)
        async with self._database.read() as tx:
            found: dict[str, Any] | None = (await tx.execute(query)).scalar()
        return found


def _held(by: str) -> Any:
    return (job_items.c.claimed_by == by) & (job_items.c.status == "pending")


async def _draw(tx: AsyncConnection, who: Principal, job: Any, results: Sequence[ItemResult]) -> list[ItemResult]:
    """Make drafts; an item that left the project meanwhile, or was deleted, fails alone."""
    query = (
        select(items.c.uid, items.c.id)
        .select_from(items.join(project_datasets, project_datasets.c.dataset_id == items.c.dataset_id))
        .where(project_datasets.c.project_id == job.project_id, items.c.uid.in_([each.item for each in results]))
    )
    there = {row.uid: row.id for row in await tx.execute(query)}
    gone = [there[each.item] for each in results if each.instead and each.item in there]
    if gone:
        await _clear(tx, who, job, gone)
    new = [
        (there[each.item], replace(draft, uid=str(uuid.uuid5(DRAFTS, f"{job.uid}/{each.item}/{place}"))))
        for each in results
        if each.item in there
        for place, draft in enumerate(each.drafts)
    ]
    await insert_annotations(tx, who, job.project_id, new, job=job.uid)
    words = "The item is in no dataset of the project any more."
    return [
        each if each.item in there or not each.drafts else ItemResult(each.item, "failed", "not_found", words)
        for each in results
    ]


async def _clear(tx: AsyncConnection, who: Principal, job: Any, numbers: Sequence[int]) -> None:
    old = (
        annotation_table.c.item_id.in_(numbers)
        & (annotation_table.c.project_id == job.project_id)
        & (annotation_table.c.source == "auto_label")
        & (annotation_table.c.state == "draft")
        & (annotation_table.c.version == 1)
    )
    drafts = [annotation_of(row) for row in await tx.execute(select_annotations().where(old))]
    if drafts:
        await delete_annotations(tx, who, drafts, job=job.uid)


def _sum(summary: dict[str, Any], results: Sequence[ItemResult]) -> dict[str, Any]:
    total = Counter(summary)
    for each in results:
        total.update(each.counts)
    return dict(total)
