"""An image of this site that a model is asked about: read once at most, decoded behind everybody's clicks."""

from __future__ import annotations

from avala_edge.imaging import Pixels
from avala_edge.inference import Lane
from avala_edge.segment import Intake
from avala_edge.store import ImageRecord


class SiteImage:
    """Implements `provider.Subject`."""

    def __init__(self, record: ImageRecord, intake: Intake) -> None:
        """Take the site's parts."""
        self._record, self._intake = record, intake

    @property
    def record(self) -> ImageRecord:
        """See `Subject.record`."""
        return self._record

    async def content(self) -> bytes:
        """See `Subject.content`."""
        return await self._intake.content(self._record)

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        """See `Subject.pixels`."""
        return await self._intake.pixels(self._record, least_side=least_side, lane=Lane.BATCH)
