"""Non-maximum suppression of boxes, class by class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def suppress(boxes: NDArray[np.float64], classes: NDArray[np.int64], threshold: float) -> NDArray[np.intp]:
    """Return indices of the boxes that stay, in the order given, which must be of falling score.

    Greedy: a box goes when its IoU with a kept one of its class before it is above `threshold`, as torchvision's
    `batched_nms` does. Boxes are `[n, 4]` left, top, right, bottom; one without a size overlaps nothing.
    """
    areas = (boxes[:, 2] - boxes[:, 0]).clip(0) * (boxes[:, 3] - boxes[:, 1]).clip(0)
    left = np.arange(len(boxes))
    kept: list[int] = []
    while len(left):
        best, rest = left[0], left[1:]
        kept.append(int(best))
        lower = np.maximum(boxes[best, :2], boxes[rest, :2])
        upper = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        common = (upper - lower).clip(0).prod(1)
        union = areas[best] + areas[rest] - common
        goes = (common > threshold * union) & (classes[rest] == classes[best])
        left = rest[~goes]
    return np.array(kept, np.intp)
