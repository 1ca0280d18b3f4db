"""YOLOX: rows `[n, 5 + C]`, one for each cell of its grids, whose boxes are still relative to the cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from avala_edge.models.detectors.families.family import Family, Outputs, tensor, unfit
from avala_edge.models.detectors.found import Candidates, Found, Seen, Wanted, corners


class Yolox(Family):
    """Cells of each stride row by row; x, y in cells from the cell, width and height as logarithms of cells."""

    family: Literal["yolox"] = "yolox"
    output: str
    strides: tuple[int, ...] = (8, 16, 32)
    decoded: bool = Field(default=False, description="boxes are in pixels already")
    nms_iou: float = Field(default=0.45, ge=0, le=1)

    def outputs(self) -> tuple[str, ...]:
        """See `Family.outputs`."""
        return (self.output,)

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        rows, classes = tensor(outputs, self.output, rank=2), len(wanted.classes)
        cells, strides = _grid(seen.place.height, seen.place.width, self.strides)
        if rows.shape != (len(cells), 5 + classes):
            why = f"should be {[len(cells), 5 + classes]} for strides {list(self.strides)} and {classes} classes"
            raise unfit(self.output, rows.shape, why)
        likely = (rows[:, 4] >= wanted.floor) | ~np.isfinite(rows[:, 4])  # the score cannot be larger
        rows, cells, strides = rows[likely], cells[likely], strides[likely]
        boxes = rows[:, :4].astype(np.float64)
        if not self.decoded:
            with np.errstate(over="ignore"):  # to infinity, which is left out
                boxes = np.concatenate(((boxes[:, :2] + cells) * strides, np.exp(boxes[:, 2:]) * strides), axis=1)
        best = rows[:, 5:].argmax(1) if len(rows) else np.zeros(0, np.int64)
        scores = rows[np.arange(len(rows)), 5 + best] * rows[:, 4]
        candidates = Candidates.of(corners(boxes), scores, best)
        return candidates.found(candidates.chosen(wanted, nms_iou=self.nms_iou), seen)


@lru_cache(maxsize=8)
def _grid(height: int, width: int, strides: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return of every cell its x, y `[n, 2]` and its stride `[n, 1]`."""
    cells = [
        np.stack(np.meshgrid(np.arange(width // s), np.arange(height // s)), axis=-1).reshape(-1, 2) for s in strides
    ]
    sizes = [np.full((len(each), 1), s) for each, s in zip(cells, strides, strict=True)]
    return np.concatenate(cells).astype(np.float64), np.concatenate(sizes).astype(np.float64)
