"""The C++ core against slow twins, shapely and pycocotools."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from pycocotools import mask as coco
from skimage.measure import find_contours

from avala_edge import _native
from avala_edge.errors import InvalidInput
from avala_edge.geometry import (
    Box,
    Frame,
    OutlineOptions,
    Polygon,
    Rle,
    View,
    clean_mask,
    decode_rle,
    encode_mask,
    mask_from_logits,
    outline,
    outlines,
    polygons_from_mask,
    rasterise_polygons,
)

from . import oracle

Mask = NDArray[np.uint8]
masks = st.tuples(st.integers(1, 24), st.integers(1, 24)).flatmap(
    lambda size: arrays(np.uint8, size, elements=st.integers(0, 1))
)
blobs = st.integers(0, 2**32 - 1).map(
    lambda seed: (oracle.ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(40, 50)), 2.5) > 0).astype(
        np.uint8
    )
)
settings.register_profile("core", deadline=None, max_examples=150)
settings.load_profile("core")

NESTED = np.zeros((30, 40), np.uint8)
NESTED[2:28, 2:38] = 1
NESTED[5:25, 5:35] = 0
NESTED[8:22, 8:30] = 1
NESTED[12:18, 12:20] = 0
SPECIAL = {
    "empty": np.zeros((7, 9), np.uint8),
    "full": np.ones((7, 9), np.uint8),
    "one pixel": np.pad(np.ones((1, 1), np.uint8), 4),
    "1 x 1": np.ones((1, 1), np.uint8),
    "at the border": np.pad(np.ones((4, 4), np.uint8), ((0, 3), (0, 3))),
    "nested holes": NESTED,
    "chessboard": (np.indices((8, 9)).sum(0) % 2).astype(np.uint8),
}


def shapes(polygons: tuple[Polygon, ...]) -> list[shapely.Polygon]:
    return [shapely.Polygon(p.exterior, p.holes) for p in polygons]


@pytest.mark.parametrize("mask", SPECIAL.values(), ids=SPECIAL.keys())
def test_special_masks_come_back_exactly(mask: Mask) -> None:
    polygons = polygons_from_mask(mask, tolerance_px=0)
    assert np.array_equal(rasterise_polygons(polygons, height=mask.shape[0], width=mask.shape[1]), mask)
    assert np.array_equal(decode_rle(encode_mask(mask)), mask)
    assert encode_mask(mask).counts == coco.encode(np.asfortranarray(mask))["counts"]
    assert all(shape.is_valid for shape in shapes(polygons))


@given(st.one_of(masks, blobs))
def test_rasterising_the_exact_polygon_gives_the_mask_back(mask: Mask) -> None:
    polygons = polygons_from_mask(mask, tolerance_px=0)
    assert np.array_equal(rasterise_polygons(polygons, height=mask.shape[0], width=mask.shape[1]), mask)
    assert sum(shape.area for shape in shapes(polygons)) == mask.sum()


@given(st.one_of(masks, blobs), st.floats(0.1, 6))
def test_simplified_polygons_are_valid_near_and_do_not_swallow_each_other(mask: Mask, tolerance: float) -> None:
    exact, simple = polygons_from_mask(mask, tolerance_px=0), polygons_from_mask(mask, tolerance_px=tolerance)
    assert [len(p.holes) for p in exact] == [len(p.holes) for p in simple]
    for before, after in zip(exact, simple, strict=True):
        for ring, kept in zip((before.exterior, *before.holes), (after.exterior, *after.holes), strict=True):
            far = shapely.hausdorff_distance(shapely.LinearRing(ring), shapely.LinearRing(kept), densify=0.2)
            assert far <= tolerance + 1e-9
    polygons = shapes(simple)
    assert all(polygon.is_valid for polygon in polygons)
    assert shapely.MultiPolygon(polygons).is_valid  # also: they touch at points only
    assert shapely.union_all(polygons).area == pytest.approx(sum(p.area for p in polygons), abs=1e-6)


points = st.tuples(*[st.floats(-5, 25)] * 2)
rings = st.lists(points, min_size=3, max_size=6).map(lambda ring: np.array(ring, np.float64))


@given(st.lists(rings, min_size=1, max_size=3), st.integers(1, 20), st.integers(1, 20))
def test_rasterising_is_that_of_the_oracle(drawn: list[NDArray[np.float64]], height: int, width: int) -> None:
    painted = rasterise_polygons([Polygon(drawn[0], tuple(drawn[1:]))], height=height, width=width)
    assert np.array_equal(painted, oracle.rasterise(drawn, height, width))


@pytest.mark.parametrize("value", [1.7e308, 1e16, float("nan"), float("inf")])
def test_unfit_coordinates_are_refused(value: float) -> None:
    ring = np.array([[-value, -value], [value, -value / 2], [value, value]])
    with pytest.raises(InvalidInput, match="coordinates"):
        rasterise_polygons([Polygon(ring)], height=64, width=64)


def test_unfit_masks_are_refused() -> None:
    for mask in (np.zeros((3, 3), bool), np.zeros(9, np.uint8), np.zeros((3, 6), np.uint8)[:, ::2]):
        for use in (
            lambda: encode_mask(mask),  # noqa: B023
            lambda: polygons_from_mask(mask, tolerance_px=1),  # noqa: B023
            lambda: clean_mask(mask, min_area_px2=0, fill_holes_px2=0),  # noqa: B023
        ):
            with pytest.raises(InvalidInput, match="uint8 array"):
                use()


@pytest.mark.parametrize("area", [-1.0, float("nan"), float("inf")])
def test_unfit_areas_are_refused(area: float) -> None:
    with pytest.raises(InvalidInput, match="min_area and fill_holes"):
        clean_mask(np.ones((3, 3), np.uint8), min_area_px2=0, fill_holes_px2=area)


def test_unfit_sizes_are_refused() -> None:
    with pytest.raises(InvalidInput, match="1 × 1 pixels, got -3 × 4"):
        Rle(4, -3, b"")
    with pytest.raises(InvalidInput, match="got -1 × 2"):
        Box(0, 0, -1, 2)
    with pytest.raises(InvalidInput, match="float32"):
        Polygon(np.zeros((4, 2), np.float32))


@given(masks)
def test_rle_is_that_of_pycocotools(mask: Mask) -> None:
    rle = encode_mask(mask)
    assert rle.counts == coco.encode(np.asfortranarray(mask))["counts"]
    assert np.array_equal(decode_rle(rle), mask)


@given(st.binary(max_size=40), st.integers(1, 9), st.integers(1, 9))
def test_damaged_rle_is_refused_or_fits(counts: bytes, height: int, width: int) -> None:
    try:
        mask = decode_rle(Rle(height, width, counts))
    except InvalidInput:
        return
    assert mask.shape == (height, width)


@given(masks, st.integers(0, 9), st.integers(0, 9))
def test_cleaning_is_that_of_the_oracle(mask: Mask, min_area: int, fill_holes: int) -> None:
    cleaned = clean_mask(mask, min_area_px2=min_area, fill_holes_px2=fill_holes)
    assert np.array_equal(cleaned, oracle.clean(mask, min_area, fill_holes))


@given(
    arrays(np.float32, (6, 8), elements=st.floats(-30, 30, width=32)),
    st.integers(1, 60),
    st.integers(1, 60),
    st.floats(0.5, 6),
    st.floats(0.5, 8),
)
def test_the_field_is_that_of_segment_anything(
    logits: NDArray[np.float32], height: int, width: int, valid_h: float, valid_w: float
) -> None:
    frame = Frame.whole(height, width, valid_h, valid_w)
    value = oracle.field(logits, frame)
    decided = np.abs(value) > 1e-3  # float32 against float64
    assert np.array_equal(mask_from_logits(logits, frame)[decided], (value > 0)[decided])


def test_a_closer_view_is_a_piece_of_the_image() -> None:
    logits = (oracle.ndimage.gaussian_filter(np.random.default_rng(4).normal(size=(64, 64)), 4) * 40).astype(np.float32)
    view = View(30, 70, 120, 90)
    inner = mask_from_logits(logits, Frame.whole(90, 120, 48.0, 64.0))
    found = mask_from_logits(logits, Frame(200, 160, 48.0, 64.0, view))
    assert np.array_equal(found[70:160, 30:150], inner)
    assert found.sum() == inner.sum()


def test_outline_agrees_with_its_parts() -> None:
    rng = np.random.default_rng(1)
    logits = (oracle.ndimage.gaussian_filter(rng.normal(size=(64, 64)), 4) * 40).astype(np.float32)
    frame = Frame.whole(300, 400, 48.0, 64.0)
    found = outline(logits, frame, OutlineOptions(tolerance_px=0, min_area_px2=30, fill_holes_px2=30))
    mask = clean_mask(mask_from_logits(logits, frame), min_area_px2=30, fill_holes_px2=30)
    assert found.rle is not None
    assert found.polygons is not None
    assert np.array_equal(decode_rle(found.rle), mask)
    assert np.array_equal(rasterise_polygons(found.polygons, height=300, width=400), mask)
    ys, xs = np.nonzero(mask)
    assert found.area == mask.sum()
    assert (found.box.x, found.box.y) == (xs.min(), ys.min())
    assert (found.box.width, found.box.height) == (np.ptp(xs) + 1, np.ptp(ys) + 1)
    value = oracle.field(logits, frame)
    assert found.stability == pytest.approx((value > 1).sum() / (value > -1).sum(), abs=3e-3)


fields = st.one_of(
    arrays(np.float32, (7, 9), elements=st.integers(-3, 3).map(float)),  # ties and nodes of exactly 0
    st.integers(0, 2**32 - 1).map(
        lambda seed: (
            oracle.ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(24, 20)), 1.2) * 9
        ).astype(np.float32)
    ),
)


@given(fields, st.integers(1, 90), st.integers(1, 90), st.sampled_from([0.1, 0.7, 2.0, 9.0]), st.integers(0, 20))
def test_outlines_are_valid_and_near_what_they_say(
    logits: NDArray[np.float32], height: int, width: int, tolerance: float, small: int
) -> None:
    frame = Frame.whole(height, width, float(logits.shape[0]), float(logits.shape[1]))
    cleaning = {"min_area_px2": float(small), "fill_holes_px2": float(small)}
    found = outline(logits, frame, OutlineOptions(tolerance_px=tolerance, **cleaning))
    assert found.rle is not None
    assert found.polygons is not None
    assert found.error_px <= tolerance
    assert shapely.MultiPolygon(shapes(found.polygons)).is_valid
    mask = decode_rle(found.rle)
    painted = rasterise_polygons(found.polygons, height=height, width=width)
    either = (mask | painted).sum()
    assert found.polygon_iou == pytest.approx((mask & painted).sum() / either if either else 1.0)
    exact = outline(logits, frame, OutlineOptions(tolerance_px=0.01, **cleaning)).polygons
    assert exact is not None
    assert len(exact) == len(found.polygons)
    for before, after in zip(exact, found.polygons, strict=True):
        far = shapely.hausdorff_distance(shapely.LinearRing(before.exterior), shapely.LinearRing(after.exterior), 0.1)
        assert far <= tolerance + 0.02


@given(fields, st.integers(3, 60))
def test_as_many_points_as_allowed(logits: NDArray[np.float32], most: int) -> None:
    frame = Frame.whole(120, 100, float(logits.shape[0]), float(logits.shape[1]))
    found = outline(logits, frame, OutlineOptions(max_points=most)).polygons
    assert found is not None
    rings = [ring for p in found for ring in (p.exterior, *p.holes)]
    if most >= 8 * len(rings):  # room for what the repair puts back
        assert sum(map(len, rings)) <= most
    assert shapely.MultiPolygon(shapes(found)).is_valid


def test_more_points_are_nearer() -> None:
    logits = (oracle.ndimage.gaussian_filter(np.random.default_rng(5).normal(size=(64, 64)), 5) * 60).astype(np.float32)
    frame = Frame.whole(800, 800, 64.0, 64.0)
    errors = [outline(logits, frame, OutlineOptions(max_points=n)).error_px for n in (40, 80, 160, 320)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 4


def test_contours_are_those_of_scikit_image() -> None:
    logits = (oracle.ndimage.gaussian_filter(np.random.default_rng(6).normal(size=(32, 32)), 3) * 40).astype(np.float32)
    frame = Frame.whole(256, 256, 32.0, 32.0)
    value = np.pad(oracle.field(logits, frame), 1, constant_values=-50.0)
    expected = [shapely.LineString(c[:, ::-1] - 0.5) for c in find_contours(value, 0.0) if len(c) > 3]
    found = outline(logits, frame, OutlineOptions(tolerance_px=0.05)).polygons
    assert found is not None
    ours = shapely.union_all([ring for s in shapes(found) for ring in (s.exterior, *s.interiors)])
    assert shapely.hausdorff_distance(ours, shapely.union_all(expected), 0.05) < 1.0  # px, at the border's corners


def test_areas_are_those_of_opencv() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        logits = (oracle.ndimage.gaussian_filter(rng.normal(size=(40, 40)), 3) * 40).astype(np.float32)
        found = outline(logits, Frame.whole(400, 400, 40.0, 40.0), OutlineOptions(tolerance_px=0.5))
        assert found.polygons is not None
        areas = [
            cv2.contourArea(p.exterior.astype(np.float32)) - sum(cv2.contourArea(h.astype(np.float32)) for h in p.holes)
            for p in found.polygons
        ]
        assert sum(areas) == pytest.approx(found.area, rel=0.01)


def test_an_island_in_a_filled_hole_is_part_of_the_whole() -> None:
    yy, xx = np.mgrid[:64, :64]
    radius = np.hypot(yy - 32, xx - 32)
    logits = np.select([radius < 4, radius < 9, radius < 25], [5.0, -5.0, 5.0], -5.0).astype(np.float32)
    frame = Frame.whole(64, 64, 64.0, 64.0)
    ring = outline(logits, frame, OutlineOptions(fill_holes_px2=100)).polygons
    disc = outline(logits, frame, OutlineOptions(fill_holes_px2=400))
    assert ring is not None
    assert disc.polygons is not None
    assert [len(p.holes) for p in ring] == [1, 0]
    assert [len(p.holes) for p in disc.polygons] == [0]
    assert disc.area == pytest.approx(np.pi * 25**2, rel=0.03)


def test_many_masks_at_once_are_the_same_as_one_by_one() -> None:
    rng = np.random.default_rng(8)
    stack = np.stack([oracle.ndimage.gaussian_filter(rng.normal(size=(32, 32)), 2) * 30 for _ in range(9)])
    logits = stack.astype(np.float32)
    frame = Frame.whole(333, 500, 21.3, 32.0)
    for one, other in zip(logits, outlines(logits, frame, OutlineOptions(), threads=3), strict=True):
        alone = outline(np.ascontiguousarray(one), frame, OutlineOptions())
        assert (alone.rle, alone.box, alone.area, alone.stability) == (
            other.rle,
            other.box,
            other.area,
            other.stability,
        )


@pytest.mark.parametrize("most", [0, 2, 10**9])
def test_an_unfit_number_of_points_is_refused(most: int) -> None:
    with pytest.raises(InvalidInput, match="max_points"):
        OutlineOptions(max_points=most)


@pytest.mark.parametrize(
    "logits",
    [
        np.zeros((4, 4)),
        np.zeros((4, 8), np.float32)[:, ::2],
        np.zeros(16, np.float32),
        np.full((4, 4), np.nan, np.float32),
        np.full((4, 4), np.inf, np.float32),
        np.zeros((0, 4), np.float32),
        np.zeros((4, 4), ">f4"),
        np.zeros(65, np.uint8)[1:].view(np.float32).reshape(4, 4),
    ],
    ids=["float64", "strided", "one dimension", "nan", "inf", "empty", "byte order", "unaligned"],
)
def test_unfit_logits_are_refused(logits: NDArray[np.float32]) -> None:
    with pytest.raises(InvalidInput):
        outline(logits, Frame.whole(4, 4, 4.0, 4.0), OutlineOptions())


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_unfit_options_are_refused(value: float) -> None:
    with pytest.raises(InvalidInput, match="tolerance"):
        OutlineOptions(tolerance_px=value)


def test_threads_do_not_disturb_each_other() -> None:
    rng = np.random.default_rng(2)
    fields = [(oracle.ndimage.gaussian_filter(rng.normal(size=(64, 64)), 3) * 40).astype(np.float32) for _ in range(8)]
    frame = Frame.whole(200, 200, 64.0, 64.0)

    def counts(logits: NDArray[np.float32]) -> bytes:
        rle = outline(logits, frame, OutlineOptions()).rle
        assert rle is not None
        return rle.counts

    alone = [counts(f) for f in fields]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(counts, fields * 10)) == alone * 10


def test_version_is_the_package_version() -> None:
    import avala_edge

    assert _native.__version__ == avala_edge.__version__
