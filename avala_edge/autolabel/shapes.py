"""The shape of one prediction: its box or its outline, in whichever of the usual forms, as pixels of the image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avala_edge.autolabel.answer_form import MOST_HOLES, MOST_ISLANDS, MOST_POINTS, AnswerForm, LeftOut, Picture
from avala_edge.autolabel.json_answer import Array, Object, Value, member, number, numbers
from avala_edge.autolabel.masks import MaskReader
from avala_edge.geometry import Polygon, clip_ring, ring_area
from avala_edge.models.detection import clip_box

FAR = 1e9  # whatever its unit, no image reaches so far

Box = tuple[float, float, float, float]  # left, top, width, height
Ring = NDArray[np.float64]  # [n, 2]


@dataclass(frozen=True)
class Shape:
    """Pixels of the displayed image; not empty, inside of it."""

    box: Box
    polygons: tuple[Polygon, ...] | None


class ShapeReader:
    """Reads the predictions of one answer."""

    def __init__(self, form: AnswerForm, picture: Picture) -> None:
        """Read `form`, about `picture`."""
        self._form, self._picture = form, picture
        self._scale = picture.scale(form.coordinates)
        self._masks = MaskReader(picture)

    def read(self, one: Object) -> Shape:
        """Return the shape of one prediction.

        Raises:
            LeftOut: it has none, or none that is inside the image.
        """
        box = self._box(one)
        polygons = self._outline(one)
        if polygons == ():
            raise LeftOut("outside the image")
        corners = box if polygons is None else _extent(polygons)
        if corners is None:
            raise LeftOut("without a box, an outline or a mask")
        clipped = clip_box(*corners, width=self._picture.width, height=self._picture.height)
        if clipped is None:
            raise LeftOut("outside the image")
        return Shape(clipped, polygons)

    def _box(self, one: Object) -> Box | None:
        """Corners, not clipped."""
        given = member(one, "bbox", "box", "bounding_box")
        if given is None:
            given = one
        if isinstance(given, Array):
            four = numbers(given, most=4)
            return None if four is None or len(four) != 4 else self._ordered(*four.tolist())
        return self._named(given) if isinstance(given, Object) else None

    def _named(self, given: Object) -> Box | None:
        for names in (("x1", "y1", "x2", "y2"), ("xmin", "ymin", "xmax", "ymax"), ("left", "top", "right", "bottom")):
            corners = [number(member(given, name)) for name in names]
            if None not in corners:
                return self._scaled(*corners)  # type: ignore[arg-type]
        left, top = number(member(given, "x", "left")), number(member(given, "y", "top"))
        width, height = number(member(given, "width", "w")), number(member(given, "height", "h"))
        if left is None or top is None or width is None or height is None:
            return None
        return self._ordered(left, top, width, height, named=True)

    def _ordered(self, a: float, b: float, c: float, d: float, *, named: bool = False) -> Box:
        order = self._form.box_order
        if order == "xyxy" and not named:
            return self._scaled(a, b, c, d)
        if c < 0 or d < 0:
            raise LeftOut("with a box of negative size")
        if order == "cxcywh":
            a, b = a - c / 2, b - d / 2
        return self._scaled(a, b, a + c, b + d)

    def _scaled(self, left: float, top: float, right: float, bottom: float) -> Box:
        if max(map(abs, (left, top, right, bottom))) > FAR:
            raise LeftOut("with a number that is too large")
        if left > right or top > bottom:
            raise LeftOut("with a box of negative size")
        across, down = self._scale
        return left * across, top * down, right * across, bottom * down

    def _outline(self, one: Object) -> tuple[Polygon, ...] | None:
        """None: the prediction has none; empty: it has one, outside the image."""
        islands = member(one, "polygons")
        if isinstance(islands, Array) and len(islands) and all(isinstance(each, Object) for each in islands):
            return self._islands(islands)
        mask = member(one, "mask", "rle", "segmentation_mask", "segmentation")
        if isinstance(mask, Object):
            return self._masks.read(mask)
        given = member(one, "vertices", "polygon", "points", "segmentation", "segments", "polygons")
        return self._in_image([(ring, ()) for ring in self._rings(given)]) if isinstance(given, Array) else None

    def _islands(self, islands: Array) -> tuple[Polygon, ...]:
        """The form of this server: an exterior and its holes each."""
        if len(islands) > MOST_ISLANDS:
            raise LeftOut(f"with an outline of more than {MOST_ISLANDS} islands")
        found: list[tuple[Ring, tuple[Ring, ...]]] = []
        for island in islands:
            holes = member(island, "holes") if isinstance(island, Object) else None
            exterior = member(island, "exterior") if isinstance(island, Object) else None
            if not isinstance(exterior, Array) or not isinstance(holes, Array | None):
                raise LeftOut("with an outline that cannot be read")
            if holes is not None and len(holes) > MOST_HOLES:
                raise LeftOut(f"with an outline of more than {MOST_HOLES} holes")
            found.append((_ring(exterior), tuple(_ring(hole) for hole in holes or ())))
        return self._in_image(found)

    def _rings(self, given: Array) -> list[Ring]:
        """One ring as points or as numbers, or several."""
        first = given[0] if len(given) else None
        nested = isinstance(first, Array) and len(first) and isinstance(first[0], Array | Object)
        flat = isinstance(first, Array) and len(first) > 2 and not nested
        if not (nested or flat):
            return [_ring(given)]
        if len(given) > MOST_ISLANDS:
            raise LeftOut(f"with an outline of more than {MOST_ISLANDS} islands")
        return [_ring(each) for each in given]

    def _in_image(self, rings: list[tuple[Ring, tuple[Ring, ...]]]) -> tuple[Polygon, ...]:
        if sum(len(ring) for exterior, holes in rings for ring in (exterior, *holes)) > MOST_POINTS:
            raise LeftOut(f"with an outline of more than {MOST_POINTS} points")
        scale = np.array(self._scale)
        found = []
        for exterior, holes in rings:
            outer = self._clipped(exterior * scale, clockwise=True)
            if outer is not None:
                inner = (self._clipped(hole * scale, clockwise=False) for hole in holes)
                found.append(Polygon(outer, tuple(hole for hole in inner if hole is not None)))
        return tuple(found)

    def _clipped(self, ring: Ring, *, clockwise: bool) -> Ring | None:
        cut = clip_ring(ring, height=self._picture.height, width=self._picture.width)
        if cut is None:
            return None
        return np.ascontiguousarray(cut if (ring_area(cut) > 0) == clockwise else cut[::-1])


def _ring(given: Value) -> Ring:
    """Read `[[x, y], …]`, `[x, y, …]` or `[{x, y}, …]`."""
    if not isinstance(given, Array) or not len(given):
        raise LeftOut("with an outline that cannot be read")
    if len(given) > 2 * MOST_POINTS:
        raise LeftOut(f"with an outline of more than {MOST_POINTS} points")
    if isinstance(given[0], Object):
        pairs = [(number(member(at, "x")), number(member(at, "y"))) for at in given if isinstance(at, Object)]
        read: NDArray[np.float64] | None = np.array([x for pair in pairs for x in pair if x is not None], np.float64)
    else:
        read = numbers(given, most=2 * MOST_POINTS)
    if read is None or len(read) < 6 or len(read) % 2:
        raise LeftOut("with an outline that cannot be read")
    if np.abs(read).max() > FAR:
        raise LeftOut("with a number that is too large")
    return read.reshape(-1, 2)


def _extent(polygons: tuple[Polygon, ...]) -> Box:
    points = np.concatenate([polygon.exterior for polygon in polygons])
    (left, top), (right, bottom) = points.min(0).tolist(), points.max(0).tolist()
    return left, top, right, bottom
