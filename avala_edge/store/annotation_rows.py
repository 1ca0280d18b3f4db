"""How annotations are kept: the record, its row, the counts of each kind, and what the log says of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, bindparam, case, cast, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.tables import annotation_counts, annotation_table, items, labels, projects, tasks, users
from avala_edge.store.tables.projects import STATE_COUNTS

TYPES = ("bounding_box", "polygon", "segmentation_mask")
SOURCES = ("human", "sam", "auto_label", "propagated", "imported")
STATES = ("draft", "accepted", "rejected")
TENTHS = 10

Kind = tuple[int, str, str, str, int, int]


@dataclass(frozen=True)
class Annotation:
    """What somebody drew or a model predicted on an item, for a project.

    Attributes:
        type: bounding_box, polygon or segmentation_mask.
        geometry: in pixels of the displayed image; fields by `type` as in `api.schemas.geometry`.
        source: human, sam, auto_label, propagated or imported.
        state: draft until a person has confirmed or refused it.
        confidence: 0 to 1, of a prediction.
        model: which model predicted it.
        track: one name for the same object in many frames.
        is_key: a person set it on this frame; what lies between key frames is propagated or interpolated.
        version: counts changes, from 1.
    """

    uid: str
    project: str
    item: str
    label: str | None
    type: str
    geometry: dict[str, Any]
    attributes: dict[str, Any]
    source: str
    state: str
    confidence: float | None
    model: str | None
    track: str | None
    version: int
    created_by: str
    updated_by: str
    created_at: datetime
    updated_at: datetime
    is_key: bool
    id: int = field(repr=False, compare=False)
    project_id: int = field(repr=False, compare=False)
    item_id: int = field(repr=False, compare=False)
    label_id: int | None = field(repr=False, compare=False)

    @property
    def kind(self) -> Kind:
        """What it is counted under."""
        tenth = tenth_of(self.confidence)
        return (
            self.project_id,
            self.state,
            self.source,
            self.model or "",
            self.label_id or 0,
            -1 if tenth is None else tenth,
        )


def tenth_of(confidence: float | None) -> int | None:
    """Return in which tenth a confidence is, 0 to 9; None has none."""
    return None if confidence is None else min(int(confidence * TENTHS), TENTHS - 1)


_OWN = (
    *("uid", "type", "geometry", "attributes", "source", "state", "confidence", "track", "version"),
    *("created_at", "updated_at", "is_key", "id", "project_id", "item_id", "label_id"),
)


def select_annotations() -> Select[Any]:
    """Select what `annotation_of` reads."""
    author, editor = users.alias("author"), users.alias("editor")
    drawn = annotation_table
    return select(
        *(drawn.c[name] for name in _OWN),
        drawn.c.model,
        projects.c.uid.label("project"),
        items.c.uid.label("item"),
        labels.c.name.label("label"),
        author.c.username.label("created_by"),
        editor.c.username.label("updated_by"),
    ).select_from(
        drawn.join(projects, drawn.c.project_id == projects.c.id)
        .join(items, drawn.c.item_id == items.c.id)
        .join(author, drawn.c.created_by == author.c.id)
        .join(editor, drawn.c.updated_by == editor.c.id)
        .outerjoin(labels, drawn.c.label_id == labels.c.id)
    )


def annotation_of(row: Row[Any]) -> Annotation:
    """Return the annotation of a row of `select_annotations`."""
    named = ("project", "item", "label", "created_by", "updated_by")
    values = {name: getattr(row, name) for name in (*_OWN, *named)}
    return Annotation(model=row.model or None, **values)


async def annotation_numbered(tx: AsyncConnection, number: int) -> Annotation:
    """Return the annotation of a row that is there."""
    return annotation_of((await tx.execute(select_annotations().where(annotation_table.c.id == number))).one())


async def shift_counts(
    tx: AsyncConnection, *, gone: Iterable[Annotation] = (), come: Iterable[Annotation] = ()
) -> None:
    """Count what came and no longer what went, by kind and with each task, in the transaction that changes them."""
    come, gone = list(come), list(gone)
    change = Counter(annotation.kind for annotation in come)
    change.subtract(annotation.kind for annotation in gone)
    await shift_kinds(tx, change)
    await _shift_task_counts(tx, gone, come)


async def shift_kinds(tx: AsyncConnection, change: Mapping[Kind, int]) -> None:
    """Add to the counts of kinds."""
    insert = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    names = ("project_id", "state", "source", "model", "label_id", "tenth")
    for kind in (kind for kind, number in change.items() if number):
        row = insert(annotation_counts).values(**dict(zip(names, kind, strict=True)), count=change[kind])
        total = annotation_counts.c.count + row.excluded["count"]
        await tx.execute(row.on_conflict_do_update(index_elements=list(names), set_={"count": total}))


async def shift_task_states(
    tx: AsyncConnection, project_id: int, which: ColumnElement[bool], before: str, after: str
) -> None:
    """Count `which` rows of annotations of a project with their tasks in another state than before, set by set."""
    drawn = annotation_table.c
    of_item = select(drawn.item_id, func.count().label("number")).where(which).group_by(drawn.item_id)
    counted = of_item.subquery("counted")
    mine = (tasks.c.project_id == project_id) & (tasks.c.item_id == counted.c.item_id)
    columns = dict(zip(STATES, STATE_COUNTS, strict=True))
    change = {
        columns[before]: tasks.c[columns[before]] - counted.c.number,
        columns[after]: tasks.c[columns[after]] + counted.c.number,
    }
    await tx.execute(update(tasks).where(mine).values(**change, updated_at=tasks.c.updated_at))


async def _shift_task_counts(tx: AsyncConnection, gone: Sequence[Annotation], come: Sequence[Annotation]) -> None:
    of_task: defaultdict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for each in come:
        of_task[each.project_id, each.item_id][each.state] += 1
    for each in gone:
        of_task[each.project_id, each.item_id][each.state] -= 1
    rows = [
        {"of_project": project, "of_item": item, **{f"more_{state}": change[state] for state in STATES}}
        for (project, item), change in of_task.items()
        if any(change.values())
    ]
    if not rows:
        return
    mine = (tasks.c.project_id == bindparam("of_project")) & (tasks.c.item_id == bindparam("of_item"))
    more = {name: tasks.c[name] + bindparam(f"more_{state}") for name, state in zip(STATE_COUNTS, STATES, strict=True)}
    await tx.execute(update(tasks).where(mine).values(**more, updated_at=tasks.c.updated_at), rows)


def part_of_confidence(tx: AsyncConnection, confidence: Any, parts: int) -> ColumnElement[int | None]:
    """Say in which of equal parts of 0 to 1 a confidence is, from 0, as `tenth_of` does; None has none."""
    part = confidence * parts
    # Casting cuts off on SQLite, and rounds on PostgreSQL.
    whole = cast(part, Integer) if tx.dialect.name == "sqlite" else cast(func.floor(part), Integer)
    return case((confidence.is_(None), None), (part >= parts, parts - 1), else_=whole)


def annotation_to_log(annotation: Annotation) -> dict[str, Any]:
    """What the log keeps of an annotation."""
    words = asdict(annotation)
    for name in ("id", "project_id", "item_id", "label_id", "created_at", "updated_at", "created_by", "updated_by"):
        del words[name]
    return words
