"""Items: images in datasets, found one by one, a dataset at a time, or through a project's eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store.annotation_rows import STATES
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.images import ImageRecord
from avala_edge.store.item_filters import find_items
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.tables import (
    datasets,
    images,
    items,
    new_uid,
    project_datasets,
    sequences,
    tasks,
)
from avala_edge.store.tables.projects import STATE_COUNTS
from avala_edge.store.visibility import may_see_dataset

States = Mapping[str, int]


@dataclass(frozen=True)
class Item:
    """An image in a dataset.

    Attributes:
        uid: of the item; the same image may be in several datasets, as several items.
        key: its name in the dataset, usually the file's.
        dataset: the dataset's uid.
        dataset_owner_name: first part of the dataset's address.
        dataset_slug: second part of it.
        image: what is known of its bytes.
        sequence: uid of the sequence that it is a frame of.
        frame_index: which frame, from 0.
        metadata: what the uploader said of it.
        is_hidden: left out of work.
    """

    uid: str
    key: str
    dataset: str
    dataset_owner_name: str
    dataset_slug: str
    image: ImageRecord
    sequence: str | None
    frame_index: int | None
    metadata: dict[str, Any]
    is_hidden: bool
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)
    dataset_id: int = field(repr=False, compare=False)
    sequence_id: int | None = field(repr=False, compare=False)


@dataclass(frozen=True)
class NewItem:
    """An image to put into a dataset, under a key."""

    image: str
    key: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Items:
    """The items of datasets that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def add(self, who: Principal, dataset_uid: str, new: Sequence[NewItem]) -> list[tuple[Item, bool]]:
        """Put images into a dataset, all or none, with a task in each of its projects; True: it was not there.

        The same image under the same key is there already, and stays one item.

        Raises:
            NotFound: no such dataset, or an image that was not uploaded.
            InvalidInput: another image has that key.
        """
        async with self._database.write() as tx:
            dataset = await find_dataset(tx, who, uid=dataset_uid)
            numbers = await _image_numbers(tx, [each.image for each in new])
            added: dict[str, bool] = {}
            for each in new:
                here = and_(items.c.dataset_id == dataset.id, items.c.key == each.key)
                there = (await tx.execute(select(items.c.uid, items.c.image_id).where(here))).one_or_none()
                if there is None:
                    uid = await _insert(tx, dataset.id, numbers[each.image], each)
                    added[uid] = True
                elif there.image_id == numbers[each.image]:
                    added.setdefault(there.uid, False)
                else:
                    raise InvalidInput(f"another image is named {each.key} in this dataset", field="key")
            fresh = [uid for uid, is_new in added.items() if is_new]
            if fresh:
                count = datasets.c.item_count + len(fresh)
                await tx.execute(update(datasets).where(datasets.c.id == dataset.id).values(item_count=count))
                await make_tasks_of(tx, dataset.id, fresh)
                changes = [Change("item.created", "item", uid, after={"dataset": dataset.uid}) for uid in fresh]
                await record(tx, who, *changes)
            found = {row.uid: _item(row) for row in await tx.execute(_items().where(items.c.uid.in_(list(added))))}
        return [(found[uid], is_new) for uid, is_new in added.items()]

    async def get(self, who: Principal, uid: str, *, dataset: str | None = None) -> Item:
        """Return an item, or raise `NotFound`; of `dataset` (a uid) if that is said."""
        async with self._database.read() as tx:
            item = await find_item(tx, who, uid)
        if dataset is not None and item.dataset != dataset:
            raise NotFound
        return item

    async def page(self, who: Principal, dataset_uid: str, page: PageOf) -> Page[Item]:
        """Return a dataset's items in the order in which they came."""
        async with self._database.read() as tx:
            dataset = await find_dataset(tx, who, uid=dataset_uid)
            query = _items().where(items.c.dataset_id == dataset.id)
            rows = await fetch_page(tx, query, items.c.id, page)
        return rows.map(_item)

    async def image_uids(self, who: Principal, dataset_uid: str) -> list[str]:
        """Return the images of a dataset, each once, in the order in which they came; raises `NotFound`."""
        async with self._database.read() as tx:
            dataset = await find_dataset(tx, who, uid=dataset_uid)
            query = select(images.c.uid).join(items).where(items.c.dataset_id == dataset.id).order_by(items.c.id)
            return list(dict.fromkeys((await tx.execute(query)).scalars()))

    async def project_page(
        self,
        project_id: int,
        page: PageOf,
        *,
        label: str | None = None,
        source: str | None = None,
        state: str | None = None,
    ) -> Page[tuple[Item, States]]:
        """Return the items of a project (its row's number), each with how many annotations are in which state.

        `label`, `source` and `state` leave the items that have one annotation to which all of them apply;
        `state="empty"` those that have none at all.
        """
        of_project = and_(tasks.c.item_id == items.c.id, tasks.c.project_id == project_id)
        query = _items().join(tasks, of_project).add_columns(*(tasks.c[name] for name in STATE_COUNTS))
        async with self._database.read() as tx:
            page_ = await find_items(tx, project_id, page, label=label, source=source, state=state)
            rows = (await tx.execute(query.where(items.c.id.in_(page_.items)).order_by(items.c.id))).all()
        return Page(tuple((_item(row), _states(row)) for row in rows), page_.next_cursor)


