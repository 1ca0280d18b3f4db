"""F: how alike two masks are by their boundaries, as DAVIS measures it (J, by region, is `geometry.mask_iou`).

Perazzi et al., "A benchmark dataset and evaluation methodology for video object segmentation", 2016. The boundaries
match within 0.008 of the frame's diagonal, as in the benchmark's own code.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from avala_edge.geometry import mask_extent

TOLERANCE = 0.008  # of the frame's diagonal


def boundary_accuracy(
    predicted: NDArray[np.bool_], truth: NDArray[np.bool_], *, radius_px: float | None = None
) -> float:
    """F: harmonic mean of precision and recall of two `[H, W]` masks' boundary pixels; 1 when there are none.

    Boundaries match within `radius_px`, which is DAVIS' by default.
    """
    radius = np.ceil(TOLERANCE * np.hypot(*truth.shape)) if radius_px is None else radius_px
    window = _window(predicted | truth, int(radius) + 2)
    ours, theirs = _boundary(predicted)[window], _boundary(truth)[window]
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    precision = float(np.mean(distance_transform_edt(~theirs)[ours] <= radius))
    recall = float(np.mean(distance_transform_edt(~ours)[theirs] <= radius))
    return 0.0 if precision + recall == 0 else 2 * precision * recall / (precision + recall)


def _window(mask: NDArray[np.bool_], margin: int) -> tuple[slice, slice]:
    """Return where anything is, and around it: distances farther off do not matter."""
    left, top, right, bottom = mask_extent(mask) or (0, 0, 1, 1)
    return slice(max(0, top - margin), bottom + margin), slice(max(0, left - margin), right + margin)


def _boundary(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels that differ from the one to the right, below, or both."""
    padded = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    here = padded[:-1, :-1]
    found: NDArray[np.bool_] = (here ^ padded[:-1, 1:]) | (here ^ padded[1:, :-1]) | (here ^ padded[1:, 1:])
    return found
