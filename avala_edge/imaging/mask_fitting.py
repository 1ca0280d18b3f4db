"""Fitting a mask into the rectangle in which a model takes one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HALF = 0.5  # of a pixel: as much of it must be covered


def stretch_mask(mask: NDArray[np.uint8], height: int, width: int) -> NDArray[np.float32]:
    """Return a mask at another size, 1 or 0: bilinear, over all that a pixel covers, then as much as half counts.

    As SAM 2 takes masks (`SAM2VideoPredictor.add_new_mask`): `interpolate(antialias=True)` is what Pillow does.

    Args:
        mask: uint8 `[H, W]`, 0 outside.
        height: of the result, px.
        width: the same.
    """
    covered = np.where(mask != 0, np.float32(1), np.float32(0))
    if mask.shape == (height, width):
        return covered
    resized = np.array(Image.fromarray(covered).resize((width, height), Image.Resampling.BILINEAR), np.float32)
    return np.where(resized >= HALF, np.float32(1), np.float32(0))
