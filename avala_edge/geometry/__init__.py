"""The typed face of the C++ core: logits → masks, polygons with holes, RLE, what is done to masks, and dialects.

All in image pixels.
"""

from __future__ import annotations

from avala_edge.geometry.dialects import (
    Crop,
    CvatBits,
    CvatMask,
    from_coco_counts,
    from_crop,
    from_cvat,
    from_cvat_bits,
    from_label_studio,
    to_coco_counts,
    to_crop,
    to_cvat,
    to_cvat_bits,
    to_label_studio,
)
from avala_edge.geometry.grids import reframe
from avala_edge.geometry.masks import clean_mask, logits_from_mask, mask_from_logits
from avala_edge.geometry.measures import mask_extent, mask_iou
from avala_edge.geometry.outline import outline, outlines
from avala_edge.geometry.overlap import box_iou, iou_matrix, nms
from avala_edge.geometry.polygons import polygons_from_mask, rasterise_polygons
from avala_edge.geometry.rings import clip_ring, ring_area
from avala_edge.geometry.rle import decode_rle, encode_mask
from avala_edge.geometry.types import Box, Frame, Outline, OutlineOptions, Polygon, Rings, Rle, View
from avala_edge.geometry.verbs import (
    drop_islands,
    exclusive,
    fill_holes,
    grow,
    intersect,
    invert,
    keep_largest,
    keep_under,
    shrink,
    smooth,
    subtract,
    unite,
)

__all__ = [
    "Box",
    "Crop",
    "CvatBits",
    "CvatMask",
    "Frame",
    "Outline",
    "OutlineOptions",
    "Polygon",
    "Rings",
    "Rle",
    "View",
    "box_iou",
    "clean_mask",
    "clip_ring",
    "decode_rle",
    "drop_islands",
    "encode_mask",
    "exclusive",
    "fill_holes",
    "from_coco_counts",
    "from_crop",
    "from_cvat",
    "from_cvat_bits",
    "from_label_studio",
    "grow",
    "intersect",
    "invert",
    "iou_matrix",
    "keep_largest",
    "keep_under",
    "logits_from_mask",
    "mask_extent",
    "mask_from_logits",
    "mask_iou",
    "nms",
    "outline",
    "outlines",
    "polygons_from_mask",
    "rasterise_polygons",
    "reframe",
    "ring_area",
    "shrink",
    "smooth",
    "subtract",
    "to_coco_counts",
    "to_crop",
    "to_cvat",
    "to_cvat_bits",
    "to_label_studio",
    "unite",
]
