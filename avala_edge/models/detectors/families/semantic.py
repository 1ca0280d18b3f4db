"""Semantic segmentation: a class for every cell → a detection for every connected region."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy import ndimage
from scipy.special import expit, softmax

from avala_edge.errors import ModelUnavailable
from avala_edge.models.detection import MOST_DETECTIONS
from avala_edge.models.detectors.families.family import Clues, Family, Outputs
from avala_edge.models.detectors.found import Found, Seen, Wanted, check_shares
from avala_edge.models.detectors.inputs import IMAGENET_MEAN, IMAGENET_STD, Preparation, Stretch
from avala_edge.models.detectors.masks import polygons_in

SURE = 1e-3  # how far shares may be from adding up to 1


class Semantic(Family):
    """Numbers `[C, h, w]` of each class, or of one alone (`C` = 1), or the class itself `[h, w]`."""

    family: Literal["semantic"] = "semantic"
    output: str
    says: Literal["logits", "shares", "classes"]
    channels_last: bool = Field(default=False, description="[h, w, C] instead of [C, h, w]")
    least_share: float = Field(default=0.0002, ge=0, lt=1, description="of the input that a region covers")

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`; of several outputs the first is it, as in torchvision's, whose second is for training."""
        numbers = [each for each in clues.outputs if each.dtype.startswith("int") and len(each.shape) in (3, 4)]
        if numbers and len(clues.outputs) == 1:
            return cls(output=numbers[0].name, says="classes"), None
        maps = clues.of_rank(4)
        if not maps or len(maps) != len(clues.outputs):
            return None
        first, last = maps[0].shape[1], maps[0].shape[3]
        channels_last = first is None and last is not None
        if clues.classes is not None:
            channels_last = first != clues.classes and last == clues.classes
        count = last if channels_last else first
        if (count is None and clues.classes is None) or (None not in (count, clues.classes) and count != clues.classes):
            return None
        return cls(output=maps[0].name, says="logits", channels_last=channels_last), count

    def usual(self, clues: Clues) -> Preparation:
        """See `Family.usual`."""
        height, width = clues.side
        return Preparation(fit=Stretch(height=height, width=width), mean=IMAGENET_MEAN, std=IMAGENET_STD)

    def outputs(self) -> tuple[str, ...]:
        """See `Family.outputs`."""
        return (self.output,)

    def settled(self, outputs: Outputs) -> Self:
        """See `Family.settled`: some graphs end with a softmax or sigmoid."""
        if self.says == "classes":
            return self
        numbers = self._numbers(outputs)
        within = bool(numbers.min() >= -SURE and numbers.max() <= 1 + SURE)
        adds_up = len(numbers) == 1 or bool(np.abs(numbers.sum(0) - 1).max() < SURE)
        return self.model_copy(update={"says": "shares" if within and adds_up else "logits"})

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        classes, sure, margin = self._read(outputs, len(wanted.classes))
        found = [
            each
            for index in np.unique(classes).tolist()
            if index >= 0 and wanted.classes[index]
            for each in self._regions(index, classes, sure, margin, seen, wanted.floor)
        ]
        found.sort(key=lambda pair: (-pair[0].score, -pair[1]))
        return [each for each, _ in found[:MOST_DETECTIONS]]

    def _regions(
        self,
        index: int,
        classes: NDArray[np.int64],
        sure: NDArray[np.float32],
        margin: NDArray[np.float32],
        seen: Seen,
        floor: float,
    ) -> list[tuple[Found, int]]:
        """Return the regions of a class that are large and sure enough, with their cells."""
        labelled, count = ndimage.label(classes == index)
        sizes = np.bincount(labelled.ravel(), minlength=count + 1)[1:]
        scores = ndimage.mean(sure, labelled, np.arange(1, count + 1)) if count else np.zeros(0)
        found = []
        for number, (rows, columns) in enumerate(ndimage.find_objects(labelled)):
            score = min(1.0, float(scores[number]))
            if sizes[number] < self.least_share * classes.size or score < floor:
                continue

            def field(rows: slice, columns: slice, own: int = number + 1) -> NDArray[np.float32]:
                won = margin[rows, columns]
                return np.where(labelled[rows, columns] == own, won, -won)

            box = _on_image(rows, columns, classes.shape, seen)
            polygons = polygons_in(box, field, (classes.shape[0], classes.shape[1]), seen)
            if polygons:
                points = np.concatenate([each.exterior for each in polygons])
                (left, top), (right, bottom) = points.min(0).tolist(), points.max(0).tolist()
                found.append((Found(score, index, (left, top, right, bottom), polygons), int(sizes[number])))
        return found

    def _read(self, outputs: Outputs, count: int) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
        """Return of each cell its class (-1: none), how sure that is, and by how much it won, above 0."""
        if self.says == "classes":
            classes = _squeezed(outputs[self.output], 2, self.output).astype(np.int64)
            if classes.min() < 0 or classes.max() >= count:
                raise ModelUnavailable(f"the model answered with class {int(classes.max())}, but has {count} classes")
            ones = np.ones(classes.shape, np.float32)
            return classes, ones, ones
        numbers = self._numbers(outputs)
        if len(numbers) != count:
            raise ModelUnavailable(f"output {self.output!r} has {len(numbers)} classes, but {count} have a name")
        if not np.isfinite(numbers).all():
            raise ModelUnavailable("the model answered with numbers that are not finite")
        if self.says == "shares":
            check_shares(numbers)
        if count == 1:
            over = numbers[0] - (0.5 if self.says == "shares" else 0.0)
            shares = numbers[0] if self.says == "shares" else expit(numbers[0])
            classes = np.where(over > 0, 0, -1).astype(np.int64)
            return classes, shares.astype(np.float32), np.maximum(np.abs(over), 1e-6).astype(np.float32)
        classes = numbers.argmax(0)
        shares = numbers if self.says == "shares" else softmax(numbers, axis=0)
        second, first = np.partition(numbers, -2, axis=0)[-2:]
        return classes, shares.max(0), np.maximum(first - second, 1e-6)

    def _numbers(self, outputs: Outputs) -> NDArray[np.float32]:
        numbers = _squeezed(outputs[self.output], 3, self.output)
        return np.ascontiguousarray(numbers.transpose(2, 0, 1) if self.channels_last else numbers, np.float32)


def _squeezed(array: NDArray[Any], rank: int, name: str) -> NDArray[Any]:
    while array.ndim > rank and array.shape[0] == 1:
        array = array[0]
    if array.ndim != rank or 0 in array.shape:
        raise ModelUnavailable(f"output {name!r} should have {rank} dimensions and a batch of 1, but is {array.shape}")
    return array


def _on_image(rows: slice, columns: slice, grid: tuple[int, ...], seen: Seen) -> tuple[float, float, float, float]:
    """Return the box, in image pixels, of some cells and one more on each side."""
    place = seen.place
    high, wide = place.height / grid[0], place.width / grid[1]
    box = np.array(
        [(columns.start - 1) * wide, (rows.start - 1) * high, (columns.stop + 1) * wide, (rows.stop + 1) * high]
    )
    left, top, right, bottom = seen.to_image(box).tolist()
    return left, top, right, bottom
