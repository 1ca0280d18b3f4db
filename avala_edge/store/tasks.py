"""Tasks: one for each item of a project, pending until somebody has finished it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from avala_edge.errors import NotFound
from avala_edge.store.database import Database
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.rows import read_as
from avala_edge.store.tables import items, projects, tasks
from avala_edge.store.visibility import may_see_project


@dataclass(frozen=True)
class Task:
    """What there is to do on one item in one project."""

    uid: str
    type: str
    name: str
    status: str
    project: str
    item: str
    created_at: datetime
    updated_at: datetime


class Tasks:
    """The tasks of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def get(self, who: Principal, uid: str) -> Task:
        """Return a task; raise `NotFound`."""
        async with self._database.read() as tx:
            row = (await tx.execute(_tasks().where(tasks.c.uid == uid, may_see_project(who)))).one_or_none()
        if row is None:
            raise NotFound
        return read_as(Task, row)

    async def page(
        self, who: Principal, page: PageOf, *, project: str | None = None, status: str | None = None
    ) -> Page[Task]:
        """Return tasks in the order of their items; raise `NotFound` for a project that is not to be seen."""
        query = select(tasks.c.id)
        async with self._database.read() as tx:
            if project is not None:
                query = query.where(tasks.c.project_id == await project_number(tx, who, project))
            else:
                query = query.join(projects).where(may_see_project(who))
            if status is not None:
                query = query.where(tasks.c.status == status)
            # First their numbers, which an index has in order; for whole rows PostgreSQL would rather read others' too.
            found = await fetch_page(tx, query, tasks.c.id, page)
            whole = _tasks().where(tasks.c.id.in_([row.id for row in found.items])).order_by(tasks.c.id)
            rows = (await tx.execute(whole)).all()
        return Page(tuple(read_as(Task, row) for row in rows), found.next_cursor)


def _tasks() -> Select[Any]:
    return select(
        tasks.c.id,
        tasks.c.uid,
        projects.c.task_type.label("type"),
        items.c.key.label("name"),
        tasks.c.status,
        projects.c.uid.label("project"),
        items.c.uid.label("item"),
        tasks.c.created_at,
        tasks.c.updated_at,
    ).select_from(tasks.join(projects).join(items))
