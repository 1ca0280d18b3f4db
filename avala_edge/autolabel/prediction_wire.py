"""Detections in the avala-edge prediction format v1, as this server answers others: `docs/providers.md`. Blocks."""

from __future__ import annotations

from typing import Any

import numpy as np

from avala_edge.geometry import Crop, Polygon, Rle, from_crop, rasterise_polygons, ring_area, to_coco_counts
from avala_edge.models.detection import Detection


def to_prediction(found: Detection, *, width: int, height: int) -> dict[str, Any]:
    """Say a detection on an image of `width` × `height` so that readers of boxes, polygons or masks find theirs."""
    x, y, wide, high = (round(value, 2) for value in found.box)
    box = {"x": x, "y": y, "width": wide, "height": high}
    said: dict[str, Any] = {"label": found.label, "confidence": round(found.score, 4), **box, "attributes": {}}
    if not found.polygons:
        return {"type": "bounding_box", **said, "bbox": [x, y, wide, high]}
    largest = max(found.polygons, key=lambda polygon: ring_area(polygon.exterior))
    outline = {
        "vertices": largest.exterior.round(2).tolist(),
        "polygons": [polygon.to_rings() for polygon in found.polygons],
    }
    if len(found.polygons) == 1 and not largest.holes:
        return {"type": "polygon", **said, "bbox": [x, y, wide, high], **outline}
    mask = _mask(found.polygons, width=width, height=height)
    counts = {"encoding": "rle", "counts": to_coco_counts(mask), "size": [height, width], "order": "column"}
    return {"type": "segmentation_mask", **said, "bbox": box, "mask": counts, **outline}


def _mask(polygons: tuple[Polygon, ...], *, width: int, height: int) -> Rle:
    """Paint the outline's own rectangle only: the image may be a hundred times larger."""
    points = np.concatenate([polygon.exterior for polygon in polygons])
    left, top = (max(0, int(np.floor(value))) for value in points.min(0))
    right, bottom = (int(np.ceil(value)) for value in points.max(0))
    right, bottom = min(width, max(right, left + 1)), min(height, max(bottom, top + 1))
    origin = np.array([left, top], np.float64)
    moved = [Polygon(each.exterior - origin, tuple(hole - origin for hole in each.holes)) for each in polygons]
    pixels = rasterise_polygons(moved, height=bottom - top, width=right - left)
    return from_crop(Crop(pixels, left, top), height=height, width=width)
