"""How much masks overlap, computed on their runs, on as many threads as the caller says, without the GIL."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.geometry.types import Rle, native_refusals


def box_iou(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the intersection of two boxes (x, y, width, height) over their union."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def iou_matrix(a: Sequence[Rle], b: Sequence[Rle], *, threads: int = 1) -> NDArray[np.float64]:
    """Intersection over union of every mask of `a` with every one of `b`.

    Args:
        a: masks of one size.
        b: masks of the same size.
        threads: 1 to 256.

    Returns:
        float64 `[len(a), len(b)]`, 0 to 1; two empty masks give 0.

    Raises:
        InvalidInput: masks that differ in size or are malformed; `threads` out of range.
    """
    with native_refusals():
        return _native.iou_matrix(_own(a), _own(b), threads=threads)


def nms(masks: Sequence[Rle], scores: Sequence[float], *, threshold: float, threads: int = 1) -> list[int]:
    """Greedy non-maximum suppression: a mask goes when its IoU with a kept one of a higher score is above `threshold`.

    Args:
        masks: of one size.
        scores: one for each mask, finite.
        threshold: IoU, 0 to 1.
        threads: 1 to 256.

    Returns:
        Indices of the masks that are kept, in order of falling score (equals in the order given).

    Raises:
        InvalidInput: masks that differ in size or are malformed; scores or `threshold` unfit; `threads` out of range.
    """
    with native_refusals():
        return _native.nms(_own(masks), list(scores), threshold=threshold, threads=threads)


def _own(masks: Sequence[Rle]) -> list[tuple[bytes, int, int]]:
    return [(mask.counts, mask.height, mask.width) for mask in masks]
