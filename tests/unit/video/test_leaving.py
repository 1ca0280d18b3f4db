"""Gone through the border, or only near it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avala_edge.video.leaving import LOST, Side, Whereabouts, has_left, stays_behind

WIDTH, HEIGHT = 640, 480


def gone_at(start: tuple[float, float], step: tuple[float, float], frames: int) -> tuple[int, Side] | None:
    """Move a box of 100 × 80 and return when it is said to have left, and where."""
    x, y = start
    where = Whereabouts((x, y, x + 100, y + 80))
    for number in range(frames):
        where = where.moved(step)
        x, y = x + step[0], y + step[1]
        seen = (max(0.0, x), max(0.0, y), min(float(WIDTH), x + 100), min(float(HEIGHT), y + 80))
        if seen[0] < seen[2] and seen[1] < seen[3]:
            where = where.seen(seen, WIDTH, HEIGHT)
        side = has_left(where, WIDTH, HEIGHT)
        if side is not None:
            return number, side
    return None


@pytest.mark.parametrize(
    ("step", "side"), [((-20, 0), "left"), ((20, 2), "right"), ((0, -20), "top"), ((1, 20), "bottom")]
)
def test_the_border_is_named_when_nothing_is_left_inside(step: tuple[float, float], side: str) -> None:
    said = gone_at((270, 200), step, 60)
    assert said is not None
    assert said[1] == side
    x, y = 270 + step[0] * (said[0] + 1), 200 + step[1] * (said[0] + 1)
    inside = max(0, min(x + 100, WIDTH) - max(x, 0)) * max(0, min(y + 80, HEIGHT) - max(y, 0))
    assert inside <= 0.2 * 100 * 80


@given(
    st.floats(0, WIDTH - 100), st.floats(0, HEIGHT - 80), st.floats(-30, 30), st.floats(-30, 30), st.integers(1, 100)
)
def test_what_stays_inside_has_not_left(x: float, y: float, dx: float, dy: float, frames: int) -> None:
    where = Whereabouts((x, y, x + 100, y + 80), (dx, dy))
    for _ in range(frames):
        where = where.moved((0.0, 0.0))
    assert has_left(where, WIDTH, HEIGHT, share=LOST) is None


def test_an_object_that_hangs_over_the_border_without_moving_has_not_left() -> None:
    assert has_left(Whereabouts((-90, 100, 10, 180)), WIDTH, HEIGHT, share=LOST) is None


def test_behind_the_border_an_object_keeps_its_size() -> None:
    where = Whereabouts((500, 100, 600, 180)).moved((60, 0)).seen((560, 100, 640, 180), WIDTH, HEIGHT)
    assert where.box == (560, 100, 660, 180)
    assert where.inside(WIDTH, HEIGHT) == pytest.approx(0.8)


def test_background_that_stays_where_an_object_left_is_not_the_object() -> None:
    leaving = Whereabouts((580, 100, 680, 180), (20, 0))
    assert not stays_behind(leaving, (18, 0), WIDTH, HEIGHT)
    assert not stays_behind(Whereabouts((300, 100, 400, 180), (20, 0)), (0, 0), WIDTH, HEIGHT)
    assert stays_behind(Whereabouts((610, 100, 710, 180), (20, 0)), (1, 0), WIDTH, HEIGHT)
