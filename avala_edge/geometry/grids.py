"""Logits of one frame seen in another: a photo's answer as a closer view's mask prompt, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from avala_edge.geometry.types import Frame

OUTSIDE = -10.0  # logit where the source frame knows nothing: surely not the object


def reframe(logits: NDArray[np.float32], source: Frame, target: Frame) -> NDArray[np.float32]:
    """Resample `[h, w]` logits of one frame of an image to another's grid of the same size.

    Bilinear; where the target's cells are larger than the source's, a triangle as wide as a target cell (as Pillow's
    antialiased resizing). Cells whose centre is outside the source's view, or outside the image, get `OUTSIDE`.
    """
    if source == target:
        return logits
    rows, inside_y = _taps(
        logits.shape[0],
        (source.view.y, source.view.height, source.valid_height),
        (target.view.y, target.view.height, target.valid_height),
    )
    columns, inside_x = _taps(
        logits.shape[1],
        (source.view.x, source.view.width, source.valid_width),
        (target.view.x, target.view.width, target.valid_width),
    )
    # Sparse, and so without BLAS, whose threads spin after a product and take a core from the decode that follows.
    resampled = (columns @ (rows @ logits).T).T
    return np.where(inside_y[:, None] & inside_x[None, :], resampled, np.float32(OUTSIDE))


Axis = tuple[int, int, float]  # start and length in image pixels, and the cells that cover them


def _taps(cells: int, source: Axis, target: Axis) -> tuple[csr_array, NDArray[np.bool_]]:
    """Weights `[target cell, source cell]` of one axis, rows summing to 1, and which target cells the source covers."""
    (start, length, valid), (to_start, to_length, to_valid) = source, target
    centres = np.arange(cells) + 0.5
    at = to_start + centres * to_length / to_valid  # image pixels
    u = (at - start) * valid / length  # source cells
    widen = max(1.0, (to_length / to_valid) / (length / valid))
    filled = int(np.ceil(valid))
    u = np.clip(u, 0.5, filled - 0.5)
    weights = np.maximum(0.0, 1.0 - np.abs(u[:, None] - centres[None, :filled]) / widen)
    weights = np.pad(weights / weights.sum(1, keepdims=True), ((0, 0), (0, cells - filled)))
    covered = (at > start) & (at < start + length) & (centres < to_valid + 0.5)
    return csr_array(weights.astype(np.float32)), covered
