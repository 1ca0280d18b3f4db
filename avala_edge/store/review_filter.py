"""Which annotations of a project are meant, as conditions of a query: for the queue, bulk decisions and samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput
from avala_edge.store.annotation_rows import SOURCES, STATES
from avala_edge.store.choices import check_choices
from avala_edge.store.principal import Principal
from avala_edge.store.tables import annotation_table, audit_events, items, labels, projects

PEOPLES = ("human", "sam")  # drawn by a person, if with help: who drew it may not review it where the project says so
MOST_ITEMS = 1000


@dataclass(frozen=True)
class ReviewFilter:
    """Annotations that have all of this; None: whatever it is.

    Attributes:
        state: draft, accepted or rejected.
        source: as `Annotation.source`.
        model: the model that predicted them.
        label: the name of a label; empty: those without one.
        min_confidence: 0 to 1, inclusive; leaves those without a confidence out.
        max_confidence: likewise.
        items: uids of items; empty: all of the project.
        job: uid of the job that made them.
    """

    state: str = "draft"
    source: str | None = None
    model: str | None = None
    label: str | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    items: tuple[str, ...] = ()
    job: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Say what was asked for, without what was not."""
        return {name: value for name, value in asdict(self).items() if value not in (None, ())}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> ReviewFilter:
        """Read what `to_json` said."""
        return cls(**{**said, "items": tuple(said.get("items", ()))})


async def conditions(tx: AsyncConnection, project_id: int, wanted: ReviewFilter) -> list[ColumnElement[bool]]:
    """Return conditions on rows of `annotation_table`.

    Raises:
        InvalidInput: no such state, source or label; bounds that leave nothing; too many items.
    """
    given = {"state": wanted.state} | ({} if wanted.source is None else {"source": wanted.source})
    check_choices(given, {"state": STATES, "source": SOURCES})
    low, high = wanted.min_confidence, wanted.max_confidence
    if low is not None and high is not None and low > high:
        raise InvalidInput("min_confidence is above max_confidence", field="filter.min_confidence")
    drawn = annotation_table.c
    found: list[ColumnElement[bool]] = [drawn.project_id == project_id, drawn.state == wanted.state]
    if wanted.source is not None:
        found.append(drawn.source == wanted.source)
    if wanted.model is not None:
        found.append(drawn.model == wanted.model)
    if wanted.label is not None:
        found.append(await _of_label(tx, project_id, wanted.label))
    if low is not None:
        found.append(drawn.confidence >= low)
    if high is not None:
        found.append(drawn.confidence <= high)
    if len(wanted.items) > MOST_ITEMS:
        raise InvalidInput(f"at most {MOST_ITEMS} items at once", field="filter.items")
    if wanted.items:
        found.append(drawn.item_id.in_(select(items.c.id).where(items.c.uid.in_(wanted.items))))
    if wanted.job is not None:
        made = (audit_events.c.job_uid == wanted.job) & (audit_events.c.action == "annotation.created")
        found.append(drawn.uid.in_(select(audit_events.c.subject_uid).where(made)))
    return found


def is_own_work(who: Principal) -> ColumnElement[bool]:
    """Say of a row that `who` drew it, or changed it last."""
    drawn = annotation_table.c
    return drawn.source.in_(PEOPLES) & ((drawn.created_by == who.user_id) | (drawn.updated_by == who.user_id))


async def others_review(tx: AsyncConnection, project_id: int) -> bool:
    """Say whether nobody reviews their own work in a project."""
    allowed = select(projects.c.self_review).where(projects.c.id == project_id)
    return not (await tx.execute(allowed)).scalar_one()


async def _of_label(tx: AsyncConnection, project_id: int, name: str) -> ColumnElement[bool]:
    if not name:
        return annotation_table.c.label_id.is_(None)
    query = select(labels.c.id).where(labels.c.project_id == project_id, labels.c.name == name)
    number: int | None = (await tx.execute(query)).scalar()
    if number is None:
        raise InvalidInput(f"the project has no label {name[:100]}", field="filter.label")
    return annotation_table.c.label_id == number
