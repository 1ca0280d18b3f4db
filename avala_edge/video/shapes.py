"""Masks of frames → shapes of a track's annotations. Blocks."""

from __future__ import annotations

from typing import Any

from avala_edge.formats.records import Shape, bounds_of
from avala_edge.geometry import Rle, decode_rle, polygons_from_mask


def geometry_of_mask(mask: Rle, kind: str) -> dict[str, Any] | None:
    """Return a mask as the geometry of an annotation of type `kind`; None when nothing is left of it.

    Outlines are within a pixel, or a 1024th of the longer side.
    """
    said = {"rle": {"size": [mask.height, mask.width], "counts": mask.counts.decode("ascii")}}
    if kind == "segmentation_mask":
        return said
    if kind == "bounding_box":
        bounds = bounds_of(Shape("segmentation_mask", said))
        if bounds is None:
            return None
        left, top, right, bottom = bounds
        return {"x": left, "y": top, "width": right - left, "height": bottom - top}
    found = polygons_from_mask(decode_rle(mask), tolerance_px=max(1.0, max(mask.height, mask.width) / 1024))
    return {"polygons": [polygon.to_rings() for polygon in found]} if found else None
