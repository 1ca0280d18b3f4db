"""J and F against values worked out by hand, and their bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avala_edge.evaluate.mask_measures import TOLERANCE, boundary_accuracy
from avala_edge.evaluate.propagation import told_in_time
from avala_edge.geometry import mask_iou
from avala_edge.video.following import Carried

EMPTY = np.zeros((300, 400), bool)  # diagonal 500: boundaries match within 4 px


def box(x: int, y: int, width: int, height: int) -> np.ndarray:
    mask = EMPTY.copy()
    mask[y : y + height, x : x + width] = True
    return mask


def test_the_same_mask_is_perfect_and_empty_ones_agree() -> None:
    for mask in (box(50, 60, 70, 80), EMPTY):
        assert mask_iou(mask, mask) == 1
        assert boundary_accuracy(mask, mask) == 1
    assert mask_iou(EMPTY, box(1, 1, 9, 9)) == 0
    assert boundary_accuracy(EMPTY, box(1, 1, 9, 9)) == 0


def test_half_of_a_box() -> None:
    assert mask_iou(box(50, 60, 40, 80), box(50, 60, 80, 80)) == pytest.approx(0.5)


@pytest.mark.parametrize(("shift", "f"), [(4, 1.0), (5, 0.5)])
def test_boundaries_match_up_to_the_tolerance(shift: int, f: float) -> None:
    assert np.ceil(TOLERANCE * 500) == 4
    found = boundary_accuracy(box(50 + shift, 60, 100, 100), box(50, 60, 100, 100))
    assert found == pytest.approx(f, abs=0.06)  # two of four sides, and a little of the corners


@given(*(st.integers(0, 99) for _ in range(4)))
def test_both_are_shares_and_symmetric(x: int, y: int, u: int, v: int) -> None:
    one, other = box(x, y, 60, 50), box(u, v, 55, 70)
    for measure in (mask_iou, boundary_accuracy):
        value = measure(one, other)
        assert 0 <= value <= 1
        assert measure(other, one) == pytest.approx(value)


@pytest.mark.parametrize(
    ("said", "in_time"), [(3, False), (8, True), (10, True), (15, True), (16, False), (None, False)]
)
def test_leaving_is_told_in_time(said: int | None, in_time: bool) -> None:
    truth = [box(50, 60, max(0, 100 - 11 * n) if n < 10 else 0, 80) for n in range(30)]  # nothing is seen from 10 on
    carried = [
        None if said is not None and n > said else Carried(None, 1.0, "gone" if n == said else "followed", "")
        for n in range(1, 30)
    ]
    assert told_in_time(carried, truth) is in_time
