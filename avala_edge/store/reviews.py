"""A reviewer's decision about one annotation: its new state, its counts, the decision itself, who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Forbidden
from avala_edge.store.agent_calls import call_agents_about
from avala_edge.store.annotation_rows import (
    Annotation,
    annotation_numbered,
    annotation_of,
    annotation_to_log,
    select_annotations,
    shift_counts,
)
from avala_edge.store.annotations import check_version, label_change, visible_annotation
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.decisions import STATE_AFTER, Decision
from avala_edge.store.outbox import announce
from avala_edge.store.principal import Principal
from avala_edge.store.review_filter import is_own_work, others_review
from avala_edge.store.tables import annotation_table, new_uid, review_batches, review_decisions


@dataclass(frozen=True)
class Reviewed:
    """An annotation after a decision, and what undoes the decision; None: it had been made before."""

    annotation: Annotation
    undo: str | None


class Reviews:
    """Decisions about annotations of projects that who asks may see, one by one."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def decide(
        self,
        who: Principal,
        uid: str,
        decision: Decision,
        *,
        comment: str = "",
        version: int | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Reviewed:
        """Accept or reject an annotation; `changes` (label, type, geometry, attributes) make it modified before.

        What is decided already may be decided again, and otherwise; the same person's same decision about the same
        version is one.

        Raises:
            NotFound: no such annotation.
            Stale: it is not at `version` any more; carries what it is now.
            Forbidden: it is the reviewer's own work, in a project where others review that.
            InvalidInput: no such label or attribute.
        """
        async with self._database.write() as tx:
            before = await visible_annotation(tx, who, uid)
            if version is not None:
                check_version(before, version)
            await _check_own(tx, who, before)
            values = await label_change(tx, before, changes or {})
            if not values and await _is_decided(tx, who, before, decision):
                return Reviewed(before, None)
            after, undo = await decide(tx, who, before, decision, comment, values)
        return Reviewed(after, undo)


async def decide(
    tx: AsyncConnection,
    who: Principal,
    before: Annotation,
    decision: Decision,
    comment: str = "",
    changes: Mapping[str, Any] | None = None,
) -> tuple[Annotation, str]:
    """Accept or reject an annotation, as the transaction found it; return it as it is then, and what undoes that."""
    state, undo = STATE_AFTER[decision], new_uid()
    batch = insert(review_batches).values(
        uid=undo,
        project_id=before.project_id,
        user_id=who.user_id,
        decision=decision,
        state_before=before.state,
        size=1,
    )
    number = (await tx.execute(batch.returning(review_batches.c.id))).scalar_one()
    new = {**(changes or {}), "state": state, "review_batch_id": number}
    if changes:
        new["updated_by"] = who.user_id  # a decision is no change of what somebody drew
    if changes or before.state != state:
        new["version"] = before.version + 1
    await tx.execute(update(annotation_table).where(annotation_table.c.id == before.id).values(**new))
    after = await annotation_numbered(tx, before.id)
    await shift_counts(tx, gone=[before], come=[after])
    await note_decision(tx, who, before, decision, comment, after, batch=number, is_modified=bool(changes))
    event = f"result.{state}"
    await announce(tx, event, [annotation_to_log(after)])
    await call_agents_about(tx, event, [after])
    return after, undo


async def note_decision(
    tx: AsyncConnection,
    who: Principal,
    before: Annotation,
    decision: str,
    comment: str,
    after: Annotation | None = None,
    *,
    batch: int | None = None,
    is_modified: bool = False,
) -> None:
    """Write down what was decided; without `after` nothing changed."""
    words = annotation_to_log(before), annotation_to_log(after or before)
    row: dict[str, Any] = {
        "project_id": before.project_id,
        "annotation_uid": before.uid,
        "user_id": who.user_id,
        "decision": decision,
        "is_modified": is_modified,
        "comment": comment,
        "before": words[0],
        "after": words[1],
        "batch_id": batch,
        "version": (after or before).version,
        "source": before.source,
        "model": before.model or "",
        "label_id": before.label_id,
        "confidence": before.confidence,
    }
    await tx.execute(insert(review_decisions).values(row))
    said = {**words[1], "decision": decision, "comment": comment, "modified": is_modified}
    await record(tx, who, Change("annotation.reviewed", "annotation", before.uid, words[0], said, before.project_id))


async def find_annotation(tx: AsyncConnection, uid: str) -> Annotation | None:
    """Return an annotation, None when it is gone."""
    row = (await tx.execute(select_annotations().where(annotation_table.c.uid == uid))).one_or_none()
    return None if row is None else annotation_of(row)


def is_by_hand() -> ColumnElement[bool]:
    """Say of a row of `review_decisions` that somebody looked at the annotation, and not at a filter."""
    singles = select(review_batches.c.id).where(review_batches.c.filter.is_(None))
    return or_(review_decisions.c.batch_id.is_(None), review_decisions.c.batch_id.in_(singles))


async def _check_own(tx: AsyncConnection, who: Principal, drawn: Annotation) -> None:
    own = select(annotation_table.c.id).where(annotation_table.c.id == drawn.id, is_own_work(who))
    if await others_review(tx, drawn.project_id) and (await tx.execute(own)).first() is not None:
        raise Forbidden("This is your own work; in this project somebody else reviews it.")


async def _is_decided(tx: AsyncConnection, who: Principal, drawn: Annotation, decision: Decision) -> bool:
    if drawn.state != STATE_AFTER[decision]:
        return False
    made = review_decisions.c
    query = select(made.id).where(
        made.annotation_uid == drawn.uid,
        made.user_id == who.user_id,
        made.decision == decision,
        made.version == drawn.version,
        made.undone_at.is_(None),
        is_by_hand(),
    )
    return (await tx.execute(query.limit(1))).first() is not None
