"""Annotations' shapes as masks to look under; small ones, since only shares of an image matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from avala_edge.formats.records import Shape, islands_of
from avala_edge.geometry import Polygon, Rle, decode_rle, encode_mask, rasterise_polygons

SIDE = 1024  # pixels: longer side that boxes and polygons are painted at


def region(kind: str, geometry: Mapping[str, Any], *, height: int, width: int) -> Rle:
    """Return the mask of a geometry as annotations have it, on an image of this size; smaller, of the same shape.

    Raises:
        InvalidInput: a mask that is damaged, or of another size.
    """
    if kind == "segmentation_mask":
        mask = decode_rle(Rle(height, width, str(geometry["rle"]["counts"]).encode("ascii", "replace")))
        rows, columns = _small(height, width)
        down, across = (np.arange(n) * side // n for n, side in ((rows, height), (columns, width)))
        return encode_mask(np.ascontiguousarray(mask[down][:, across]))
    if kind == "bounding_box":
        x, y = geometry["x"], geometry["y"]
        return box_region(x, y, geometry["width"], geometry["height"], height=height, width=width)
    return outline_region(islands_of(Shape(kind, geometry)), height=height, width=width)


def box_region(x: float, y: float, across: float, down: float, *, height: int, width: int) -> Rle:
    """Return the mask of an upright box."""
    corners = np.array([[x, y], [x + across, y], [x + across, y + down], [x, y + down]], np.float64)
    return outline_region([Polygon(corners)], height=height, width=width)


def outline_region(polygons: Sequence[Polygon], *, height: int, width: int) -> Rle:
    """Return the mask of polygons in pixels of an image of this size."""
    rows, columns = _small(height, width)
    by = np.array([columns / width, rows / height])
    small = [Polygon(each.exterior * by, tuple(hole * by for hole in each.holes)) for each in polygons]
    return encode_mask(rasterise_polygons(small, height=rows, width=columns))


def _small(height: int, width: int) -> tuple[int, int]:
    shrink = min(1.0, SIDE / max(height, width))
    return max(1, round(height * shrink)), max(1, round(width * shrink))
