"""Photos on their way in (bytes → checked, stored record) and back out (record → pixels, preview)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from avala_edge.geometry import View
from avala_edge.imaging import ImageLimits, Pixels, decode, preview_jpeg, probe
from avala_edge.inference import Lane, Scheduler
from avala_edge.segment.recent_pixels import RecentPixels
from avala_edge.store import ImageRecord, Images

T = TypeVar("T")


async def _uid_of(data: bytes) -> str:
    return await asyncio.to_thread(lambda: f"sha256:{hashlib.sha256(data).hexdigest()}")


class Intake:
    """Every image passes here once; after that its record says what it is."""

    def __init__(self, images: Images, limits: ImageLimits, cpu: Scheduler, recent: RecentPixels) -> None:
        """Decode on `cpu`, refuse by `limits`, keep in `images`, and what is looked at closely in `recent`."""
        self._images, self.limits, self._cpu, self._recent = images, limits, cpu, recent

    async def add(self, data: bytes, *, lane: Lane = Lane.CLICK) -> tuple[ImageRecord, bool]:
        """Check and keep an image; True when it was not known.

        Raises:
            ImageRefused: with the reason.
            TooLarge: more bytes than the limit.
        """
        uid = await _uid_of(data)
        known = await self._kept(uid)
        if known is not None:
            return known, False
        record = await self._cpu.run(partial(self._check, uid, data), lane=lane)
        return record, await self._images.add(record, data)

    @asynccontextmanager
    async def passing(self, data: bytes, *, lane: Lane) -> AsyncIterator[ImageRecord]:
        """Check an image and know it while the block runs; it is not kept, unless it was before.

        Raises:
            ImageRefused: with the reason.
            TooLarge: more bytes than the limit.
        """
        uid = await _uid_of(data)
        known = await self._kept(uid)
        if known is not None:
            yield known
            return
        record = await self._cpu.run(partial(self._check, uid, data), lane=lane)
        with self._images.lend(record, data):
            yield record

    async def _kept(self, uid: str) -> ImageRecord | None:
        known = await self._images.find(uid)
        return known if known is not None and await self._images.is_whole(known) else None

    def _check(self, uid: str, data: bytes) -> ImageRecord:
        info = probe(data, self.limits)
        pixels = decode(data, self.limits)
        return ImageRecord(
            uid=uid,
            width=pixels.width,
            height=pixels.height,
            format=info.format,
            media_type=info.media_type,
            pixels_sha256=pixels.sha256(),
            bytes=len(data),
        )

    async def view(
        self, record: ImageRecord, view: View, then: Callable[[Pixels], T], *, least_side: int, lane: Lane
    ) -> T:
        """Decode a view of a kept image and return what `then`, off the loop as well, makes of it.

        All of the image perhaps decoded smaller, but with a longer side of `least_side` at least.
        """
        if (view.width, view.height) == (record.width, record.height):
            return await self._decoded(record, then, lane, least_side)
        whole = await self._recent.get(record.uid, lambda: self._decoded(record, _as_it_is, lane))
        return await self._cpu.run(lambda: then(whole.cut(*view.xywh)), lane=lane)

    async def pixels(self, record: ImageRecord, *, least_side: int | None, lane: Lane) -> Pixels:
        """Decode a kept image, perhaps smaller, but with a longer side of `least_side` at least.

        Raises:
            ImageRefused: the bytes have been damaged.
        """
        return await self._decoded(record, _as_it_is, lane, least_side)

    async def _decoded(
        self, record: ImageRecord, then: Callable[[Pixels], T], lane: Lane, least_side: int | None = None
    ) -> T:
        """Decode a kept image and return what `then` makes of it, both where they keep nobody from clicking."""
        if record.video is not None:
            return await self._cpu.run(lambda: then(self._images.frame(record)), lane=lane)
        is_near = self._images.local_path(record.uid) is not None
        data = None if is_near else await self.content(record)  # a network is no work for a core

        def work() -> T:
            given = self._content(record) if data is None else data
            return then(decode(given, self.limits, least_side=least_side))

        return await self._cpu.run(work, lane=lane)

    async def content(self, record: ImageRecord, *, lane: Lane = Lane.PREFETCH) -> bytes:
        """Return a kept image's bytes as they came in, or too many of them for any limit; raise `NotFound`.

        Of a frame of a video, a JPEG.
        """
        if record.video is not None:
            return await self._cpu.run(lambda: self._content(record), lane=lane)
        return await asyncio.to_thread(self._content, record)

    def _content(self, record: ImageRecord) -> bytes:
        return self._images.content(record, most_bytes=self.limits.max_bytes)

    async def preview(self, record: ImageRecord, size: int) -> bytes:
        """Return a JPEG of the oriented pixels, long side at most `size`."""
        return await self._decoded(record, lambda pixels: preview_jpeg(pixels, size), Lane.PREFETCH)


def _as_it_is(pixels: Pixels) -> Pixels:
    return pixels
