"""Where pictures lie in a model's rectangle, which boxes go, and masks on the image, each against another's answer."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avala_edge.geometry import clip_ring, rasterise_polygons
from avala_edge.imaging import Pixels, Place, fit
from avala_edge.models.detectors.families.rectangle import least_rectangle
from avala_edge.models.detectors.found import Found, Seen
from avala_edge.models.detectors.inputs import DetectorInputs, Letterbox, Preparation, Scale, Stretch
from avala_edge.models.detectors.masks import prototype_field, with_polygons
from avala_edge.models.detectors.suppression import suppress
from avala_edge.models.detectors.tensors import input_tensors, place_in

sides = st.integers(1, 5000)
model_sides = st.integers(1, 1500)
fits = st.one_of(
    st.builds(
        Letterbox,
        height=model_sides,
        width=model_sides,
        placement=st.sampled_from(["top-left", "centre"]),
        pad=st.integers(0, 255),
    ),
    st.builds(Stretch, height=model_sides, width=model_sides),
    st.builds(Scale, shorter=model_sides, longer=st.integers(32, 2000), multiple=st.sampled_from([1, 32])),
)


@given(fits, sides, sides, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=4))
@settings(deadline=None)
def test_a_point_of_the_image_comes_back_from_the_model(
    how: Letterbox | Stretch | Scale, height: int, width: int, points: list[tuple[float, float]]
) -> None:
    seen = Seen(place_in(how, height=height, width=width), height, width)
    place = seen.place
    on_image = np.array(points) * [width, height]
    in_model = on_image * [seen.scale_x, seen.scale_y] + [place.left, place.top]
    assert (in_model >= [place.left, place.top]).all()
    assert (in_model <= np.array([place.left + place.resized_width, place.top + place.resized_height]) + 1e-9).all()
    assert seen.to_image(in_model) == pytest.approx(on_image, abs=1e-6)


@given(fits, sides, sides)
@settings(deadline=None)
def test_a_place_is_as_the_manifest_says(how: Letterbox | Stretch | Scale, height: int, width: int) -> None:
    place = place_in(how, height=height, width=width)
    if isinstance(how, Scale):
        assert max(place.height, place.width) <= how.longer
        assert place.height % how.multiple == place.width % how.multiple == 0
        assert (place.resized_height, place.resized_width) == (place.height, place.width)
        return
    assert (place.height, place.width) == (how.height, how.width)
    if isinstance(how, Letterbox):
        ratio = min(how.height / height, how.width / width)
        assert abs(place.resized_height - max(1, height * ratio)) <= 0.5
        assert abs(place.resized_width - max(1, width * ratio)) <= 0.5
        left, right = place.left, place.width - place.left - place.resized_width
        assert left == 0 if how.placement == "top-left" else right - left in (0, 1)


@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(8, 120), st.integers(8, 120)),
    st.tuples(st.integers(8, 160), st.integers(8, 160)),
)
@settings(max_examples=50, deadline=None)
def test_pictures_are_resized_as_opencv_does(seed: int, size: tuple[int, int], to: tuple[int, int]) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)
    ours = fit(Pixels(picture), Place(to[0] + 3, to[1] + 5, 2, 1, *to), pad=114)
    framed = ours.copy()
    framed[1 : 1 + to[0], 2 : 2 + to[1]] = 114
    assert (framed == 114).all()
    if size[0] < 2 * to[0] or size[1] < 2 * to[1]:  # where nothing is averaged first
        theirs = cv2.resize(picture, (to[1], to[0]), interpolation=cv2.INTER_LINEAR)
        assert np.abs(ours[1 : 1 + to[0], 2 : 2 + to[1]].astype(int) - theirs).max() <= 1


def test_a_fine_pattern_becomes_grey_and_not_stripes() -> None:
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::4] = stripes[:, 1::4] = 200
    assert np.abs(fit(Pixels(stripes), Place(50, 50, 0, 0, 50, 50), pad=0).astype(int) - 100).max() <= 1


def test_tensors_are_as_the_manifest_says() -> None:
    red = Pixels(np.tile(np.array([255, 51, 0], np.uint8), (2, 2, 1)))
    prepared = Preparation(fit=Stretch(height=4, width=6), channels="BGR", mean=(0.0, 0.2, 0.5), std=(1.0, 1.0, 0.25))
    place = place_in(prepared.fit, height=2, width=2)
    inputs = DetectorInputs(picture="x", layout="NCHW", size="size")
    tensors = input_tensors(red, place, inputs, prepared)
    assert tensors["x"].shape == (1, 3, 4, 6)
    assert tensors["x"].dtype == np.float32
    assert tensors["x"][0, :, 0, 0] == pytest.approx([0.0, 0.0, 2.0], abs=1e-6)
    assert tensors["size"].tolist() == [[6, 4]]
    bare = input_tensors(red, place, DetectorInputs(picture="x", layout="HWC", dtype="uint8"), prepared)["x"]
    assert (bare.shape, bare.dtype, bare[0, 0].tolist()) == ((4, 6, 3), np.dtype(np.uint8), [0, 51, 255])
    half = input_tensors(red, place, DetectorInputs(picture="x", layout="CHW", dtype="float16"), prepared)["x"]
    assert (half.shape, half.dtype) == ((3, 4, 6), np.dtype(np.float16))


@given(st.integers(0, 2**32 - 1), st.integers(0, 60), st.sampled_from([0.0, 0.3, 0.45, 0.7, 1.0]))
@settings(deadline=None)
def test_the_boxes_that_stay_are_opencvs(seed: int, count: int, threshold: float) -> None:
    rng = np.random.default_rng(seed)
    boxes = np.concatenate((rng.uniform(0, 50, (count, 2)), rng.uniform(1, 60, (count, 2))), axis=1)
    classes = rng.integers(0, 3, count)
    scores = np.sort(rng.uniform(0.1, 1, count))[::-1]
    corners = np.concatenate((boxes[:, :2], boxes[:, :2] + boxes[:, 2:]), axis=1)
    ours = suppress(corners, classes, threshold)
    theirs = [
        np.flatnonzero(classes == each)[
            list(cv2.dnn.NMSBoxes(boxes[classes == each], scores[classes == each], 0, threshold))
        ]
        for each in range(3)
        if (classes == each).any()
    ]
    assert ours.tolist() == sorted(np.concatenate(theirs).tolist() if theirs else [])


def naive(logits: NDArray[np.float64], seen: Seen, box: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    """Bilinear interpolation of the grid at each pixel's centre, within the pixels that a box touches."""
    place = seen.place
    x = ((np.arange(seen.image_width) + 0.5) * seen.scale_x + place.left) * logits.shape[1] / place.width - 0.5
    y = ((np.arange(seen.image_height) + 0.5) * seen.scale_y + place.top) * logits.shape[0] / place.height - 0.5
    x, y = x.clip(0, logits.shape[1] - 1), y.clip(0, logits.shape[0] - 1)
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    x1, y1 = np.minimum(x0 + 1, logits.shape[1] - 1), np.minimum(y0 + 1, logits.shape[0] - 1)
    u, v = (x - x0)[None], (y - y0)[:, None]
    upper = logits[y0][:, x0] * (1 - u) + logits[y0][:, x1] * u
    lower = logits[y1][:, x0] * (1 - u) + logits[y1][:, x1] * u
    mask = (upper * (1 - v) + lower * v > 0).astype(np.uint8)
    inside = np.zeros_like(mask)
    rows = slice(max(0, int(np.floor(box[1]))), int(np.ceil(box[3])))
    columns = slice(max(0, int(np.floor(box[0]))), int(np.ceil(box[2])))
    inside[rows, columns] = mask[rows, columns]
    return inside


