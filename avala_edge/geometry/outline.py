"""Logits → outlines, in one native call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.geometry.types import Box, Frame, Outline, OutlineOptions, Polygon, Rle, native_refusals


def outlines(
    logits: NDArray[np.float32], frame: Frame, options: OutlineOptions, *, threads: int = 1
) -> tuple[Outline, ...]:
    """Clean and outline where the bilinear field of each mask's logits is above 0. Blocks, without the GIL.

    Islands and holes are those of the field, which may join by less than a pixel what pixels would leave apart. The
    cost follows the outline's length and the grid, not the image's area.

    Args:
        logits: C-contiguous `[M, h, w]`.
        frame: how `[h, w]` lies on the image, the same for all.
        options: what to compute.
        threads: masks at a time.

    Raises:
        InvalidInput: logits of another dtype, shape or layout, or not finite; a frame larger than the grid.
    """
    with native_refusals():
        found = _native.outlines(
            logits,
            valid_h=frame.valid_height,
            valid_w=frame.valid_width,
            height=frame.image_height,
            width=frame.image_width,
            view=frame.view.xywh,
            tolerance=options.tolerance_px,
            max_points=options.max_points or 0,
            min_area=options.min_area_px2,
            fill_holes=options.fill_holes_px2,
            want_polygon=options.want_polygon,
            want_rle=options.want_rle,
            threads=threads,
        )
    return tuple(
        Outline(
            polygons=tuple(Polygon(exterior, tuple(holes)) for exterior, holes in polygons)
            if options.want_polygon
            else None,
            rle=Rle(frame.image_height, frame.image_width, counts) if options.want_rle else None,
            box=Box(*box),
            area=area,
            stability=stability,
            error_px=error,
            polygon_iou=agreement,
        )
        for polygons, counts, box, area, stability, error, agreement in found
    )


def outline(logits: NDArray[np.float32], frame: Frame, options: OutlineOptions) -> Outline:
    """Outline one mask, `[h, w]`; see `outlines`."""
    return outlines(logits[None], frame, options)[0]
