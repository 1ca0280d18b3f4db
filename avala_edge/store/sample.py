"""A large made-up project, written in bulk, to measure the store with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, insert, select, update

from avala_edge.store.annotation_rows import STATES
from avala_edge.store.database import Database
from avala_edge.store.principal import Principal
from avala_edge.store.tables import (
    annotation_counts,
    annotation_table,
    audit_events,
    datasets,
    images,
    items,
    new_uid,
    now,
    tasks,
)
from avala_edge.store.tables.projects import STATE_COUNTS

LABELS = ("car", "person", "dog", "bicycle", "sign", "tram")
RARE_ITEMS = 10  # of each project, with what no other of its items has
_COMMON = (
    ("accepted", "human", "", None),
    ("draft", "auto_label", "yolo", 0.85),
)
_UNCOMMON_LABEL = 4  # people draw signs, but the model finds them rarely
_RARE = (
    (5, ("accepted", "human", "", None)),  # a label
    (0, ("accepted", "imported", "", None)),  # a source
    (0, ("rejected", "human", "", None)),  # a state
    (0, ("accepted", "auto_label", "yolo", 0.95)),  # a source and a state that are both common
    (_UNCOMMON_LABEL, ("draft", "auto_label", "yolo", 0.4)),  # a label with either of them, or both
)
_AT_ONCE = 20_000
_Kind = tuple[int, tuple[str, str, str, float | None]]


async def fill(
    database: Database,
    who: Principal,
    dataset_uid: str,
    project_id: int,
    labels: dict[str, int],
    *,
    item_count: int,
    each: int,
) -> None:
    """Put `item_count` items with `each` annotations into an empty dataset, past all checks, for a project without it.

    Labels, sources and states take turns. `RARE_ITEMS` items have what the others have not, as many have nothing at
    all. Every annotation is in the log as if it had been made singly; `count` counts them.
    """
    async with database.read() as tx:
        dataset = (await tx.execute(select(datasets.c.id).where(datasets.c.uid == dataset_uid))).scalar_one()
    for start in range(0, item_count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, item_count))
        async with database.write() as tx:
            await tx.execute(insert(images), [_image(number) for number in numbers])
            first = (await tx.execute(select(func.max(images.c.id)))).scalar_one() - len(numbers) + 1
            rows = [
                {"uid": new_uid(), "dataset_id": dataset, "image_id": first + place, "key": f"photo-{number:07}.jpg"}
                for place, number in enumerate(numbers)
            ]
            await tx.execute(insert(items), rows)
            await tx.execute(datasets.update().where(datasets.c.id == dataset).values(item_count=numbers.stop))
    async with database.read() as tx:
        of_it = select(items.c.id).where(items.c.dataset_id == dataset).order_by(items.c.id)
        item_ids = list((await tx.execute(of_it)).scalars())
    label_ids = list(labels.values())
    at_once = max(1, _AT_ONCE // each)
    for start in range(0, len(item_ids), at_once):
        drawn = [
            _annotation(who, project_id, item, label_ids[label], kind, place)
            for number, item in enumerate(item_ids[start : start + at_once], start)
            for place, (label, kind) in enumerate(_kinds(number, each, max(2, item_count // RARE_ITEMS)))
        ]
        async with database.write() as tx:
            await tx.execute(insert(annotation_table), drawn)
            await tx.execute(insert(audit_events), [_event(who, project_id, row) for row in drawn])


def _kinds(number: int, each: int, seldom: int) -> list[_Kind]:
    if number % seldom == 0:
        return []
    rare = list(_RARE) if number % seldom == seldom - 1 else []
    common: list[_Kind] = []
    for place in range(max(0, each - len(rare))):
        label, kind = (number + place) % (_UNCOMMON_LABEL + 1), _COMMON[place % len(_COMMON)]
        common.append((label, _COMMON[0] if label == _UNCOMMON_LABEL else kind))
    return rare + common


def _image(number: int) -> dict[str, Any]:
    uid = f"sha256:{number:064x}"
    size = {"width": 1920, "height": 1080, "format": "JPEG", "media_type": "image/jpeg", "bytes": 300_000}
    return {"uid": uid, **size, "pixels_sha256": f"{number:064x}"}


def _annotation(
    who: Principal,
    project_id: int,
    item: int,
    label: int,
    kind: tuple[str, str, str, float | None],
    number: int,
) -> dict[str, Any]:
    state, source, model, confidence = kind
    x, y = float((item * 37 + number * 101) % 1800), float((item * 53 + number * 89) % 1000)
    return {
        "uid": new_uid(),
        "project_id": project_id,
        "item_id": item,
        "label_id": label,
        "type": "bounding_box",
        "geometry": {"x": x, "y": y, "width": 60.0, "height": 40.0},
        "attributes": {},
        "source": source,
        "state": state,
        "confidence": confidence,
        "model": model,
        "version": 1,
        "created_by": who.user_id,
        "updated_by": who.user_id,
    }


def _event(who: Principal, project_id: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "uid": new_uid(),
        "user_id": who.user_id,
        "action": "annotation.created",
        "subject_type": "annotation",
        "subject_uid": row["uid"],
        "project_id": project_id,
        "after": {"type": row["type"], "geometry": row["geometry"]},
        "created_at": now() - timedelta(seconds=1),
    }


async def count(database: Database, project_id: int) -> None:
    """Write the counts of a project that `fill` has filled and that has its tasks."""
    drawn = annotation_table.c
    tenth = func.coalesce(func.min(drawn.confidence * 10), -1)
    kinds = (drawn.state, drawn.source, drawn.model, drawn.label_id)
    query = select(*kinds, tenth.label("tenth"), func.count().label("number")).where(drawn.project_id == project_id)
    async with database.write() as tx:
        found = (await tx.execute(query.group_by(*kinds))).all()
        rows = [
            {
                "project_id": project_id,
                "state": row.state,
                "source": row.source,
                "model": row.model,
                "label_id": row.label_id or 0,
                "tenth": int(row.tenth),
                "count": row.number,
            }
            for row in found
        ]
        await tx.execute(insert(annotation_counts), rows)
        each = [
            func.sum(case((drawn.state == state, 1), else_=0)).label(name)
            for name, state in zip(STATE_COUNTS, STATES, strict=True)
        ]
        of_item = select(drawn.item_id, *each).where(drawn.project_id == project_id).group_by(drawn.item_id)
        counted = of_item.subquery("counted")
        same = (tasks.c.project_id == project_id) & (tasks.c.item_id == counted.c.item_id)
        await tx.execute(update(tasks).where(same).values({name: counted.c[name] for name in STATE_COUNTS}))
