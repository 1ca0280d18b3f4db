"""Mask ↔ COCO compressed RLE, byte for byte as pycocotools writes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.geometry.types import Rle, native_refusals


def encode_mask(mask: NDArray[np.uint8]) -> Rle:
    """Encode `[H, W]`."""
    with native_refusals():
        counts = _native.rle_encode(mask)
    return Rle(mask.shape[0], mask.shape[1], counts)


def decode_rle(rle: Rle) -> NDArray[np.uint8]:
    """Decode to `[H, W]` 0/1; raises `InvalidInput` when the counts are malformed or do not fit the size."""
    with native_refusals():
        return _native.rle_decode(rle.counts, height=rle.height, width=rle.width)
