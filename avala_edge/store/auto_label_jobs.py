"""Auto-label jobs, as far as they are rows: listed, found, called off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import jobs, now, projects
from avala_edge.store.visibility import may_see_project

KIND = "auto_label"
UNFINISHED = ("pending", "running")


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

    async def cancel(self, who: Principal, uid: str) -> None:
        """Call a job off; raises `NotFound`, and `Conflict` for one that has ended."""
        async with self._database.write() as tx:
            before = await _one(tx, who, uid)
            if before.status not in UNFINISHED:
                raise Conflict(f"the job is {before.status} already")
            values = {"status": "cancelled", "completed_at": now()}
            await tx.execute(update(jobs).where(jobs.c.id == before.id).values(values))
            await record(
                tx, who, Change("job.cancelled", "job", uid, {"status": before.status}, {"status": "cancelled"})
            )


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
        .where(jobs.c.kind == KIND, may_see_project(who))
    )
