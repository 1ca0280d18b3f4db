"""Each family on tensors whose meaning is known, and on any tensors at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avala_edge.errors import ModelUnavailable
from avala_edge.geometry import rasterise_polygons
from avala_edge.imaging import Place
from avala_edge.models.detection import MOST_DETECTIONS, Detection
from avala_edge.models.detectors import DetectorManifest, read_detections
from avala_edge.models.detectors.families import (
    Boxes,
    Dbnet,
    Detr,
    Family,
    Semantic,
    YoloEndToEnd,
    Yolov5,
    Yolov8,
    Yolox,
)
from avala_edge.models.detectors.found import Seen
from avala_edge.models.detectors.inputs import DetectorInputs, Preparation, Stretch
from avala_edge.models.manifest import ModelFile

SIDE = 64
SEEN = Seen(Place(SIDE, SIDE, 0, 16, SIDE // 2, SIDE), 64, 128)  # half size, 16 rows down: a centred letterbox
Outputs = Mapping[str, NDArray[Any]]


def manifest(family: Family, labels: tuple[str, ...] = ("cat", "dog")) -> DetectorManifest:
    return DetectorManifest(
        name="m",
        file=ModelFile(path="model.onnx", sha256="0" * 64),
        inputs=DetectorInputs(picture="images"),
        preparation=Preparation(fit=Stretch(height=SIDE, width=SIDE)),
        reading=family,  # type: ignore[arg-type]
        labels=labels,
        score_threshold=0.25,
    )


def read(
    family: Family,
    outputs: Outputs,
    *,
    labels: tuple[str, ...] = ("cat", "dog"),
    floor: float = 0.25,
    seen: Seen = SEEN,
) -> list[Detection]:
    return read_detections(manifest(family, labels), outputs, seen, floor=floor)


def plain(detections: list[Detection]) -> list[tuple[str | None, float, tuple[float, ...]]]:
    return [(d.label, round(d.score, 4), tuple(round(n, 3) for n in d.box)) for d in detections]


# a cat in the middle, 16 × 8 in the model's rectangle, and a dog at its right border
TWO = [("cat", 0.9, (48.0, 24.0, 32.0, 16.0)), ("dog", 0.8, (112.0, 16.0, 16.0, 32.0))]
CAT, DOG, CAT_AGAIN = (32, 32, 16, 8), (60, 32, 8, 16), (33, 32, 16, 8)  # centre x, y, width, height


def test_yolov5_multiplies_objectness_and_class() -> None:
    rows = [[*CAT, 0.9, 1.0, 0.1], [*DOG, 1.0, 0.1, 0.8], [*CAT_AGAIN, 0.9, 0.95, 0.1], [*DOG, 0.2, 0, 1.0]]
    assert plain(read(Yolov5(output="o"), {"o": np.array([rows], np.float32)})) == TWO


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("transposed", [False, True])
def test_yolov8_has_a_column_for_a_box(dtype: type, transposed: bool) -> None:
    rows = np.array([[*CAT, 0.9, 0.1], [*DOG, 0.1, 0.8], [*CAT_AGAIN, 0.8, 0.1], [*CAT, 0.1, 0.2]], dtype)
    said = rows if transposed else rows.T
    found = plain(read(Yolov8(output="o", transposed=transposed), {"o": said[None]}))
    assert [(label, box) for label, _, box in found] == [(label, box) for label, _, box in TWO]


def test_a_box_of_another_class_is_no_overlap() -> None:
    rows = np.array([[*CAT, 0.9, 0.1], [*CAT_AGAIN, 0.1, 0.8]], np.float32)
    assert [d.label for d in read(Yolov8(output="o"), {"o": rows.T[None]})] == ["cat", "dog"]


def test_a_head_that_ends_without_overlaps_is_taken_at_its_word() -> None:
    rows = [[24, 28, 40, 36, 0.9, 0], [56, 24, 64, 40, 0.8, 1], [24, 28, 40, 36, 0.5, 0], [0] * 6]
    found = plain(read(YoloEndToEnd(output="o"), {"o": np.array([rows], np.float32)}))
    assert found == [*TWO, ("cat", 0.5, TWO[0][2])]


@pytest.mark.parametrize("decoded", [False, True])
def test_yolox_is_decoded_by_cells(decoded: bool) -> None:
    cells = [(x, y, s) for s in (8, 16, 32) for y in range(SIDE // s) for x in range(SIDE // s)]
    said = np.full((len(cells), 7), -3, np.float32)
    said[:, 4:] = 0
    for (x, y, w, h), stride, scores in (
        (CAT, 8, (0.9, 1, 0.1)),
        (DOG, 16, (1, 0.1, 0.8)),
        (CAT_AGAIN, 32, (0.9, 0.9, 0)),
    ):
        cell = (x // stride, y // stride)
        row = said[cells.index((*cell, stride))]
        row[:4] = (
            (x, y, w, h)
            if decoded
            else (x / stride - cell[0], y / stride - cell[1], np.log(w / stride), np.log(h / stride))
        )
        row[4:] = scores
    family = Yolox(output="o").settled({"o": said[None]})
    assert family.decoded is decoded
    found = plain(read(family, {"o": said[None]}))
    assert found == [(label, score, pytest.approx(box, abs=1e-3)) for label, score, box in TWO]


@pytest.mark.parametrize("scores", ["softmax", "sigmoid", "as-they-are"])
def test_detr_says_shares_of_the_picture(scores: str) -> None:
    boxes = np.array([CAT, DOG, CAT], np.float32) / SIDE
    chances = np.array([[0.9, 0.05], [0.1, 0.8], [0.1, 0.1]])
    logits = np.log(chances / (1 - chances))
    if scores == "softmax":
        logits = np.log(np.concatenate((chances, 1 - chances.sum(1, keepdims=True)), axis=1)) + 7
    outputs: Outputs = {"logits": logits[None].astype(np.float32), "pred_boxes": boxes[None]}
    family = Detr(logits="logits", boxes="pred_boxes", scores=scores)  # type: ignore[arg-type]
    if scores == "as-they-are":
        outputs = {"o": np.concatenate((boxes, chances), axis=1)[None].astype(np.float32)}
        family = Detr(logits="o", scores="as-they-are")
    assert plain(read(family, outputs)) == [(a, b, pytest.approx(c, abs=1e-3)) for a, b, c in TWO]


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("joined", [False, True])
def test_boxes_labels_and_scores_are_taken_as_they_are(batch: bool, joined: bool) -> None:
    corners = np.array([[24, 28, 40, 36], [56, 24, 64, 40], [0, 0, 0, 0]], np.float32)
    scores, labels = np.array([0.9, 0.8, 0.0], np.float32), np.array([1, 2, -1], np.int64)
    said: dict[str, NDArray[Any]] = {"b": corners, "l": labels, "s": scores}
    if joined:
        said = {"b": np.concatenate((corners, scores[:, None]), axis=1), "l": labels}
    family = Boxes(boxes="b", labels="l", scores=None if joined else "s")
    outputs = {name: array[None] if batch else array for name, array in said.items()}
    assert plain(read(family, outputs, labels=("", "cat", "dog"))) == TWO


def disc(x: float, y: float, radius: float, side: int = SIDE) -> NDArray[np.float32]:
    rows, columns = np.mgrid[:side, :side] + 0.5
    return (radius - np.hypot(columns - x, rows - y)).astype(np.float32)


def test_torchvisions_masks_become_polygons_in_their_box() -> None:
    masks = np.stack([disc(32, 32, 8), disc(60, 32, 4)])[:, None].clip(-0.5, 0.5) + 0.5
    family = Boxes(boxes="b", labels="l", scores="s", masks="m")
    boxes = np.array([[24, 24, 40, 40], [56, 28, 64, 36]], np.float32)
    outputs: Outputs = {
        "b": boxes, "l": np.array([0, 1]), "s": np.array([0.9, 0.8], np.float32), "m": masks.astype(np.float32)
    }  # fmt: skip
    cat, dog = read(family, outputs)
    assert cat.polygons is not None
    assert dog.polygons is not None
    area = rasterise_polygons(cat.polygons, height=64, width=128).sum()
    assert area == pytest.approx(np.pi * 16**2, rel=0.03)
    assert np.concatenate([p.exterior for p in dog.polygons]).max(0)[0] <= 128


@pytest.mark.parametrize(("family", "head"), [("v5", 5), ("v8", 4), ("end", 6)])
def test_masks_of_prototypes_come_with_every_yolo(family: str, head: int) -> None:
    prototypes = np.stack([disc(8, 8, 4, 16), disc(15, 8, 2, 16)])[None]
    cat, dog = ([1.0, 0.0], [0.0, 1.0])
    if family == "v5":
        rows = np.array([[*CAT, 0.9, 1, 0, *cat], [*DOG, 0.8, 0, 1, *dog]], np.float32)
        reading: Family = Yolov5(output="o", prototypes="p")
    elif family == "v8":
        rows = np.array([[*CAT, 0.9, 0, *cat], [*DOG, 0, 0.8, *dog]], np.float32).T
        reading = Yolov8(output="o", prototypes="p")
    else:
        rows = np.array([[24, 28, 40, 36, 0.9, 0, *cat], [56, 24, 64, 40, 0.8, 1, *dog]], np.float32)
        reading = YoloEndToEnd(output="o", prototypes="p")
    found = read(reading, {"o": rows[None], "p": prototypes})
    assert plain(found) == TWO
    for each in found:
        assert each.polygons
        points = np.concatenate([polygon.exterior for polygon in each.polygons])
        left, top, width, height = each.box
        assert (points >= [left - 1e-6, top - 1e-6]).all()
        assert (points <= [left + width + 1e-6, top + height + 1e-6]).all()


def test_a_box_whose_mask_is_empty_is_left_out() -> None:
    rows = np.array([[*CAT, 0.9, 0, 1.0], [*DOG, 0, 0.8, 1.0]], np.float32).T
    found = read(Yolov8(output="o", prototypes="p"), {"o": rows[None], "p": disc(8, 8, 2, 16)[None, None]})
    assert [each.label for each in found] == ["cat"]


def regions() -> NDArray[np.float32]:
    """Logits of sky, cat, dog: two cats, the smaller one less sure, and a dog with a hole."""
    ring = 2 - np.abs(np.hypot(*(np.mgrid[:SIDE, :SIDE] + 0.5 - 32)) - 8)
    cats = np.maximum(disc(12, 32, 6), 0.3 * disc(54, 32, 4))
    return np.stack([np.zeros((SIDE, SIDE)), cats, ring]).astype(np.float32) * 2


@pytest.mark.parametrize("says", ["logits", "shares", "classes"])
@pytest.mark.parametrize("channels_last", [False, True])
def test_every_connected_region_is_a_detection(says: str, channels_last: bool) -> None:
    logits = regions()
    shares = np.exp(logits) / np.exp(logits).sum(0)
    said: NDArray[Any] = {"logits": logits, "shares": shares, "classes": logits.argmax(0)}[says]
    if says != "classes" and channels_last:
        said = said.transpose(1, 2, 0)
    start = "classes" if says == "classes" else "logits"
    family = Semantic(output="o", says=start, channels_last=channels_last).settled({"o": said[None]})  # type: ignore[arg-type]
    assert family.says == says
    found = read(family, {"o": said[None]}, labels=("", "cat", "dog"))
    assert sorted(each.label or "" for each in found) == ["cat", "cat", "dog"]
    (dog,) = [each for each in found if each.label == "dog"]
    big, small = [each for each in found if each.label == "cat"]
    assert big.box == pytest.approx((12, 20, 24, 24), abs=1.5)  # twice the size, 16 rows up
    assert small.box[2] == pytest.approx(16, abs=1.5)
    assert dog.polygons is not None
    assert [len(polygon.holes) for polygon in dog.polygons] == [1]
    assert (big.score > small.score) if says != "classes" else (big.score == small.score == 1.0)
    for each in found:
        assert each.polygons
        painted = rasterise_polygons(each.polygons, height=64, width=128)
        assert int(painted.sum()) == pytest.approx(4 * _area(logits, each), rel=0.12)


def _area(logits: NDArray[np.float32], found: Detection) -> int:
    """Cells of the model's own map that a detection covers."""
    index = ("", "cat", "dog").index(found.label or "")
    cut = (logits.argmax(0) == index)[:, int(found.box[0] / 2) : int((found.box[0] + found.box[2]) / 2) + 1]
    return int(cut.sum())


