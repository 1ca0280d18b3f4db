"""What a connected model is to auto-label, whichever kind stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from avala_edge.imaging import Pixels
from avala_edge.models.detection import Detection
from avala_edge.store import ImageRecord


@dataclass(frozen=True)
class Ask:
    """What is wanted of a model.

    Attributes:
        floor: detections with a lower score are of no interest to anybody.
        labels: the model's classes that are wanted; empty: all.
        item: uid of the item that is asked about, where it is known.
        project: uid of the project that it is asked for, where it is known.
    """

    floor: float = 0.0
    labels: frozenset[str] = frozenset()
    item: str | None = None
    project: str | None = None


class Subject(Protocol):
    """An image that a model is asked about; what a provider does not need is not read."""

    @property
    def record(self) -> ImageRecord:
        """Its size, format and name."""

    async def content(self) -> bytes:
        """Return its bytes as they came in."""

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        """Return its pixels as displayed, perhaps decoded smaller, but with a longer side of `least_side` at least.

        Raises:
            ImageRefused: the bytes have been damaged.
        """


class Provider(Protocol):
    """A model that finds objects."""

    @property
    def name(self) -> str:
        """What annotations say of the model that made them; at most 100 characters."""

    async def detect(self, subject: Subject, ask: Ask) -> list[Detection]:
        """Return what is on an image, in pixels of the displayed image, the best first.

        Raises:
            Busy: it has as much work as it takes just now.
            EdgeError: why this image cannot be answered; the message is for people.
        """
