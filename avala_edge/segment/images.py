"""Photos on their way in (bytes → checked, stored record) and back out (record → pixels, preview)."""

from __future__ import annotations

import asyncio
import hashlib
from functools import partial

from avala_edge.geometry import View
from avala_edge.imaging import ImageLimits, Pixels, decode, preview_jpeg, probe
from avala_edge.inference import Lane, Scheduler
from avala_edge.store import ImageRecord, Images


class Intake:
    """Every image passes here once; after that its record says what it is."""

    def __init__(self, images: Images, limits: ImageLimits, cpu: Scheduler) -> None:
        """Decode on `cpu`, refuse by `limits`, keep in `images`."""
        self._images, self.limits, self._cpu = images, limits, cpu

    async def add(self, data: bytes) -> tuple[ImageRecord, bool]:
        """Check and keep an image; True when it was not known.

        Raises:
            ImageRefused: with the reason.
            TooLarge: more bytes than the limit.
        """
        uid, known = await asyncio.to_thread(self._look_up, data)
        if known is not None:
            return known, False
        return await self._cpu.run(partial(self._check_and_keep, uid, data), lane=Lane.CLICK)

    def _look_up(self, data: bytes) -> tuple[str, ImageRecord | None]:
        uid = f"sha256:{hashlib.sha256(data).hexdigest()}"
        return uid, self._images.find(uid)

    def _check_and_keep(self, uid: str, data: bytes) -> tuple[ImageRecord, bool]:
        info = probe(data, self.limits)
        pixels = decode(data, self.limits)
        record = ImageRecord(
            uid=uid,
            width=pixels.width,
            height=pixels.height,
            format=info.format,
            media_type=info.media_type,
            pixels_sha256=pixels.sha256(),
            bytes=len(data),
        )
        return record, self._images.add(record, data)

    async def view(self, record: ImageRecord, view: View, *, least_side: int, lane: Lane) -> Pixels:
        """Decode a view of a kept image: all of it perhaps smaller, but with a longer side of `least_side` at least."""

        def see() -> Pixels:
            data = self._images.read(record.uid)
            if (view.width, view.height) == (record.width, record.height):
                return decode(data, self.limits, least_side=least_side)
            return decode(data, self.limits).cut(*view.xywh)

        return await self._cpu.run(see, lane=lane)

    async def preview(self, uid: str, size: int) -> bytes:
        """Return a JPEG of the oriented pixels, long side at most `size`."""
        return await self._cpu.run(
            lambda: preview_jpeg(decode(self._images.read(uid), self.limits), size), lane=Lane.PREFETCH
        )
