"""Annotations: made, read, changed and deleted, each change with its version, its log entry and its counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, NotFound, Stale
from avala_edge.store.agent_calls import call_agents_about
from avala_edge.store.annotation_rows import (
    SOURCES,
    STATES,
    TYPES,
    Annotation,
    annotation_of,
    annotation_to_log,
    select_annotations,
    shift_counts,
)
from avala_edge.store.attributes import check_attributes
from avala_edge.store.audit import Change, record
from avala_edge.store.choices import check_choices
from avala_edge.store.database import Database
from avala_edge.store.items import find_item
from avala_edge.store.labels import Label, labels_of
from avala_edge.store.outbox import announce
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.review_filter import PEOPLES
from avala_edge.store.tables import annotation_table, new_uid, project_datasets, projects
from avala_edge.store.visibility import visible_projects

PREDICTED = ("auto_label", "propagated")


@dataclass(frozen=True)
class NewAnnotation:
    """An annotation to make; fields as `Annotation` has them.

    `state` None: accepted for what a person drew, else draft. With a `uid` of the caller's own a second try
    makes nothing twice. What a person draws of a track is a key frame of it.
    """

    type: str
    geometry: Mapping[str, Any]
    label: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    source: str = "human"
    state: str | None = None
    confidence: float | None = None
    model: str | None = None
    track: str | None = None
    uid: str | None = None
    is_key: bool = False


class Annotations:
    """The annotations of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def add(
        self, who: Principal, item_uid: str, project_uid: str, new: Sequence[NewAnnotation]
    ) -> list[tuple[Annotation, bool]]:
        """Make annotations on an item, all or none; True with those that were not there.

        Where people's work is reviewed, what they drew is a draft.

        Raises:
            NotFound: no such item or project.
            InvalidInput: the item is not in the project, no such label, or a value that is none.
            Conflict: a `uid` belongs to another annotation.
        """
        for each in new:
            _check(each)
        given = [each.uid for each in new if each.uid is not None]
        if len(set(given)) < len(given):
            raise InvalidInput("the same uid is there twice", field="uid")
        async with self._database.write() as tx:
            number = await project_number(tx, who, project_uid)
            item_id = await _item_in(tx, who, item_uid, number)
            known = await _labels(tx, number)
            if await _reviews_people(tx, number):
                new = [_as_draft(each) for each in new]
            there = await _by_uid(tx, given)
            order: list[tuple[str, bool]] = []
            rows = []
            for each in new:
                twin = there.get(each.uid or "")
                if twin is not None:
                    if (twin.project, twin.item) != (project_uid, item_uid):
                        raise Conflict("another annotation has this uid")
                    order.append((twin.uid, False))
                    continue
                row = _row(each, _label(known, each.label, each.attributes))
                rows.append({**row, "item_id": item_id})
                order.append((str(row["uid"]), True))
            made = await _insert(tx, who, number, rows)
        return [(made[uid] if is_new else there[uid], is_new) for uid, is_new in order]

    async def get(self, who: Principal, uid: str) -> Annotation:
        """Return an annotation; raise `NotFound`."""
        async with self._database.read() as tx:
            return await visible_annotation(tx, who, uid)

    async def page(
        self, who: Principal, item_uid: str, page: PageOf, *, project: str | None = None, state: str | None = None
    ) -> Page[Annotation]:
        """Return an item's annotations in the order of their making; raises `NotFound`."""
        async with self._database.read() as tx:
            item = await find_item(tx, who, item_uid)
            query = select_annotations().where(
                annotation_table.c.item_id == item.id, annotation_table.c.project_id.in_(visible_projects(who))
            )
            if project is not None:
                query = query.where(annotation_table.c.project_id == await project_number(tx, who, project))
            if state is not None:
                query = query.where(annotation_table.c.state == state)
            rows = await fetch_page(tx, query, annotation_table.c.id, page)
        return rows.map(annotation_of)

    async def of_items(self, who: Principal, numbers: Sequence[int]) -> dict[int, list[Annotation]]:
        """Return the annotations of many items (their rows' numbers)."""
        query = select_annotations().where(
            annotation_table.c.item_id.in_(numbers), annotation_table.c.project_id.in_(visible_projects(who))
        )
        found: dict[int, list[Annotation]] = {number: [] for number in numbers}
        async with self._database.read() as tx:
            for row in await tx.execute(query.order_by(annotation_table.c.id)):
                found[row.item_id].append(annotation_of(row))
        return found

    async def change(self, who: Principal, uid: str, version: int, **values: Any) -> Annotation:
        """Change label, type, geometry, attributes, confidence or track; the state is changed by reviewing.

        What was rejected and is changed is a draft again; so is what was accepted where people's work is reviewed.

        Raises:
            NotFound: no such annotation.
            Stale: it is not at `version` any more; carries what it is now.
            InvalidInput: no such label or attribute.
        """
        async with self._database.write() as tx:
            before = await visible_annotation(tx, who, uid)
            check_version(before, version)
            values = await label_change(tx, before, values)
            if await _needs_review(tx, before):
                values["state"] = "draft"
            new = {**values, "version": before.version + 1, "updated_by": who.user_id, "review_batch_id": None}
            await tx.execute(update(annotation_table).where(annotation_table.c.id == before.id).values(**new))
            after = await visible_annotation(tx, who, uid)
            await shift_counts(tx, gone=[before], come=[after])
            logs = annotation_to_log(before), annotation_to_log(after)
            await record(tx, who, Change("annotation.updated", "annotation", uid, *logs, before.project_id))
        return after

    async def delete(self, who: Principal, uid: str, version: int) -> None:
        """Take an annotation away; the log keeps it. Raises `NotFound` and `Stale`."""
        async with self._database.write() as tx:
            before = await visible_annotation(tx, who, uid)
            check_version(before, version)
            await tx.execute(delete(annotation_table).where(annotation_table.c.id == before.id))
            await shift_counts(tx, gone=[before])
            gone = Change("annotation.deleted", "annotation", uid, annotation_to_log(before), None, before.project_id)
            await record(tx, who, gone)


