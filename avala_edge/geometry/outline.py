"""Logits of one mask → its outline, in one native call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.geometry.types import Box, Frame, Outline, OutlineOptions, Polygon, Rle, native_refusals


def outline(logits: NDArray[np.float32], frame: Frame, options: OutlineOptions) -> Outline:
    """Threshold `[h, w]` logits at 0 on the image, clean, and trace. Blocks, without the GIL.

    Raises:
        InvalidInput: logits of another dtype, shape or layout, or not finite; a frame larger than the grid.
    """
    with native_refusals():
        polygons, counts, box, area, stability = _native.outline(
            logits,
            valid_h=frame.valid_height,
            valid_w=frame.valid_width,
            height=frame.image_height,
            width=frame.image_width,
            view=frame.view.xywh,
            tolerance=options.tolerance_px,
            min_area=options.min_area_px2,
            fill_holes=options.fill_holes_px2,
            want_polygon=options.want_polygon,
            want_rle=options.want_rle,
        )
    return Outline(
        polygons=tuple(Polygon(exterior, tuple(holes)) for exterior, holes in polygons)
        if options.want_polygon
        else None,
        rle=Rle(frame.image_height, frame.image_width, counts) if options.want_rle else None,
        box=Box(*box),
        area=area,
        stability=stability,
    )
