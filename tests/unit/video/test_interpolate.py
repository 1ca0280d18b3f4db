"""Between two key frames: what moves keeps its shape, what changes does so from one to the other, and stays valid."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, unary_union
from shapely.affinity import rotate, scale, translate
from shapely.geometry.base import BaseGeometry

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Polygon as Island
from avala_edge.geometry import Rle, decode_rle, encode_mask, rasterise_polygons
from avala_edge.video.interpolate import interpolate
from avala_edge.video.rings import tangled

SIDE = 400
shares = st.floats(0.01, 0.99)
Geometry = dict[str, Any]


@st.composite
def stars(draw: st.DrawFn, *, x: float, y: float, radius: float) -> list[list[float]]:
    """A ring around a point that sees all of it: never crosses itself, and may be far from convex."""
    count = draw(st.integers(5, 24))
    lengths = draw(st.lists(st.floats(0.35, 1), min_size=count, max_size=count))
    begin = draw(st.floats(0, 1))
    turns = [2 * math.pi * (begin + number) / count for number in range(count)]
    return [
        [x + radius * r * math.cos(turn), y + radius * r * math.sin(turn)]
        for r, turn in zip(lengths, turns, strict=True)
    ]


@st.composite
def islands(draw: st.DrawFn, *, x: float, y: float, holes: st.SearchStrategy[int]) -> dict[str, Any]:
    """An island with up to two holes within its narrowest radius."""
    rings = [draw(stars(x=x + side, y=y, radius=6)) for side in (-8, 8)[: draw(holes)]]
    return {"exterior": draw(stars(x=x, y=y, radius=50)), "holes": [ring[::-1] for ring in rings]}


@st.composite
def outlines(draw: st.DrawFn, *, most: int = 2) -> Geometry:
    holes = st.integers(0, 2)
    whole = [draw(islands(x=100, y=120, holes=holes)), draw(islands(x=260, y=180, holes=holes))]
    return {"polygons": whole[: draw(st.integers(1, most))]}


def shape(geometry: Geometry) -> MultiPolygon:
    return MultiPolygon([(each["exterior"], each["holes"]) for each in geometry["polygons"]])


def moved(geometry: Geometry, x: float, y: float, *, begin: int = 0) -> Geometry:
    """The same elsewhere, its rings beginning at other points."""

    def ring(points: list[list[float]]) -> list[list[float]]:
        return [[px + x, py + y] for px, py in points[begin:] + points[:begin]]

    return {
        "polygons": [
            {"exterior": ring(each["exterior"]), "holes": [ring(hole) for hole in each["holes"]]}
            for each in geometry["polygons"]
        ]
    }


def iou(a: BaseGeometry, b: BaseGeometry) -> float:
    return float(a.intersection(b).area / a.union(b).area)


@given(numbers=st.lists(st.floats(0.5, 500), min_size=8, max_size=8), t=st.floats(0, 1))
def test_boxes_move_evenly(numbers: list[float], t: float) -> None:
    names = ("x", "y", "width", "height")
    a, b = (dict(zip(names, some, strict=True)) for some in (numbers[:4], numbers[4:]))
    found = interpolate(a, b, "bounding_box", t)
    assert found == {name: pytest.approx((1 - t) * a[name] + t * b[name], abs=1e-9) for name in names}
    assert interpolate(a, b, "bounding_box", 0) == a
    assert interpolate(a, b, "bounding_box", 1) == b


@settings(max_examples=60, deadline=None)
@given(a=outlines(), b=outlines())
def test_outlines_begin_and_end_as_the_key_frames(a: Geometry, b: Geometry) -> None:
    assert interpolate(a, b, "polygon", 0) == a
    assert interpolate(a, b, "polygon", 1) == b
    for t, key in ((1e-4, a), (1 - 1e-4, b)):
        assert iou(shape(interpolate(a, b, "polygon", t)), shape(key)) > 0.99


@settings(max_examples=100, deadline=None)
@given(a=outlines(), b=outlines(), t=shares)
def test_outlines_between_are_valid_and_within_the_hull(a: Geometry, b: Geometry, t: float) -> None:
    assume(shape(a).is_valid and shape(b).is_valid)
    found = shape(interpolate(a, b, "polygon", t))
    assert found.is_valid
    hull = unary_union([shape(a), shape(b)]).envelope.buffer(0.01)
    assert hull.contains(found)
    assert not tangled([Island.of_rings(each) for each in interpolate(a, b, "polygon", t)["polygons"]])


@settings(max_examples=60, deadline=None)
@given(a=outlines(), t=shares, x=st.floats(-90, 90), y=st.floats(-90, 90), begin=st.integers(0, 4))
def test_what_only_moves_keeps_its_shape(a: Geometry, t: float, x: float, y: float, begin: int) -> None:
    b = moved(a, x, y, begin=begin)
    found = shape(interpolate(a, b, "polygon", t))
    assert iou(found, translate(shape(a), t * x, t * y)) > 0.98


@settings(max_examples=40, deadline=None)
@given(ring=stars(x=200, y=200, radius=60), t=shares, factor=st.floats(0.5, 2), turn=st.floats(-20, 20))
def test_what_grows_and_turns_a_little_keeps_its_area(
    ring: list[list[float]], t: float, factor: float, turn: float
) -> None:
    """The root of the area is about linear in time."""
    before = Polygon(ring)
    after = rotate(scale(before, factor, factor), turn, origin="center")
    a, b = (
        {"polygons": [{"exterior": [list(p) for p in each.exterior.coords[:-1]], "holes": []}]}
        for each in (before, after)
    )
    found = shape(interpolate(a, b, "polygon", t))
    expected = ((1 - t) * math.sqrt(before.area) + t * math.sqrt(after.area)) ** 2
    assert found.area == pytest.approx(expected, rel=0.1)


def square(x: float, y: float, side: float) -> list[list[float]]:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side]]


def test_holes_and_islands_that_only_one_has_shrink_to_nothing() -> None:
    a = {"polygons": [{"exterior": square(0, 0, 100), "holes": [square(40, 40, 20)[::-1]]}]}
    b = {
        "polygons": [
            {"exterior": square(100, 0, 100), "holes": []},
            {"exterior": square(300, 0, 40), "holes": []},
        ]
    }
    for t in (0.25, 0.5, 0.75):
        (first, second) = interpolate(a, b, "polygon", t)["polygons"]
        assert Polygon(first["exterior"]).equals_exact(Polygon(square(100 * t, 0, 100)), 0.01)
        (hole,) = first["holes"]
        side = 20 * (1 - t)
        place = 50 + 100 * t - side / 2, 50 - side / 2
        assert iou(Polygon(hole), Polygon(square(*place, side))) > 0.99
        assert Polygon(second["exterior"]).area == pytest.approx((40 * t) ** 2, rel=0.01)


def test_what_cannot_be_matched_is_the_nearer_key_frame_stretched() -> None:
    """A hook whose ends are nearest to the wrong side of another: point for point it would cross itself."""
    a = [[0, 0], [100, 0], [100, 100], [90, 100], [90, 10], [10, 10], [10, 100], [0, 100]]
    b = [[0, 100], [0, 0], [10, 0], [10, 90], [90, 90], [90, 0], [100, 0], [100, 100]]
    keys = [{"polygons": [{"exterior": [[float(x), float(y)] for x, y in ring], "holes": []}]} for ring in (a, b)]
    for t, key in ((0.4, keys[0]), (0.6, keys[1])):
        found = interpolate(keys[0], keys[1], "polygon", t)
        assert shape(found).is_valid
        assert iou(shape(found), shape(key)) > 0.99


def test_rings_of_very_many_points() -> None:
    turns = np.linspace(0, 2 * math.pi, 30_000, endpoint=False)
    ring = np.stack((100 + 50 * np.cos(turns), 100 + 50 * np.sin(turns)), 1).tolist()
    a = {"polygons": [{"exterior": ring, "holes": []}]}
    found = shape(interpolate(a, moved(a, 40, 20, begin=777), "polygon", 0.5))
    assert found.is_valid
    assert len(found.geoms[0].exterior.coords) < 3000
    assert iou(found, translate(shape(a), 20, 10)) > 0.99


@settings(max_examples=200, deadline=None)
@given(points=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=9, unique=True))
def test_what_is_tangled(points: list[tuple[int, int]]) -> None:
    """As shapely says: of rings on a small grid, where they touch themselves often."""
    ring = np.array(points, np.float64)
    assert tangled([Island(ring)]) == (not Polygon(points).is_valid)


@settings(max_examples=100, deadline=None)
@given(first=stars(x=20, y=20, radius=15), second=stars(x=28, y=24, radius=8))
def test_whether_a_hole_is_in_its_exterior(first: list[list[float]], second: list[list[float]]) -> None:
    rings = [np.round(np.array(ring), 2) for ring in (first, second)]
    assume(all(Polygon(ring).is_valid for ring in rings))
    assert tangled([Island(rings[0], (rings[1],))]) == (not Polygon(rings[0], [rings[1]]).is_valid)


def mask(geometry: Geometry) -> NDArray[np.uint8]:
    return rasterise_polygons([Island.of_rings(each) for each in geometry["polygons"]], height=SIDE, width=SIDE)


def stored(pixels: NDArray[np.uint8]) -> Geometry:
    return {"rle": encode_mask(pixels).coco()}


def pixels_of(geometry: Geometry) -> NDArray[np.uint8]:
    return decode_rle(Rle(*geometry["rle"]["size"], geometry["rle"]["counts"].encode()))


def mask_iou(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(np.count_nonzero(a & b) / np.count_nonzero(a | b))


@settings(max_examples=25, deadline=None)
@given(a=outlines(), b=outlines(), t=shares, x=st.integers(-40, 40), y=st.integers(-40, 40))
def test_masks(a: Geometry, b: Geometry, t: float, x: int, y: int) -> None:
    one, other = mask(a), mask(b)
    assert interpolate(stored(one), stored(other), "segmentation_mask", 0) == stored(one)
    assert interpolate(stored(one), stored(other), "segmentation_mask", 1) == stored(other)
    for near, key in ((1e-9, one), (1 - 1e-9, other)):
        assert mask_iou(pixels_of(interpolate(stored(one), stored(other), "segmentation_mask", near)), key) > 0.99
    shifted = mask(moved(a, x, y))
    found = pixels_of(interpolate(stored(one), stored(shifted), "segmentation_mask", t))
    steps = (math.floor(t * x + 0.5), math.floor(t * y + 0.5))
    assert mask_iou(found, np.roll(one, steps, (1, 0))) > 0.98


def test_a_disc_that_grows_at_the_border_stays_in_the_photo() -> None:
    def disc(x: float, radius: float) -> Geometry:
        columns, rows = np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5)
        return stored(((columns - x) ** 2 + (rows - 200) ** 2 < radius**2).astype(np.uint8))

    found = pixels_of(interpolate(disc(200, 20), disc(200, 60), "segmentation_mask", 0.5))
    assert mask_iou(found, pixels_of(disc(200, 40))) > 0.98
    cut = pixels_of(interpolate(disc(0, 60), disc(2, 90), "segmentation_mask", 0.5))
    assert cut.shape == (SIDE, SIDE)
    assert mask_iou(cut, pixels_of(disc(1, 75))) > 0.9


def test_what_has_nothing_between() -> None:
    box = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}
    empty, full = stored(np.zeros((4, 6), np.uint8)), stored(np.ones((4, 6), np.uint8))
    assert interpolate(empty, full, "segmentation_mask", 0.4) == empty
    assert interpolate(empty, full, "segmentation_mask", 0.6) == full
    assert interpolate(full, full, "segmentation_mask", 0.5) == full
    for kind, other, t in (
        ("bounding_box", box, 1.5),
        ("bounding_box", box, math.nan),
        ("cuboid", box, 0.5),
    ):
        with pytest.raises(InvalidInput):
            interpolate(box, other, kind, t)
    with pytest.raises(InvalidInput, match="6 × 4"):
        interpolate(full, stored(np.ones((6, 4), np.uint8)), "segmentation_mask", 0.5)
