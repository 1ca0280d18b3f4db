"""What families share: the rectangle that a model saw, what is wanted of it, and what it found there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import ModelUnavailable
from avala_edge.geometry import Polygon
from avala_edge.imaging import Place
from avala_edge.models.detection import MOST_DETECTIONS
from avala_edge.models.detectors.suppression import suppress

MOST_CANDIDATES = 5000  # before overlapping ones go; the best
SCORE_SLACK = 0.01  # that arithmetic may leave a score outside 0…1


@dataclass(frozen=True)
class Seen:
    """A displayed image of `image_height` × `image_width`, and where in the model's rectangle it lies."""

    place: Place
    image_height: int
    image_width: int

    @property
    def scale_x(self) -> float:
        """Model pixels to an image pixel, across."""
        return self.place.resized_width / self.image_width

    @property
    def scale_y(self) -> float:
        """Model pixels to an image pixel, down."""
        return self.place.resized_height / self.image_height

    def to_image(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn points `[…, 2n]` x, y, x, y … of the model's rectangle into image pixels."""
        repeats = corners.shape[-1] // 2
        origin = np.tile([float(self.place.left), float(self.place.top)], repeats)
        on_image: NDArray[np.float64] = (corners - origin) / np.tile([self.scale_x, self.scale_y], repeats)
        return on_image


@dataclass(frozen=True)
class Wanted:
    """Which candidates are of interest.

    Attributes:
        floor: the least score.
        classes: bool `[C]`, one for each class that the model has.
    """

    floor: float
    classes: NDArray[np.bool_]


@dataclass(frozen=True)
class Found:
    """An object, its class by number. `box` is left, top, right, bottom in image pixels, perhaps beyond the image."""

    score: float
    class_index: int
    box: tuple[float, float, float, float]
    polygons: tuple[Polygon, ...] | None = None


@dataclass(frozen=True)
class Candidates:
    """Boxes as a model says them, still too many.

    Attributes:
        boxes: float64 `[n, 4]`, left, top, right, bottom in pixels of the model's rectangle.
        scores: float64 `[n]`.
        classes: int64 `[n]`.
    """

    boxes: NDArray[np.float64]
    scores: NDArray[np.float64]
    classes: NDArray[np.int64]

    @classmethod
    def of(cls, boxes: NDArray[np.generic], scores: NDArray[np.generic], classes: NDArray[np.generic]) -> Candidates:
        """Take arrays of any number type."""
        return cls(boxes.astype(np.float64), scores.astype(np.float64), classes.astype(np.int64))

    def chosen(self, wanted: Wanted, *, nms_iou: float | None) -> NDArray[np.intp]:
        """Return indices of what is wanted and overlaps no better one of its class by more than `nms_iou`; best first.

        Candidates with numbers that are not finite are left out.

        Raises:
            ModelUnavailable: no candidate is finite, a score is no share, or a class is none of the model's.
        """
        finite = np.isfinite(self.scores) & np.isfinite(self.boxes).all(1)
        if len(finite) and not finite.any():
            raise ModelUnavailable("the model answered with numbers that are not finite")
        scores = self.scores[finite]
        check_shares(scores)
        kept = np.flatnonzero(finite)[scores >= max(wanted.floor, 1e-9)]
        classes = self.classes[kept]
        if len(classes) and not (classes.min() >= 0 and classes.max() < len(wanted.classes)):
            raise ModelUnavailable(
                f"the model answered with class {int(classes.max())}, but has {len(wanted.classes)} classes"
            )
        kept = kept[wanted.classes[classes]]
        kept = kept[np.argsort(-self.scores[kept], kind="stable")[:MOST_CANDIDATES]]
        if nms_iou is not None:
            kept = kept[suppress(self.boxes[kept], self.classes[kept], nms_iou)]
        return kept[:MOST_DETECTIONS]

    def found(self, chosen: NDArray[np.intp], seen: Seen) -> list[Found]:
        """Return the chosen ones as boxes on the image."""
        boxes = seen.to_image(self.boxes[chosen])
        return [
            Found(score, index, (left, top, right, bottom))
            for score, index, (left, top, right, bottom) in zip(
                self.scores[chosen].clip(0, 1).tolist(), self.classes[chosen].tolist(), boxes.tolist(), strict=True
            )
        ]


def check_shares(scores: NDArray[np.floating]) -> None:
    """Raise `ModelUnavailable` unless all lie in 0…1."""
    if scores.size and not (scores.min() >= -SCORE_SLACK and scores.max() <= 1 + SCORE_SLACK):
        raise ModelUnavailable(
            f"the model's scores go from {scores.min():g} to {scores.max():g}, but should lie in 0…1: "
            "is this the right family?"
        )


def corners(centred: NDArray[np.floating]) -> NDArray[np.float64]:
    """Turn boxes `[n, 4]` centre x, centre y, width, height into left, top, right, bottom."""
    middle, half = centred[:, :2].astype(np.float64), centred[:, 2:].astype(np.float64) / 2
    return np.concatenate((middle - half, middle + half), axis=1)
