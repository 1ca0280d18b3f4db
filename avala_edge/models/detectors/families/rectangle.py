"""Rotated rectangles: the least one around points, grown, and cut off at an image's border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError


@dataclass(frozen=True)
class Rectangle:
    """Its middle x, y; a unit vector along its first side; the lengths of both."""

    middle: tuple[float, float]
    direction: tuple[float, float]
    sides: tuple[float, float]

    def grown(self, distance: float) -> Rectangle:
        """Move each side outwards."""
        return Rectangle(self.middle, self.direction, (self.sides[0] + 2 * distance, self.sides[1] + 2 * distance))

    def corners(self) -> NDArray[np.float64]:
        """Return x, y `[4, 2]`, clockwise on the screen."""
        along = np.array(self.direction)
        across = np.array([-along[1], along[0]])
        signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) / 2
        corners: NDArray[np.float64] = np.array(self.middle) + (
            signs[:, :1] * self.sides[0] * along + signs[:, 1:] * self.sides[1] * across
        )
        return corners


def least_rectangle(points: NDArray[np.float64]) -> Rectangle | None:
    """Return the rectangle of least area around points `[n, 2]`; None when they lie on a line.

    One of its sides lies along a side of the points' convex hull (Freeman and Shapira, 1975), so all are tried.
    """
    try:
        hull = points[ConvexHull(points).vertices]
    except (QhullError, ValueError):
        return None
    sides = np.roll(hull, -1, axis=0) - hull
    along = sides / np.linalg.norm(sides, axis=1, keepdims=True)
    across = np.stack((-along[:, 1], along[:, 0]), axis=1)
    u, v = hull @ along.T, hull @ across.T  # [points, directions]
    lengths = np.stack((np.ptp(u, axis=0), np.ptp(v, axis=0)), axis=1)
    best = int(lengths.prod(1).argmin())
    middle = (u[:, best].max() + u[:, best].min()) / 2 * along[best]
    middle = middle + (v[:, best].max() + v[:, best].min()) / 2 * across[best]
    (x, y), (dx, dy), (first, second) = middle.tolist(), along[best].tolist(), lengths[best].tolist()
    return Rectangle((x, y), (dx, dy), (first, second))
