from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from avala_edge.geometry import Frame, View, mask_from_logits, reframe
from avala_edge.models import Prompt
from avala_edge.segment.closer import SMALLEST, Seen, is_small, refinement_view, view_for, view_on_screen

NOTHING = np.full((128, 128), -5, np.float32)


def whole(height: int, width: int) -> Frame:
    longest = max(height, width)
    return Frame.whole(height, width, 128 * height / longest, 128 * width / longest)


def close(frame: Frame, view: View) -> Frame:
    longest = max(view.width, view.height)
    return Frame(frame.image_height, frame.image_width, 128 * view.height / longest, 128 * view.width / longest, view)


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.tuples(st.floats(0, 0.99), st.floats(0, 0.99), st.floats(0.001, 1), st.floats(0.001, 1)),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=3),
)
def test_a_view_lies_in_the_image_and_holds_what_it_is_for(
    height: int, width: int, box: tuple[float, float, float, float], points: list[tuple[float, float]]
) -> None:
    left, top = box[0] * width, box[1] * height
    prompt = Prompt.in_image(
        [(x * width, y * height, 1) for x, y in points],
        (left, top, min(box[2] * width, width - left), min(box[3] * height, height - top)),
        height=height,
        width=width,
    )
    view = view_for(prompt, Seen(NOTHING, whole(height, width)), height, width)
    close(whole(height, width), view)  # refuses a view that is not inside
    assert prompt.box is not None
    for x, y in [*np.reshape(prompt.box, (2, 2)).tolist(), *prompt.points.tolist()]:
        assert view.x <= x + 1e-3
        assert x <= view.x + view.width + 1e-3
        assert view.y <= y + 1e-3
        assert y <= view.y + view.height + 1e-3
    assert max(view.width, view.height) >= min(SMALLEST, max(height, width))


def test_neighbours_share_a_view() -> None:
    def view(x: float) -> View:
        prompt = Prompt.in_image([], (x, 300.0, 60.0, 50.0), height=960, width=1280)
        return view_for(prompt, Seen(NOTHING, whole(960, 1280)), 960, 1280)

    assert len({view(x) for x in range(500, 540)}) <= 3
    assert view(500) != view(700)


def test_without_a_box_the_answer_says_where_to_look() -> None:
    logits = NOTHING.copy()
    logits[40:50, 20:30] = 5
    click = Prompt.in_image([(250.0, 450.0, 1), (310.0, 450.0, 0)], None, height=1280, width=1280)
    view = view_for(click, Seen(logits, whole(1280, 1280)), 1280, 1280)
    assert view.x <= 200
    assert view.x + view.width >= 310
    assert view.width < 320


@pytest.mark.parametrize(("cells", "small"), [(4, True), (12, True), (24, False), (100, False)])
def test_what_is_a_few_cells_is_small(cells: int, small: bool) -> None:
    logits = NOTHING.copy()
    logits[20 : 20 + cells // 2, 20 : 20 + cells] = 5
    click = Prompt.in_image([(250.0, 210.0, 1)], None, height=900, width=1280)
    assert is_small(view_for(click, Seen(logits, whole(900, 1280)), 900, 1280), 900, 1280) == small


@pytest.mark.parametrize(
    ("cells", "point", "holds"),
    [
        ((slice(50, 60), slice(50, 60)), (320.0, 320.0), True),
        ((slice(50, 60), slice(50, 60)), (100.0, 320.0), False),  # a click outside the view
        ((slice(50, 60), slice(0, 60)), (320.0, 320.0), False),  # the answer runs over the view's left edge
        ((slice(0, 60), slice(50, 60)), (320.0, 320.0), True),  # over its upper edge, which is the image's
    ],
)
def test_a_close_view_is_left_when_it_no_longer_holds(
    cells: tuple[slice, slice], point: tuple[float, float], holds: bool
) -> None:
    logits = NOTHING.copy()
    logits[cells] = 5
    frame = close(whole(1000, 1000), View(200, 0, 400, 400))
    prompt = Prompt.in_image([(*point, 1)], None, height=1000, width=1000)
    view = refinement_view(prompt, Seen(logits, frame))
    assert view == (frame.view if holds else View(0, 0, 1000, 1000))


@given(
    st.integers(64, 8000),
    st.integers(64, 8000),
    st.tuples(st.floats(0, 0.99), st.floats(0, 0.99), st.floats(0.001, 1), st.floats(0.001, 1)),
)
def test_a_view_on_screen_leaves_nothing_of_the_screen_out(
    height: int, width: int, part: tuple[float, float, float, float]
) -> None:
    x0, y0 = part[0] * width, part[1] * height
    x1, y1 = x0 + part[2] * (width - x0), y0 + part[3] * (height - y0)
    view = view_on_screen((x0, y0, x1, y1), height, width)
    close(whole(height, width), view)
    assert view.x <= x0 + 1
    assert view.y <= y0 + 1
    assert view.x + view.width >= x1 - 1
    assert view.y + view.height >= y1 - 1
    side, longest = max(view.width, view.height), max(width, height)
    assert side == longest or side <= max(2 * 1.25 * max(x1 - x0, y1 - y0), 2 * SMALLEST)
    assert side == longest or side <= 0.51 * longest


def test_what_is_small_even_in_a_close_view_is_refined_closer() -> None:
    frame = close(whole(4000, 4000), View(0, 0, 1000, 1000))
    for cells, closer in ((slice(60, 66), True), (slice(30, 90), False)):
        logits = NOTHING.copy()
        logits[cells, cells] = 5
        middle = (cells.start + cells.stop) / 2 / 128 * 1000
        prompt = Prompt.in_image([(middle, middle, 1)], None, height=4000, width=4000)
        view = refinement_view(prompt, Seen(logits, frame))
        assert (view != frame.view) == closer
        assert view.width <= 1000


def test_reframing_keeps_the_shape_where_it_is() -> None:
    ys, xs = np.mgrid[:128, :128]
    logits = (12 - np.hypot(xs - 70, ys - 40)).astype(np.float32)
    photo = whole(640, 640)
    near = close(photo, View(240, 80, 240, 240))
    before = mask_from_logits(logits, photo).astype(bool)
    there = mask_from_logits(reframe(logits, photo, near), near).astype(bool)
    back = mask_from_logits(np.ascontiguousarray(reframe(reframe(logits, photo, near), near, photo)), photo)
    for seen in (there, back.astype(bool)):
        assert (before & seen).sum() / (before | seen).sum() > 0.98
    assert reframe(logits, photo, photo) is logits


def test_shrinking_averages_as_pillow_does() -> None:
    logits = np.random.default_rng(3).normal(size=(64, 64)).astype(np.float32)
    fine, coarse = Frame.whole(64, 64, 64, 64), Frame.whole(64, 64, 16, 16)
    pillow = np.asarray(Image.fromarray(logits).resize((16, 16), Image.Resampling.BILINEAR))
    assert np.allclose(reframe(logits, fine, coarse)[2:14, 2:14], pillow[2:14, 2:14], atol=1e-4)


def test_a_view_outside_its_image_is_refused() -> None:
    with pytest.raises(Exception, match="not inside an image"):
        Frame(100, 100, 8, 8, View(50, 0, 51, 10))
