"""Videos on their way in: checked and kept whole, then taken apart into the frames of a sequence by a job."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import BinaryIO

from avala_edge.errors import Conflict, NotFound, TooLarge, VideoRefused
from avala_edge.imaging import Moment, Pixels, Video, open_video
from avala_edge.inference import Lane, Scheduler
from avala_edge.jobs import Skip, StopJob, until_there_is_room
from avala_edge.store import (
    ImageRecord,
    Job,
    JobRows,
    NewFrame,
    Outcome,
    Principal,
    Sequence,
    Sequences,
    VideoRecord,
    Videos,
)

VIDEO_FRAMES = "video_frames"
PARTS = 20  # of a job: so that people see how far it is
AT_ONCE = 16  # frames decoded before they are written
CHUNK = 1024 * 1024
MOST_OPEN = 2  # videos that are taken apart at a time in one process
FRAME = "FRAME"  # the format of an image that is a frame of a video

OpenFile = Callable[[], BinaryIO]


@dataclass
class _Filling:
    video: Video
    frames: Iterator[tuple[Moment, Pixels]]
    next_index: int
    is_through: bool = False


class VideoIntake:
    """Every video passes here once. Belongs to one event loop."""

    def __init__(self, videos: Videos, sequences: Sequences, rows: JobRows, cpu: Scheduler) -> None:
        """Keep files in `videos`, decode on `cpu`, order the jobs in `rows`."""
        self._videos, self._sequences, self._rows, self._cpu = videos, sequences, rows, cpu
        self._open: OrderedDict[str, _Filling] = OrderedDict()  # by sequence

    @property
    def longest(self) -> int:
        """Bytes of the largest file that is taken."""
        return self._videos.limits.max_bytes

    async def check(self, open_file: OpenFile, *, every: int = 1) -> VideoRecord:
        """Return what a file is, without keeping it.

        Raises:
            VideoRefused: with the reason.
            TooLarge: more bytes than the limit.
        """
        return await asyncio.to_thread(self._check, open_file, every)

    def _check(self, open_file: OpenFile, every: int) -> VideoRecord:
        with open_file() as file:
            size = file.seek(0, 2)
            if size > self.longest:
                raise TooLarge(f"The video is larger than the limit of {self.longest} bytes.")
            file.seek(0)
            sha = hashlib.sha256()
            for data in iter(partial(file.read, CHUNK), b""):
                sha.update(data)
            file.seek(0)
            with open_video(file, self._videos.limits) as video:  # which decodes a frame
                info = video.info
                video.frames(every=every)  # too many are refused now, while somebody waits
        return VideoRecord(
            uid=f"sha256:{sha.hexdigest()}",
            format=info.format,
            media_type=info.media_type,
            codec=info.codec,
            width=info.width,
            height=info.height,
            bytes=size,
            time_base_numerator=info.time_base.numerator,
            time_base_denominator=info.time_base.denominator,
            duration_s=info.duration_s,
            rate=info.average_rate,
        )

    async def take(
        self, who: Principal, dataset: str, key: str, open_file: OpenFile, *, every: int = 1
    ) -> tuple[Sequence, bool]:
        """Keep a video as a sequence of a dataset, and order its frames; True when it was not there.

        Raises:
            VideoRefused: with the reason.
            TooLarge: more bytes than the limit.
            NotFound: no such dataset.
            InvalidInput: another sequence has that key.
            Throttled: as many jobs as may wait are waiting.
        """
        record = await self.check(open_file, every=every)
        await self._videos.add(record, open_file)
        sequence, is_new = await self._sequences.begin(who, dataset, key, video=record.uid, every=every)
        if sequence.status == "processing":
            parts = [str(part) for part in range(PARTS)]
            await self._rows.create(who, VIDEO_FRAMES, parts, options={"sequence": sequence.uid, "key": key})
        return sequence, is_new

    async def perform(self, part: str, job: Job) -> Outcome | Skip:
        """Take one part of a video apart.

        Raises:
            StopJob: it, and the parts to come, cannot be.
        """
        who = Principal(job.created_by, "", "owner", user_id=job.user_id)
        try:
            sequence = await self._sequences.find(who, str(job.options["sequence"]))
        except NotFound as error:
            raise StopJob("The sequence is not there any more.") from error
        if sequence.status != "processing":
            return "skipped"
        try:
            await self._fill(who, sequence, int(part))
        except (VideoRefused, NotFound, Conflict) as error:
            self._forget(sequence.uid)
            with suppress(NotFound):
                await self._sequences.end(who, sequence.uid, "failed", error.message)
            raise StopJob(error.message) from error
        except BaseException:
            self._forget(sequence.uid)  # begun anew after what is written
            raise
        return "done"

    async def _fill(self, who: Principal, sequence: Sequence, part: int) -> None:
        filling = self._open.get(sequence.uid) or await self._begin(sequence)
        record = await self._videos.get(sequence.video or "")
        is_last = part == PARTS - 1
        until_s = None if record.duration_s is None else record.duration_s * (part + 1) / PARTS
        while not filling.is_through:
            decode = partial(self._cpu.run, self._decoder(filling, record), lane=Lane.BATCH)
            frames = await until_there_is_room(decode)
            if not frames:
                filling.is_through = True
                break
            await until_there_is_room(partial(self._sequences.add_frames, who, sequence, frames))
            filling.next_index += len(frames)
            reached_s = record.seconds(frames[-1].image.pts or 0)
            if not is_last and (until_s is None or reached_s >= until_s):
                break
        if is_last:
            damage = filling.video.damage
            self._forget(sequence.uid)
            await self._sequences.end(who, sequence.uid, "ready", damage)

    async def _begin(self, sequence: Sequence) -> _Filling:
        last = await self._sequences.last_image(sequence)

        def begin() -> _Filling:
            video = self._videos.open(sequence.video or "")
            after = None if last is None else last[1].moment
            frames = video.frames(every=sequence.every, after=after)
            return _Filling(video, frames, 0 if last is None else last[0] + 1)

        filling = self._open[sequence.uid] = await asyncio.to_thread(begin)
        while len(self._open) > MOST_OPEN:
            self._forget(next(iter(self._open)))
        return filling

    def _decoder(self, filling: _Filling, record: VideoRecord) -> Callable[[], list[NewFrame]]:
        def decode() -> list[NewFrame]:
            some = islice(filling.frames, AT_ONCE)
            return [
                NewFrame(filling.next_index + place, _frame(record, moment, pixels))
                for place, (moment, pixels) in enumerate(some)
            ]

        return decode

    def _forget(self, uid: str) -> None:
        filling = self._open.pop(uid, None)
        if filling is not None:
            filling.video.close()

    def close(self) -> None:
        """Let go of what is open."""
        for uid in list(self._open):
            self._forget(uid)


def _frame(video: VideoRecord, moment: Moment, pixels: Pixels) -> ImageRecord:
    name = hashlib.sha256(f"{video.uid} {moment.pts}".encode()).hexdigest()
    return ImageRecord(
        uid=f"sha256:{name}",
        width=pixels.width,
        height=pixels.height,
        format=FRAME,
        media_type="image/jpeg",
        pixels_sha256=pixels.sha256(),
        bytes=0,
        video=video.uid,
        pts=moment.pts,
        key_pts=moment.key_pts,
    )
