"""Sequences: ordered frames of a dataset, each frame an item; they are begun, filled frame by frame, and ended."""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import Select, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.images import ImageRecord
from avala_edge.store.item_keys import LONGEST_KEY
from avala_edge.store.items import make_tasks_of
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import (
    datasets,
    images,
    items,
    new_uid,
    now,
    sequences,
    videos,
)
from avala_edge.store.visibility import may_see_dataset

SequenceStatus = Literal["processing", "ready", "failed"]
DIGITS = 6  # of a frame's number in its key, so that keys sort as frames do


@dataclass(frozen=True)
class Sequence:
    """Frames in order.

    Attributes:
        uid: of the sequence.
        key: its name in the dataset.
        status: processing while frames come, then ready, or failed.
        number_of_frames: so far.
        dataset: uid of the dataset.
        data_type: of the dataset.
        video: uid of the video that the frames are of, None for photos.
        every: each so-manieth frame of the video is one of the sequence.
        detail: why it failed, or what was lost of a damaged video.
        rate: frames a second of the video as a whole, None where nothing says so.
    """

    uid: str
    key: str
    status: str
    number_of_frames: int
    dataset: str
    data_type: str
    video: str | None
    every: int
    detail: str | None
    rate: float | None
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)
    dataset_id: int = field(repr=False, compare=False)


@dataclass(frozen=True)
class Frame:
    """One frame of a sequence; `timestamp_s` is None where it is a photo."""

    index: int
    item: str
    key: str
    image: str
    width: int
    height: int
    timestamp_s: float | None


@dataclass(frozen=True)
class NewFrame:
    """A frame to add: of a video, then its image is made with it; or a photo that is kept already."""

    index: int
    image: ImageRecord
    key: str | None = None


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

    async def find(self, who: Principal, uid: str, *, dataset: str | None = None) -> Sequence:
        """Return a sequence, of `dataset` (a uid) if that is said; raises `NotFound`."""
        async with self._database.read() as tx:
            found = await find_sequence(tx, who, uid)
        if dataset is not None and found.dataset != dataset:
            raise NotFound
        return found

    async def get(self, who: Principal, dataset_uid: str, uid: str) -> tuple[Sequence, list[Frame]]:
        """Return a sequence of a dataset with its frames in order; raises `NotFound`."""
        found = await self.find(who, uid, dataset=dataset_uid)
        return found, await self.frames(found)

    async def frames(self, sequence: Sequence, *, first: int = 0, last: int | None = None) -> list[Frame]:
        """Return frames of a sequence in order, from `first` to `last`."""
        query = _FRAMES.where(items.c.sequence_id == sequence.id, items.c.frame_index >= first)
        if last is not None:
            query = query.where(items.c.frame_index <= last)
        async with self._database.read() as tx:
            rows = (await tx.execute(query.order_by(items.c.frame_index))).all()
        return [
            Frame(*row[:6], None if row.pts is None else row.pts * row.time_base_numerator / row.time_base_denominator)
            for row in rows
        ]

    async def first_images(self, found: Many[Sequence]) -> dict[str, str]:
        """Return the image of each sequence's first frame, by the sequence's uid."""
        query = (
            select(sequences.c.uid, images.c.uid.label("image"))
            .select_from(items.join(images).join(sequences, items.c.sequence_id == sequences.c.id))
            .where(sequences.c.id.in_([each.id for each in found]), items.c.frame_index == 0)
        )
        async with self._database.read() as tx:
            return {row.uid: row.image for row in await tx.execute(query)}

    async def last_image(self, sequence: Sequence) -> tuple[int, ImageRecord] | None:
        """Return index and image of the last frame that is there, None for none."""
        query = (
            select(items.c.frame_index, *(images.c[name] for name in ImageRecord.__annotations__))
            .select_from(items.join(images))
            .where(items.c.sequence_id == sequence.id)
            .order_by(items.c.frame_index.desc())
            .limit(1)
        )
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one_or_none()
        return None if row is None else (row.frame_index, read_as(ImageRecord, row))

    async def count(self, dataset_id: int) -> tuple[int, int]:
        """Return how many sequences and how many frames a dataset (its row's number) has."""
        frames = func.coalesce(func.sum(sequences.c.number_of_frames), 0)
        query = select(func.count(), frames).where(sequences.c.dataset_id == dataset_id)
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one()
        return int(row[0]), int(row[1])

    async def begin(
        self, who: Principal, dataset_uid: str, key: str, *, video: str | None, every: int = 1
    ) -> tuple[Sequence, bool]:
        """Make a sequence without frames; True when it was not there.

        The same video, taken in the same way under the same key, is there already and stays one sequence.

        Raises:
            NotFound: no such dataset.
            InvalidInput: another sequence has that key, or the key is too long.
        """
        if len(key) > LONGEST_KEY - DIGITS - 1:
            raise InvalidInput(f"the name of a sequence has at most {LONGEST_KEY - DIGITS - 1} characters", field="key")
        async with self._database.write() as tx:
            dataset = await find_dataset(tx, who, uid=dataset_uid)
            here = and_(sequences.c.dataset_id == dataset.id, sequences.c.key == key)
            there = (await tx.execute(_sequences().where(here))).one_or_none()
            if there is not None:
                if (there.video, there.every) != (video, every):
                    raise InvalidInput(f"another sequence is named {key[:200]} in this dataset", field="key")
                if there.status == "failed":
                    again = {"status": "processing", "detail": None}
                    await tx.execute(update(sequences).where(sequences.c.id == there.id).values(**again))
                    there = (await tx.execute(_sequences().where(here))).one()
                return read_as(Sequence, there), False
            uid = new_uid()
            row = {"uid": uid, "dataset_id": dataset.id, "key": key, "status": "processing"}
            await tx.execute(insert(sequences).values(**row, video=video, every=every))
            await record(
                tx, who, Change("sequence.created", "sequence", uid, after={"dataset": dataset.uid, "key": key})
            )
            return await find_sequence(tx, who, uid), True

    async def add_frames(self, who: Principal, sequence: Sequence, frames: Many[NewFrame]) -> int:
        """Make an item of each frame that is not there yet, with a task in each project; return how many there were.

        Raises:
            NotFound: the sequence is not there any more, or a photo is not.
            Conflict: its import was called off meanwhile.
            InvalidInput: another item of the dataset has a frame's key.
        """
        async with self._database.write() as tx:
            found = await find_sequence(tx, who, sequence.uid)
            if found.status != "processing":
                raise Conflict("the sequence takes no more frames")
            of_it = items.c.sequence_id == found.id
            indexes = [frame.index for frame in frames]
            there = set(
                (await tx.execute(select(items.c.frame_index).where(of_it, items.c.frame_index.in_(indexes)))).scalars()
            )
            new = [frame for frame in frames if frame.index not in there]
            if new:
                numbers = await _images_of(tx, [frame.image for frame in new])
                keys = {frame.index: frame.key or f"{found.key}/{frame.index:0{DIGITS}d}" for frame in new}
                here = and_(items.c.dataset_id == found.dataset_id, items.c.key.in_(list(keys.values())))
                taken = (await tx.execute(select(items.c.key).where(here).limit(1))).scalar()
                if taken is not None:
                    raise InvalidInput(f"another image is named {taken} in this dataset", field="key")
                await _insert_frames(tx, found, new, numbers, keys)
        return len(new)

    async def end(self, who: Principal, uid: str, status: SequenceStatus, detail: str | None = None) -> None:
        """Write what became of a sequence; raises `NotFound`."""
        async with self._database.write() as tx:
            found = await find_sequence(tx, who, uid)
            await tx.execute(update(sequences).where(sequences.c.id == found.id).values(status=status, detail=detail))
            change = Change("sequence.updated", "sequence", uid, after={"status": status, "detail": detail})
            await record(tx, who, change)


