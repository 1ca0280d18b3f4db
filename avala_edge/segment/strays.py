"""One prompt means one object: what lies apart from it in an answer, and is small beside it, is taken away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

from avala_edge.geometry import Frame
from avala_edge.models import Prompt

BESIDE_CLICK, BESIDE_BOX = 0.05, 0.03  # of the largest piece: smaller ones are strays (docs/experiments/0008-strays.md)


def remove_strays(masks: NDArray[np.float32], frame: Frame, prompt: Prompt, *, refines: bool) -> None:
    """Take its small pieces away from the first answer to a lone click or a lone box; leave other answers as they are.

    The largest piece stays, and the one that was clicked. Who goes on clicking may well mean a small piece elsewhere.

    Args:
        masks: logits, float32 `[M, h, w]`; they are changed, since a copy would be most of a click's memory.
        frame: how they lie on the image.
        prompt: what they answer.
        refines: whether an earlier answer was part of that.
    """
    clicks = len(prompt.points)
    if refines or clicks + (prompt.box is not None) != 1:
        return
    clicked = _cell(prompt.points[0], frame) if clicks else None
    for mask in masks:
        _negate_strays(mask, BESIDE_CLICK if clicks else BESIDE_BOX, clicked)


def _negate_strays(mask: NDArray[np.float32], share: float, clicked: tuple[int, int] | None) -> None:
    """Change `[h, w]` logits where a stray is: as sure as the model was that it belongs, it does not."""
    pieces = np.empty(mask.shape, np.intp)  # as `bincount` counts without a copy
    if label(mask > 0, output=pieces) < 2:
        return
    sizes = np.bincount(pieces.reshape(-1))
    sizes[0] = 0
    strays = sizes < share * sizes.max()
    strays[0] = False  # what is no piece
    if clicked is not None:
        strays[pieces[clicked]] = False
    np.negative(mask, out=mask, where=strays[pieces])


def _cell(point: NDArray[np.floating], frame: Frame) -> tuple[int, int]:
    """Return row and column of the cell where a point of the image lies, the nearest one for a point at the edge."""
    view = frame.view
    column = (point[0] - view.x) / view.width * frame.valid_width
    row = (point[1] - view.y) / view.height * frame.valid_height
    last_row, last_column = np.ceil(frame.valid_height) - 1, np.ceil(frame.valid_width) - 1
    return int(np.clip(row, 0, last_row)), int(np.clip(column, 0, last_column))
