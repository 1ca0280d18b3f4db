"""What is known of each stored image: a row, and the bytes that it speaks of."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from cachetools import LRUCache
from sqlalchemy import insert, select

from avala_edge.errors import NotFound
from avala_edge.imaging import Moment, Pixels, frame_jpeg
from avala_edge.store.blobs import BlobStore
from avala_edge.store.database import Database
from avala_edge.store.image_uids import sha_of
from avala_edge.store.keeping import keep, settle
from avala_edge.store.rows import read_as
from avala_edge.store.staging import Staged
from avala_edge.store.tables import images, now
from avala_edge.store.videos import Videos

_REMEMBERED = 20_000  # records, some 300 bytes each: a click asks for one every time


@dataclass(frozen=True)
class ImageRecord:
    """An image as a person sees it.

    Attributes:
        uid: `sha256:<hex>` of the file's bytes.
        width: columns after orientation.
        height: rows after orientation.
        format: JPEG, PNG, WEBP, TIFF, BMP or GIF.
        media_type: what the bytes are served as.
        pixels_sha256: of the oriented RGB pixels; the same picture in two files has one value.
        bytes: length of the file; 0 of a frame of a video.
        video: uid of the video that it is a frame of.
        pts: when in the video, in units of its time base.
        key_pts: where decoding begins to reach it.
    """

    uid: str
    width: int
    height: int
    format: str
    media_type: str
    pixels_sha256: str
    bytes: int
    video: str | None = None
    pts: int | None = None
    key_pts: int | None = None

    @property
    def moment(self) -> Moment | None:
        """Where in its video a frame is, None for a photo."""
        return None if self.pts is None or self.key_pts is None else Moment(self.pts, self.key_pts)


@dataclass
class _Lent:
    record: ImageRecord
    data: bytes
    users: int = 0


class Images:
    """Records by uid; a record never changes. `frame`, `content`, `read` and `part` block."""

    def __init__(self, database: Database, blobs: BlobStore, videos: Videos | None = None) -> None:
        """Keep rows in `database` and bytes in `blobs`; `videos` have the frames."""
        self._database, self._blobs = database, blobs
        self._videos = Videos(database, blobs) if videos is None else videos
        self._remembered: LRUCache[str, ImageRecord] = LRUCache(_REMEMBERED)
        self._lent: dict[str, _Lent] = {}

    async def recover(self) -> int:
        """Finish uploads that a crash cut; return how many."""
        count = 0
        while left := await asyncio.to_thread(self._blobs.abandoned):
            await settle(self._database, self._blobs, left)
            count += len(left)
        return count

    async def find(self, uid: str) -> ImageRecord | None:
        """Return the record, or None."""
        sha_of(uid)
        if (lent := self._lent.get(uid)) is not None:
            return lent.record
        record = self._remembered.get(uid)
        if record is None:
            async with self._database.read() as tx:
                row = (await tx.execute(_RECORDS.where(images.c.uid == uid))).one_or_none()
            if row is None:
                return None
            record = self._remembered[uid] = read_as(ImageRecord, row)
        return record

    async def get(self, uid: str) -> ImageRecord:
        """Return the record; raise `NotFound`."""
        record = await self.find(uid)
        if record is None:
            raise NotFound("no image has this uid; upload it first", field="image")
        return record

    @contextmanager
    def lend(self, record: ImageRecord, data: bytes) -> Iterator[None]:
        """Know an image while the block runs, in memory alone, for work on what nobody asked to keep."""
        lent = self._lent.setdefault(record.uid, _Lent(record, data))
        lent.users += 1
        try:
            yield
        finally:
            lent.users -= 1
            if not lent.users:
                del self._lent[record.uid]

    async def is_whole(self, record: ImageRecord) -> bool:
        """Say whether the bytes are still there."""
        return await asyncio.to_thread(self._blobs.is_whole, sha_of(record.uid), record.bytes)

    async def add(self, record: ImageRecord, data: bytes) -> bool:
        """Keep an image, durably; True when it was not known. `record.uid` must be the hash of `data`."""
        known = await self.find(record.uid)
        if known is not None and await self.is_whole(known):
            return False
        # Not to be cut in half by a client that leaves: the row and the bytes belong together.
        is_new = await asyncio.shield(asyncio.create_task(self._keep(record, data)))
        self._remembered[record.uid] = record
        return is_new

    async def _keep(self, record: ImageRecord, data: bytes) -> bool:
        def stage() -> Staged:
            staged = self._blobs.stage(data)
            if staged.sha != sha_of(record.uid):
                self._blobs.discard(staged)
                raise ValueError(f"record {record.uid} does not belong to these bytes")
            return staged

        return await keep(self._database, self._blobs, stage, lambda: self._write(record))

    async def _write(self, record: ImageRecord) -> bool:
        async with self._database.write() as tx:
            there = (await tx.execute(select(images.c.id).where(images.c.uid == record.uid))).first()
            if there is None:
                await tx.execute(insert(images).values(**asdict(record), created_at=now()))
        return there is None

    async def uids(self) -> list[str]:
        """Return the uids of all images, the newest first."""
        async with self._database.read() as tx:
            return list((await tx.execute(select(images.c.uid).order_by(images.c.id.desc()))).scalars())

    def frame(self, record: ImageRecord) -> Pixels:
        """Return the pixels of a frame of a video; raises `NotFound` and `VideoRefused`."""
        if record.video is None or record.moment is None:
            raise ValueError(f"{record.uid} is no frame")
        return self._videos.frame(record.video, record.moment)

    def content(self, record: ImageRecord, *, most_bytes: int | None = None) -> bytes:
        """Return the file's bytes as `read` does, of a frame a JPEG of it."""
        return self.read(record.uid, most_bytes=most_bytes) if record.video is None else frame_jpeg(self.frame(record))

    def read(self, uid: str, *, most_bytes: int | None = None) -> bytes:
        """Return the file's bytes; raise `NotFound`.

        Of a file of this machine that somebody has made larger than `most_bytes` just one byte more than that.
        """
        if (lent := self._lent.get(uid)) is not None:
            return lent.data
        if most_bytes is not None and self.local_path(uid) is not None:
            return self.part(uid, 0, most_bytes + 1)
        return self._blobs.read(sha_of(uid))

    def part(self, uid: str, start: int, stop: int) -> bytes:
        """Return some of the file's bytes; raise `NotFound`."""
        return self._blobs.part(sha_of(uid), start, stop)

    def local_path(self, uid: str) -> Path | None:
        """Return the file's place, None when it is no file of this machine; raise `NotFound` for what is no uid."""
        return self._blobs.local_path(sha_of(uid))


_RECORDS = select(*(images.c[name] for name in ImageRecord.__annotations__))
