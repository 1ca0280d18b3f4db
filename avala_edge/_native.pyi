"""Stub of the C++ core. Arrays are C-contiguous with exactly the stated dtype; anything else is a ValueError."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

LogitsArray: TypeAlias = NDArray[np.float32]  # [h, w]
LogitsArrays: TypeAlias = NDArray[np.float32]  # [masks, h, w]
MaskArray: TypeAlias = NDArray[np.uint8]  # [H, W], non-zero is foreground
RingArray: TypeAlias = NDArray[np.float64]  # [n, 2] x, y
ViewTuple: TypeAlias = tuple[int, int, int, int]  # x, y, width, height
PolygonArrays: TypeAlias = tuple[RingArray, Sequence[RingArray]]  # exterior, holes

__version__: str

def outlines(
    logits: LogitsArrays,
    *,
    valid_h: float,
    valid_w: float,
    height: int,
    width: int,
    view: ViewTuple,
    tolerance: float,
    max_points: int,
    min_area: float,
    fill_holes: float,
    want_polygon: bool,
    want_rle: bool,
    threads: int,
) -> list[tuple[list[PolygonArrays], bytes, tuple[int, int, int, int], int, float, float, float]]: ...
def mask_from_logits(
    logits: LogitsArray, *, valid_h: float, valid_w: float, height: int, width: int, view: ViewTuple
) -> MaskArray: ...
def clean_mask(mask: MaskArray, *, min_area: float, fill_holes: float) -> MaskArray: ...
def polygons_from_mask(mask: MaskArray, *, tolerance: float) -> list[PolygonArrays]: ...
def rasterise_polygons(polygons: Sequence[PolygonArrays], *, height: int, width: int) -> MaskArray: ...
def rle_encode(mask: MaskArray) -> bytes: ...
def rle_decode(counts: bytes, *, height: int, width: int) -> MaskArray: ...