async def find_sequence(tx: AsyncConnection, who: Principal, uid: str) -> Sequence:
    """Return a sequence in a transaction; raise `NotFound`."""
    row = (await tx.execute(_sequences().where(sequences.c.uid == uid, may_see_dataset(who)))).one_or_none()
    if row is None:
        raise NotFound("there is no such sequence", field="sequence")
    return read_as(Sequence, row)


async def _images_of(tx: AsyncConnection, records: Many[ImageRecord]) -> dict[str, int]:
    """Return the rows' numbers of images by uid; those of frames of a video are made."""
    uids = [each.uid for each in records]
    query = select(images.c.uid, images.c.id).where(images.c.uid.in_(uids))
    known = {row.uid: row.id for row in await tx.execute(query)}
    fresh = {each.uid: each for each in records if each.uid not in known}
    missing = next((each for each in fresh.values() if each.video is None), None)
    if missing is not None:
        raise NotFound(f"no image has the uid {missing.uid}; upload it first", field="image")
    if fresh:
        await tx.execute(insert(images), [{**asdict(each), "created_at": now()} for each in fresh.values()])
        known = {row.uid: row.id for row in await tx.execute(query)}
    return known


async def _insert_frames(
    tx: AsyncConnection, sequence: Sequence, new: Many[NewFrame], numbers: dict[str, int], keys: dict[int, str]
) -> None:
    uids = {frame.index: new_uid() for frame in new}
    rows = [
        {
            "uid": uids[frame.index],
            "dataset_id": sequence.dataset_id,
            "image_id": numbers[frame.image.uid],
            "sequence_id": sequence.id,
            "frame_index": frame.index,
            "key": keys[frame.index],
            "metadata": {},
        }
        for frame in new
    ]
    await tx.execute(insert(items), rows)
    more = len(new)
    counted = {"item_count": datasets.c.item_count + more}
    await tx.execute(update(datasets).where(datasets.c.id == sequence.dataset_id).values(**counted))
    frames = {"number_of_frames": sequences.c.number_of_frames + more}
    await tx.execute(update(sequences).where(sequences.c.id == sequence.id).values(**frames))
    await make_tasks_of(tx, sequence.dataset_id, list(uids.values()))


_FRAMES = select(
    items.c.frame_index,
    items.c.uid,
    items.c.key,
    images.c.uid.label("image"),
    images.c.width,
    images.c.height,
    images.c.pts,
    videos.c.time_base_numerator,
    videos.c.time_base_denominator,
).select_from(items.join(images).outerjoin(videos, images.c.video == videos.c.uid))


def _sequences() -> Select[Any]:
    own = ("id", "dataset_id", "uid", "key", "status", "number_of_frames", "created_at", "updated_at")
    of_video = ("video", "every", "detail")
    return select(
        *(sequences.c[name] for name in (*own, *of_video)),
        datasets.c.uid.label("dataset"),
        datasets.c.data_type,
        videos.c.rate,
    ).select_from(sequences.join(datasets).outerjoin(videos, sequences.c.video == videos.c.uid))
