"""What is known of each stored video: a row, the bytes that it speaks of, and its frames, decoded on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import insert, select

from avala_edge.errors import NotFound
from avala_edge.imaging import Moment, Pixels, Video, VideoFrames, VideoLimits, open_video
from avala_edge.store.blobs import BlobStore
from avala_edge.store.database import Database
from avala_edge.store.image_uids import sha_of
from avala_edge.store.keeping import keep
from avala_edge.store.rows import read_as
from avala_edge.store.staging import Staged
from avala_edge.store.tables import now, videos

LIMITS = VideoLimits(max_bytes=2**32, max_frames=36_000, max_pixels=100_000_000)  # unless said otherwise
FRAME_BYTES = 256 * 1024 * 1024  # of decoded frames, unless said otherwise


@dataclass(frozen=True)
class VideoRecord:
    """A video as it came in.

    Attributes:
        uid: `sha256:<hex>` of the file's bytes.
        format: MP4, MOV, MKV, WEBM or AVI.
        media_type: what the bytes are served as.
        codec: of the pictures, as FFmpeg calls it.
        width: columns after orientation.
        height: rows after orientation.
        bytes: length of the file.
        time_base_numerator: of the seconds in one unit of its time stamps.
        time_base_denominator: the same.
        duration_s: as the file says, None where it does not.
        rate: frames a second on average, as the file says, None where it does not.
    """

    uid: str
    format: str
    media_type: str
    codec: str
    width: int
    height: int
    bytes: int
    time_base_numerator: int
    time_base_denominator: int
    duration_s: float | None
    rate: float | None

    def seconds(self, pts: int) -> float:
        """Return the time of a time stamp."""
        return pts * self.time_base_numerator / self.time_base_denominator


class Videos:
    """Records by uid; a record never changes. `open` and `frame` block."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        frames: VideoFrames | None = None,
        limits: VideoLimits | None = None,
    ) -> None:
        """Keep rows in `database`, bytes in `blobs` and decoded frames in `frames`."""
        self._database, self._blobs = database, blobs
        self._frames = VideoFrames(FRAME_BYTES) if frames is None else frames
        self._limits = LIMITS if limits is None else limits

    @property
    def limits(self) -> VideoLimits:
        """What is taken."""
        return self._limits

    @property
    def nbytes(self) -> int:
        """Bytes of decoded frames that are held."""
        return self._frames.nbytes

    async def find(self, uid: str) -> VideoRecord | None:
        """Return the record, or None."""
        sha_of(uid)
        query = select(*(videos.c[name] for name in VideoRecord.__annotations__)).where(videos.c.uid == uid)
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one_or_none()
        return None if row is None else read_as(VideoRecord, row)

    async def get(self, uid: str) -> VideoRecord:
        """Return the record; raise `NotFound`."""
        record = await self.find(uid)
        if record is None:
            raise NotFound("no video has this uid", field="video")
        return record

    async def add(self, record: VideoRecord, open_file: Callable[[], BinaryIO]) -> bool:
        """Keep a video, durably; True when it was not known. `record.uid` must be the hash of the file."""
        known = await self.find(record.uid)
        if known is not None and await asyncio.to_thread(self._blobs.is_whole, sha_of(known.uid), known.bytes):
            return False
        return await asyncio.shield(asyncio.create_task(self._keep(record, open_file)))

    async def _keep(self, record: VideoRecord, open_file: Callable[[], BinaryIO]) -> bool:
        def stage() -> Staged:
            with open_file() as source:
                return self._blobs.stage_stream(sha_of(record.uid), source)

        return await keep(self._database, self._blobs, stage, lambda: self._write(record))

    async def _write(self, record: VideoRecord) -> bool:
        async with self._database.write() as tx:
            there = (await tx.execute(select(videos.c.id).where(videos.c.uid == record.uid))).first()
            if there is None:
                await tx.execute(insert(videos).values(**asdict(record), created_at=now()))
        return there is None

    def open(self, uid: str) -> Video:
        """Open a kept video; raises `NotFound` and `VideoRefused`."""
        return open_video(self._source(uid), self._limits)

    def _source(self, uid: str) -> Path | BinaryIO:
        sha = sha_of(uid)
        path = self._blobs.local_path(sha)
        if path is None:
            return self._blobs.open_committed(sha)
        if not path.is_file():
            raise NotFound("the video's bytes are not there", field="video")
        return path

    def frame(self, uid: str, moment: Moment) -> Pixels:
        """Decode a frame; raises `NotFound` and `VideoRefused`."""
        return self._frames.get(uid, moment, lambda: self.open(uid))

    def close(self) -> None:
        """Let go of what is open and decoded."""
        self._frames.close()
