"""Rings cut at an image's border."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SMALLEST_PX2 = 1e-6


def clip_ring(ring: NDArray[np.float64], *, height: int, width: int) -> NDArray[np.float64] | None:
    """Return the part of a ring inside an image, None when nothing of it is.

    Sutherland and Hodgman, 1974: exact for convex rings; the parts of others stay joined along the border.

    Args:
        ring: float64 `[n, 2]` x, y, the last point joined to the first; finite.
        height: of the image.
        width: of the image.
    """
    for axis, limit, sign in ((0, 0.0, 1.0), (0, float(width), -1.0), (1, 0.0, 1.0), (1, float(height), -1.0)):
        ring = _cut(ring, axis, limit, sign)
    if len(ring):
        ring = ring[np.any(ring != np.roll(ring, 1, axis=0), axis=1)]
    return ring if len(ring) >= 3 and abs(ring_area(ring)) > SMALLEST_PX2 else None


def ring_area(ring: NDArray[np.float64]) -> float:
    """Return the area inside of a ring `[n, 2]`, px²; negative when it runs counter-clockwise on the screen."""
    x, y = (ring - ring[0]).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _cut(ring: NDArray[np.float64], axis: int, limit: float, sign: float) -> NDArray[np.float64]:
    depth = sign * (ring[:, axis] - limit)  # behind the line it is negative
    if not len(ring) or (depth >= 0).all():
        return ring
    after, depth_after = np.roll(ring, -1, axis=0), np.roll(depth, -1)
    crosses = (depth >= 0) != (depth_after >= 0)
    share = np.divide(depth, depth - depth_after, out=np.zeros_like(depth), where=crosses)
    crossings = ring + share[:, None] * (after - ring)
    crossings[:, axis] = limit
    points: NDArray[np.float64] = np.stack((ring, crossings), axis=1)
    kept: NDArray[np.float64] = points[np.stack((depth >= 0, crosses), axis=1)]
    return kept
