"""Models that end with boxes, labels and scores: torchvision's, RT-DETR's own export, MMDetection's."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from avala_edge.inference import TensorSpec
from avala_edge.models.detectors.families.family import Clues, Family, Outputs, tensor, unfit
from avala_edge.models.detectors.found import Candidates, Found, Seen, Wanted
from avala_edge.models.detectors.inputs import Letterbox, Preparation, Scale, Stretch, Three
from avala_edge.models.detectors.masks import with_polygons

MMDETECTION_MEAN: Three = (103.53, 116.28, 123.675)
MMDETECTION_STD: Three = (57.375, 57.12, 58.395)


class Boxes(Family):
    """Boxes `[n, 4]` left, top, right, bottom in pixels of the input; class numbers `[n]`; scores `[n]`.

    Without `scores` they are the fifth number of each box. `masks` are shares `[n, h, w]` or `[n, 1, h, w]` of all of
    the input.
    """

    family: Literal["boxes"] = "boxes"
    boxes: str
    labels: str
    scores: str | None = None
    masks: str | None = None
    mask_threshold: float = Field(default=0.5, gt=0, lt=1)

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`; outputs may lack a name worth the word, as torchvision's do."""
        labels = [each for each in clues.outputs if each.dtype.startswith("int") and len(each.shape) in (1, 2)]
        if len(labels) != 1:
            return None
        rank = len(labels[0].shape)
        rows = [each for each in clues.of_rank(rank + 1) if each.shape[-1] in (4, 5)]
        if len(rows) != 1:
            return None
        lengths = clues.of_rank(rank)
        masks = [each.name for each in clues.of_rank(3, 4) if each is not rows[0]]
        scores = _named(lengths, "score") if rows[0].shape[-1] == 4 else None
        if rows[0].shape[-1] == 4 and scores is None:
            return None
        options = cls(boxes=rows[0].name, labels=labels[0].name, scores=scores, masks=masks[0] if masks else None)
        return options, None

    def usual(self, clues: Clues) -> Preparation:
        """See `Family.usual`."""
        height, width = clues.side
        if self.scores is None:  # MMDetection
            letterbox = Letterbox(height=height, width=width, placement="top-left", pad=114)
            return Preparation(fit=letterbox, channels="BGR", scale=1.0, mean=MMDETECTION_MEAN, std=MMDETECTION_STD)
        if clues.size is None and not clues.asks_size:  # torchvision, which scales pictures itself
            return Preparation(fit=Scale(shorter=1, longer=1333))
        return Preparation(fit=Stretch(height=height, width=width))

    def outputs(self) -> tuple[str, ...]:
        """See `Family.outputs`."""
        return tuple(name for name in (self.boxes, self.labels, self.scores, self.masks) if name is not None)

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        boxes, labels = tensor(outputs, self.boxes, rank=2), tensor(outputs, self.labels, rank=1)
        columns = 4 if self.scores is not None else 5
        if boxes.shape != (len(labels), columns):
            raise unfit(self.boxes, boxes.shape, f"should be {[len(labels), columns]}, as there are labels")
        scores = boxes[:, 4] if self.scores is None else tensor(outputs, self.scores, rank=1)
        if len(scores) != len(labels):
            raise unfit(str(self.scores), scores.shape, f"should have {len(labels)} numbers, as there are labels")
        filling = labels < 0  # MMDetection fills up with class -1
        candidates = Candidates.of(boxes[:, :4], np.where(filling, 0, scores), np.where(filling, 0, labels))
        chosen = candidates.chosen(wanted, nms_iou=None)
        found = candidates.found(chosen, seen)
        if self.masks is None:
            return found
        masks = self._masks(outputs, len(labels))

        def field(index: int, rows: slice, columns: slice) -> NDArray[np.floating]:
            return masks[index, rows, columns].astype(np.float32) - np.float32(self.mask_threshold)

        return with_polygons(found, chosen, field, (masks.shape[1], masks.shape[2]), seen)

    def _masks(self, outputs: Outputs, count: int) -> NDArray[Any]:
        masks: NDArray[Any] = outputs[str(self.masks)]
        if masks.ndim == 4 and masks.shape[0] == 1 and masks.shape[1] == count:
            masks = masks[0]
        elif masks.ndim == 4 and masks.shape[1] == 1:
            masks = masks[:, 0]
        if masks.ndim != 3 or len(masks) != count:
            raise unfit(str(self.masks), masks.shape, f"should be {count} masks, as there are labels")
        return masks


def _named(tensors: list[TensorSpec], word: str) -> str | None:
    """Return the only one, or the one whose name holds a word."""
    named = [each.name for each in tensors if word in each.name.lower()] or [each.name for each in tensors]
    return named[0] if len(named) == 1 else None
