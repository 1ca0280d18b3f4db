"""A cat's face that moves over a table: frames, and the masks that are known of them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avala_edge.assembly import Lane, Site
from avala_edge.imaging import ImageLimits, Pixels, decode, demo_photos
from avala_edge.video.following import FrameImage

WIDTH, HEIGHT = 600, 400
RADII = (70, 80)  # of the face, px
Mask = NDArray[np.uint8]


def photo(name: str, width: int = WIDTH) -> NDArray[np.uint8]:
    path = next(each.path for each in demo_photos() if each.name == name)
    whole = Image.fromarray(decode(path.read_bytes(), ImageLimits()).array)
    return np.asarray(whole.resize((width, round(whole.height * width / whole.width)), Image.Resampling.BICUBIC))


def face(x: float, y: float) -> Mask:
    """The mask of a face around a point, cut off at the picture's border."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return (((columns - x) / RADII[0]) ** 2 + ((rows - y) / RADII[1]) ** 2 <= 1).astype(np.uint8)


def picture(*places: tuple[int, int]) -> Pixels:
    """The table with a face around each point; later ones are before earlier ones."""
    frame, cat = photo("coffee")[:HEIGHT].copy(), photo("chelsea", 300)
    for x, y in places:
        rows, columns = np.nonzero(face(x, y))
        frame[rows, columns] = cat[np.clip(rows - y + 95, 0, len(cat) - 1), np.clip(columns - x + 145, 0, 299)]
    return Pixels(np.ascontiguousarray(frame))


@asynccontextmanager
async def opened(site: Site, pixels: Pixels, index: int = 0) -> AsyncIterator[FrameImage]:
    """A frame that the site knows while the block runs."""
    out = io.BytesIO()
    Image.fromarray(pixels.array).save(out, "PNG", compress_level=1)
    async with site.intake.passing(out.getvalue(), lane=Lane.BATCH) as record:
        yield FrameImage(record, pixels, index)


def iou(one: Mask, other: Mask) -> float:
    return float((one & other).sum() / max(1, (one | other).sum()))


def line(start: tuple[int, int], step: tuple[int, int], count: int) -> Sequence[tuple[int, int]]:
    return [(start[0] + step[0] * n, start[1] + step[1] * n) for n in range(count)]
