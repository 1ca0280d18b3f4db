"""Masks as other tools write them, against pycocotools, label_studio_sdk and numpy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_studio_sdk.converter import brush
from numpy.typing import NDArray
from pycocotools import mask as coco

from avala_edge import _native
from avala_edge.errors import InvalidInput
from avala_edge.geometry import (
    Crop,
    CvatBits,
    CvatMask,
    Rle,
    decode_rle,
    encode_mask,
    from_coco_counts,
    from_crop,
    from_cvat,
    from_cvat_bits,
    from_label_studio,
    to_coco_counts,
    to_crop,
    to_cvat,
    to_cvat_bits,
    to_label_studio,
)

from . import oracle
from .test_outlines import SPECIAL, Mask, blobs, masks

EDGES = {
    "first pixel": np.eye(1, 30, 0, dtype=np.uint8).reshape(5, 6),
    "last pixel": np.eye(1, 30, 29, dtype=np.uint8).reshape(5, 6),
    "frame": np.pad(np.zeros((3, 4), np.uint8), 1, constant_values=1),
    "one row": np.array([[0, 1, 1, 0, 1]], np.uint8),
    "one column": np.array([[1], [0], [1], [1]], np.uint8),
    "1 x 1 empty": np.zeros((1, 1), np.uint8),
    "long": np.pad(np.ones((1, 20000), np.uint8), ((0, 1), (17000, 0))),  # runs above 2^16 bytes of RGBA
}
NAMED = [pytest.param(mask, id=name) for name, mask in (SPECIAL | EDGES).items()]
anything = st.one_of(masks, blobs, st.sampled_from([*SPECIAL.values(), *EDGES.values()]))
HUGE = 2**63

# Name: to the dialect, and back from it.
There = Callable[[Rle], Any]
Back = Callable[[Any, int, int], Rle]
DIALECTS: dict[str, tuple[There, Back]] = {
    "coco counts": (to_coco_counts, lambda x, h, w: from_coco_counts(x, height=h, width=w)),
    "cvat": (to_cvat, lambda x, h, w: from_cvat(x, height=h, width=w)),
    "cvat points": (
        lambda mask: [float(p) for p in to_cvat(mask).points()],  # CVAT's JSON has floats
        lambda x, h, w: from_cvat(CvatMask.from_points(x), height=h, width=w),
    ),
    "cvat bits": (to_cvat_bits, lambda x, h, w: from_cvat_bits(x, height=h, width=w)),
    "cvat detector": (
        lambda mask: to_cvat_bits(mask).mask(),
        lambda x, h, w: from_cvat_bits(CvatBits.from_mask(x), height=h, width=w),
    ),
    "label studio": (to_label_studio, lambda x, h, w: from_label_studio(x, height=h, width=w)),
    "label studio json": (
        lambda mask: list(to_label_studio(mask)),
        lambda x, h, w: from_label_studio(x, height=h, width=w),
    ),
    "crop": (to_crop, lambda x, h, w: from_crop(x, height=h, width=w)),
}
NEED_A_BOX = {name for name in DIALECTS if name.startswith(("cvat", "crop"))}


def rgba(mask: Mask) -> NDArray[np.uint8]:
    return np.repeat(mask.reshape(-1) * np.uint8(255), 4)


@given(anything)
def test_through_every_dialect_and_the_next_a_mask_is_the_same(mask: Mask) -> None:
    rle = encode_mask(mask)
    usable = [name for name in DIALECTS if mask.any() or name not in NEED_A_BOX]
    once = {name: DIALECTS[name][1](DIALECTS[name][0](rle), *mask.shape) for name in usable}
    assert all(found == rle for found in once.values())
    for first, second in permutations(usable, 2):
        assert DIALECTS[second][1](DIALECTS[second][0](once[first]), *mask.shape) == rle


@pytest.mark.parametrize("mask", NAMED)
@pytest.mark.parametrize("name", DIALECTS)
def test_special_masks_come_back(name: str, mask: Mask) -> None:
    there, back = DIALECTS[name]
    if not mask.any() and name in NEED_A_BOX:
        with pytest.raises(InvalidInput, match="empty mask has no bounding box"):
            there(encode_mask(mask))
    else:
        assert np.array_equal(decode_rle(back(there(encode_mask(mask)), *mask.shape)), mask)


@given(anything)
def test_counts_are_those_of_pycocotools(mask: Mask) -> None:
    height, width = mask.shape
    counts = to_coco_counts(encode_mask(mask))
    packed = coco.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    assert packed["counts"] == coco.encode(np.asfortranarray(mask))["counts"]
    assert all(counts[1:])
    assert from_coco_counts(np.array(counts, np.uint32), height=height, width=width) == encode_mask(mask)


@given(anything.filter(lambda mask: mask.any()))
def test_cvat_is_the_slow_twin(mask: Mask) -> None:
    points = oracle.cvat_points(mask)
    assert to_cvat(encode_mask(mask)).points() == points
    height, width = mask.shape
    assert np.array_equal(oracle.from_cvat_points(points, height, width), mask)
    *_, left, top, right, bottom = points
    box = mask[top : bottom + 1, left : right + 1]
    assert to_cvat_bits(encode_mask(mask)).mask() == [*box.reshape(-1).tolist(), left, top, right, bottom]
    crop = to_crop(encode_mask(mask))
    assert (crop.x, crop.y) == (left, top)
    assert np.array_equal(crop.array, box)
    assert crop.array.dtype == np.uint8
    assert crop.array.flags.c_contiguous


edges = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(sorted)


@given(edges, edges, st.lists(st.integers(0, 30), max_size=12))
def test_any_cvat_box_and_runs_are_read(columns: list[int], rows: list[int], runs: list[int]) -> None:
    (left, right), (top, bottom) = columns, rows
    area = (right + 1 - left) * (bottom + 1 - top)
    ends = [0, *(min(end, area) for end in np.cumsum(runs).tolist()), area]
    points = [*np.diff(ends).tolist(), left, top, right, bottom]
    found = from_cvat(CvatMask.from_points(points), height=9, width=10)
    assert np.array_equal(decode_rle(found), oracle.from_cvat_points(points, 9, 10))


@given(anything)
def test_label_studio_writes_the_same_bytes_and_reads_them(mask: Mask) -> None:
    mine = to_label_studio(encode_mask(mask))
    assert list(mine) == brush.encode_rle(rgba(mask))
    assert np.array_equal(brush.decode_rle(mine), rgba(mask))


def test_label_studio_at_every_size_of_a_run() -> None:
    for pixels in (1, 2, 3, 4, 5, 63, 64, 65, 16383, 16384, 16385, 32768, 32769):
        mask = np.zeros((1, pixels + 3), np.uint8)
        mask[0, 2 : 2 + pixels] = 1
        mine = to_label_studio(encode_mask(mask))
        assert list(mine) == brush.encode_rle(rgba(mask)), pixels
        assert from_label_studio(mine, height=1, width=pixels + 3) == encode_mask(mask)


@st.composite
def packed(draw: st.DrawFn) -> tuple[bytes, int, int]:
    """Any valid rle-pack of RGBA: other run and word sizes, runs and literals that begin in the middle of pixels."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    word, sizes = draw(st.integers(1, 8)), draw(st.lists(st.integers(1, 16), min_size=4, max_size=4))
    total = 4 * height * width
    bits = f"{total:032b}{word - 1:05b}" + "".join(f"{size - 1:04b}" for size in sizes)
    at = 0
    while at < total:
        which = draw(st.integers(0, 3))
        length = draw(st.integers(1, min(2 ** sizes[which], total - at)))
        repeated = draw(st.booleans())
        bits += f"{int(repeated)}{which:02b}{length - 1:0{sizes[which]}b}"
        for _ in range(1 if repeated else length):
            bits += f"{draw(st.integers(0, 2**word - 1)):0{word}b}"
        at += length
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)), height, width


