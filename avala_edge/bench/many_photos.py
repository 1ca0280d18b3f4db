"""Many different photos out of the few that are installed, for benches that need more images than there are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from avala_edge.errors import InvalidInput
from avala_edge.imaging import ImageLimits, Pixels, decode, demo_photos, enlarged_jpeg, preview_jpeg

SIDE = 640


def many_photos(count: int) -> Iterator[bytes]:
    """Yield JPEGs of 640 px, the demo photos again and again, each time moved round a little further.

    Raises:
        InvalidInput: no demo photo is installed.
    """
    originals = [decode(photo.path.read_bytes(), ImageLimits()) for photo in demo_photos()]
    if not originals:
        raise InvalidInput("no demo photo is installed", field="--images")
    for number in range(count):
        yield preview_jpeg(_moved(originals[number % len(originals)], number // len(originals)), SIDE)


def large_photos(count: int) -> Iterator[bytes]:
    """Yield JPEGs of 12 megapixels, 4000 × 3000, of one demo photo, each time moved round a little further.

    Raises:
        InvalidInput: no demo photo is installed.
    """
    paths = [photo.path for photo in demo_photos()]
    if not paths:
        raise InvalidInput("no demo photo is installed", field="--images")
    original = decode(paths[0].read_bytes(), ImageLimits())
    for number in range(count):
        yield enlarged_jpeg(_moved(original, number), height=3000, width=4000)


def _moved(pixels: Pixels, steps: int) -> Pixels:
    return Pixels(np.ascontiguousarray(np.roll(pixels.array, 9 * steps, axis=1)))
