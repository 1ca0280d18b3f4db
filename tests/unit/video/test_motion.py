"""Masks moved by what flow and tracked points say: known shifts and turns, reliability, templates that do not drift."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from avala_edge.imaging import Pixels
from avala_edge.video.motion import Motion, Template, motion_between, reduced, shift_matrix
from tests.unit.video.moving import HEIGHT, WIDTH, face, iou, picture


def between(before: Pixels, after: Pixels) -> Motion:
    return motion_between(reduced(before), reduced(after), height=before.height, width=before.width)


@pytest.mark.parametrize("shift", [(0, 0), (7, 0), (-12, 9), (25, -20)])
def test_a_mask_goes_where_its_object_went(shift: tuple[int, int]) -> None:
    start, end = (300, 200), (300 + shift[0], 200 + shift[1])
    moved = between(picture(start), picture(end)).carry(face(*start))
    assert iou(moved.mask, face(*end)) > 0.96
    assert iou(moved.by_flow, face(*end)) > 0.9
    assert moved.shift == pytest.approx(shift, abs=1.0)
    assert moved.reliability > 0.8


def test_a_turn_is_a_transform() -> None:
    still = picture((300, 200))
    turned = Pixels(np.array(Image.fromarray(still.array).rotate(6, Image.Resampling.BICUBIC, center=(300, 200))))
    moved = between(still, turned).carry(face(300, 200))
    assert moved.matrix is not None
    cosine, sine = moved.matrix[0, :2]
    assert np.degrees(np.arctan2(sine, cosine)) == pytest.approx(6, abs=0.5)
    assert np.hypot(cosine, sine) == pytest.approx(1, abs=0.01)


def test_noise_is_not_relied_on() -> None:
    random = np.random.default_rng(5)
    noise = [Pixels(random.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)) for _ in range(2)]
    assert between(*noise).carry(face(300, 200)).reliability < 0.5


def test_an_empty_mask_stays_empty() -> None:
    moved = between(picture((300, 200)), picture((310, 200))).carry(np.zeros((HEIGHT, WIDTH), np.uint8))
    assert not moved.mask.any()
    assert moved.reliability == 0


def test_a_template_shows_what_hides_it_and_is_whole_behind() -> None:
    start, end = (300, 200), (308, 200)
    before, after = picture(start), picture(end)
    covered = after.array.copy()
    covered[:, 320:] = (30, 160, 40)
    template = Template(reduced(before), face(*start), np.eye(2, 3))
    found = between(before, Pixels(covered)).find(template, shift_matrix(8, 0))
    assert found is not None
    assert iou(found.mask, face(*end)) > 0.95
    visible = face(*end)
    visible[:, 320:] = 0
    assert iou(found.visible, visible) > 0.9


def test_a_template_is_not_found_where_it_is_not() -> None:
    before, without = picture((300, 200)), picture()
    template = Template(reduced(before), face(300, 200), np.eye(2, 3))
    assert between(before, without).find(template, shift_matrix(0, 0)) is None