@given(packed())
def test_label_studio_reads_any_stream_as_the_sdk_does(case: tuple[bytes, int, int]) -> None:
    stream, height, width = case
    alpha = brush.decode_rle(stream).reshape(height, width, 4)[:, :, 3]
    assert np.array_equal(decode_rle(from_label_studio(stream, height=height, width=width)), alpha != 0)


@given(packed(), st.data())
def test_a_cut_off_brush_is_refused(case: tuple[bytes, int, int], data: st.DataObject) -> None:
    stream, height, width = case
    with pytest.raises(InvalidInput, match="ends in the middle"):
        from_label_studio(stream[: data.draw(st.integers(0, len(stream) - 1))], height=height, width=width)


def refused_or_fits(read: Callable[[], Rle], height: int, width: int) -> None:
    try:
        found = read()
    except InvalidInput:
        return
    assert decode_rle(found).shape == (height, width)


sides = st.integers(1, 12)
numbers = st.one_of(st.integers(-2, 30), st.integers(-(2**65), 2**65))
loose = st.one_of(numbers, st.floats(), st.none(), st.booleans(), st.text(max_size=3), st.lists(st.integers()))


@given(st.binary(max_size=60), st.binary(max_size=8), anything, sides, sides)
def test_damaged_brushes_are_refused_or_fit(noise: bytes, flip: bytes, mask: Mask, height: int, width: int) -> None:
    head = (4 * height * width).to_bytes(4, "big")
    for stream in (noise, head + noise):
        refused_or_fits(lambda s=stream: from_label_studio(s, height=height, width=width), height, width)
    whole = bytearray(to_label_studio(encode_mask(mask)))
    for byte in flip:
        whole[byte % len(whole)] ^= 1 << (byte >> 5)
    refused_or_fits(lambda: from_label_studio(bytes(whole), height=mask.shape[0], width=mask.shape[1]), *mask.shape)