@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(150, 700), st.integers(150, 700)),
    st.sampled_from(["top-left", "centre"]),
)
@settings(max_examples=30, deadline=None)
def test_masks_of_prototypes_are_those_of_a_naive_upsampling(seed: int, size: tuple[int, int], placement: str) -> None:
    rng = np.random.default_rng(seed)
    how = Letterbox(height=320, width=320, placement=placement, pad=114)  # type: ignore[arg-type]
    seen = Seen(place_in(how, height=size[0], width=size[1]), *size)
    y, x = np.mgrid[:80, :80]
    blobs = [  # smooth, as networks' are: a ring, a blob
        4 - np.abs(np.hypot(x - rng.uniform(25, 55), y - rng.uniform(25, 55)) - rng.uniform(10, 18)),
        rng.uniform(4, 9) - np.hypot(x - rng.uniform(10, 70), y - rng.uniform(10, 70)),
    ]
    prototypes = np.stack(blobs).astype(np.float32)
    coefficients = np.array([[1.0, 0.0], [0.0, 1.0], [0.7, -0.3], [-1.0, 0.0]], np.float32)
    box = (size[1] * 0.1 + 0.3, -20.0, size[1] * 0.9, size[0] * 0.8)
    field = prototype_field(coefficients, prototypes)
    for index, row in enumerate(coefficients.astype(float)):
        truth = naive(np.tensordot(row, prototypes.astype(float), 1), seen, box)
        outlined = with_polygons([Found(0.9, 0, box)], np.array([index]), field, (80, 80), seen)
        ours = np.zeros_like(truth)
        for each in outlined:
            ours = rasterise_polygons(each.polygons or (), height=size[0], width=size[1])
        edge = sum(int(np.abs(np.diff(truth.astype(int), axis=axis)).sum()) for axis in (0, 1))
        assert int((ours != truth).sum()) <= 0.5 * edge + 10  # half a pixel along the outline


