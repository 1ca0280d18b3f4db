"""IoU and extent of masks as arrays, beside pycocotools'."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from pycocotools import mask as coco

from avala_edge.geometry import mask_extent, mask_iou

MASKS = arrays(np.uint8, (9, 13), elements=st.integers(0, 1), fill=st.just(0))


def coded(mask: NDArray[np.uint8]) -> dict[str, object]:
    runs: dict[str, object] = coco.encode(np.asfortranarray(mask))
    return runs


@given(MASKS, MASKS)
def test_iou(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> None:
    if one.any() or other.any():
        wanted = float(coco.iou([coded(one)], [coded(other)], [0])[0, 0])
        assert mask_iou(one, other) == pytest.approx(wanted)
        assert mask_iou(one.astype(bool), other.astype(bool)) == pytest.approx(wanted)
    else:
        assert mask_iou(one, other) == 1


def test_a_mask_is_itself_and_nothing_of_what_it_is_not() -> None:
    mask = np.eye(5, dtype=bool)
    assert mask_iou(mask, mask) == 1.0
    assert mask_iou(mask, ~mask) == 0.0


@given(MASKS)
def test_extent(mask: NDArray[np.uint8]) -> None:
    if mask.any():
        x, y, width, height = coco.toBbox(coded(mask)).tolist()
        assert mask_extent(mask) == (x, y, x + width, y + height)
    else:
        assert mask_extent(mask) is None
