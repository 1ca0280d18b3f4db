"""YOLO detect and segment: `labels/<split>/<name>.txt`, a line an object, in shares of the photo; `data.yaml`.

Source: docs.ultralytics.com/datasets/detect and /segment; read as `verify_image_label` of `ultralytics.data.utils`
reads: five numbers are a box (class, centre, size), more a ring; all within 0 to 1, or the photo is dropped.

What is lost, detect: outlines and masks become their bounds. Segment: a box becomes a ring of its corners; holes and
further islands are joined to the first ring by a bridge of no width, whose area is exact; a mask is outlined along its
pixels' edges, exactly. Both: what is outside of the photo is cut off, shares have 10 decimals, attributes go.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import (
    Labels,
    Photo,
    ReadDataset,
    ReadPhoto,
    Shape,
    SizeOf,
    bounds_of,
    box_shape,
    decimal,
    islands_of,
    mask_of,
    polygon_shape,
)
from avala_edge.geometry import Polygon, clip_ring, polygons_from_mask, ring_area

DIGITS = 10
BOX_NUMBERS = 5
Ring = NDArray[np.float64]


class YoloWriter:
    """Writes a file a photo; `segment` says which of the two."""

    def __init__(self, archive: Archive, labels: Labels, *, segment: bool) -> None:
        """Write into `archive`."""
        self._archive, self._labels, self._segment = archive, labels, segment
        self._splits: set[str] = set()

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        self._splits.add(photo.split)
        lines, left_out = [], []
        for shape in shapes:
            shares = self._shares(photo, shape)
            if shares is None:
                left_out.append(f"a {shape.type} with nothing inside of the photo")
                continue
            numbers = " ".join(decimal(value, DIGITS) for value in shares)
            lines.append(f"{self._labels.number(shape.label)} {numbers}\n")
        self._archive.add(f"labels/{photo.split}/{photo.stem}.txt", "".join(lines).encode())
        return left_out

    def finish(self) -> None:
        """Write `data.yaml`."""
        first = min(self._splits, default="default")
        sets = {name: name if name in self._splits else first for name in ("train", "val", *sorted(self._splits))}
        lines = ["path: .", *(f"{name}: images/{split}" for name, split in sets.items())]
        lines += ["names:", *(f"  {number}: {json.dumps(name)}" for number, name in enumerate(self._labels.names))]
        self._archive.add("data.yaml", ("\n".join(lines) + "\n").encode())

    def _shares(self, photo: Photo, shape: Shape) -> list[float] | None:
        size = np.array([photo.width, photo.height], np.float64)
        if self._segment:
            ring = _one_ring(photo, shape)
            return None if ring is None else [float(value) for value in (ring / size).ravel()]
        bounds = bounds_of(shape)
        if bounds is None:
            return None
        corners = np.clip(np.reshape(bounds, (2, 2)), 0, size)
        if not (corners[0] < corners[1]).all():
            return None
        middle, extent = (corners[0] + corners[1]) / 2 / size, (corners[1] - corners[0]) / size
        return [*map(float, middle), *map(float, extent)]


def _one_ring(photo: Photo, shape: Shape) -> Ring | None:
    bounds = bounds_of(shape)
    if bounds is None:
        return None
    if shape.type == "bounding_box":
        left, top, right, bottom = bounds
        islands = [Polygon(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))]
    elif shape.type == "polygon":
        islands = islands_of(shape)
    else:
        islands = list(polygons_from_mask(mask_of(shape, photo), tolerance_px=0))
    rings: list[Ring] = []
    for island in islands:
        for is_hole, ring in ((False, island.exterior), *((True, hole) for hole in island.holes)):
            inside = clip_ring(ring, height=photo.height, width=photo.width)
            if inside is not None:
                rings.append(inside if (ring_area(inside) < 0) == is_hole else inside[::-1])
    return _joined(rings) if rings else None


def _joined(rings: Sequence[Ring]) -> Ring:
    """Return one ring of many: each is walked from the point that is nearest to those before, and back over there."""
    whole = rings[0]
    for ring in rings[1:]:
        distances, nearest = cKDTree(whole).query(ring)
        begin = int(np.argmin(distances))
        leave = int(nearest[begin])
        walked = np.concatenate((ring[begin:], ring[: begin + 1]))
        whole = np.concatenate((whole[: leave + 1], walked, whole[leave:]))
    return whole[np.any(whole != np.roll(whole, 1, axis=0), axis=1)]  # rings that touch have a bridge of no length


def read_yolo(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read the text files of folders called labels (or all, when there is none); raises `InvalidInput`."""
    names = members.ending(".txt", folder="labels") or members.ending(".txt")
    labels = _labels(members)
    return ReadDataset(labels, (_photo(members, name, labels, size_of) for name in names if not _is_list(name)))


