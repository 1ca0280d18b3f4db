"""Mask ↔ polygons with holes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.geometry.types import Polygon, native_refusals


def polygons_from_mask(mask: NDArray[np.uint8], *, tolerance_px: float) -> tuple[Polygon, ...]:
    """Trace `[H, W]`; at tolerance 0 rasterising gives the mask back exactly."""
    with native_refusals():
        found = _native.polygons_from_mask(mask, tolerance=tolerance_px)
    return tuple(Polygon(exterior, tuple(holes)) for exterior, holes in found)


def rasterise_polygons(polygons: Sequence[Polygon], *, height: int, width: int) -> NDArray[np.uint8]:
    """Paint pixels whose centre is inside (even-odd over a polygon's rings, half-open edges, polygons united)."""
    with native_refusals():
        return _native.rasterise_polygons([(p.exterior, p.holes) for p in polygons], height=height, width=width)