def test_one_class_alone_needs_no_background() -> None:
    for says, said in (("logits", disc(32, 32, 8)), ("shares", 1 / (1 + np.exp(-disc(32, 32, 8))))):
        family = Semantic(output="o", says="logits").settled({"o": said[None, None]})
        assert family.says == says
        (found,) = read(family, {"o": said[None, None]}, labels=("road",))
        assert found.box == pytest.approx((48, 16, 32, 32), abs=1.5)


def test_specks_are_left_out() -> None:
    logits = np.zeros((2, SIDE, SIDE), np.float32)
    logits[1, 30, 30] = logits[1, 40:44, 40:44] = 5
    found = read(Semantic(output="o", says="logits", least_share=0.001), {"o": logits[None]}, labels=("", "cat"))
    assert len(found) == 1


def test_lines_of_text_are_framed_and_grown() -> None:
    likely = np.zeros((SIDE, SIDE), np.float32)
    likely[30:34, 10:50] = 0.9
    (found,) = read(Dbnet(output="o", dilate=False), {"o": likely[None, None]}, labels=("text",))
    # 39 × 3 between cell centres; grown by area × 1.6 / length; then twice the size and 16 rows up
    grow = 39 * 3 * 1.6 / (2 * (39 + 3))
    expected = ((10.5 - grow) * 2, (30.5 - grow - 16) * 2, (39 + 2 * grow) * 2, (3 + 2 * grow) * 2)
    assert found.box == pytest.approx(expected, abs=1e-6)
    assert found.score == pytest.approx(0.9)
    assert found.polygons is not None
    assert len(found.polygons[0].exterior) == 4