async def label_change(tx: AsyncConnection, before: Annotation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that are to change, a `label` (a name) among `values` as its row.

    A shape of a track that a person changes is a key frame of it from then on.

    Raises:
        InvalidInput: no such label or attribute.
    """
    new = dict(values)
    if "label" in new or "attributes" in new:
        known = await _labels(tx, before.project_id)
        name = new.pop("label", before.label)
        attributes = new.get("attributes", before.attributes)
        label = _label(known, name, attributes) if name != before.label or "attributes" in new else None
        if label is not None or (name is None and before.label is not None):
            new["label_id"] = None if label is None else label.id
    changed = {name: value for name, value in new.items() if getattr(before, name) != value}
    if "geometry" in changed and changed.get("track", before.track) is not None and not before.is_key:
        changed["is_key"] = True
    return changed


async def insert_annotations(
    tx: AsyncConnection, who: Principal, project_id: int, new: Sequence[tuple[int, NewAnnotation]], *, job: str
) -> None:
    """Make what a job found on items (their rows' numbers), in its transaction.

    What is there already stays; what has a label that the project lost meanwhile is left out.
    """
    there = await _by_uid(tx, [each.uid for _, each in new if each.uid is not None])
    known = await _labels(tx, project_id)
    rows = [
        {**_row(each, _label(known, each.label, each.attributes)), "item_id": item}
        for item, each in new
        if each.uid not in there and (each.label is None or each.label in known)
    ]
    await _insert(tx, who, project_id, rows, job)


async def _insert(
    tx: AsyncConnection, who: Principal, project_id: int, rows: Sequence[dict[str, Any]], job: str | None = None
) -> dict[str, Annotation]:
    if not rows:
        return {}
    others = {"project_id": project_id, "created_by": who.user_id, "updated_by": who.user_id}
    await tx.execute(insert(annotation_table), [{**row, **others} for row in rows])
    made = await _by_uid(tx, [str(row["uid"]) for row in rows])
    await shift_counts(tx, come=made.values())
    logged = [
        Change("annotation.created", "annotation", uid, None, annotation_to_log(each), project_id, job)
        for uid, each in made.items()
    ]
    await record(tx, who, *logged)
    await announce(tx, "result.submitted", [annotation_to_log(each) for each in made.values()])
    await call_agents_about(tx, "result.submitted", [each for each in made.values() if each.state == "draft"])
    return made


async def _needs_review(tx: AsyncConnection, drawn: Annotation) -> bool:
    """Say whether a change of it takes it back to the beginning."""
    if drawn.state != "accepted":
        return drawn.state == "rejected"
    return await _reviews_people(tx, drawn.project_id)


async def _reviews_people(tx: AsyncConnection, project_id: int) -> bool:
    query = select(projects.c.reviews_people).where(projects.c.id == project_id)
    return bool((await tx.execute(query)).scalar_one())


def _as_draft(new: NewAnnotation) -> NewAnnotation:
    if new.source in PEOPLES and new.state not in (None, "draft"):
        raise InvalidInput("in this project what people draw is a draft until it is reviewed", field="state")
    return replace(new, state="draft") if new.source in PEOPLES else new


def _check(new: NewAnnotation) -> None:
    given = {"type": new.type, "source": new.source, "state": new.state or STATES[0]}
    check_choices(given, {"type": TYPES, "source": SOURCES, "state": STATES})
    if new.source in PREDICTED and new.state not in (None, "draft"):
        raise InvalidInput("a prediction is a draft until a person has reviewed it", field="state")


def check_version(now: Annotation, version: int) -> None:
    """Raise `Stale`, with what it is now, unless an annotation is at `version`."""
    if now.version != version:
        raise Stale(f"the annotation is at version {now.version}, not {version}", current=now)


async def _labels(tx: AsyncConnection, project_id: int) -> dict[str, Label]:
    return {label.name: label for label in (await labels_of(tx, [project_id]))[project_id]}


def _label(known: Mapping[str, Label], name: str | None, attributes: Mapping[str, Any]) -> Label | None:
    if name is None:
        if attributes:
            raise InvalidInput("attributes belong to a label, and there is none", field="attributes")
        return None
    if name not in known:
        raise InvalidInput(f"the project has no label {name[:100]}", field="label")
    check_attributes(known[name], attributes)
    return known[name]


def _row(new: NewAnnotation, label: Label | None) -> dict[str, Any]:
    return {
        "uid": new.uid or new_uid(),
        "label_id": None if label is None else label.id,
        "type": new.type,
        "geometry": dict(new.geometry),
        "attributes": dict(new.attributes),
        "source": new.source,
        "state": new.state or ("accepted" if new.source == "human" else "draft"),
        "confidence": new.confidence,
        "model": new.model or "",
        "track": new.track,
        "is_key": new.is_key or (new.track is not None and new.source in PEOPLES),
        "version": 1,
    }


async def _item_in(tx: AsyncConnection, who: Principal, item_uid: str, project_id: int) -> int:
    item = await find_item(tx, who, item_uid)
    in_it = (project_datasets.c.project_id == project_id) & (project_datasets.c.dataset_id == item.dataset_id)
    if (await tx.execute(select(project_datasets.c.project_id).where(in_it))).first() is None:
        raise InvalidInput("the item is in no dataset of this project", field="project")
    return item.id


async def _by_uid(tx: AsyncConnection, uids: Sequence[str]) -> dict[str, Annotation]:
    if not uids:
        return {}
    query = select_annotations().where(annotation_table.c.uid.in_(uids)).order_by(annotation_table.c.id)
    return {row.uid: annotation_of(row) for row in await tx.execute(query)}


async def visible_annotation(tx: AsyncConnection, who: Principal, uid: str) -> Annotation:
    """Return an annotation of a project that `who` may see; raise `NotFound`."""
    query = select_annotations().where(
        annotation_table.c.uid == uid, annotation_table.c.project_id.in_(visible_projects(who))
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return annotation_of(row)
