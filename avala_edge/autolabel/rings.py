"""Rings from strangers as polygons inside an image: cut at its border, oriented, with a size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Polygon

SMALLEST_PX2 = 1e-6

Ring = NDArray[np.float64]  # [n, 2] x, y


def polygon_in_image(exterior: Ring, holes: Sequence[Ring], width: int, height: int) -> Polygon | None:
    """Return what of a polygon is inside an image of `width` × `height`; None when nothing is."""
    outer = _inside(exterior, width, height)
    if outer is None:
        return None
    cut = (_inside(hole, width, height) for hole in holes)
    inner = tuple(_oriented(hole, clockwise=False) for hole in cut if hole is not None)
    return Polygon(_oriented(outer, clockwise=True), inner)


def _inside(ring: Ring, width: int, height: int) -> Ring | None:
    for axis, limit, sign in ((0, 0.0, 1.0), (0, float(width), -1.0), (1, 0.0, 1.0), (1, float(height), -1.0)):
        ring = _cut(ring, sign * (ring[:, axis] - limit))
    ring = ring[np.any(ring != np.roll(ring, 1, axis=0), axis=1)] if len(ring) else ring
    return ring if len(ring) >= 3 and abs(_area(ring)) > SMALLEST_PX2 else None


def _cut(ring: Ring, depth: NDArray[np.float64]) -> Ring:
    """Keep the side of a line where `depth` is 0 or more (Sutherland and Hodgman, 1974)."""
    if not len(ring) or (depth >= 0).all():
        return ring
    after, depth_after = np.roll(ring, -1, axis=0), np.roll(depth, -1)
    crosses = (depth >= 0) != (depth_after >= 0)
    share = np.divide(depth, depth - depth_after, out=np.zeros_like(depth), where=crosses)
    points: Ring = np.stack((ring, ring + share[:, None] * (after - ring)), axis=1)
    kept: Ring = points[np.stack((depth >= 0, crosses), axis=1)]
    return kept


def _oriented(ring: Ring, *, clockwise: bool) -> Ring:
    """Clockwise on the screen, where y goes down: a positive area."""
    return np.ascontiguousarray(ring if (_area(ring) > 0) == clockwise else ring[::-1])


def _area(ring: Ring) -> float:
    x, y = (ring - ring[0]).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
