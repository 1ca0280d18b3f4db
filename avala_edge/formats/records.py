"""What every format says: photos and the shapes on them, as values; and how a shape becomes a box, rings or a mask.

Coordinates are pixels of the displayed photo, 0, 0 being its top left corner (pixel centres at + 0.5).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Polygon, Rle, decode_rle, encode_mask, rasterise_polygons, ring_area, to_crop

FAR = 1_000_000.0  # px; no coordinate is farther from the photo's corner
MOST_POINTS = 50_000  # of one shape
MOST_ISLANDS = 1000
MOST_COUNTS = 4_000_000  # characters of an RLE
UNLABELLED = "unlabelled"  # how formats that want a class for everything call what has no label
LONGEST_TRACK = 64  # characters of its name
_TRACKS = uuid.UUID("b0f6f0a5-9d0e-4c4e-8f0b-6a1c58a4d3f7")  # the names of tracks that files number are made from it

Size = tuple[int, int]  # width, height
SizeOf = Callable[[str], Size | None]  # of the photo that a file's name means; None when there is none
Ring = list[list[float]]


@dataclass(frozen=True)
class FrameOf:
    """Which frame of which sequence a photo is.

    Attributes:
        sequence: what the sequence is called in an archive; no other one is called so.
        uid: the sequence's.
        index: which frame, from 0.
        frames: how many the sequence has; 0: nobody says.
        timestamp_s: when in the video, seconds; None for photos, as `rate`.
        rate: frames a second.
    """

    sequence: str
    uid: str
    index: int
    frames: int = 0
    timestamp_s: float | None = None
    rate: float | None = None


@dataclass(frozen=True)
class Photo:
    """A photo in an export.

    Attributes:
        name: its path in an archive; no other photo has it, nor it with another ending.
        width: px.
        height: px.
        split: train, val, …; default when there are none.
        frame: of which sequence it is one, if it is.
    """

    name: str
    width: int
    height: int
    split: str = "default"
    frame: FrameOf | None = None

    @property
    def stem(self) -> str:
        """The name without its ending."""
        folder, slash, file = self.name.rpartition("/")
        return f"{folder}{slash}{file.rpartition('.')[0] or file}"


class Shaped(Protocol):
    """What has a type and a geometry as the store has them: a `Shape`, an annotation."""

    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def geometry(self) -> Mapping[str, Any]: ...  # noqa: D102


class Sized(Protocol):
    """What has a size in pixels: a `Photo`, the record of an image."""

    @property
    def width(self) -> int: ...  # noqa: D102
    @property
    def height(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Shape:
    """An annotation.

    Attributes:
        type: as the store has it, as `geometry`.
        geometry: px of the photo.
        label: None: it has none.
        attributes: by name.
        track: one name for the same object in many frames.
        is_key: whether a person set it in this frame, where others of its track were propagated or interpolated.
    """

    type: str
    geometry: Mapping[str, Any]
    label: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    track: str | None = None
    is_key: bool = False


@dataclass(frozen=True)
class LabelInfo:
    """What is known of a label: `#rrggbb`, and attributes `{name, type, options?}`."""

    name: str
    color: str = "#4477aa"
    attributes: Sequence[Mapping[str, Any]] = ()


class Labels:
    """Classes by number, from 0: those of the projects in their order, then what else is met."""

    def __init__(self, known: Iterable[LabelInfo] = ()) -> None:
        """Begin with what is known; of two with one name the first counts."""
        self._numbers: dict[str, int] = {}
        self.infos: list[LabelInfo] = []
        for info in known:
            self._take(info)

    def number(self, label: str | None) -> int:
        """Return the number of a label."""
        return self._take(LabelInfo(UNLABELLED if label is None else label))

    def name(self, label: str | None) -> str:
        """Return what a label is called."""
        return self.infos[self.number(label)].name

    @property
    def names(self) -> list[str]:
        """All names, in the order of their numbers."""
        return [info.name for info in self.infos]

    def _take(self, info: LabelInfo) -> int:
        if info.name not in self._numbers:
            self._numbers[info.name] = len(self.infos)
            self.infos.append(info)
        return self._numbers[info.name]


@dataclass(frozen=True)
class ReadPhoto:
    """What a file says of one photo; `size` and `frame` as it states them, `notes`: what was left out, and why."""

    name: str
    shapes: tuple[Shape, ...] = ()
    size: Size | None = None
    notes: tuple[str, ...] = ()
    frame: FrameOf | None = None


@dataclass(frozen=True)
class ReadDataset:
    """What files say: their classes in order, and the photos, read as they are asked for."""

    labels: Sequence[str]
    photos: Iterator[ReadPhoto]


def box_shape(corners: Sequence[float], label: str | None, attributes: Mapping[str, Any] | None = None) -> Shape:
    """Return a box from left, top, right, bottom; raise `InvalidInput` when it has no area."""
    left, top, right, bottom = corners
    return exact_box((left, top, right - left, bottom - top), label, attributes)


def exact_box(numbers: Sequence[float], label: str | None, attributes: Mapping[str, Any] | None = None) -> Shape:
    """Return a box from left, top, width, height; raise `InvalidInput` when it has no area."""
    geometry = dict(zip(("x", "y", "width", "height"), numbers, strict=True))
    if not (geometry["width"] > 0 and geometry["height"] > 0):
        raise InvalidInput(f"a box of {geometry['width']:g} × {geometry['height']:g} pixels has no area")
    return _checked(Shape("bounding_box", geometry, label, attributes or {}))


def polygon_shape(
    islands: Sequence[tuple[Ring, Sequence[Ring]]], label: str | None, attributes: Mapping[str, Any] | None = None
) -> Shape:
    """Return an outline of islands, each an exterior and its holes; raise `InvalidInput`."""
    polygons = [{"exterior": exterior, "holes": list(holes)} for exterior, holes in islands]
    return _checked(Shape("polygon", {"polygons": polygons}, label, attributes or {}))


def mask_shape(mask: Rle, label: str | None, attributes: Mapping[str, Any] | None = None) -> Shape:
    """Return a mask; raise `InvalidInput` when it is damaged or too complex."""
    decode_rle(mask)
    if len(mask.counts) > MOST_COUNTS:
        raise InvalidInput(f"a mask has at most {MOST_COUNTS} bytes of runs")
    return Shape("segmentation_mask", {"rle": mask.coco()}, label, attributes or {})


def _checked(shape: Shape) -> Shape:
    """Return a shape that the store may keep."""
    if shape.type == "bounding_box":
        values = np.array([float(shape.geometry[name]) for name in ("x", "y", "width", "height")])
    else:
        rings = [ring for island in shape.geometry["polygons"] for ring in (island["exterior"], *island["holes"])]
        if not 1 <= len(shape.geometry["polygons"]) <= MOST_ISLANDS or len(rings) > 2 * MOST_ISLANDS:
            raise InvalidInput(f"an outline has 1 to {MOST_ISLANDS} islands")
        if any(len(ring) < 3 for ring in rings):
            raise InvalidInput("a ring has at least 3 points")
        if sum(map(len, rings)) > MOST_POINTS:
            raise InvalidInput(f"an outline has at most {MOST_POINTS} points")
        values = np.array([point for ring in rings for point in ring], np.float64)
    if not np.all(np.abs(values) <= FAR):  # NaN is not, either
        raise InvalidInput(f"a coordinate is no number within {FAR:g} pixels of the photo")
    return shape


def track_named(*words: str | int) -> str:
    """Return the name of a track that a file says by other words, such as a number; the same for the same words."""
    return str(uuid.uuid5(_TRACKS, json.dumps(words)))


def stated_track(value: object) -> str | None:
    """Return the track that a file names; a name that the store could not keep gets another. None: it names none."""
    if value is None or value == "":
        return None
    name = str(value)
    return name if 1 <= len(name) <= LONGEST_TRACK and name.isprintable() else track_named(name)


def islands_of(shape: Shaped) -> list[Polygon]:
    """Return the islands of a polygon, rings as float64 `[n, 2]`."""
    return [Polygon.of_rings(each) for each in shape.geometry["polygons"]]


def bounds_of(shape: Shaped) -> tuple[float, float, float, float] | None:
    """Return left, top, right, bottom of a shape; None for a mask of nothing."""
    if shape.type == "bounding_box":
        x, y, width, height = (float(shape.geometry[name]) for name in ("x", "y", "width", "height"))
        return x, y, x + width, y + height
    if shape.type == "polygon":
        points = np.concatenate([island.exterior for island in islands_of(shape)])
        (left, top), (right, bottom) = points.min(0).tolist(), points.max(0).tolist()
        return left, top, right, bottom
    try:
        left, top, right, bottom = to_crop(stored_rle(shape)).bounds
    except InvalidInput:
        return None
    return left, top, right + 1, bottom + 1


def area_of(shape: Shaped) -> float:
    """Return the area of a shape, px²; of a mask its pixels, of an outline what its rings enclose."""
    if shape.type == "bounding_box":
        return float(shape.geometry["width"] * shape.geometry["height"])
    if shape.type == "polygon":
        return sum(
            abs(ring_area(island.exterior)) - sum(abs(ring_area(hole)) for hole in island.holes)
            for island in islands_of(shape)
        )
    return float(decode_rle(stored_rle(shape)).sum())


def stored_rle(shape: Shaped) -> Rle:
    """Return the runs of a mask."""
    height, width = shape.geometry["rle"]["size"]
    return Rle(height, width, shape.geometry["rle"]["counts"].encode("ascii"))


def mask_of(shape: Shaped, photo: Sized) -> NDArray[np.uint8]:
    """Return the pixels uint8 `[H, W]` of a shape."""
    if shape.type == "bounding_box":
        x, y, across, down = (float(shape.geometry[name]) for name in ("x", "y", "width", "height"))
        corners = np.array([(x, y), (x + across, y), (x + across, y + down), (x, y + down)])
        return rasterise_polygons([Polygon(corners)], height=photo.height, width=photo.width)
    if shape.type == "polygon":
        return rasterise_polygons(islands_of(shape), height=photo.height, width=photo.width)
    return decode_rle(stored_rle(shape))


def rle_of(shape: Shaped, photo: Sized) -> Rle:
    """Return the runs of a shape's pixels."""
    return stored_rle(shape) if shape.type == "segmentation_mask" else encode_mask(mask_of(shape, photo))


def decimal(value: float, digits: int) -> str:
    """Return a number with at most so many digits behind the point, and none too many."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
