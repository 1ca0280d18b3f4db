"""Makes the tiles of large photos: one photo at a time, on a thread that yields the cores to clicks."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Literal

from cachetools import TTLCache

from avala_edge.errors import Busy, EdgeError, NotFound
from avala_edge.imaging import ImageLimits, Level, cut_tiles, levels_of
from avala_edge.inference import Lane, Scheduler
from avala_edge.store import ImageRecord, Images, sha_of
from avala_edge.tiles.archives import Archives, Take

State = Literal["ready", "computing", "none"]

LARGE_SIDE, LARGE_PIXELS = 4096, 16_000_000
BOUND = 16  # photos that may wait
NICE = 10
RETRY_S = 1  # a photo of 100 megapixels takes three seconds
FORGET_S = 60.0  # a photo whose tiles could not be made is not tried again before

_log = logging.getLogger(__name__)


def is_large(record: ImageRecord) -> bool:
    """Say whether a browser should get a photo in tiles."""
    return max(record.width, record.height) > LARGE_SIDE or record.width * record.height > LARGE_PIXELS


class Pyramids:
    """The tiles of this site's large photos. Belongs to one event loop."""

    def __init__(self, images: Images, limits: ImageLimits, archives: Archives | None) -> None:
        """Read photos from `images` and keep their tiles in `archives`; without those there are no tiles."""
        self._images, self._limits, self._archives = images, limits, archives
        self._scheduler = Scheduler("tiles", threads=1, bound=BOUND, nice=NICE)
        self._making: dict[str, asyncio.Task[None]] = {}
        self._failed: TTLCache[str, None] = TTLCache(1024, FORGET_S)
        self._closing = False

    def levels(self, record: ImageRecord) -> tuple[Level, ...]:
        """Return the levels of a photo, the largest first; none when it has no tiles."""
        return levels_of(record.width, record.height) if self._archives is not None and is_large(record) else ()

    def ask(self, record: ImageRecord) -> State:
        """Say how the tiles of a photo are; begin to make them if they are not there.

        Raises:
            Busy: as many photos as the bound are waiting.
        """
        if self._archives is None or not is_large(record) or record.uid in self._failed:
            return "none"
        if record.uid in self._making:
            return "computing"
        if self._archives.has(sha_of(record.uid)):
            return "ready"
        if len(self._making) > BOUND:
            raise Busy("Many large photos are being cut into tiles; try again in a moment.", retry_after_s=RETRY_S)
        task = asyncio.get_running_loop().create_task(self._make(self._archives, record))
        self._making[record.uid] = task
        return "computing"

    async def tile(self, record: ImageRecord, level: int, column: int, row: int) -> bytes:
        """Return a tile's JPEG.

        Raises:
            NotFound: the photo has no tiles, or none there.
            Busy: they are being made.
        """
        levels = self.levels(record)
        if level >= len(levels) or column >= levels[level].columns or row >= levels[level].rows:
            raise NotFound("the photo has no such tile", field="tile")
        if self._archives is not None and record.uid not in self._making:
            jpeg = await asyncio.to_thread(self._archives.read, sha_of(record.uid), level, column, row)
            if jpeg is not None:
                return jpeg
        if self.ask(record) == "none":
            raise NotFound("the photo's tiles could not be made", field="tile")
        raise Busy("The photo's tiles are being made; try again in a moment.", retry_after_s=RETRY_S)

    async def _make(self, archives: Archives, record: ImageRecord) -> None:
        uid = record.uid
        try:
            await self._scheduler.run(partial(self._cut, archives, record), lane=Lane.BATCH)
        except (EdgeError, OSError, MemoryError) as error:
            if not self._closing:
                _log.warning("no tiles of %s: %s", uid, error)
                self._failed[uid] = None
        finally:
            del self._making[uid]

    def _cut(self, archives: Archives, record: ImageRecord) -> None:
        data = self._images.content(record, most_bytes=self._limits.max_bytes)

        def cut(take: Take) -> None:
            def take_until_closed(level: int, column: int, row: int, jpeg: bytes) -> None:
                if self._closing:
                    raise Busy("the server stops")
                take(level, column, row, jpeg)

            cut_tiles(data, self._limits, take_until_closed)

        archives.write(sha_of(record.uid), cut)

    async def close(self) -> None:
        """Leave off what runs and what waits; it is made when it is asked for again."""
        self._closing = True
        await self._scheduler.close()
        await asyncio.gather(*self._making.values(), return_exceptions=True)
