"""Decisions about many annotations at once, and how any decision is undone: each in one transaction, set by set.

A batch is marked in the rows that it decided, until something else changes them; so what it did is counted and undone
by statements about the mark, not by a walk over rows. The log has one entry for it; the history of each annotation is
that entry and the annotation's row of `review_decisions` (`store/audit.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.store.agent_calls import call_agents_about, has_listeners
from avala_edge.store.annotation_rows import (
    TENTHS,
    Annotation,
    annotation_numbered,
    annotation_of,
    annotation_to_log,
    part_of_confidence,
    select_annotations,
    shift_counts,
    shift_kinds,
    shift_task_states,
)
from avala_edge.store.audit import ALL_REVIEWED, ALL_UNDONE, Change, record
from avala_edge.store.database import Database
from avala_edge.store.decisions import STATE_AFTER, Decision
from avala_edge.store.outbox import announce, has_subscribers
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.review_filter import ReviewFilter, conditions, is_own_work, others_review
from avala_edge.store.tables import (
    annotation_table,
    labels,
    new_uid,
    now,
    review_batches,
    review_decisions,
)
from avala_edge.store.tables.columns import Id, Moment

TOLD_AT_ONCE = 500  # annotations that are read to tell webhooks and agents of them
_DRAWN = annotation_table.c


@dataclass(frozen=True)
class Batch:
    """What a decision about many did: how many it changed, how many it left as the reviewer's own, what undoes it."""

    count: int
    own: int
    undo: str | None


@dataclass(frozen=True)
class Undone:
    """How many are again what they were, and how many stay since something changed them after the decision."""

    count: int
    changed_since: int