async def find_item(tx: AsyncConnection, who: Principal, uid: str) -> Item:
    """Return an item in a transaction; raise `NotFound`."""
    row = (await tx.execute(_items().where(items.c.uid == uid, may_see_dataset(who)))).one_or_none()
    if row is None:
        raise NotFound
    return _item(row)


async def _image_numbers(tx: AsyncConnection, uids: Sequence[str]) -> dict[str, int]:
    query = select(images.c.uid, images.c.id).where(images.c.uid.in_(set(uids)))
    found: dict[str, int] = {row.uid: row.id for row in await tx.execute(query)}
    missing = next((uid for uid in uids if uid not in found), None)
    if missing is not None:
        raise NotFound(f"no image has the uid {missing[:80]}; upload it first", field="image")
    return found


async def _insert(tx: AsyncConnection, dataset_id: int, image_id: int, new: NewItem) -> str:
    uid = new_uid()
    row = {"uid": uid, "dataset_id": dataset_id, "image_id": image_id, "key": new.key, "metadata": dict(new.metadata)}
    await tx.execute(insert(items).values(row))
    return uid


async def make_tasks_of(tx: AsyncConnection, dataset_id: int, uids: Sequence[str]) -> None:
    """Make a task for each of these items of a dataset, in each project that uses it."""
    query = select(project_datasets.c.project_id).where(project_datasets.c.dataset_id == dataset_id)
    of_projects = list((await tx.execute(query)).scalars())
    if not of_projects:
        return
    numbers = list((await tx.execute(select(items.c.id).where(items.c.uid.in_(uids)).order_by(items.c.id))).scalars())
    await make_tasks(tx, [(project, number) for project in of_projects for number in numbers])


async def make_tasks(tx: AsyncConnection, pairs: Sequence[tuple[int, int]]) -> None:
    """Make a task for each project and item (their rows' numbers)."""
    rows = [{"uid": new_uid(), "project_id": project, "item_id": item, "status": "pending"} for project, item in pairs]
    for start in range(0, len(rows), 10_000):
        await tx.execute(insert(tasks), rows[start : start + 10_000])


def _states(row: Row[Any]) -> States:
    counts = {state: getattr(row, name) for state, name in zip(STATES, STATE_COUNTS, strict=True)}
    return {state: count for state, count in counts.items() if count}


_OWN = (
    *("uid", "key", "frame_index", "metadata", "is_hidden", "created_at", "updated_at"),
    *("id", "dataset_id", "sequence_id"),
)


def _items() -> Select[Any]:
    record_columns = [images.c[name].label(f"image_{name}") for name in ImageRecord.__annotations__]
    return select(
        *(items.c[name] for name in _OWN),
        datasets.c.uid.label("dataset"),
        datasets.c.owner_name.label("dataset_owner_name"),
        datasets.c.slug.label("dataset_slug"),
        sequences.c.uid.label("sequence"),
        *record_columns,
    ).select_from(
        items.join(images)
        .join(datasets, items.c.dataset_id == datasets.c.id)
        .outerjoin(sequences, items.c.sequence_id == sequences.c.id)
    )


def _item(row: Row[Any]) -> Item:
    image = ImageRecord(**{name: getattr(row, f"image_{name}") for name in ImageRecord.__annotations__})
    named = ("dataset", "dataset_owner_name", "dataset_slug", "sequence")
    return Item(image=image, **{name: getattr(row, name) for name in (*_OWN, *named)})
