"""A project's labels: names with colours and attributes. What annotations use is archived, never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Row, delete, exists, insert, select, update
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
        InvalidInput: a uid, name or shortcut twice, a uid that is none of the project's, an archived label's name.
    """
    _check(wanted)
    rows = (await tx.execute(select(labels).where(labels.c.project_id == project_id))).all()
    known = _match(rows, wanted)
    kept = {row.id for row in known if row is not None}
    for row in rows:
        if row.id not in kept and not await _remove(tx, row.id):
            position = next((n for n, spec in enumerate(wanted) if spec.name == row.name), None)
            if position is not None:
                words = f"annotations still use an archived label {row.name}; bring it back by its uid {row.uid}"
                raise InvalidInput(words, field=f"labels.{position}.name")
    for number in kept:  # so that two may swap their names
        await tx.execute(update(labels).where(labels.c.id == number).values(name=new_uid()))
    for position, (spec, found) in enumerate(zip(wanted, known, strict=True)):
        values = {
            "name": spec.name,
            "color": spec.color or (PALETTE[position % len(PALETTE)] if found is None else found.color),
            "shortcut": spec.shortcut,
            "attributes": [dict(attribute) for attribute in spec.attributes],
            "position": position,
        }
        if found is None:
            await tx.execute(insert(labels).values(uid=new_uid(), project_id=project_id, **values))
        else:
            await tx.execute(update(labels).where(labels.c.id == found.id).values(**values, is_archived=False))


def _match(rows: Sequence[Row[Any]], wanted: Sequence[LabelSpec]) -> list[Row[Any] | None]:
    """Return the row that each of `wanted` means: by uid, else by a name that no uid claims, else none yet."""
    by_uid, claimed = {row.uid: row for row in rows}, [spec.uid for spec in wanted if spec.uid is not None]
    by_name = {row.name: row for row in rows if row.uid not in claimed}
    for position, spec in enumerate(wanted):
        if spec.uid is not None and spec.uid not in by_uid:
            raise InvalidInput(f"this project has no label {spec.uid[:64]}", field=f"labels.{position}.uid")
    return [by_name.get(spec.name) if spec.uid is None else by_uid[spec.uid] for spec in wanted]


def _check(wanted: Sequence[LabelSpec]) -> None:
    for what in ("uid", "name", "shortcut"):
        seen: set[str] = set()
        for position, spec in enumerate(wanted):
            value = getattr(spec, what)
            if value is None:
                continue
            if value in seen:
                raise InvalidInput(f"{what} {value} is there twice", field=f"labels.{position}.{what}")
            seen.add(value)


async def _remove(tx: AsyncConnection, number: int) -> bool:
    """Delete a label, or archive it when annotations use it; say whether it is gone."""
    used = (await tx.execute(select(exists().where(annotation_table.c.label_id == number)))).scalar()
    if not used:
        await tx.execute(delete(labels).where(labels.c.id == number))
        return True
    archived = {"is_archived": True, "shortcut": None}
    await tx.execute(update(labels).where(labels.c.id == number).values(archived))
    return False


def label_to_log(label: Label) -> dict[str, Any]:
    """What the log keeps of a label."""
    words = asdict(label)
    del words["id"]
    return {**words, "attributes": list(label.attributes)}