def test_a_class_without_a_name_is_never_reported() -> None:
    rows = np.array([[*CAT, 0.9, 0.1], [*DOG, 0.1, 0.8]], np.float32).T[None]
    assert [each.label for each in read(Yolov8(output="o"), {"o": rows}, labels=("", "dog"))] == ["dog"]


def test_no_more_than_the_most_and_the_best_first() -> None:
    rng = np.random.default_rng(0)
    rows = np.zeros((4000, 6), np.float32)
    rows[:, 0], rows[:, 1] = rng.uniform(0, SIDE, 4000), rng.uniform(20, 44, 4000)
    rows[:, 2:4], rows[:, 4] = 0.5, rng.uniform(0.3, 1, 4000)
    found = read(Yolov8(output="o", transposed=True, nms_iou=1.0), {"o": rows[None]})
    assert len(found) == MOST_DETECTIONS
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(rows[:, 4].max())


@pytest.mark.parametrize(
    ("family", "outputs", "reason"),
    [
        (Yolov8(output="o"), {}, "no output 'o'"),
        (Yolov8(output="o"), {"o": np.zeros((2, 6, 3), np.float32)}, "batch of 1"),
        (Yolov8(output="o"), {"o": np.full((1, 6, 3), 7, np.float32)}, "scores go from 7 to 7"),
        (Yolov5(output="o"), {"o": np.zeros((1, 3, 8), np.float32)}, "7 numbers"),
        (Yolox(output="o"), {"o": np.zeros((1, 3, 7), np.float32)}, r"\[84, 7\]"),
        (YoloEndToEnd(output="o"), {"o": np.array([[[1, 1, 9, 9, 0.5, 2]]], np.float32)}, "class 2, but has 2"),
        (Detr(logits="l", boxes="b", scores="softmax"), {"l": np.zeros((3, 2)), "b": np.zeros((3, 4))}, "3 numbers"),
        (Detr(logits="l", boxes="b", scores="sigmoid"), {"l": np.ones((1, 2)), "b": np.full((1, 4), 99)}, "no shares"),
        (Boxes(boxes="b", labels="l", scores="s"), {"b": np.zeros((3, 4)), "l": np.zeros(2), "s": np.zeros(2)}, "2, 4"),
        (Semantic(output="o", says="logits"), {"o": np.zeros((1, 3, 4, 4), np.float32)}, "3 classes, but 2"),
        (Semantic(output="o", says="classes"), {"o": np.full((1, 4, 4), 9)}, "class 9"),
        (Semantic(output="o", says="logits"), {"o": np.full((1, 2, 4, 4), np.inf, np.float32)}, "not finite"),
        (Dbnet(output="o"), {"o": np.full((1, 1, 4, 4), np.nan, np.float32)}, "not finite"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Family) else None,
)  # fmt: skip
def test_what_a_family_cannot_read_is_refused_with_the_reason(family: Family, outputs: Outputs, reason: str) -> None:
    with pytest.raises(ModelUnavailable, match=reason):
        read(family, outputs)


anything = st.floats(width=32) | st.sampled_from([0.0, 0.5, 0.9, 1.0, 16.0, 1e30, float("nan"), float("inf")])


@st.composite
def tensors(draw: st.DrawFn, *shape: int) -> NDArray[np.float32]:
    size = int(np.prod(shape))
    return np.array(draw(st.lists(anything, min_size=size, max_size=size)), np.float32).reshape(shape)


@pytest.mark.parametrize(
    ("family", "shapes"),
    [
        (Yolov5(output="o"), {"o": (1, 3, 7)}),
        (Yolov5(output="o", prototypes="p"), {"o": (1, 2, 8), "p": (1, 1, 3, 3)}),
        (Yolov8(output="o"), {"o": (1, 6, 3)}),
        (Yolov8(output="o", prototypes="p"), {"o": (1, 7, 2), "p": (1, 1, 3, 3)}),
        (YoloEndToEnd(output="o"), {"o": (1, 3, 6)}),
        (Yolox(output="o", strides=(32,)), {"o": (1, 4, 7)}),
        (Detr(logits="l", boxes="b", scores="sigmoid"), {"l": (1, 3, 2), "b": (1, 3, 4)}),
        (Boxes(boxes="b", labels="l", scores="s", masks="m"), {"b": (2, 4), "l": (2,), "s": (2,), "m": (2, 1, 3, 3)}),
        (Semantic(output="o", says="logits"), {"o": (1, 2, 4, 4)}),
        (Semantic(output="o", says="shares"), {"o": (1, 2, 4, 4)}),
        (Dbnet(output="o"), {"o": (1, 1, 5, 5)}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Family) else None,
)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_a_model_says_only_sound_detections_leave(
    family: Family, shapes: Mapping[str, tuple[int, ...]], data: st.DataObject
) -> None:
    outputs = {name: data.draw(tensors(*shape)) for name, shape in shapes.items()}
    labels = ("text",) if isinstance(family, Dbnet) else ("cat", "dog")
    try:
        found = read(family, outputs, labels=labels, floor=0.001)
    except ModelUnavailable:
        return
    for each in found:  # finite and not empty: Detection sees to that itself
        left, top, width, height = each.box
        assert left >= 0
        assert top >= 0
        assert left + width <= 128 + 1e-9
        assert top + height <= 64 + 1e-9
        for polygon in each.polygons or ():
            for ring in (polygon.exterior, *polygon.holes):
                assert np.isfinite(ring).all()
                assert (ring >= -1e-9).all()
                assert (ring <= np.array([128, 64]) + 1e-9).all()
