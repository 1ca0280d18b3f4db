"""Masks at image resolution: uint8 `[H, W]`, 0 or 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.geometry.types import Frame, native_refusals


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


def clean_mask(mask: NDArray[np.uint8], *, min_area_px2: float, fill_holes_px2: float) -> NDArray[np.uint8]:
    """Fill small holes (8-connected), then drop small islands (4-connected) except the largest."""
    with native_refusals():
        return _native.clean_mask(mask, min_area=min_area_px2, fill_holes=fill_holes_px2)
