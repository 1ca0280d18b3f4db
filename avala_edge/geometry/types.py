"""Frames, boxes, polygons, RLE and outlines: frozen, checked where made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput

MAX_POINTS = 1_000_000


@contextmanager
def native_refusals() -> Iterator[None]:
    """Turn the core's ValueError into `InvalidInput`."""
    try:
        yield
    except ValueError as error:
        raise InvalidInput(str(error)) from error


@dataclass(frozen=True)
class View:
    """A rectangle of an image, in whole pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def xywh(self) -> tuple[int, int, int, int]:
        """Left, top, width, height."""
        return self.x, self.y, self.width, self.height


@dataclass(frozen=True)
class Frame:
    """How a logit grid lies on an image: `view` covers the grid's top-left `valid_height` × `valid_width` cells.

    Image pixel centre (x + 0.5, y + 0.5) lies at grid coordinate ((x + 0.5 - view.x) * valid_width / view.width - 0.5,
    …), clamped to the grid; values between cell centres are bilinear. Outside the view nothing is known.
    """

    image_height: int
    image_width: int
    valid_height: float
    valid_width: float
    view: View

    @classmethod
    def whole(cls, image_height: int, image_width: int, valid_height: float, valid_width: float) -> Frame:
        """A grid over all of an image."""
        return cls(image_height, image_width, valid_height, valid_width, View(0, 0, image_width, image_height))

    @classmethod
    def of_dict(cls, said: Mapping[str, Any]) -> Frame:
        """Return what `dataclasses.asdict` was made of; KeyError, TypeError for anything else."""
        return cls(**{**said, "view": View(**said["view"])})

    def __post_init__(self) -> None:
        """Check."""
        if self.image_height < 1 or self.image_width < 1:
            raise InvalidInput(f"an image has at least 1 × 1 pixels, got {self.image_width} × {self.image_height}")
        x, y, width, height = self.view.xywh
        if not (0 <= x < x + width <= self.image_width and 0 <= y < y + height <= self.image_height):
            raise InvalidInput(f"{self.view} is not inside an image of {self.image_width} × {self.image_height}")
        if not (0 < self.valid_height < math.inf and 0 < self.valid_width < math.inf):
            raise InvalidInput(f"valid cells must be above 0, got {self.valid_width} × {self.valid_height}")


@dataclass(frozen=True)
class Box:
    """Pixels: left, top, width, height; all 0 for an empty mask."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        """Check."""
        if self.width < 0 or self.height < 0:
            raise InvalidInput(f"a box must have a size of 0 × 0 or more, got {self.width} × {self.height}")


class Rings(TypedDict):
    """A polygon as annotations and answers have it: lists of [x, y]."""

    exterior: list[list[float]]
    holes: list[list[list[float]]]


@dataclass(frozen=True)
class Polygon:
    """Rings in image pixels, first point not repeated: exterior clockwise on the screen, holes the other way round.

    Attributes:
        exterior: float64 `[n, 2]` x, y.
        holes: the same, one each.
    """

    exterior: NDArray[np.float64]
    holes: tuple[NDArray[np.float64], ...] = ()

    def __post_init__(self) -> None:
        """Check shapes."""
        for ring in (self.exterior, *self.holes):
            if ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 3 or ring.dtype != np.float64:
                raise InvalidInput(f"a ring must be float64 [n >= 3, 2], got {ring.dtype} {ring.shape}")

    @classmethod
    def of_rings(cls, rings: Rings) -> Polygon:
        """Return what `to_rings` made lists of."""
        holes = (np.asarray(hole, np.float64) for hole in rings["holes"])
        return cls(np.asarray(rings["exterior"], np.float64), tuple(holes))

    def to_rings(self) -> Rings:
        """Return it as annotations and answers have it, in hundredths of a pixel: more would be most of their bytes."""
        return {"exterior": self.exterior.round(2).tolist(), "holes": [hole.round(2).tolist() for hole in self.holes]}


@dataclass(frozen=True)
class Rle:
    """COCO compressed run-length encoding of a `height` × `width` mask."""

    height: int
    width: int
    counts: bytes

    def __post_init__(self) -> None:
        """Check the size; `decode_rle` checks the counts."""
        if self.height < 1 or self.width < 1:
            raise InvalidInput(f"an RLE must be of at least 1 × 1 pixels, got {self.width} × {self.height}")

    def coco(self) -> dict[str, object]:
        """Return the JSON form that COCO gives it: `size` is height, width."""
        return {"size": [self.height, self.width], "counts": self.counts.decode("ascii")}


@dataclass(frozen=True)
class OutlineOptions:
    """What to compute; distances in image pixels, areas in square pixels.

    Attributes:
        tolerance_px: greatest Hausdorff distance between polygon and sub-pixel outline; 0 follows every pixel edge.
        max_points: at most this many points in all, with the least tolerance that fits; then `tolerance_px` is not
            used. Each ring keeps 3 points, whatever this says.
        min_area_px2: smaller islands are dropped (the largest always stays).
        fill_holes_px2: smaller holes are filled.
    """

    tolerance_px: float = 1.0
    max_points: int | None = None
    min_area_px2: float = 0.0
    fill_holes_px2: float = 0.0
    want_polygon: bool = True
    want_rle: bool = True

    def __post_init__(self) -> None:
        """Check."""
        if self.max_points is not None and not 3 <= self.max_points <= MAX_POINTS:
            raise InvalidInput(f"max_points must be 3 to {MAX_POINTS}, got {self.max_points}", field="max_points")
        for field in ("tolerance_px", "min_area_px2", "fill_holes_px2"):
            value = getattr(self, field)
            if not 0 <= value < math.inf:
                raise InvalidInput(
                    f"{field} must be a finite number, 0 or above, got {value}", field=field.rsplit("_", 1)[0]
                )


@dataclass(frozen=True)
class Outline:
    """One mask as a client needs it.

    Attributes:
        polygons: with holes, or None when not wanted.
        rle: or None when not wanted.
        box: of the cleaned mask.
        area: pixels of the cleaned mask.
        stability: IoU of the uncleaned mask at thresholds +1 and -1.
        error_px: how far the polygons are from the outline before simplification (Hausdorff distance); 0 without.
        polygon_iou: IoU of the polygons' pixels with the mask; 1 without polygons.
    """

    polygons: tuple[Polygon, ...] | None
    rle: Rle | None
    box: Box
    area: int
    stability: float
    error_px: float
    polygon_iou: float
