"""A reviewer's decision about an annotation: its new state, its counts, the decision itself, who hears of it."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.agent_calls import call_agents_about
from avala_edge.store.annotation_rows import (
    Annotation,
    annotation_of,
    annotation_to_log,
    select_annotations,
    shift_counts,
)
from avala_edge.store.audit import Change, record
from avala_edge.store.outbox import announce
from avala_edge.store.principal import Principal
from avala_edge.store.tables import annotation_table, review_decisions

Decision = Literal["accept", "reject"]
STATE_AFTER: dict[Decision, str] = {"accept": "accepted", "reject": "rejected"}


async def decide(
    tx: AsyncConnection, who: Principal, before: Annotation, decision: Decision, comment: str = ""
) -> Annotation:
    """Accept or reject an annotation, as the transaction found it; return it as it is then."""
    state = STATE_AFTER[decision]
    new = {"state": state, "version": before.version + 1, "updated_by": who.user_id}
    await tx.execute(update(annotation_table).where(annotation_table.c.id == before.id).values(**new))
    row = (await tx.execute(select_annotations().where(annotation_table.c.id == before.id))).one()
    after = annotation_of(row)
    await shift_counts(tx, gone=[before], come=[after])
    await note_decision(tx, who, before, decision, comment, after)
    event = f"result.{state}"
    await announce(tx, event, [annotation_to_log(after)])
    await call_agents_about(tx, event, [after])
    return after


async def note_decision(
    tx: AsyncConnection,
    who: Principal,
    before: Annotation,
    decision: str,
    comment: str,
    after: Annotation | None = None,
) -> None:
    """Write down what was decided; without `after` nothing changed."""
    words = annotation_to_log(before), annotation_to_log(after or before)
    row: dict[str, Any] = {
        "project_id": before.project_id,
        "annotation_uid": before.uid,
        "user_id": who.user_id,
        "decision": decision,
        "comment": comment,
        "before": words[0],
        "after": words[1],
    }
    await tx.execute(insert(review_decisions).values(row))
    said = {**words[1], "decision": decision, "comment": comment}
    await record(tx, who, Change("annotation.reviewed", "annotation", before.uid, words[0], said, before.project_id))


async def find_annotation(tx: AsyncConnection, uid: str) -> Annotation | None:
    """Return an annotation, None when it is gone."""
    row = (await tx.execute(select_annotations().where(annotation_table.c.uid == uid))).one_or_none()
    return None if row is None else annotation_of(row)
