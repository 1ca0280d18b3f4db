"""A project's labels: names with colours and attributes. What annotations use is archived, never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput
from avala_edge.store.tables import annotation_table, labels, new_uid


@dataclass(frozen=True)
class LabelSpec:
    """A label as somebody wants it.

    Attributes:
        name: unique in its project.
        color: `#rrggbb`; None takes the next of a palette.
        shortcut: one character that chooses it, or None.
        attributes: what else to say of an object: `{name, type, options?, required?}`.
        uid: of the label that this is, so that it can be renamed.
    """

    name: str
    color: str | None = None
    shortcut: str | None = None
    attributes: Sequence[Mapping[str, Any]] = ()
    uid: str | None = None


@dataclass(frozen=True)
class Label:
    """A label of a project."""

    uid: str
    name: str
    color: str
    shortcut: str | None
    attributes: tuple[dict[str, Any], ...]
    id: int = field(repr=False, compare=False)


# Twelve that stay apart for most people, also with impaired colour vision (Paul Tol's schemes "bright" and "muted").
PALETTE = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
    "#332288",
    "#ddcc77",
    "#117733",
    "#88ccee",
    "#882255",
    "#44aa99",
)


async def labels_of(tx: AsyncConnection, project_ids: Sequence[int]) -> dict[int, tuple[Label, ...]]:
    """Return the labels of projects (their rows' numbers), in the order that people gave them."""
    query = (
        select(labels)
        .where(labels.c.project_id.in_(project_ids), labels.c.is_archived.is_(False))
        .order_by(labels.c.position, labels.c.id)
    )
    found: dict[int, tuple[Label, ...]] = dict.fromkeys(project_ids, ())
    for row in await tx.execute(query):
        label = Label(row.uid, row.name, row.color, row.shortcut, tuple(row.attributes), row.id)
        found[row.project_id] = (*found[row.project_id], label)
    return found


async def set_labels(tx: AsyncConnection, project_id: int, wanted: Sequence[LabelSpec]) -> None:
    """Make a project's labels those `wanted`: known ones (by uid, else by name) change, the rest goes.

    Raises:
        InvalidInput: a name or shortcut twice, or a uid that is none of the project's.
    """
    _check(wanted)
    rows = (await tx.execute(select(labels).where(labels.c.project_id == project_id))).all()
    by_uid, by_name = {row.uid: row for row in rows}, {row.name: row for row in rows}
    kept: dict[int, LabelSpec] = {}
    new: list[tuple[int, LabelSpec]] = []
    for position, spec in enumerate(wanted):
        known = by_uid.get(spec.uid) if spec.uid is not None else by_name.get(spec.name)
        if spec.uid is not None and known is None:
            raise InvalidInput(f"this project has no label {spec.uid[:64]}", field=f"labels.{position}.uid")
        if known is None:
            new.append((position, spec))
        elif known.id in kept:
            raise InvalidInput(f"the label {known.name} is meant twice", field=f"labels.{position}.name")
        else:
            kept[known.id] = spec
    for row in rows:
        if row.id not in kept:
            await _remove(tx, row.id)
    for number in kept:  # so that two may swap their names
        await tx.execute(update(labels).where(labels.c.id == number).values(name=f"~{number}"))
    positions = {id(spec): position for position, spec in enumerate(wanted)}
    for row in rows:
        spec_of_row = kept.get(row.id)
        if spec_of_row is not None:
            values = _values(spec_of_row, positions[id(spec_of_row)], row.color)
            await tx.execute(update(labels).where(labels.c.id == row.id).values(**values, is_archived=False))
    for position, spec in new:
        row_values = _values(spec, position, PALETTE[position % len(PALETTE)])
        await tx.execute(insert(labels).values(uid=new_uid(), project_id=project_id, **row_values))


def _check(wanted: Sequence[LabelSpec]) -> None:
    for what in ("name", "shortcut"):
        seen: set[str] = set()
        for position, spec in enumerate(wanted):
            value = getattr(spec, what)
            if value is None:
                continue
            if value in seen:
                raise InvalidInput(f"{what} {value} is there twice", field=f"labels.{position}.{what}")
            seen.add(value)


def _values(spec: LabelSpec, position: int, color: str) -> dict[str, Any]:
    return {
        "name": spec.name,
        "color": spec.color or color,
        "shortcut": spec.shortcut,
        "attributes": [dict(attribute) for attribute in spec.attributes],
        "position": position,
    }


async def _remove(tx: AsyncConnection, number: int) -> None:
    used = (await tx.execute(select(exists().where(annotation_table.c.label_id == number)))).scalar()
    if not used:
        await tx.execute(delete(labels).where(labels.c.id == number))
        return
    archived = {"is_archived": True, "shortcut": None}
    await tx.execute(update(labels).where(labels.c.id == number).values(archived))


def label_to_log(label: Label) -> dict[str, Any]:
    """What the log keeps of a label."""
    words = asdict(label)
    del words["id"]
    return {**words, "attributes": list(label.attributes)}
