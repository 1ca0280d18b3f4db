"""YOLO heads that say boxes in pixels of their input: v5 and v7; v8 to v12; and those that end without overlaps.

All may have prototype masks (`prototypes`, `[k, h, w]`) of which each candidate mixes its own by `k` coefficients.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from avala_edge.models.detectors.families.family import Family, Outputs, tensor, unfit
from avala_edge.models.detectors.found import Candidates, Found, Seen, Wanted, corners
from avala_edge.models.detectors.masks import prototype_field, with_polygons


class _Yolo(Family):
    output: str
    prototypes: str | None = None

    def outputs(self) -> tuple[str, ...]:
        """See `Family.outputs`."""
        return (self.output, *((self.prototypes,) if self.prototypes is not None else ()))

    def _prototypes(self, outputs: Outputs) -> NDArray[Any] | None:
        return None if self.prototypes is None else tensor(outputs, self.prototypes, rank=3)

    def _rows(self, outputs: Outputs, columns: int, *, transposed: bool = False) -> NDArray[Any]:
        """Return `[n, columns]`."""
        rows = tensor(outputs, self.output, rank=2)
        rows = rows.T if transposed else rows
        if rows.shape[1] != columns:
            raise unfit(self.output, outputs[self.output].shape, f"should have {columns} numbers a box")
        return rows


class Yolov5(_Yolo):
    """Rows `[n, 5 + C + k]`: centre x, y, width, height, objectness, class scores, coefficients. Also YOLOv7."""

    family: Literal["yolov5"] = "yolov5"
    nms_iou: float = Field(default=0.45, ge=0, le=1)

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        classes, prototypes = len(wanted.classes), self._prototypes(outputs)
        rows = self._rows(outputs, 5 + classes + (0 if prototypes is None else len(prototypes)))
        likely = rows[:, 4] >= wanted.floor  # the score cannot be larger
        rows = rows[likely | ~np.isfinite(rows[:, 4])]
        best = rows[:, 5 : 5 + classes].argmax(1) if len(rows) else np.zeros(0, np.int64)
        scores = rows[np.arange(len(rows)), 5 + best] * rows[:, 4]
        candidates = Candidates.of(corners(rows[:, :4]), scores, best)
        return _with_masks(candidates, rows[:, 5 + classes :], prototypes, seen, wanted, self.nms_iou)


class Yolov8(_Yolo):
    """Columns `[4 + C + k, n]`: centre x, y, width, height, class scores, coefficients. Also v9, v11, v12."""

    family: Literal["yolov8"] = "yolov8"
    nms_iou: float = Field(default=0.7, ge=0, le=1)
    transposed: bool = Field(default=False, description="rows instead of columns")

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        classes, prototypes = len(wanted.classes), self._prototypes(outputs)
        width = 4 + classes + (0 if prototypes is None else len(prototypes))
        rows = self._rows(outputs, width, transposed=not self.transposed)
        scores = rows[:, 4 : 4 + classes]
        best = scores.argmax(1) if len(rows) else np.zeros(0, np.int64)
        candidates = Candidates.of(corners(rows[:, :4]), scores[np.arange(len(rows)), best], best)
        return _with_masks(candidates, rows[:, 4 + classes :], prototypes, seen, wanted, self.nms_iou)


class YoloEndToEnd(_Yolo):
    """Rows `[n, 6 + k]`: left, top, right, bottom, score, class, coefficients. YOLOv10, YOLO26, exports with NMS."""

    family: Literal["yolo-end2end"] = "yolo-end2end"

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        prototypes = self._prototypes(outputs)
        rows = self._rows(outputs, 6 + (0 if prototypes is None else len(prototypes)))
        rows = rows[rows[:, 4] != 0]  # what fills the tensor up
        with np.errstate(invalid="ignore"):
            candidates = Candidates.of(rows[:, :4], rows[:, 4], np.rint(rows[:, 5]))
        return _with_masks(candidates, rows[:, 6:], prototypes, seen, wanted, None)


def _with_masks(
    candidates: Candidates,
    coefficients: NDArray[Any],
    prototypes: NDArray[Any] | None,
    seen: Seen,
    wanted: Wanted,
    nms_iou: float | None,
) -> list[Found]:
    chosen = candidates.chosen(wanted, nms_iou=nms_iou)
    found = candidates.found(chosen, seen)
    if prototypes is None:
        return found
    field = prototype_field(coefficients.astype(np.float32), prototypes.astype(np.float32))
    return with_polygons(found, chosen, field, (prototypes.shape[1], prototypes.shape[2]), seen)
