"""Sequences: ordered frames of a dataset, each frame an item."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select

from avala_edge.errors import NotFound
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import datasets, images, items, sequences


@dataclass(frozen=True)
class Sequence:
    """Frames in order; `status` is uploading, processing, ready or failed."""

    uid: str
    key: str
    status: str
    number_of_frames: int
    dataset: str
    data_type: str
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)


@dataclass(frozen=True)
class Frame:
    """One frame of a sequence."""

    index: int
    item: str
    key: str
    image: str
    width: int
    height: int


class Sequences:
    """The sequences of datasets that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def page(self, who: Principal, dataset_uid: str, page: PageOf) -> Page[Sequence]:
        """Return a dataset's sequences in the order in which they came; raises `NotFound`."""
        async with self._database.read() as tx:
            dataset = await find_dataset(tx, who, uid=dataset_uid)
            rows = await fetch_page(tx, _sequences().where(datasets.c.id == dataset.id), sequences.c.id, page)
        return rows.map(partial(read_as, Sequence))

    async def get(self, who: Principal, dataset_uid: str, uid: str) -> tuple[Sequence, list[Frame]]:
        """Return a sequence of a dataset with its frames in order; raises `NotFound`."""
        async with self._database.read() as tx:
            dataset = await find_dataset(tx, who, uid=dataset_uid)
            query = _sequences().where(datasets.c.id == dataset.id, sequences.c.uid == uid)
            row = (await tx.execute(query)).one_or_none()
            if row is None:
                raise NotFound
            found = read_as(Sequence, row)
            of_it = items.c.sequence_id == found.id
            frames = (await tx.execute(_FRAMES.where(of_it).order_by(items.c.frame_index))).all()
        return found, [Frame(each[0], each[1], each[2], each[3], each[4], each[5]) for each in frames]

    async def count(self, dataset_id: int) -> tuple[int, int]:
        """Return how many sequences and how many frames a dataset (its row's number) has."""
        frames = func.coalesce(func.sum(sequences.c.number_of_frames), 0)
        query = select(func.count(), frames).where(sequences.c.dataset_id == dataset_id)
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one()
        return int(row[0]), int(row[1])


_FRAMES = select(
    items.c.frame_index, items.c.uid, items.c.key, images.c.uid.label("image"), images.c.width, images.c.height
).join(images)


def _sequences() -> Select[Any]:
    own = ("id", "uid", "key", "status", "number_of_frames", "created_at", "updated_at")
    return select(*(sequences.c[name] for name in own), datasets.c.uid.label("dataset"), datasets.c.data_type).join(
        datasets
    )
