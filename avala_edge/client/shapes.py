"""Shapes on the wire, in pixels of the displayed photo (pixel centres at +0.5)."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

ShapeType: TypeAlias = Literal["bounding_box", "polygon", "segmentation_mask"]


class Box(TypedDict):
    """An upright box."""

    x: float
    y: float
    width: float
    height: float


class Rings(TypedDict):
    """An island: its outline `[[x, y], …]` and the rings that are cut out of it."""

    exterior: list[list[float]]
    holes: list[list[list[float]]]


class Polygons(TypedDict):
    """An outline of one or more islands."""

    polygons: list[Rings]


class Rle(TypedDict):
    """COCO compressed RLE; `size` is `[height, width]`."""

    size: list[int]
    counts: str


class MaskShape(TypedDict):
    """A mask of the whole photo."""

    rle: Rle


Shape: TypeAlias = Box | Polygons | MaskShape
