"""What the server says of labels that may be right, as frozen records; the fields are those of the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from avala_edge.client.shapes import Box, Polygons


@dataclass(frozen=True)
class SuggestedLabel:
    """A label, how likely it is (0…1), and the accepted annotations with it that look most alike."""

    label: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class HeadVersion:
    """A head of a project."""

    version: int


@dataclass(frozen=True)
class Suggested:
    """Labels, the likeliest first; none for what is `unknown`, for `reason`. `head`: the active one, if any."""

    labels: tuple[SuggestedLabel, ...]
    unknown: bool
    reason: str | None
    head: HeadVersion | None


@dataclass(frozen=True)
class Measured:
    """How good labels were on photos that were never trained on."""

    accuracy: float
    calibration_error: float
    log_loss: float


@dataclass(frozen=True)
class Head:
    """A version of a project's head; `is_better` than comparing with label means, and than the version before."""

    version: int
    active: bool
    created_at: datetime
    model: str
    labels: tuple[str, ...]
    examples: int
    images: int
    held_out: int
    measured: Measured
    measured_means: Measured
    before: int | None
    measured_before: Measured | None
    is_better: bool


@dataclass(frozen=True)
class Candidate:
    """An object that may be like another; `similarity` is a cosine, `score` the expected IoU with an object."""

    item: str
    similarity: float
    score: float
    stability: float
    area: int
    bbox: Box
    polygon: Polygons
    point: dict[str, float]


@dataclass(frozen=True)
class Alike:
    """Candidates, the likest first, on those `items` that there was time for, of so many `asked`."""

    candidates: tuple[Candidate, ...]
    items: tuple[str, ...]
    asked: int
