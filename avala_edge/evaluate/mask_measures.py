"""J and F: how alike two masks are, by region and by boundary, as DAVIS measures it.

Perazzi et al., "A benchmark dataset and evaluation methodology for video object segmentation", 2016. The boundaries
match within 0.008 of the frame's diagonal, as in the benchmark's own code.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

TOLERANCE = 0.008  # of the frame's diagonal


def region_similarity(predicted: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """J: intersection over union of two `[H, W]` masks; 1 when both are empty."""
    union = np.count_nonzero(predicted | truth)
    return 1.0 if union == 0 else np.count_nonzero(predicted & truth) / union


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
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return slice(0, 1), slice(0, 1)
    return (
        slice(max(0, rows[0] - margin), rows[-1] + margin + 1),
        slice(max(0, columns[0] - margin), columns[-1] + margin + 1),
    )


def _boundary(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels that differ from the one to the right, below, or both."""
    padded = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    here = padded[:-1, :-1]
    found: NDArray[np.bool_] = (here ^ padded[:-1, 1:]) | (here ^ padded[1:, :-1]) | (here ^ padded[1:, 1:])
    return found
