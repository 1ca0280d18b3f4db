"""What a click asks and what it gets; coordinates are pixels of the displayed (oriented) image."""

from __future__ import annotations

from dataclasses import dataclass

from avala_edge.geometry import Polygon, Rings, Rle


@dataclass(frozen=True)
class Point:
    """A click: `label` 1 adds what is there, 0 removes it."""

    x: float
    y: float
    label: int = 1


@dataclass(frozen=True)
class BoxPrompt:
    """A box around the object, or around what is on the screen."""

    x: float
    y: float
    width: float
    height: float


FORMATS = frozenset({"polygon", "rle", "png", "bbox"})


@dataclass(frozen=True)
class SegmentRequest:
    """One prompt.

    Attributes:
        image: `sha256:…` uid.
        model: a model's name, or None for the active one.
        mask: token of an earlier answer to refine.
        multimask: answer with three alternatives instead of one mask.
        formats: which of `FORMATS` to compute.
        tolerance_px: how far the polygon may be from the mask's outline; None: 1 px per 1024 px of the long side
            of what was looked at (all of the image, or a closer view), at least 1 px.
        min_area_px2: smaller islands are dropped; None: 0.002 % of what was looked at.
        fill_holes_px2: smaller holes are filled; None: the same.
        looking_at: the part of the image that is on the annotator's screen; None: all of it.
    """

    image: str
    model: str | None = None
    points: tuple[Point, ...] = ()
    box: BoxPrompt | None = None
    mask: str | None = None
    multimask: bool = False
    formats: frozenset[str] = frozenset({"polygon", "rle", "bbox"})
    tolerance_px: float | None = None
    min_area_px2: float | None = None
    fill_holes_px2: float | None = None
    looking_at: BoxPrompt | None = None


@dataclass(frozen=True)
class AnswerMask:
    """One mask of an answer.

    Attributes:
        score: expected IoU with what was meant, 0…1.
        stability: IoU of the mask at thresholds +1 and -1.
        area: pixels.
        box: x, y, width, height.
        polygons: when asked for.
        rle: when asked for.
        png: one-channel mask, when asked for.
        token: handle to the logits, for refinement of the same image.
    """

    score: float
    stability: float
    area: int
    box: tuple[int, int, int, int]
    polygons: tuple[Rings, ...] | None
    rle: Rle | None
    png: bytes | None
    token: str

    @property
    def outline(self) -> tuple[Polygon, ...]:
        """The polygons as arrays; none when they were not asked for, or the mask is empty."""
        return tuple(map(Polygon.of_rings, self.polygons or ()))


@dataclass(frozen=True)
class Answer:
    """What a click gets, best mask first; timings in milliseconds."""

    image: str
    model_name: str
    model_digest: str
    masks: tuple[AnswerMask, ...]
    cache: str
    timings_ms: dict[str, float]