@given(st.lists(loose, max_size=12), sides, sides)
def test_lists_from_strangers_are_refused_or_fit(values: list[Any], height: int, width: int) -> None:
    for read in (
        lambda: from_coco_counts(values, height=height, width=width),
        lambda: from_label_studio(values, height=height, width=width),
        lambda: from_cvat(CvatMask.from_points(values), height=height, width=width),
        lambda: from_cvat_bits(CvatBits.from_mask(values), height=height, width=width),
        lambda: from_cvat(CvatMask(tuple(values), 0, 0, width - 1, height - 1), height=height, width=width),
    ):
        refused_or_fits(read, height, width)


@given(st.lists(numbers, max_size=8), numbers, numbers, numbers, numbers, numbers, numbers)
def test_numbers_of_any_size_are_refused_or_fit(
    runs: list[int], left: int, top: int, right: int, bottom: int, height: int, width: int
) -> None:
    cvat = CvatMask(tuple(runs), left, top, right, bottom)
    bits = CvatBits(np.ones(len(runs), np.uint8), left, top, right, bottom)
    crop = Crop(np.ones((1, 1 + len(runs)), np.uint8), left, top)
    for read in (
        lambda: from_coco_counts(runs, height=height, width=width),
        lambda: from_cvat(cvat, height=height, width=width),
        lambda: from_cvat_bits(bits, height=height, width=width),
        lambda: from_crop(crop, height=height, width=width),
    ):
        try:
            found = read()
        except InvalidInput:
            continue
        assert (found.height, found.width) == (height, width)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([], "add up to 0"),
        ([5], "add up to 5"),
        ([7], "do not fit"),
        ([-1, 7], "do not fit"),
        ([2**62, 2**62], "do not fit"),
        ([HUGE], "64 bits"),
        ([6.0], "64 bits"),
        (["6"], "64 bits"),
        ("6", "a list of integers"),
        (b"6", "a list of integers"),
        (6, "a list of integers"),
        (np.array([6.0]), "float64"),
        (np.array([[6]]), r"\(1, 1\)"),
        (np.array([HUGE], np.uint64), "uint64"),
    ],
)
def test_counts_that_are_refused(counts: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        from_coco_counts(counts, height=2, width=3)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([], "5 numbers or more"),
        ([0, 0, 1, 1], "5 numbers or more"),
        ([4, 0, 0, 1.5, 1], "whole numbers"),
        ([4, 0, 0, float("nan"), 1], "whole numbers"),
        ([4, 0, 0, "1", 1], "whole numbers"),
        ("40011", "a list of numbers"),
        (np.float32([3, 0, 0, 1, 1]), "add up to 3"),
        ([3, 0, 0, 1, 1], "add up to 3"),
        ([5, 0, 0, 1, 1], "do not fit"),
        ([4, 1, 0, 0, 1], "not inside"),
        ([4, -1, 0, 0, 1], "not inside"),
        ([4, 2, 0, 3, 1], "not inside"),
        ([4, 0, 1, 1, 2], "not inside"),
        ([4, 0, 0, 1e300, 1], "right must be an integer of 64 bits"),
        ([10**5000, 0, 0, 1, 1], "64 bits"),
    ],
)
def test_cvat_points_that_are_refused(points: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        from_cvat(CvatMask.from_points(points), height=2, width=3)


def test_bits_and_bytes_that_are_refused() -> None:
    for bits, message in (([2], "0 to 1"), ([-1], "0 to 1"), ([256], "0 to 1"), ([1, 1], "needs 1 pixels")):
        with pytest.raises(InvalidInput, match=message):
            from_cvat_bits(CvatBits(bits, 0, 0, 0, 0), height=2, width=3)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="one after the other"):
        from_cvat_bits(CvatBits(np.ones((1, 1), np.uint8), 0, 0, 0, 0), height=2, width=3)
    for rle, message in (([256], "0 to 255"), ([-1], "0 to 255"), ("00", "list of integers"), (9, "list of integers")):
        with pytest.raises(InvalidInput, match=message):
            from_label_studio(rle, height=2, width=3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("array", "x", "message"),
    [
        (np.ones((2, 2), np.uint8), 2, "not inside"),
        (np.ones((2, 2), np.uint8), -1, "not inside"),
        (np.ones((2, 2), np.uint8), HUGE, "64 bits"),
        (np.ones((3, 2), np.uint8), 0, "not inside"),
        (np.ones((0, 2), np.uint8), 0, "mask must be"),
        (np.ones((2, 2), bool), 0, "uint8"),
        (np.ones(2, np.uint8), 0, "uint8"),
        (np.ones((2, 4), np.uint8)[:, ::2], 0, "contiguous"),
        ([[1]], 0, "got list"),
    ],
)
def test_crops_that_are_refused(array: Any, x: int, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        from_crop(Crop(array, x, 0), height=2, width=3)


def test_any_foreground_in_a_crop_counts_and_a_crop_of_nothing_is_empty() -> None:
    found = decode_rle(from_crop(Crop(np.array([[0, 255]], np.uint8), 1, 0), height=2, width=3))
    assert np.array_equal(found, [[0, 0, 1], [0, 0, 0]])
    assert not decode_rle(from_crop(Crop(np.zeros((1, 1), np.uint8), 0, 0), height=2, width=3)).any()


def test_a_few_numbers_never_become_gigabytes() -> None:
    """Stripes along whole rows: a few runs in CVAT and Label Studio, millions in columns; and the other way."""
    side = 2**20
    cvat = CvatMask((side,) * 64, 0, 0, side - 1, 63)
    with pytest.raises(InvalidInput, match="rows and columns change places"):
        from_cvat(cvat, height=64, width=side)
    columns = from_coco_counts([side] * 64, height=side, width=64)
    for write in (to_cvat, to_label_studio):
        with pytest.raises(InvalidInput, match="rows and columns change places"):
            write(columns)
    assert to_cvat(from_coco_counts([0, side * 64], height=side, width=64)).runs == (0, side * 64)
    with pytest.raises(InvalidInput, match="2\\^20"):
        from_coco_counts([4], height=2**40, width=2**40)


def test_what_is_many_runs_both_ways_passes_at_any_number() -> None:
    chessboard = (np.indices((2050, 4100), np.uint8).sum(0) % 2).astype(np.uint8)  # above what is free
    rle = encode_mask(chessboard)
    assert from_cvat(to_cvat(rle), height=2050, width=4100) == rle
    assert from_label_studio(to_label_studio(rle), height=2050, width=4100) == rle


@pytest.mark.parametrize("write", [there for there, _ in DIALECTS.values()], ids=DIALECTS)
def test_malformed_masks_are_refused(write: There) -> None:
    for counts in (b"", b"\xff", b"1", b"6" * 9):
        with pytest.raises(InvalidInput):
            write(Rle(2, 3, counts))


def test_the_core_takes_no_silent_copies() -> None:
    for runs in (np.array([6], np.int32), np.array([[6]]), np.array([6, 0, 0])[::2]):
        with pytest.raises(ValueError, match="contiguous, aligned int64"):
            _native.from_coco_counts(runs, height=2, width=3)  # type: ignore[arg-type]
