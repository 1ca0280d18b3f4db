"""An image of this site that a model is asked about: read once at most, decoded behind everybody's clicks."""

from __future__ import annotations

import asyncio

from avala_edge.imaging import Pixels
from avala_edge.inference import Lane
from avala_edge.segment import Intake
from avala_edge.store import ImageRecord, Images


class SiteImage:
    """Implements `provider.Subject`."""

    def __init__(self, record: ImageRecord, images: Images, intake: Intake) -> None:
        """Take the site's parts."""
        self._record, self._images, self._intake = record, images, intake

    @property
    def record(self) -> ImageRecord:
        """See `Subject.record`."""
        return self._record

    async def content(self) -> bytes:
        """See `Subject.content`."""
        return await asyncio.to_thread(self._images.read, self._record.uid)

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        """See `Subject.pixels`."""
        return await self._intake.pixels(self._record, least_side=least_side, lane=Lane.BATCH)
