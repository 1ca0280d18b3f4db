"""How a connected model writes what it found: which boxes, in which coordinates, under which names; and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from avala_edge.errors import EdgeError

MOST_READ = 10_000  # predictions of one answer that are looked at
MOST_POINTS = 50_000  # of one outline, as of an annotation
MOST_ISLANDS = 1000
MOST_HOLES = 1000
MOST_LABEL = 100  # characters, as of a project's label

BoxOrder = Literal["xywh", "xyxy", "cxcywh"]
Coordinates = Literal["pixels", "normalized"]
DEFAULT_KEYS = ("predictions", "results", "detections", "outputs")


@dataclass(frozen=True)
class AnswerForm:
    """What the operator says of a model's answers.

    Attributes:
        key: dotted path of the list of predictions; empty: the list is all there is, or under one of `DEFAULT_KEYS`.
        box_order: of four bare numbers: left, top, width, height; corners; or centre, width, height.
        coordinates: pixels of the picture that was sent, or shares of its sides.
        class_names: a class that is a number stands for one of these; without any the number is the name.
    """

    key: str = ""
    box_order: BoxOrder = "xywh"
    coordinates: Coordinates = "pixels"
    class_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """The picture that was sent, and the displayed image that it shows, perhaps larger; in pixels."""

    sent_width: int
    sent_height: int
    width: int
    height: int

    @classmethod
    def whole(cls, width: int, height: int) -> Picture:
        """A picture that was sent as it is."""
        return cls(width, height, width, height)

    def scale(self, coordinates: Coordinates) -> tuple[float, float]:
        """Return by what an answer's x and y become pixels of the displayed image."""
        if coordinates == "normalized":
            return float(self.width), float(self.height)
        return self.width / self.sent_width, self.height / self.sent_height


class LeftOut(EdgeError):
    """A prediction that cannot be used; its message is one of a few reasons, which are counted."""
