"""YOLO heads that say boxes in pixels of their input: v5 and v7; v8 to v12; and those that end without overlaps.

All may have prototype masks (`prototypes`, `[k, h, w]`) of which each candidate mixes its own by `k` coefficients.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from avala_edge.inference import TensorSpec
from avala_edge.models.detectors.families.family import Clues, Family, Outputs, best_class, tensor, unfit
from avala_edge.models.detectors.families.yolox import count_cells
from avala_edge.models.detectors.found import Candidates, Found, Seen, Wanted, corners
from avala_edge.models.detectors.inputs import Letterbox, Preparation
from avala_edge.models.detectors.masks import prototype_field, with_polygons

ANCHORS = 3  # a cell, in YOLOv5
MOST_ENDED = 2000  # boxes that a head gives that ends without overlaps


class _Yolo(Family):
    usual_threshold: ClassVar[float] = 0.25
    output: str
    prototypes: str | None = None

    def usual(self, clues: Clues) -> Preparation:
        """See `Family.usual`."""
        height, width = clues.side
        return Preparation(fit=Letterbox(height=height, width=width, placement="centre", pad=114))

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

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`."""
        head = _head(clues)
        if head is None:
            return None
        boxes, masks, k = head
        rows, columns = boxes.shape[1:]
        named = clues.classes is not None and columns == 5 + clues.classes + k
        counted = clues.classes is None and clues.size is not None and rows == ANCHORS * count_cells(*clues.size)
        if columns is None or not (named or counted) or columns - 5 - k < 1:
            return None
        return cls(output=boxes.name, prototypes=masks), columns - 5 - k

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        classes, prototypes = len(wanted.classes), self._prototypes(outputs)
        rows = self._rows(outputs, 5 + classes + (0 if prototypes is None else len(prototypes)))
        rows = rows[(rows[:, 4] >= wanted.floor) | ~np.isfinite(rows[:, 4])]  # the score cannot be larger
        scores, best = best_class(rows[:, 5 : 5 + classes])
        candidates = Candidates.of(corners(rows[:, :4]), scores * rows[:, 4], best)
        return _with_masks(candidates, rows[:, 5 + classes :], prototypes, seen, wanted, self.nms_iou)


class Yolov8(_Yolo):
    """Columns `[4 + C + k, n]`: centre x, y, width, height, class scores, coefficients. Also v9, v11, v12."""

    family: Literal["yolov8"] = "yolov8"
    nms_iou: float = Field(default=0.7, ge=0, le=1)
    transposed: bool = Field(default=False, description="rows instead of columns")

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`."""
        head = _head(clues)
        if head is None:
            return None
        boxes, masks, k = head
        first, second = boxes.shape[1:]
        if clues.classes is not None:
            width = 4 + clues.classes + k
            if width not in (first, second):
                return None
            return cls(output=boxes.name, prototypes=masks, transposed=first != width), clues.classes
        if first is None or first - 4 - k < 1 or (second is not None and second <= first):
            return None
        return cls(output=boxes.name, prototypes=masks), first - 4 - k

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        classes, prototypes = len(wanted.classes), self._prototypes(outputs)
        width = 4 + classes + (0 if prototypes is None else len(prototypes))
        rows = self._rows(outputs, width, transposed=not self.transposed)
        candidates = Candidates.of(corners(rows[:, :4]), *best_class(rows[:, 4 : 4 + classes]))
        return _with_masks(candidates, rows[:, 4 + classes :], prototypes, seen, wanted, self.nms_iou)


class YoloEndToEnd(_Yolo):
    """Rows `[n, 6 + k]`: left, top, right, bottom, score, class, coefficients. YOLOv10, YOLO26, exports with NMS."""

    family: Literal["yolo-end2end"] = "yolo-end2end"

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`."""
        head = _head(clues)
        if head is None or head[0].shape[2] != 6 + head[2]:
            return None
        rows = head[0].shape[1]
        cells = 0 if clues.size is None else count_cells(*clues.size)
        if rows is not None and (rows > MOST_ENDED or rows <= 6 + head[2] or rows in (cells, ANCHORS * cells)):
            return None
        return cls(output=head[0].name, prototypes=head[1]), None

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        prototypes = self._prototypes(outputs)
        rows = self._rows(outputs, 6 + (0 if prototypes is None else len(prototypes)))
        rows = rows[rows[:, 4] != 0]  # what fills the tensor up
        rows = rows[np.isfinite(rows[:, 5]) | ~np.isfinite(rows[:, 4])]
        classes = np.nan_to_num(np.rint(rows[:, 5]), nan=0)
        candidates = Candidates.of(rows[:, :4], rows[:, 4], classes)
        return _with_masks(candidates, rows[:, 6:], prototypes, seen, wanted, None)


def _head(clues: Clues) -> tuple[TensorSpec, str | None, int] | None:
    """Return the output of boxes, that of prototype masks and how many of these there are; None for other graphs."""
    boxes, masks = clues.of_rank(3), clues.of_rank(4)
    if len(boxes) != 1 or len(masks) > 1:
        return None
    if not masks:
        return boxes[0], None, 0
    count = masks[0].shape[1]
    return None if count is None else (boxes[0], masks[0].name, count)


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
