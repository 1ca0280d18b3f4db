from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from avala_edge.geometry import Frame, View
from avala_edge.models import Prompt
from avala_edge.segment.strays import remove_strays

VIEW = View(100, 50, 400, 300)
FRAME = Frame(600, 800, 96.0, 128.0, VIEW)  # a cell is 3.125 pixels


def answer(*pieces: tuple[slice, slice]) -> NDArray[np.float32]:
    masks = np.full((1, 128, 128), -4, np.float32)
    for piece in pieces:
        masks[0][piece] = 3
    return masks


def cleaned(masks: NDArray[np.float32], frame: Frame, asked: Prompt, *, refines: bool) -> NDArray[np.float32]:
    left = masks.copy()
    remove_strays(left, frame, asked, refines=refines)
    return left


def prompt(points: list[tuple[float, float, int]], box: tuple[float, float, float, float] | None = None) -> Prompt:
    return Prompt.in_image(points, box, height=600, width=800)


def at(row: int, column: int) -> tuple[float, float, int]:
    return VIEW.x + (column + 0.5) * 3.125, VIEW.y + (row + 0.5) * 3.125, 1


LARGE, SPECK, PART = np.s_[10:50, 10:50], np.s_[80:84, 100:104], np.s_[60:80, 60:80]
BOX = (100.0, 50.0, 300.0, 280.0)


@pytest.mark.parametrize(
    ("asked", "refines", "keeps_speck"),
    [
        (prompt([at(20, 20)]), False, False),
        (prompt([at(20, 20)]), True, True),
        (prompt([], BOX), False, False),
        (prompt([at(82, 101)]), False, True),  # it is what was clicked
        (prompt([at(20, 20), at(82, 101)]), False, True),  # who goes on clicking may mean it
        (prompt([at(20, 20)], BOX), False, True),
    ],
)
def test_a_speck_stays_only_where_it_may_be_meant(asked: Prompt, refines: bool, keeps_speck: bool) -> None:
    found = cleaned(answer(LARGE, SPECK, PART), FRAME, asked, refines=refines)[0] > 0
    assert found[LARGE].all()
    assert found[PART].all()
    assert found[SPECK].all() == found[SPECK].any() == keeps_speck
    assert found.sum() == 1600 + 400 + 16 * keeps_speck


def test_alternatives_are_cleaned_each_by_its_own_size() -> None:
    both = np.concatenate((answer(LARGE, SPECK), answer(SPECK)))
    found = cleaned(both, FRAME, prompt([at(20, 20)]), refines=False) > 0
    assert not found[0][SPECK].any()
    assert found[1][SPECK].all()


def test_an_answer_in_one_piece_or_of_nothing_is_as_it_was() -> None:
    for found in (answer(LARGE), answer()):
        assert np.array_equal(cleaned(found, FRAME, prompt([at(20, 20)]), refines=False), found)


def test_a_click_on_the_border_of_the_photo_is_in_the_last_cell() -> None:
    edge = Prompt.in_image([(500.0, 350.0, 1)], None, height=600, width=800)
    corner = np.s_[94:96, 126:128]
    assert (cleaned(answer(LARGE, corner), FRAME, edge, refines=False)[0] > 0)[corner].all()
