"""The log of every change, written in the change's own transaction and read back page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, insert, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import NotFound
from avala_edge.store.database import Database
from avala_edge.store.decisions import STATE_AFTER
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import audit_events, projects, review_batches, review_decisions, users
from avala_edge.store.visibility import may_see_project

ALL_REVIEWED, ALL_UNDONE = "annotations.reviewed", "annotations.review_undone"  # about many at once: one entry


@dataclass(frozen=True)
class AuditEvent:
    """Who did what to which thing, and what it was before and after; `before` None: made, `after` None: gone."""

    uid: str
    action: str
    subject_type: str
    subject_uid: str
    user: str | None
    key: str | None
    project: str | None
    job: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True)
class Change:
    """One row to write; `project_id` is the project's row, `job` the uid of the job that did it."""

    action: str
    subject_type: str
    subject_uid: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    project_id: int | None = None
    job: str | None = None


async def record(tx: AsyncConnection, who: Principal, *changes: Change) -> None:
    """Write what `who` changes in this transaction."""
    rows = [
        {
            "user_id": who.user_id or None,
            "key_uid": who.uid or None,
            "action": change.action,
            "subject_type": change.subject_type,
            "subject_uid": change.subject_uid,
            "project_id": change.project_id,
            "job_uid": change.job,
            "before": None if change.before is None else dict(change.before),
            "after": None if change.after is None else dict(change.after),
        }
        for change in changes
    ]
    if rows:
        await tx.execute(insert(audit_events), rows)


class Activity:
    """The log, for reading."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def page(
        self, who: Principal, page: PageOf, *, project: str | None = None, job: str | None = None
    ) -> Page[AuditEvent]:
        """Return events of projects that `who` may see, the newest first; those of no project for admins only."""
        query = _events(who)
        if project is not None:
            query = query.where(projects.c.uid == project)
        if job is not None:
            query = query.where(audit_events.c.job_uid == job)
        return (await self._fetch(query, page, newest_first=True)).map(partial(read_as, AuditEvent))

    async def history(self, who: Principal, annotation: str, page: PageOf) -> Page[AuditEvent]:
        """Return what happened to one annotation, the oldest first; also to one that is gone. Raises `NotFound`."""
        events, made = audit_events.c, _decided_with_others(annotation)
        about = union_all(select(literal(annotation)), select(made.c.batch))
        was_told = or_(events.subject_type == "annotation", _is_of(made))
        query = _events(who).outerjoin(made, _is_of(made)).add_columns(*made.c)
        found = await self._fetch(query.where(events.subject_uid.in_(about), was_told), page, newest_first=False)
        if not found.items and page.cursor is None:
            raise NotFound
        return found.map(partial(_of_annotation, annotation))

    async def _fetch(self, query: Any, page: PageOf, *, newest_first: bool) -> Page[Row[Any]]:
        async with self._database.read() as tx:
            return await fetch_page(tx, query, audit_events.c.id, page, newest_first=newest_first)


def _decided_with_others(annotation: str) -> Subquery:
    """Select the decisions about many that were about this one, too."""
    made, batches = review_decisions.c, review_batches.c
    columns = (
        batches.uid.label("batch"),
        batches.state_before,
        made.version,
        made.decision,
        made.comment,
        made.undone_at,
    )
    of_it = (made.annotation_uid == annotation) & batches.filter.is_not(None)
    joined = review_decisions.join(review_batches, made.batch_id == batches.id)
    return select(*columns).select_from(joined).where(of_it).subquery("made")


def _is_of(made: Subquery) -> ColumnElement[bool]:
    """Say that an entry is that of such a decision, or of its undoing where that changed the annotation."""
    events = audit_events.c
    undone = (events.action == ALL_UNDONE) & made.c.undone_at.is_not(None)
    return (events.subject_uid == made.c.batch) & ((events.action == ALL_REVIEWED) | undone)


def _of_annotation(annotation: str, row: Row[Any]) -> AuditEvent:
    """Read an entry as one about this annotation: of a decision about many, what it was for this one."""
    found = read_as(AuditEvent, row)
    if row.batch is None:
        return found
    found = replace(found, subject_type="annotation", subject_uid=annotation)
    decided = {"state": STATE_AFTER[row.decision], "version": row.version}
    if found.action == ALL_UNDONE:
        after = {"state": row.state_before, "version": row.version + 1, "undo": row.batch}
        return replace(found, action="annotation.review_undone", before=decided, after=after)
    before = {"state": row.state_before, "version": row.version - 1}
    said = {"decision": row.decision, "comment": row.comment, "batch": row.batch}
    return replace(found, action="annotation.reviewed", before=before, after={**decided, **said})


def _events(who: Principal) -> Any:
    events = audit_events.c
    query = select(
        events.id,
        events.uid,
        events.action,
        events.subject_type,
        events.subject_uid,
        users.c.username.label("user"),
        events.key_uid.label("key"),
        projects.c.uid.label("project"),
        events.job_uid.label("job"),
        events.before,
        events.after,
        events.created_at,
    ).select_from(audit_events.outerjoin(users).outerjoin(projects))
    # As a condition on the joined project: with a list of projects, SQLite would sort all that they have logged.
    return query if who.sees_everything else query.where(projects.c.id.is_not(None), may_see_project(who))
