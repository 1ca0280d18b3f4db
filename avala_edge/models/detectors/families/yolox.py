"""YOLOX: rows `[n, 5 + C]`, one for each cell of its grids, whose boxes are still relative to the cells."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from avala_edge.models.detectors.families.family import Clues, Family, Outputs, best_class, tensor, unfit
from avala_edge.models.detectors.found import Candidates, Found, Seen, Wanted, corners
from avala_edge.models.detectors.inputs import Letterbox, Preparation

FARTHEST = 32.0  # cells that a centre is from its cell, at most by far; pixels of a photo's boxes are more


class Yolox(Family):
    """Cells of each stride row by row; x, y in cells from the cell, width and height as logarithms of cells."""

    family: Literal["yolox"] = "yolox"
    usual_threshold: ClassVar[float] = 0.25
    output: str
    strides: tuple[int, ...] = (8, 16, 32)
    decoded: bool = Field(default=False, description="boxes are in pixels already")
    nms_iou: float = Field(default=0.45, ge=0, le=1)

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`."""
        rows = clues.of_rank(3)
        if len(rows) != 1 or len(clues.outputs) != 1 or clues.size is None:
            return None
        if rows[0].shape[1] != count_cells(*clues.size):
            return None
        columns = rows[0].shape[2]
        if columns is None or columns < 6 or clues.classes not in (None, columns - 5):
            return None
        return cls(output=rows[0].name), columns - 5

    def usual(self, clues: Clues) -> Preparation:
        """See `Family.usual`."""
        height, width = clues.side
        letterbox = Letterbox(height=height, width=width, placement="top-left", pad=114)
        return Preparation(fit=letterbox, channels="BGR", scale=1.0)

    def outputs(self) -> tuple[str, ...]:
        """See `Family.outputs`."""
        return (self.output,)

    def settled(self, outputs: Outputs) -> Self:
        """See `Family.settled`: exports differ in who decodes the boxes."""
        centres = tensor(outputs, self.output, rank=2)[:, :2]
        return self.model_copy(update={"decoded": bool(np.abs(centres).max() > FARTHEST)})

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
            boxes = np.concatenate(((boxes[:, :2] + cells) * strides, np.exp(boxes[:, 2:]) * strides), axis=1)
        scores, best = best_class(rows[:, 5:])
        candidates = Candidates.of(corners(boxes), scores * rows[:, 4], best)
        return candidates.found(candidates.chosen(wanted, nms_iou=self.nms_iou), seen)


def count_cells(height: int, width: int) -> int:
    """Return how many cells YOLOX, YOLOv8 and their kin have; a third of YOLOv5's boxes."""
    return len(_grid(height, width, (8, 16, 32))[0])


@lru_cache(maxsize=8)
def _grid(height: int, width: int, strides: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return of every cell its x, y `[n, 2]` and its stride `[n, 1]`."""
    cells = [
        np.stack(np.meshgrid(np.arange(width // s), np.arange(height // s)), axis=-1).reshape(-1, 2) for s in strides
    ]
    sizes = [np.full((len(each), 1), s) for each, s in zip(cells, strides, strict=True)]
    return np.concatenate(cells).astype(np.float64), np.concatenate(sizes).astype(np.float64)
