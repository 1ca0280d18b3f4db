"""DETR and its kin, RT-DETR and RF-DETR among them: class logits and boxes as shares of the picture, one a query."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from avala_edge.models.detectors.families.family import Clues, Family, Outputs, best_class, tensor, unfit
from avala_edge.models.detectors.found import Candidates, Found, Seen, Wanted, corners
from avala_edge.models.detectors.inputs import IMAGENET_MEAN, IMAGENET_STD, Preparation, Scale, Stretch

FARTHEST = 8.0  # share of a picture at which a box can end; others say pixels
EACH_CLASS_ALONE = ("rtdetr", "rt-detr", "rt_detr", "rf-detr", "rfdetr", "deformable", "dino", "conditional", "d-fine")


class Detr(Family):
    """Logits `[n, C]`, or `[n, C + 1]` with *no object* last; boxes `[n, 4]`: centre x, y, width, height, 0 to 1.

    Without `boxes` both are in one tensor `[n, 4 + C]`, boxes first.
    """

    family: Literal["detr"] = "detr"
    logits: str
    boxes: str | None = None
    scores: Literal["softmax", "sigmoid", "as-they-are"]

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`."""
        tensors = {each.name: each for each in clues.of_rank(3)}
        if clues.says("detr") and len(clues.outputs) == 1 and tensors and clues.classes is not None:
            (only,) = tensors.values()
            joined = only.shape[2] == 4 + clues.classes
            return (cls(logits=only.name, scores="as-they-are"), clues.classes) if joined else None
        boxes = tensors.get("pred_boxes") or next((each for each in tensors.values() if each.shape[2] == 4), None)
        others = [each for each in tensors.values() if each is not boxes]
        logits = tensors.get("logits") or tensors.get("pred_logits") or (others[0] if len(others) == 1 else None)
        if boxes is None or logits is None:
            return None
        count = logits.shape[2]
        alone = clues.says(*EACH_CLASS_ALONE)
        if count is not None and clues.classes is not None:
            if clues.classes not in (count, count - 1):
                return None
            alone = clues.classes == count
        options = cls(logits=logits.name, boxes=boxes.name, scores="sigmoid" if alone else "softmax")
        return options, count if alone or count is None else count - 1

    def usual(self, clues: Clues) -> Preparation:
        """See `Family.usual`."""
        height, width = clues.side
        stretch = Stretch(height=height, width=width)
        if self.scores == "softmax" and clues.size is None:
            return Preparation(fit=Scale(shorter=800, longer=1333), mean=IMAGENET_MEAN, std=IMAGENET_STD)
        if self.scores == "softmax" or clues.says("rf-detr", "rfdetr"):
            return Preparation(fit=stretch, mean=IMAGENET_MEAN, std=IMAGENET_STD)
        return Preparation(fit=stretch)

    def outputs(self) -> tuple[str, ...]:
        """See `Family.outputs`."""
        return (self.logits, *((self.boxes,) if self.boxes is not None else ()))

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        logits, boxes = self._tensors(outputs)
        classes = len(wanted.classes)
        width = classes + (self.scores == "softmax")
        if logits.shape[1] != width or boxes.shape != (len(logits), 4):
            raise unfit(self.logits, outputs[self.logits].shape, f"should have {width} numbers for {classes} classes")
        if boxes.size and np.abs(boxes[np.isfinite(boxes)]).max(initial=0) > FARTHEST:
            raise unfit(self.boxes or self.logits, boxes.shape, "has boxes that are no shares of the picture")
        scores, best = best_class(self._scores(logits.astype(np.float64))[:, :classes])
        size = np.array([seen.place.width, seen.place.height] * 2)
        candidates = Candidates.of(corners(boxes.astype(np.float64)) * size, scores, best)
        return candidates.found(candidates.chosen(wanted, nms_iou=None), seen)

    def _tensors(self, outputs: Outputs) -> tuple[NDArray[Any], NDArray[Any]]:
        both = tensor(outputs, self.logits, rank=2)
        return (both[:, 4:], both[:, :4]) if self.boxes is None else (both, tensor(outputs, self.boxes, rank=2))

    def _scores(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.scores == "softmax":
            return np.asarray(softmax(logits, axis=1))
        return np.asarray(expit(logits)) if self.scores == "sigmoid" else logits
