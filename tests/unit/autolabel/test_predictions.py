"""Answers of other servers → detections: the forms that are read, what is left out and why, and no harm from any."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco

from avala_edge.autolabel.answer_form import MOST_READ, AnswerForm, Picture
from avala_edge.autolabel.predictions import Read, read_predictions
from avala_edge.autolabel.provider import Ask
from avala_edge.errors import EdgeError, ProviderFailed
from avala_edge.geometry import rasterise_polygons
from avala_edge.models.detection import MOST_DETECTIONS

WIDTH, HEIGHT = 60, 40
PICTURE = Picture.whole(WIDTH, HEIGHT)
TRIANGLE = [[10, 10], [30, 10], [10, 30]]


def read(answer: object, *, picture: Picture = PICTURE, ask: Ask | None = None, **form: Any) -> Read:
    data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read_predictions(data, AnswerForm(**form), picture, ask or Ask())


def only(one: dict[str, Any], **more: Any) -> Any:
    (found,) = read([one], **more).detections
    return found


@pytest.mark.parametrize(
    ("one", "form"),
    [
        ({"x": 10, "y": 20, "width": 30, "height": 10}, {}),
        ({"type": "bounding_box", "bbox": [10, 20, 30, 10]}, {}),
        ({"bbox": {"x": 10, "y": 20, "width": 30, "height": 10}}, {}),
        ({"box": {"x1": 10, "y1": 20, "x2": 40, "y2": 30}}, {}),
        ({"bbox": {"left": 10, "top": 20, "width": 30, "height": 10}}, {}),
        ({"xmin": 10, "ymin": 20, "xmax": 40, "ymax": 30}, {}),
        ({"bbox": [10, 20, 40, 30]}, {"box_order": "xyxy"}),
        ({"bbox": [25, 25, 30, 10]}, {"box_order": "cxcywh"}),
        ({"x": 25, "y": 25, "width": 30, "height": 10}, {"box_order": "cxcywh"}),
        ({"bbox": [1 / 6, 0.5, 0.5, 0.25]}, {"coordinates": "normalized"}),
        ({"bbox": [10, 20, 30, 10], "mask": None, "vertices": None}, {}),
    ],
)
def test_boxes(one: dict[str, Any], form: dict[str, Any]) -> None:
    found = only({**one, "label": "car", "confidence": 0.5}, **form)
    assert found.box == pytest.approx((10, 20, 30, 10))
    assert (found.label, found.score, found.polygons) == ("car", 0.5, None)


@pytest.mark.parametrize(
    "outline",
    [
        {"vertices": TRIANGLE},
        {"polygon": TRIANGLE},
        {"points": [{"x": x, "y": y} for x, y in TRIANGLE]},
        {"segmentation": [[10, 10, 30, 10, 10, 30]]},
        {"segmentation": [10, 10, 30, 10, 10, 30]},
        {"polygon": [TRIANGLE]},
        {"polygons": [TRIANGLE]},
        {"vertices": [*TRIANGLE, TRIANGLE[0]]},
        {"vertices": TRIANGLE[::-1]},
        {"polygons": [{"exterior": TRIANGLE, "holes": []}], "vertices": [[0, 0], [1, 0], [0, 1]]},
    ],
)
def test_outlines(outline: dict[str, Any]) -> None:
    found = only({**outline, "bbox": [0, 0, 60, 40]})
    assert found.box == (10, 10, 20, 20)  # that of the outline: one box cannot contradict it
    (polygon,) = found.polygons
    assert sorted(map(tuple, polygon.exterior.tolist())) == sorted(map(tuple, TRIANGLE))
    x, y = polygon.exterior.T
    assert np.dot(x, np.roll(y, -1)) > np.dot(y, np.roll(x, -1))  # clockwise on the screen


def test_holes_and_islands() -> None:
    hole = [[12, 12], [12, 16], [16, 12]]
    far = [[50, 30], [58, 30], [50, 38]]
    found = only({"polygons": [{"exterior": TRIANGLE, "holes": [hole]}, {"exterior": far}]})
    assert [len(polygon.holes) for polygon in found.polygons] == [1, 0]
    assert found.box == (10, 10, 48, 28)


def _mask() -> np.ndarray[Any, np.dtype[np.uint8]]:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[5:25, 8:40] = 1
    mask[10:15, 20:30] = 0
    mask[30:38, 50:60] = 1
    return mask


def _runs(flat: np.ndarray[Any, np.dtype[np.uint8]]) -> list[int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flat, [1 - flat[-1]])))).tolist()
    return [b - a for a, b in zip([0, *edges[:-1]], edges, strict=True)]


@pytest.mark.parametrize("way", ["compressed", "column", "row", "segmentation", "floats"])
def test_masks(way: str) -> None:
    mask, size = _mask(), [HEIGHT, WIDTH]
    columns = _runs(mask.T.reshape(-1))
    if way == "compressed":
        counts = coco.encode(np.asfortranarray(mask))["counts"].decode()
        one: dict[str, Any] = {"rle": {"size": size, "counts": counts}}
    elif way == "row":
        one = {"mask": {"encoding": "rle", "size": size, "order": "row", "counts": _runs(mask.reshape(-1))}}
    elif way == "floats":
        one = {"mask": {"counts": [float(run) for run in columns]}}
    else:
        one = {"segmentation" if way == "segmentation" else "mask": {"size": size, "counts": columns}}
    found = only({**one, "vertices": [[0, 0], [1, 0], [0, 1]]})
    assert (rasterise_polygons(found.polygons, height=HEIGHT, width=WIDTH) == mask).all()
    assert found.box == (8, 5, 52, 33)


def test_what_was_sent_smaller_comes_back_larger() -> None:
    picture = Picture(sent_width=30, sent_height=20, width=WIDTH, height=HEIGHT)
    assert only({"bbox": [5, 10, 15, 5]}, picture=picture).box == (10, 20, 30, 10)
    assert only({"vertices": [[5, 5], [15, 5], [5, 15]]}, picture=picture).box == (10, 10, 20, 20)
    assert only({"mask": {"size": [20, 30], "counts": [21, 5, 574]}}, picture=picture).box == (2, 2, 2, 10)
    assert only({"bbox": [0.5, 0.5, 0.5, 0.5]}, picture=picture, coordinates="normalized").box == (30, 20, 30, 20)


def test_what_hangs_over_the_border_is_cut() -> None:
    assert only({"bbox": [-10, -10, 20, 20]}).box == (0, 0, 10, 10)
    found = only({"vertices": [[50, 10], [70, 10], [70, 30], [50, 30]]})
    assert found.box == (50, 10, 10, 20)
    slanted = only({"vertices": [[-10, 0], [10, 0], [10, 20]]})
    inside = {(0.0, 0.0), (10.0, 0.0), (10.0, 20.0), (0.0, 10.0)}
    assert set(map(tuple, slanted.polygons[0].exterior.tolist())) == inside


@pytest.mark.parametrize(
    ("one", "why"),
    [
        ({"bbox": [100, 100, 5, 5]}, "outside the image"),
        ({"vertices": [[100, 100], [110, 100], [100, 110]]}, "outside the image"),
        ({"bbox": [10, 10, 0, 5]}, "outside the image"),
        ({"bbox": [10, 10, -5, 5]}, "with a box of negative size"),
        ({"x1": 9, "y1": 9, "x2": 1, "y2": 20}, "with a box of negative size"),
        ({"bbox": [1e300, 1, 2, 3]}, "with a number that is too large"),
        ({"bbox": [1, 2, 3]}, "without a box, an outline or a mask"),
        ({"bbox": ["1", 2, 3, 4]}, "without a box, an outline or a mask"),
        ({"label": "car"}, "without a box, an outline or a mask"),
        ({"vertices": [[1, 2], [3, 4]], "bbox": [1, 1, 2, 2]}, "with an outline that cannot be read"),
        ({"vertices": [[1, 2], [3, 4], [5, None]]}, "with an outline that cannot be read"),
        ({"vertices": []}, "with an outline that cannot be read"),
        ({"vertices": [[1, 1]] * 200_000}, "with an outline of more than 50000 points"),
        ({"polygon": [TRIANGLE] * 1001}, "with an outline of more than 1000 islands"),
        ({"mask": {"size": [4, 4], "counts": [16]}}, "with a mask of another size than the image"),
        ({"mask": {"counts": [1, 2, 3]}}, "with a mask that cannot be read"),
        ({"mask": {"counts": "~~~~"}}, "with a mask that cannot be read"),
        ({"mask": {"counts": None}}, "with a mask that cannot be read"),
        ({"mask": {"counts": [WIDTH * HEIGHT]}}, "outside the image"),
        ({"mask": {"counts": [1] * 300_000}}, "with a mask of more than 200000 runs"),
        ({"mask": {"counts": "1" * 500_000}}, "with a mask of more than 200000 runs"),
        ({"bbox": [1, 1, 2, 2], "score": 7}, "with a score that is not 0 to 1"),
        ({"bbox": [1, 1, 2, 2], "score": "high"}, "with a score that is not 0 to 1"),
        ({"bbox": [1, 1, 2, 2], "label": "a\nb"}, "with a label that is no line of 1 to 100 characters"),
        ({"bbox": [1, 1, 2, 2], "label": "a\0"}, "with a label that is no line of 1 to 100 characters"),
        ({"bbox": [1, 1, 2, 2], "label": "x" * 101}, "with a label that is no line of 1 to 100 characters"),
        ("text", "that are no objects"),
    ],
)
def test_what_is_left_out_and_counted(one: object, why: str) -> None:
    found = read([one, {"bbox": [1, 1, 2, 2]}])
    assert [each.box for each in found.detections] == [(1, 1, 2, 2)]
    assert found.left_out == {why: 1}
    assert found.losses() == f"1 {why}"


def test_one_bad_prediction_costs_nobody_else() -> None:
    found = read([{"bbox": [1, 1, 2, 2], "score": 0.2}, {}, {"bbox": [3, 3, 2, 2], "score": 0.9}])
    assert [each.score for each in found.detections] == [0.9, 0.2]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<html>no</html>", "but a web page"),
        (b"\x1f\x8b\x08\x00\xff", "is compressed"),
        (b'{"a": "\xff"}', "it is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "it is not UTF-8"),
        (b'[{"score": NaN}]', "has no NaN"),
        (b"[1e999]", "does not fit 64 bits"),
        (b"[123456789012345678901234567890]", "does not fit 64 bits"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'["\\ud800"]', "is not JSON."),
        (b"[1,", "is not JSON."),
        (b"3", "no list at the top, nor under predictions, results"),
        (b'{"predictions": null}', "no list"),
        (b'{"predictions": {"a": []}}', "no list"),
        (b'[{"a": 1}, {"b": 2}]', "None of the endpoint's 2 predictions can be read: 2 without a box"),
    ],
)
def test_answers_that_are_none(answer: bytes, words: str) -> None:
    with pytest.raises(ProviderFailed, match=words):
        read(answer)


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ([], ""),
        ({"results": []}, ""),
        ({"outputs": []}, ""),
        ({"out": {"boxes": []}}, "out.boxes"),
        ({"out": [{"boxes": 1}, {"boxes": []}]}, "out.1.boxes"),
    ],
)
def test_where_the_list_is(answer: object, key: str) -> None:
    assert read(answer, key=key).given == 0


@pytest.mark.parametrize("key", ["out", "out.boxes.x", "out.1", "out.\u00b2", "out.99999999"])
def test_where_it_is_not(key: str) -> None:
    with pytest.raises(ProviderFailed, match="no list under out"):
        read({"out": {"boxes": [], "1": 2}, "predictions": []}, key=key)


def test_names_of_classes() -> None:
    box = {"bbox": [1, 1, 2, 2]}
    assert only({**box, "class": 1, "class_name": "bus"}).label == "bus"
    assert only({**box, "class": 1}, class_names=("car", "bus")).label == "bus"
    assert only({**box, "class": 7}, class_names=("car", "bus")).label == "7"
    assert only({**box, "name": "\u732b"}).label == "\u732b"
    assert only(box).label is None


def test_what_is_not_wanted_is_not_there() -> None:
    rows = [{"bbox": [1, 1, 2, 2], "label": name, "score": 0.5} for name in ("car", "bus")]
    found = read([*rows, {"bbox": [1, 1, 2, 2], "score": 0.4}], ask=Ask(floor=0.45, labels=frozenset({"bus"})))
    assert [each.label for each in found.detections] == ["bus"]
    assert found.left_out == {}


def test_a_million_predictions() -> None:
    found = read(b"[" + b",".join([b'{"bbox":[1,1,2,2]}'] * 400_000) + b"]")
    assert (len(found.detections), found.given) == (MOST_DETECTIONS, 400_000)
    assert found.left_out == {
        f"behind the first {MOST_READ}": 400_000 - MOST_READ,
        f"behind the best {MOST_DETECTIONS}": MOST_READ - MOST_DETECTIONS,
    }


def test_masks_of_noise_cost_a_bounded_time_and_memory() -> None:
    """Each pixel of a chessboard is an island of its own."""
    width = height = 400
    board = (np.indices((height, width)).sum(0) % 2).astype(np.uint8)
    counts = coco.encode(np.asfortranarray(board))["counts"].decode()
    rows = [{"mask": {"size": [height, width], "counts": counts}}] * 20
    tracemalloc.start()
    try:
        read(rows, picture=Picture.whole(width, height))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)
NUMBER = st.floats(-100, 200) | st.floats() | st.integers()
POINT = st.lists(NUMBER, min_size=2, max_size=2) | st.fixed_dictionaries({"x": NUMBER, "y": NUMBER})
RING = st.lists(POINT, max_size=8) | st.lists(NUMBER, max_size=12) | JSON
RLE = st.fixed_dictionaries(
    {},
    optional={
        "size": st.just([HEIGHT, WIDTH]) | JSON,
        "counts": st.text(max_size=30) | st.lists(st.integers(-5, 2400), max_size=10) | JSON,
        "order": st.sampled_from(["row", "column"]) | JSON,
    },
)
PREDICTION = st.fixed_dictionaries(
    {},
    optional={
        "label": st.text() | JSON,
        "class": st.integers() | JSON,
        "score": st.floats(0, 1) | JSON,
        "bbox": st.lists(NUMBER, max_size=5) | JSON,
        "x": NUMBER,
        "y": NUMBER,
        "width": NUMBER | JSON,
        "height": NUMBER,
        "vertices": RING,
        "segmentation": RLE | st.lists(RING, max_size=3),
        "polygons": st.lists(st.fixed_dictionaries({"exterior": RING}, optional={"holes": st.lists(RING)}) | RING),
        "mask": RLE | JSON,
    },
)
FORMS = st.builds(
    AnswerForm,
    key=st.sampled_from(["", "out", "a.0"]),
    box_order=st.sampled_from(["xywh", "xyxy", "cxcywh"]),
    coordinates=st.sampled_from(["pixels", "normalized"]),
    class_names=st.sampled_from([(), ("car", "bus")]),
)


def check(data: bytes, form: AnswerForm) -> None:
    try:
        found = read_predictions(data, form, PICTURE, Ask())
    except EdgeError:
        return
    assert len(found.detections) <= MOST_DETECTIONS
    for each in found.detections:
        left, top, width, height = each.box
        assert 0 <= left < left + width <= WIDTH
        assert 0 <= top < top + height <= HEIGHT
        for polygon in each.polygons or ():
            for ring in (polygon.exterior, *polygon.holes):
                assert (ring >= 0).all()
                assert (ring <= (WIDTH, HEIGHT)).all()
    assert len(found.detections) + sum(found.left_out.values()) <= found.given


@settings(max_examples=300, deadline=None)
@given(JSON | st.lists(PREDICTION | JSON), FORMS)
def test_any_json_at_all(answer: object, form: AnswerForm) -> None:
    check(json.dumps(answer).encode(), form)
    check(json.dumps({"predictions": answer, "out": answer}).encode(), form)


@settings(max_examples=300, deadline=None)
@given(st.binary())
@example(b'[{"bbox": [1, 1, 2, 2]}]\x00')
@example(b"[[[[]]]]")
def test_any_bytes_at_all(data: bytes) -> None:
    check(data, AnswerForm())
