"""The typed face of the C++ core: logits → masks, polygons with holes, RLE; all in image pixels."""

from __future__ import annotations

from avala_edge.geometry.grids import reframe
from avala_edge.geometry.masks import clean_mask, mask_from_logits
from avala_edge.geometry.outline import outline, outlines
from avala_edge.geometry.polygons import polygons_from_mask, rasterise_polygons
from avala_edge.geometry.rle import decode_rle, encode_mask
from avala_edge.geometry.types import Box, Frame, Outline, OutlineOptions, Polygon, Rle, View

__all__ = [
    "Box",
    "Frame",
    "Outline",
    "OutlineOptions",
    "Polygon",
    "Rle",
    "View",
    "clean_mask",
    "decode_rle",
    "encode_mask",
    "mask_from_logits",
    "outline",
    "outlines",
    "polygons_from_mask",
    "rasterise_polygons",
    "reframe",
]