def test_a_ring_has_a_hole() -> None:
    seen = Seen(Place(320, 320, 0, 0, 320, 320), 320, 320)
    y, x = np.mgrid[:80, :80]
    prototypes = (4 - np.abs(np.hypot(x - 40, y - 40) - 20))[None].astype(np.float32)
    field = prototype_field(np.ones((1, 1), np.float32), prototypes)
    (found,) = with_polygons([Found(0.5, 0, (0.0, 0.0, 320.0, 320.0))], np.arange(1), field, (80, 80), seen)
    assert found.polygons is not None
    (polygon,) = found.polygons
    assert len(polygon.holes) == 1
    radii = np.hypot(*(polygon.holes[0] - 162).T)  # the middle of cell 40, 4 pixels a cell
    assert radii == pytest.approx(np.full(len(radii), 64), abs=2)


@given(st.integers(0, 2**32 - 1), st.integers(3, 40))
@settings(deadline=None)
def test_the_least_rectangle_is_opencvs(seed: int, count: int) -> None:
    points = np.random.default_rng(seed).integers(0, 100, (count, 2)).astype(np.float64)
    ours = least_rectangle(points)
    _, sides, _ = cv2.minAreaRect(points.astype(np.float32))
    if ours is None:
        assert min(sides) == pytest.approx(0, abs=1e-3)
        return
    assert ours.sides[0] * ours.sides[1] == pytest.approx(sides[0] * sides[1], rel=1e-3)
    corners = ours.corners()
    assert cv2.contourArea(corners.astype(np.float32), oriented=True) > 0  # clockwise on the screen
    contour = corners.astype(np.float32)[:, None]
    assert all(cv2.pointPolygonTest(contour, tuple(map(float, p)), True) > -1e-2 for p in points)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_what_is_cut_off_at_the_border_is_shapelys(seed: int) -> None:
    from shapely.geometry import Polygon, box

    rng = np.random.default_rng(seed)
    rectangle = least_rectangle(rng.uniform(-50, 150, (6, 2)))
    assert rectangle is not None
    theirs = Polygon(rectangle.corners()).intersection(box(0, 0, 90, 70))
    ours = clip_ring(rectangle.corners(), height=70, width=90)
    if ours is None:
        assert theirs.area == pytest.approx(0, abs=1e-6)
        return
    assert (ours >= 0).all()
    assert (ours <= [90, 70]).all()
    assert Polygon(ours).symmetric_difference(theirs).area == pytest.approx(0, abs=1e-6)
