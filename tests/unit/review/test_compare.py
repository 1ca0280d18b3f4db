"""Masks beside masks, where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from avala_edge.geometry import Rle, encode_mask
from avala_edge.review.compare import share_far


def box(left: int, top: int, right: int, bottom: int) -> Rle:
    mask = np.zeros((120, 160), np.uint8)
    mask[top:bottom, left:right] = 1
    return encode_mask(mask)


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (box(40, 30, 100, 90), 0.0),
        (box(41, 31, 101, 91), 0.0),  # a pixel or two are never far
        (box(70, 30, 100, 90), 0.5),  # of half of it: the left side, and half of top and bottom
        (box(0, 0, 5, 5), 1.0),
    ],
)
def test_share_far(other: Rle, share: float) -> None:
    assert share_far(box(40, 30, 100, 90), other, by=0.02, least_px=2.0) == pytest.approx(share, abs=0.03)


def test_the_photos_border_is_no_outline() -> None:
    whole, half = box(0, 0, 160, 120), box(0, 0, 80, 120)
    assert share_far(whole, half, by=0.02, least_px=2.0) == 0.0
    assert share_far(half, whole, by=0.02, least_px=2.0) == 1.0
