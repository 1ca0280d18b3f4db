"""What reviews are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from avala_edge.client.records import Annotation
from avala_edge.client.shapes import Polygons


@dataclass(frozen=True)
class Reviewed(Annotation):
    """An annotation after a decision; `undo` takes the decision back, None: you had decided so before."""

    undo: str | None


@dataclass(frozen=True)
class BulkReview:
    """How many a decision changed, how many it left as your own, what takes it back."""

    count: int
    own: int
    undo: str | None


@dataclass(frozen=True)
class UndoneReview:
    """How many are again what they were, and how many stay, since something changed them after the decision."""

    count: int
    changed_since: int


@dataclass(frozen=True)
class Estimate:
    """A share, and between which two the true one is, with 95 %; `rate` is None before anything is decided."""

    rate: float | None
    low: float
    high: float
    decided: int


@dataclass(frozen=True)
class Stratum:
    """What was drawn of one model, label and tenth of the confidence, and what was decided about it."""

    model: str | None
    label: str | None
    confidence: tuple[float, ...] | None
    size: int
    sampled: int
    decided: int
    accepted: int
    modified: int
    rejected: int


@dataclass(frozen=True)
class ReviewSample:
    """A sample, and what it says so far of all that it was drawn from: right as it is, right after a change."""

    uid: str
    filter: dict[str, Any]
    size: int
    stands_for: int
    decided: int
    as_is: Estimate
    accepted: Estimate
    strata: tuple[Stratum, ...]
    created_at: datetime


@dataclass(frozen=True)
class ReliabilityBin:
    """Decisions about predictions with a confidence from and to."""

    confidence: tuple[float, ...]
    accepted: int
    modified: int
    rejected: int
    as_is: Estimate


@dataclass(frozen=True)
class Threshold:
    """Trust it from `confidence` on: `share` of what was decided is there."""

    confidence: float
    share: float
    as_is: Estimate


@dataclass(frozen=True)
class Reliability:
    """What confidence is worth; `threshold` is None while nothing keeps the target."""

    decided: int
    bins: tuple[ReliabilityBin, ...]
    threshold: Threshold | None


@dataclass(frozen=True)
class Finding:
    """Something to look at: `kind`, of which annotation (None: nobody has drawn it), and why.

    `others` are those that it overlaps, or that are like it; `label` is the likelier one, or that of what nobody has
    drawn, and `geometry` what the model sees, as that of a polygon annotation.
    """

    kind: str
    annotation: str | None
    item: str
    others: tuple[str, ...]
    value: float
    detail: str
    label: str | None = None
    geometry: Polygons | None = None
