"""Resumable uploads: parts of a file come in, in order, over as many requests as it takes; whole, it is an item.

A whole video is a sequence, whose frames a job makes items.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from avala_edge.errors import Conflict, EdgeError, Gone, InvalidInput, Locked, Retryable, TooLarge
from avala_edge.imaging import VIDEO_SUFFIXES, sniff_video
from avala_edge.segment import Intake, VideoIntake
from avala_edge.store import Checksum, Items, NewItem, PartFile, PartFiles, Principal, Upload, UploadRows

FINISH_AT_ONCE = 4  # whole files in memory
LONGEST_SWEEP_S = 600.0
HEAD_BYTES = 4096
_log = logging.getLogger(__name__)


class Uploads:
    """The uploads of who asks. Bytes are on the disk before they are counted. Belongs to one event loop."""

    def __init__(
        self,
        rows: UploadRows,
        files: PartFiles,
        intake: Intake,
        items: Items,
        videos: VideoIntake,
        *,
        ttl_s: float,
    ) -> None:
        """Take the site's parts; nothing is swept before `open`."""
        self._rows, self._files, self._intake, self._items, self._ttl_s = rows, files, intake, items, ttl_s
        self._videos = videos
        self._room = asyncio.Semaphore(FINISH_AT_ONCE)
        self._finishing: dict[str, asyncio.Task[Upload]] = {}
        self._sweeper: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Sweep what has expired, from now on."""
        self._sweeper = asyncio.create_task(self._sweep_on(), name="uploads")

    async def close(self) -> None:
        """Finish what is being finished; sweep no more."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        await asyncio.gather(*self._finishing.values(), return_exceptions=True)

    async def create(
        self,
        who: Principal,
        *,
        dataset: str,
        key: str,
        length: int,
        metadata: Mapping[str, Any],
        every: int,
        declared: str,
    ) -> Upload:
        """Make an upload of `length` bytes; `declared` is what HEAD says again; `every` is for a video.

        Raises:
            InvalidInput: an empty file.
            TooLarge: a file over the limit.
            NotFound: no such dataset.
            Throttled: the user has begun as much as one may.
            Busy: all users together have.
        """
        if length < 1:
            raise InvalidInput("an empty file is no photo and no video", field="Upload-Length")
        self._check_length(key, length)
        return await self._rows.create(who, dataset, key, length, metadata, declared, every=every)

    def _check_length(self, key: str, length: int) -> None:
        """Refuse what is too large for what its name says it is, before it is sent."""
        if key.lower().endswith(VIDEO_SUFFIXES):
            if length > self._videos.longest:
                words = f"The video is larger than the limit of {self._videos.longest} bytes."
                raise TooLarge(words, field="Upload-Length")
        elif length > (most := self._intake.limits.max_bytes):
            endings = ", ".join(VIDEO_SUFFIXES)
            words = f"The file is larger than the limit of {most} bytes for a photo; a video's name ends in {endings}."
            raise TooLarge(words, field="Upload-Length")

    @property
    def longest(self) -> int:
        """Bytes of the largest file that is taken, of a video most often."""
        return max(self._intake.limits.max_bytes, self._videos.longest)

    async def get(self, who: Principal, uid: str) -> Upload:
        """Return an upload with what is there of it; raise `NotFound`."""
        upload = await self._rows.get(who, uid)
        if upload.status != "uploading":
            return replace(upload, offset=upload.length)
        return replace(upload, offset=await asyncio.to_thread(self._files.size, uid))

    async def append(
        self, who: Principal, uid: str, offset: int, parts: AsyncIterator[bytes], checksum: Checksum | None = None
    ) -> Upload:
        """Write bytes at the end; what came before an exception stays, unless it has a checksum.

        Raises:
            NotFound: no such upload of this user.
            Gone: it was refused.
            Conflict: `offset` is not what is there.
            Locked: another request writes to it.
            TooLarge: more bytes than were declared.
            ChecksumMismatch: other bytes than were sent.
            Busy: the disk is full.
        """
        upload = await self._unrefused(who, uid)
        if upload.status == "done":
            if offset != upload.length:
                raise Conflict(f"Upload-Offset must be {upload.length}, which is all of it.")
            return replace(upload, offset=upload.length)
        async with self._writing(uid, checksum) as file:
            there = await asyncio.to_thread(lambda: file.size)
            if offset != there:
                raise Conflict(f"Upload-Offset must be {there}, so much is there.")
            async for data in parts:
                there += len(data)
                if there > upload.length:
                    raise TooLarge(f"The upload was declared with {upload.length} bytes; these are more.")
                await asyncio.to_thread(file.append, data)
            await asyncio.to_thread(file.commit)
        return replace(upload, offset=there)

    async def finish(self, who: Principal, upload: Upload) -> Upload:
        """Make an item of an upload that is whole; it goes on when who asked has left. Others stay as they are.

        Raises:
            Retryable: there is no room for the work; ask again.
        """
        if upload.status != "uploading" or upload.offset < upload.length:
            return upload
        task = self._finishing.get(upload.uid)
        if task is None:
            task = self._finishing[upload.uid] = asyncio.create_task(self._finish(who, upload))
            task.add_done_callback(lambda done: self._finished(upload.uid, done))
        return await asyncio.shield(task)

    async def remove(self, who: Principal, uid: str) -> None:
        """Forget an upload, not the item that it became; raises `NotFound` and `Locked`."""
        await self._rows.get(who, uid)
        await asyncio.to_thread(self._files.remove, uid)
        await self._rows.delete(uid)

    async def _unrefused(self, who: Principal, uid: str) -> Upload:
        upload = await self._rows.get(who, uid)
        if upload.status == "refused":
            raise Gone(f"This upload was refused: {upload.detail}")
        return upload

    async def _finish(self, who: Principal, upload: Upload) -> Upload:
        async with self._room, self._writing(upload.uid) as file:
            if await asyncio.to_thread(lambda: file.size) != upload.length:
                raise Locked  # finished, and its file gone, since it was looked up
            try:
                ended = await self._become(who, upload, file)
            except Retryable:
                raise
            except EdgeError as error:
                ended = replace(upload, status="refused", detail=error.message[:1000])
            became = {"item": ended.item, "sequence": ended.sequence, "detail": ended.detail}
            await self._rows.end(upload.uid, ended.status, **became)
            await asyncio.to_thread(file.remove)
        return ended

    async def _become(self, who: Principal, upload: Upload, file: PartFile) -> Upload:
        if await asyncio.to_thread(_is_video, file):
            taken = await self._videos.take(who, upload.dataset, upload.key, file.reopen, every=upload.every)
            return replace(upload, status="done", sequence=taken[0].uid)
        if upload.length > (most := self._intake.limits.max_bytes):
            raise TooLarge(f"The photo is larger than the limit of {most} bytes.")
        record, _ = await self._intake.add(await asyncio.to_thread(file.read))
        new = NewItem(record.uid, upload.key, upload.metadata)
        [(item, _)] = await self._items.add(who, upload.dataset, [new])
        return replace(upload, status="done", item=item.uid)

    def _finished(self, uid: str, task: asyncio.Task[Upload]) -> None:
        del self._finishing[uid]
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, EdgeError):
            _log.error("upload %s could not be finished", uid, exc_info=error)

    @asynccontextmanager
    async def _writing(self, uid: str, checksum: Checksum | None = None) -> AsyncIterator[PartFile]:
        opening = asyncio.ensure_future(asyncio.to_thread(self._files.open, uid, checksum))
        try:
            file = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_opened)
            raise
        try:
            yield file
        finally:
            await asyncio.shield(asyncio.ensure_future(asyncio.to_thread(file.close)))

    async def _sweep_on(self) -> None:
        while True:
            try:
                await self._sweep()
            except Exception:  # a full disk or a busy database now need not be one later
                _log.exception("expired uploads could not be swept")
            await asyncio.sleep(min(LONGEST_SWEEP_S, self._ttl_s / 2))

    async def _sweep(self) -> None:
        while uids := await self._rows.expired():
            await asyncio.to_thread(self._remove_files, uids)
            await self._rows.delete(*uids)
        await asyncio.to_thread(lambda: self._remove_files(self._files.older_than(self._ttl_s)))

    def _remove_files(self, uids: list[str]) -> None:
        for uid in uids:
            try:
                self._files.remove(uid)
            except Locked:
                continue  # gone by its age, once its writer is


def _is_video(file: PartFile) -> bool:
    with file.reopen() as stream:
        return sniff_video(stream.read(HEAD_BYTES)) is not None


def _close_opened(opening: asyncio.Future[PartFile]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
