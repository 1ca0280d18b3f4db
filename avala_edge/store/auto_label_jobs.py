"""Auto-label jobs as Avala lists them, and which items one is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import NotFound
from avala_edge.store.database import Database
from avala_edge.store.jobs import AUTO_LABEL, PREPARING
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import annotation_table, items, job_items, jobs, projects, tasks
from avala_edge.store.tables.projects import STATE_COUNTS
from avala_edge.store.visibility import may_see_project


@dataclass(frozen=True)
class AutoLabelJob:
    """A job that labels a project's items; `options` hold what was asked for."""

    uid: str
    project: str
    status: str
    options: dict[str, Any]
    summary: dict[str, Any]
    total_items: int
    successful_items: int
    failed_items: int
    skipped_items: int
    error_message: str | None
    started_at: datetime | None
    completed_at: datetime | None
    created_at: datetime
    id: int = field(repr=False, compare=False)


class AutoLabelJobs:
    """The auto-label jobs of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def get(self, who: Principal, uid: str) -> AutoLabelJob:
        """Return a job; raise `NotFound`."""
        async with self._database.read() as tx:
            return await _one(tx, who, uid)

    async def page(
        self, who: Principal, page: PageOf, *, project: str | None = None, status: str | None = None
    ) -> Page[AutoLabelJob]:
        """Return jobs in the order of their making."""
        query = _jobs(who)
        if project is not None:
            query = query.where(projects.c.uid == project)
        if status is not None:
            query = query.where(jobs.c.status == status)
        async with self._database.read() as tx:
            rows = await fetch_page(tx, query, jobs.c.id, page)
        return rows.map(partial(read_as, AutoLabelJob))

    async def unlabelled(self, project_id: int, *, drafts_too: bool) -> list[str]:
        """Return the items of a project (its row's number) without an annotation, in their order.

        `drafts_too`: drafts of earlier auto-label jobs that nobody touched do not count.
        """
        query = select(items.c.uid).select_from(tasks.join(items)).where(tasks.c.project_id == project_id)
        if drafts_too:
            of_it = (annotation_table.c.item_id == tasks.c.item_id, annotation_table.c.project_id == project_id)
            query = query.where(~exists().where(*of_it, ~_untouched()))
        else:
            query = query.where(*(tasks.c[name] == 0 for name in STATE_COUNTS))
        query = query.order_by(tasks.c.item_id)
        async with self._database.read() as tx:
            return list((await tx.execute(query)).scalars())

    async def all_items(self, project_id: int) -> list[str]:
        """Return the items of a project (its row's number), in their order."""
        query = select(items.c.uid).select_from(tasks.join(items)).where(tasks.c.project_id == project_id)
        async with self._database.read() as tx:
            return list((await tx.execute(query.order_by(tasks.c.item_id))).scalars())

    async def named(self, project_id: int, uids: Sequence[str]) -> list[str]:
        """Return `uids`, all of which must be items of a project (its row's number); raise `NotFound`."""
        there: set[str] = set()
        async with self._database.read() as tx:
            for start in range(0, len(uids), 1000):
                some = items.c.uid.in_(uids[start : start + 1000])
                query = select(items.c.uid).select_from(tasks.join(items)).where(tasks.c.project_id == project_id, some)
                there.update((await tx.execute(query)).scalars())
        missing = next((uid for uid in uids if uid not in there), None)
        if missing is not None:
            raise NotFound(f"the project has no item {missing[:80]}", field="items")
        return list(uids)

    async def items_with_predictions(self, job: str, uids: Sequence[str] | None) -> list[str]:
        """Return the items for which an earlier job kept what its model said; of `uids` only, where given."""
        of_it = job_items.c.job_id == select(jobs.c.id).where(jobs.c.uid == job).scalar_subquery()
        query = select(job_items.c.subject).where(of_it, job_items.c.status == "done", job_items.c.kept.is_not(None))
        async with self._database.read() as tx:
            found = list((await tx.execute(query.order_by(job_items.c.id))).scalars())
        return found if uids is None else [each for each in found if each in set(uids)]


def _untouched() -> ColumnElement[bool]:
    drawn = annotation_table.c
    return (drawn.source == "auto_label") & (drawn.state == "draft") & (drawn.version == 1)


async def _one(tx: AsyncConnection, who: Principal, uid: str) -> AutoLabelJob:
    row = (await tx.execute(_jobs(who).where(jobs.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound("there is no such auto-label job")
    return read_as(AutoLabelJob, row)


def _jobs(who: Principal) -> Select[Any]:
    own = (jobs.c[name] for name in AutoLabelJob.__annotations__ if name != "project")
    joined = jobs.join(projects)
    return (
        select(*own, projects.c.uid.label("project"))
        .select_from(joined)
        .where(jobs.c.kind == AUTO_LABEL, jobs.c.status != PREPARING, may_see_project(who))
    )
