"""What is done to masks, on their runs: RLE in and out, at a cost that follows the outline, not the image.

Every function blocks without the GIL, and raises `InvalidInput` for an RLE whose counts are malformed or do not fit
its size. Foreground is 4-connected, background 8-connected.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from avala_edge import _native
from avala_edge.geometry.types import Rle, native_refusals


def unite(a: Rle, b: Rle) -> Rle:
    """Pixels of either mask.

    Raises:
        InvalidInput: the masks differ in size.
    """
    with native_refusals():
        return _wrap(_native.unite(_own(a), _own(b)))


def intersect(a: Rle, b: Rle) -> Rle:
    """Pixels of both masks.

    Raises:
        InvalidInput: the masks differ in size.
    """
    with native_refusals():
        return _wrap(_native.intersect(_own(a), _own(b)))


def subtract(a: Rle, b: Rle) -> Rle:
    """Pixels of `a` that are not in `b`.

    Raises:
        InvalidInput: the masks differ in size.
    """
    with native_refusals():
        return _wrap(_native.subtract(_own(a), _own(b)))


def exclusive(a: Rle, b: Rle) -> Rle:
    """Pixels of exactly one of the masks.

    Raises:
        InvalidInput: the masks differ in size.
    """
    with native_refusals():
        return _wrap(_native.exclusive(_own(a), _own(b)))


def invert(mask: Rle) -> Rle:
    """Pixels that are not in the mask."""
    with native_refusals():
        return _wrap(_native.invert(_own(mask)))


def fill_holes(mask: Rle, *, area_px2: float) -> Rle:
    """Fill holes smaller than `area_px2`; background that touches the image's border is no hole.

    Raises:
        InvalidInput: `area_px2` is negative or not finite.
    """
    with native_refusals():
        return _wrap(_native.fill_holes(_own(mask), area=area_px2))


def drop_islands(mask: Rle, *, area_px2: float) -> Rle:
    """Drop islands smaller than `area_px2`; the largest always stays (of equals the topmost, then leftmost).

    Raises:
        InvalidInput: `area_px2` is negative or not finite.
    """
    with native_refusals():
        return _wrap(_native.drop_islands(_own(mask), area=area_px2))


def keep_under(mask: Rle, points: Sequence[tuple[float, float]]) -> Rle:
    """Keep the islands that hold one of the points (x, y in image pixels) or more.

    A point is in pixel (floor x, floor y). One on background or outside of the image holds nothing.

    Raises:
        InvalidInput: a point is not finite, or not a pair.
    """
    with native_refusals():
        own = np.array(points, np.float64) if len(points) else np.zeros((0, 2))
        return _wrap(_native.keep_under(_own(mask), points=own))


def keep_largest(mask: Rle, *, count: int = 1) -> Rle:
    """Keep the `count` largest islands (of equals the topmost, then leftmost); all when there are fewer.

    Raises:
        InvalidInput: `count` is below 1.
    """
    with native_refusals():
        return _wrap(_native.keep_largest(_own(mask), count=count))


def grow(mask: Rle, *, radius_px: float) -> Rle:
    """Add the pixels whose centre is at most `radius_px` from that of one in the mask.

    Raises:
        InvalidInput: `radius_px` is not 0 to 1024.
    """
    with native_refusals():
        return _wrap(_native.grow(_own(mask), radius=radius_px))


def shrink(mask: Rle, *, radius_px: float) -> Rle:
    """Keep the pixels whose centre is more than `radius_px` from that of every one outside of the mask.

    What is outside of the image counts as foreground: its border does not eat into the mask.

    Raises:
        InvalidInput: `radius_px` is not 0 to 1024.
    """
    with native_refusals():
        return _wrap(_native.shrink(_own(mask), radius=radius_px))


def smooth(mask: Rle, *, radius_px: float) -> Rle:
    """Take away what is thinner than the disc (opening), then fill gaps that are narrower (closing).

    Raises:
        InvalidInput: `radius_px` is not 0 to 1024.
    """
    with native_refusals():
        return _wrap(_native.smooth(_own(mask), radius=radius_px))


def _own(mask: Rle) -> tuple[bytes, int, int]:
    return mask.counts, mask.height, mask.width


def _wrap(mask: tuple[bytes, int, int]) -> Rle:
    counts, height, width = mask
    return Rle(height, width, counts)