def _is_list(name: str) -> bool:
    return name.rpartition("/")[2] in ("classes.txt", "train.txt", "val.txt", "test.txt", "README.txt")


def _labels(members: Members) -> list[str]:
    for name in members.ending(".yaml", ".yml"):
        try:
            whole = yaml.safe_load(members.text(name))
        except (yaml.YAMLError, RecursionError, ValueError):
            raise InvalidInput(f"{name[:200]} is no YAML", field="file") from None
        named: Any = whole.get("names") if isinstance(whole, dict) else None
        if isinstance(named, list):
            return [str(each) for each in named]
        if isinstance(named, dict) and all(isinstance(number, int) for number in named):
            return [str(named.get(number, number)) for number in range(max(named, default=-1) + 1)]
    for name in members.ending("classes.txt"):
        return [line for line in members.text(name).splitlines() if line.strip()]
    raise InvalidInput("there is no data.yaml with names, and no classes.txt", field="file")


def _photo(members: Members, name: str, labels: Sequence[str], size_of: SizeOf) -> ReadPhoto:
    stem = _below_labels(name)
    size = size_of(stem)
    if size is None:
        return ReadPhoto(stem)
    shapes, notes = [], []
    for number, line in enumerate(members.text(name).splitlines(), 1):
        if not line.strip():
            continue
        try:
            shapes.append(_shape(line.split(), labels, size))
        except InvalidInput as error:
            notes.append(f"line {number}: {error.message}")
        except (ValueError, IndexError, OverflowError):
            notes.append(f"line {number}: it is not as YOLO says")
    return ReadPhoto(stem, tuple(shapes), None, tuple(notes))


def _below_labels(name: str) -> str:
    """Return a photo's name without its ending: what is below `labels/`, and below the set's folder."""
    stem = name.removesuffix(name[-4:])
    _, found, below = f"/{stem}".rpartition("/labels/")
    if not found:
        return stem
    first, slash, rest = below.partition("/")
    return rest if slash else first


def _shape(words: Sequence[str], labels: Sequence[str], size: tuple[int, int]) -> Shape:
    number = int(float(words[0]))
    if number < 0:
        raise InvalidInput("a class below 0")
    label, shares = labels[number], [float(word) for word in words[1:]]
    if len(words) == BOX_NUMBERS:
        return box_shape(_corners(shares, size), label)
    if len(shares) < 6 or len(shares) % 2:
        raise InvalidInput("neither a box nor a ring of three points or more")
    pixels = [_pixel(value, size[place % 2]) for place, value in enumerate(shares)]
    return polygon_shape([([list(point) for point in zip(pixels[::2], pixels[1::2], strict=True)], [])], label)


def _corners(shares: Sequence[float], size: tuple[int, int]) -> tuple[float, float, float, float]:
    (left, right), (top, bottom) = (_edges(shares[axis], shares[axis + 2], size[axis]) for axis in (0, 1))
    return left, top, right, bottom


def _edges(middle: float, extent: float, side: int) -> tuple[float, float]:
    """Return where a box begins and ends, px: the roundest numbers that have these shares."""
    begin, end = (middle - extent / 2) * side, (middle + extent / 2) * side
    for digits in range(5):
        a, b = round(begin, digits), round(end, digits)
        said = decimal((a + b) / 2 / side, DIGITS), decimal((b - a) / side, DIGITS)
        if said == (decimal(middle, DIGITS), decimal(extent, DIGITS)):
            return a, b
    return begin, end


def _pixel(share: float, side: int) -> float:
    """Return a coordinate, px: the roundest number that has this share."""
    for digits in range(5):
        value = round(share * side, digits)
        if decimal(value / side, DIGITS) == decimal(share, DIGITS):
            return value
    return share * side


def is_yolo(members: Members) -> bool:
    """Say whether the files look like YOLO's."""
    texts = bool(members.ending(".txt", folder="labels"))
    return texts or bool(members.ending(".txt") and members.ending(".yaml", ".yml", "classes.txt"))
