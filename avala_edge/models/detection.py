"""`Detection`: an object that a model found by itself, whatever model it was."""

from __future__ import annotations

import math
from dataclasses import dataclass

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Polygon

MOST_DETECTIONS = 1000  # of one model on one image; more is noise


@dataclass(frozen=True)
class Detection:
    """One object on one image.

    Attributes:
        score: 0 to 1.
        box: left, top, width, height in pixels of the displayed image, floats; not empty.
        label: the model's own name of the class; None: the model says none.
        polygons: its outline in pixels of the displayed image, or None when the model gives boxes only.
    """

    score: float
    box: tuple[float, float, float, float]
    label: str | None = None
    polygons: tuple[Polygon, ...] | None = None

    def __post_init__(self) -> None:
        """Check what a model must never say."""
        if not all(map(math.isfinite, (self.score, *self.box))):
            raise InvalidInput("a score or a box is no finite number", field="predictions")
        if not 0 <= self.score <= 1:
            raise InvalidInput(f"a score must be 0 to 1, got {self.score:g}", field="predictions")
        if not (self.box[2] > 0 and self.box[3] > 0):
            raise InvalidInput(f"a box must have a size, got {self.box[2]:g} x {self.box[3]:g}", field="predictions")


def clip_box(
    left: float, top: float, right: float, bottom: float, *, width: int, height: int
) -> tuple[float, float, float, float] | None:
    """Return the part of a box (corners, px) that is inside an image as left, top, width, height; None when none is."""
    left, right = max(0.0, left), min(float(width), right)
    top, bottom = max(0.0, top), min(float(height), bottom)
    if not (right > left and bottom > top):  # also for NaN
        return None
    return left, top, right - left, bottom - top