class BulkReviews:
    """Decisions about many annotations of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def count(self, who: Principal, project: str, wanted: ReviewFilter) -> Batch:
        """Say what `decide` would change; raises as it does."""
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            fits = await conditions(tx, number, wanted)
            own = await _count_own(tx, who, number, fits)
            whole = await _count(tx, fits)
        return Batch(whole - own, own, None)

    async def decide(
        self, who: Principal, project: str, wanted: ReviewFilter, decision: Decision, comment: str = ""
    ) -> Batch:
        """Accept or reject all that is `wanted`, but for one's own work where others review that.

        Raises:
            NotFound: no such project.
            InvalidInput: a filter that makes no sense, or a decision that they have already.
        """
        state = STATE_AFTER[decision]
        if wanted.state == state:
            raise InvalidInput(f"what the filter means is {state} already", field="decision")
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            fits = await conditions(tx, number, wanted)
            own = await _count_own(tx, who, number, fits)
            if own:
                fits.append(~is_own_work(who))
            uid, moment = new_uid(), now()
            row = {
                "uid": uid,
                "project_id": number,
                "user_id": who.user_id,
                "decision": decision,
                "state_before": wanted.state,
                "filter": wanted.to_json(),
                "size": 0,
                "created_at": moment,
            }
            batch = (await tx.execute(insert(review_batches).values(row).returning(review_batches.c.id))).scalar_one()
            new = {"state": state, "version": _DRAWN.version + 1, "review_batch_id": batch, "updated_at": moment}
            count = (await tx.execute(update(annotation_table).where(*fits).values(new))).rowcount
            if count == 0:
                await tx.execute(delete(review_batches).where(review_batches.c.id == batch))
                return Batch(0, own, None)
            await tx.execute(update(review_batches).where(review_batches.c.id == batch).values(size=count))
            await _note_decisions(tx, who, batch, decision, comment, moment)
            await _shift(tx, number, batch, wanted.state, state)
            after = {"decision": decision, "count": count, "filter": wanted.to_json(), "comment": comment}
            await record(tx, who, Change(ALL_REVIEWED, "review_batch", uid, None, after, number))
            await _tell(tx, f"result.{state}", batch)
        return Batch(count, own, uid)

    async def undo(self, who: Principal, project: str, uid: str) -> Undone:
        """Take a decision back, about one annotation or many: what nothing has changed since is what it was before.

        Raises:
            NotFound: no such project, or no such decision there.
            Conflict: it was undone already.
        """
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            query = select(review_batches).where(review_batches.c.uid == uid, review_batches.c.project_id == number)
            batch = (await tx.execute(query)).one_or_none()
            if batch is None:
                raise NotFound("there is no such decision to undo", field="undo")
            if batch.undone_at is not None:
                raise Conflict("this decision was undone already")
            moment = now()
            of_it = _DRAWN.review_batch_id == batch.id
            marked = select(_DRAWN.uid).where(of_it)
            made = review_decisions.c
            undone = update(review_decisions).where(made.batch_id == batch.id, made.annotation_uid.in_(marked))
            await tx.execute(undone.values(undone_at=moment))
            if batch.filter is None:
                count = await _restore(tx, who, batch)
            else:
                state = STATE_AFTER[batch.decision]
                await _shift(tx, number, batch.id, state, batch.state_before)
                new = {"state": batch.state_before, "version": _DRAWN.version + 1, "updated_at": moment}
                unmarked = update(annotation_table).where(of_it).values(**new, review_batch_id=None)
                count = (await tx.execute(unmarked)).rowcount
            ended = {"undone_at": moment, "undone_by": who.user_id}
            await tx.execute(update(review_batches).where(review_batches.c.id == batch.id).values(ended))
            after = {"count": count, "changed_since": batch.size - count}
            what = "review.undone" if batch.filter is None else ALL_UNDONE
            await record(tx, who, Change(what, "review_batch", uid, None, after, number))
        return Undone(count, batch.size - count)


async def _count(tx: AsyncConnection, fits: list[ColumnElement[bool]]) -> int:
    return int((await tx.execute(select(func.count()).select_from(annotation_table).where(*fits))).scalar_one())


async def _count_own(tx: AsyncConnection, who: Principal, project_id: int, fits: list[ColumnElement[bool]]) -> int:
    return await _count(tx, [*fits, is_own_work(who)]) if await others_review(tx, project_id) else 0


async def _note_decisions(
    tx: AsyncConnection, who: Principal, batch: int, decision: str, comment: str, moment: datetime
) -> None:
    values: Mapping[str, Any] = {
        "uid": _uids(),
        "project_id": _DRAWN.project_id,
        "annotation_uid": _DRAWN.uid,
        "user_id": literal(who.user_id, Id),
        "decision": literal(decision, String),
        "is_modified": literal(False),
        "comment": literal(comment, String),
        "created_at": literal(moment, Moment),
        "batch_id": _DRAWN.review_batch_id,
        "version": _DRAWN.version,
        "source": _DRAWN.source,
        "model": _DRAWN.model,
        "label_id": _DRAWN.label_id,
        "confidence": _DRAWN.confidence,
    }
    rows = select(*values.values()).where(_DRAWN.review_batch_id == batch)
    await tx.execute(insert(review_decisions).from_select(list(values), rows, include_defaults=False))


async def _shift(tx: AsyncConnection, project_id: int, batch: int, before: str, after: str) -> None:
    """Count what a batch marked under its new state and no longer under its old one."""
    tenth = func.coalesce(part_of_confidence(tx, _DRAWN.confidence, TENTHS), -1)
    kind = (_DRAWN.source, _DRAWN.model, func.coalesce(_DRAWN.label_id, 0), tenth)
    names = ("source", "model", "label_id", "tenth")
    marked = select(*(each.label(name) for each, name in zip(kind, names, strict=True))).where(
        _DRAWN.review_batch_id == batch
    )
    each = marked.subquery("marked")
    counted = select(*(each.c[name] for name in names), func.count()).group_by(*(each.c[name] for name in names))
    change = {}
    for row in (await tx.execute(counted)).all():
        source, model, label, place, number = tuple(row)
        change[project_id, before, source, model, label, place] = -number
        change[project_id, after, source, model, label, place] = number
    await shift_kinds(tx, change)
    await shift_task_states(tx, project_id, _DRAWN.review_batch_id == batch, before, after)


async def _tell(tx: AsyncConnection, event: str, batch: int) -> None:
    """Tell webhooks and agents of each annotation; costs nothing while nobody listens."""
    last, wanted = 0, await has_subscribers(tx, event) or await has_listeners(tx, event)
    while wanted:
        query = select_annotations().where(_DRAWN.review_batch_id == batch, _DRAWN.id > last)
        rows = (await tx.execute(query.order_by(_DRAWN.id).limit(TOLD_AT_ONCE))).all()
        if not rows:
            return
        told = [annotation_of(row) for row in rows]
        await announce(tx, event, [annotation_to_log(each) for each in told])
        await call_agents_about(tx, event, told)
        last = told[-1].id


async def _restore(tx: AsyncConnection, who: Principal, batch: Any) -> int:
    """Make the one annotation of a single decision what it was, its shape and label too."""
    query = select_annotations().where(_DRAWN.review_batch_id == batch.id)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return 0
    now_: Annotation = annotation_of(row)
    made = review_decisions.c
    said = (await tx.execute(select(made.before, made.label_id).where(made.batch_id == batch.id))).one()
    values = {name: said.before[name] for name in ("state", "type", "geometry", "attributes")}
    there = select(labels.c.id).where(labels.c.id == said.label_id)
    values["label_id"] = (await tx.execute(there)).scalar() if said.label_id is not None else None
    if any(getattr(now_, name) != value for name, value in values.items()):
        values |= {"version": now_.version + 1}
    values |= {"review_batch_id": None}
    await tx.execute(update(annotation_table).where(_DRAWN.id == now_.id).values(values))
    after = await annotation_numbered(tx, now_.id)
    await shift_counts(tx, gone=[now_], come=[after])
    logs = annotation_to_log(now_), {**annotation_to_log(after), "undo": batch.uid}
    await record(tx, who, Change("annotation.review_undone", "annotation", now_.uid, *logs, now_.project_id))
    return 1


def _uids() -> ColumnElement[str]:
    """Name each row: one new UUID and the row's number; an index takes names in order faster than random ones."""
    return literal(f"{new_uid()}-", String) + cast(_DRAWN.id, String)
