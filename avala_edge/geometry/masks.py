"""Masks at image resolution and logits at the model's: from one to the other. Dense masks are uint8 `[H, W]`, 0 or 1.

Every function blocks without the GIL.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.errors import InvalidInput
from avala_edge.geometry.types import Frame, Rle, native_refusals


def mask_from_logits(logits: NDArray[np.float32], frame: Frame) -> NDArray[np.uint8]:
    """Interpolate `[h, w]` logits to the image and threshold at 0; raises `InvalidInput`."""
    with native_refusals():
        return _native.mask_from_logits(
            logits,
            valid_h=frame.valid_height,
            valid_w=frame.valid_width,
            height=frame.image_height,
            width=frame.image_width,
            view=frame.view.xywh,
        )


def logits_from_mask(mask: Rle, frame: Frame, *, cells_height: int, cells_width: int) -> NDArray[np.float32]:
    """Say a mask the way a model does, for it to be refined: `mask_from_logits` of the result is about the mask.

    A cell's logit is 10 × (2 × coverage - 1), coverage being the share of its footprint in `frame.view` that is
    foreground. Cells outside of the valid ones get -10.

    Returns:
        float32 `[cells_height, cells_width]`, -10 to 10.

    Raises:
        InvalidInput: a malformed RLE; a frame of another image size, or with more valid cells than the grid; a grid
            that is not 1 to 4096 cells a side.
    """
    if (mask.height, mask.width) != (frame.image_height, frame.image_width):
        raise InvalidInput(
            f"the mask is {mask.width} × {mask.height}, the frame's image {frame.image_width} × {frame.image_height}"
        )
    with native_refusals():
        return _native.logits_from_mask(
            (mask.counts, mask.height, mask.width),
            valid_h=frame.valid_height,
            valid_w=frame.valid_width,
            view=frame.view.xywh,
            cells_h=cells_height,
            cells_w=cells_width,
        )


def clean_mask(mask: NDArray[np.uint8], *, min_area_px2: float, fill_holes_px2: float) -> NDArray[np.uint8]:
    """Fill holes (8-connected) smaller than `fill_holes_px2`, then drop islands (4-connected) below `min_area_px2`.

    Background that touches the border is no hole, and the largest island stays whatever its size. Works on the mask's
    runs, as `fill_holes` and `drop_islands` do.

    Args:
        mask: uint8 `[H, W]`, C-contiguous; non-zero is foreground.
        min_area_px2: square pixels.
        fill_holes_px2: square pixels.

    Returns:
        A new mask of the same shape, 0 or 1.

    Raises:
        InvalidInput: a mask of another dtype, shape or layout; areas that are negative or not finite.
    """
    with native_refusals():
        return _native.clean_mask(mask, min_area=min_area_px2, fill_holes=fill_holes_px2)
