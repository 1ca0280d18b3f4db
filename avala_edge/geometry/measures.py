"""What can be read off masks that are arrays: how much two overlap, and where one lies."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def mask_iou(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Return the intersection over union of two `[H, W]` masks, bool or uint8 of 0 and 1; 1 when both are empty."""
    union = np.count_nonzero(a | b)
    return 1.0 if union == 0 else np.count_nonzero(a & b) / union


def mask_extent(mask: NDArray[Any]) -> tuple[int, int, int, int] | None:
    """Return x0, y0, x1, y1 around what is not zero in `[H, W]`, the ends excluded; None when nothing is."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
