"""Masks as other tools write them, against those tools and slow twins."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from cvat_sdk import masks as cvat
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pycocotools import mask as coco

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

any_mask = st.one_of(masks, blobs, st.sampled_from(list(SPECIAL.values())))
some_mask = any_mask.filter(lambda mask: bool(mask.any()))
sides = st.integers(1, 6)
numbers = st.one_of(st.integers(-2, 12), st.integers(-(2**70), 2**70))

ROUND: dict[str, Callable[[Rle, int, int], Rle]] = {
    "coco": lambda m, h, w: from_coco_counts(to_coco_counts(m), height=h, width=w),
    "label studio": lambda m, h, w: from_label_studio(to_label_studio(m), height=h, width=w),
    "label studio list": lambda m, h, w: from_label_studio(list(to_label_studio(m)), height=h, width=w),
    "cvat": lambda m, h, w: from_cvat(to_cvat(m), height=h, width=w),
    "cvat list": lambda m, h, w: from_cvat(CvatMask.from_list(to_cvat(m).to_list()), height=h, width=w),
    "cvat bits": lambda m, h, w: from_cvat_bits(to_cvat_bits(m), height=h, width=w),
    "cvat bits list": lambda m, h, w: from_cvat_bits(CvatBits.from_list(to_cvat_bits(m).to_list()), height=h, width=w),
    "crop": lambda m, h, w: from_crop(to_crop(m), height=h, width=w),
}
WHOLE = ("coco", "label studio", "label studio list")


@given(any_mask, st.permutations(list(ROUND)))
def test_a_walk_through_every_dialect_comes_back(mask: Mask, order: list[str]) -> None:
    first = rle = encode_mask(mask)
    for name in order:
        if mask.any() or name in WHOLE:
            rle = ROUND[name](rle, *mask.shape)
    assert rle == first


@pytest.mark.parametrize("write", [to_cvat, to_cvat_bits, to_crop])
def test_dialects_with_a_box_refuse_an_empty_mask(write: Callable[[Rle], object]) -> None:
    with pytest.raises(InvalidInput, match="an empty mask has no bounding box"):
        write(encode_mask(SPECIAL["empty"]))


@given(any_mask)
def test_coco_counts_are_those_of_pycocotools(mask: Mask) -> None:
    counts = to_coco_counts(encode_mask(mask))
    packed = coco.frPyObjects({"size": list(mask.shape), "counts": counts}, *mask.shape)
    assert packed["counts"] == encode_mask(mask).counts
    assert np.array_equal(coco.decode(packed), mask)


@given(some_mask)
def test_cvat_masks_are_those_of_its_sdk(mask: Mask) -> None:
    height, width = mask.shape
    points = to_cvat(encode_mask(mask)).to_list()
    assert points == cvat.encode_mask(mask.astype(bool)) == oracle.cvat_runs(mask)
    assert np.array_equal(cvat.decode_mask(points, image_width=width, image_height=height), mask)


@given(any_mask, st.data())
def test_cvat_masks_with_looser_boxes_are_read(mask: Mask, data: st.DataObject) -> None:
    height, width = mask.shape
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    right, bottom = data.draw(st.integers(left, width - 1)), data.draw(st.integers(top, height - 1))
    points = [float(n) for n in cvat.encode_mask(mask.astype(bool), [left, top, right + 1, bottom + 1])]
    expected = np.zeros_like(mask)
    expected[top : bottom + 1, left : right + 1] = mask[top : bottom + 1, left : right + 1]
    found = from_cvat(CvatMask.from_list(points), height=height, width=width)
    assert np.array_equal(decode_rle(found), expected)


@given(some_mask)
def test_bits_and_crops_are_the_box(mask: Mask) -> None:
    *_, left, top, right, bottom = oracle.cvat_runs(mask)
    box = mask[top : bottom + 1, left : right + 1]
    crop, bits = to_crop(encode_mask(mask)), to_cvat_bits(encode_mask(mask))
    assert crop.array.dtype == np.uint8
    assert np.array_equal(crop.array, box)
    assert crop.bounds == bits.box == (left, top, right, bottom)
    assert bits.to_list() == [*box.reshape(-1).tolist(), left, top, right, bottom]


def test_any_number_but_0_is_foreground_of_a_crop() -> None:
    found = from_crop(Crop(np.array([[255, 0, 7]], np.uint8), 1, 2), height=3, width=4)
    assert np.argwhere(decode_rle(found)).tolist() == [[2, 1], [2, 3]]


# What label_studio_sdk 2.1.2 writes: bytes(brush.mask2rle(mask * 255)).hex()
BRUSHES = {
    "1 x 1": (np.ones((1, 1), np.uint8), "00000004391bfc7fe0"),
    "empty": (np.zeros((7, 9), np.uint8), "000000fc391bfefb0000"),
    "full": (np.ones((7, 9), np.uint8), "000000fc391bfefbff00"),
    "chessboard": (
        (np.indices((3, 4)).sum(0) % 2).astype(np.uint8),
        "00000030391bfc6011ffc6013ffc6011ffce011ffc6011ff80",
    ),
    "hole": (
        np.pad(np.pad(np.zeros((3, 4), np.uint8), ((2, 2), (3, 3)), constant_values=1), 1),
        "000001b0391bfe3300c4fff380627ff9c02dffdf00b7ff3805bffbe016ffe700b7ff7c02dffce0189ffe700c4fff8cc000",
    ),
    "long runs": (
        np.pad(np.ones((1, 2), np.uint8), ((0, 0), (16385, 32768))),
        "0003000c391bffffff00e0006013fffffff00ffffe00",
    ),
    "whole bytes": (np.ones((1, 65), np.uint8), "00000104391bff0103ff00"),
}


@pytest.mark.parametrize(("mask", "brush"), BRUSHES.values(), ids=BRUSHES.keys())
def test_brushes_are_those_of_label_studio(mask: Mask, brush: str) -> None:
    assert to_label_studio(encode_mask(mask)).hex() == brush


# What @thi.ng/rle-pack (the encoder of Label Studio's page) writes for coloured pixels with several alphas: its own run
# sizes, and 2, 5, 9, 14.
PAGE = [
    "00000078391bf819108000c3380019108001ff180019108001ff380019108000c3180019108000c3380019108001ff180019108001ff38001910"
    "8000c3180019108002c39108003ff9108002c39108003ff9108002c39108003ff9108002c39108003ff9108002c39108041fe0",
    "0000007838a468322200061a70006444001ff30006444001ff4e000c888001866000c888001869c0019110007fcc0019110007fd380032220006"
    "19800322200161c888007ff22200161c888007ff22200161c888007ff22200161c888007ff22200161c888043fc0",
]


@pytest.mark.parametrize("stream", PAGE)
def test_brushes_of_the_page_are_read(stream: str) -> None:
    at = np.arange(30).reshape(5, 6)
    found = from_label_studio(bytes.fromhex(stream), height=5, width=6)
    assert np.array_equal(decode_rle(found), (at * 7 % 5 < 2) | (at > 20))


def label_studio() -> ModuleType:
    """The SDK's brush module, without the rest: `pip install --no-deps label-studio-sdk` is enough."""
    found = importlib.util.find_spec("label_studio_sdk")
    assert found is not None, "run `make test` once: it installs label-studio-sdk without its dependencies"
    assert found.submodule_search_locations
    path = f"{found.submodule_search_locations[0]}/converter/brush.py"
    spec = importlib.util.spec_from_file_location("brush", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_brushes_agree_with_an_installed_label_studio_sdk() -> None:
    brush = label_studio()

    @given(any_mask)
    def agrees(mask: Mask) -> None:
        ours = to_label_studio(encode_mask(mask))
        assert list(ours) == brush.mask2rle(mask * 255)
        decoded = brush.decode_rle(list(ours)).reshape(*mask.shape, 4)
        assert np.array_equal(decoded, np.repeat(mask[..., None] * 255, 4, axis=2))

    agrees()


@given(any_mask)
def test_brushes_hold_rgba(mask: Mask) -> None:
    words = np.array(oracle.unpack_rle(to_label_studio(encode_mask(mask)))).reshape(*mask.shape, 4)
    assert np.array_equal(words, np.repeat(mask[..., None] * 255, 4, axis=2))


@given(
    st.tuples(sides, sides, st.integers(1, 8)).flatmap(
        lambda s: st.tuples(
            st.lists(st.integers(0, 2 ** s[2] - 1), min_size=4 * s[0] * s[1], max_size=4 * s[0] * s[1]), st.just(s)
        )
    ),
    st.lists(st.integers(1, 16), min_size=4, max_size=4),
    st.randoms(use_true_random=False),
)
def test_every_stream_of_rle_pack_is_read(
    drawn: tuple[list[int], tuple[int, int, int]], sizes: list[int], random: st.Random
) -> None:
    words, (height, width, word) = drawn
    stream = oracle.pack_rle(words, word, sizes, random.randrange)
    assert oracle.unpack_rle(stream) == words
    alpha = np.array(words).reshape(height, width, 4)[..., 3] != 0
    assert np.array_equal(decode_rle(from_label_studio(stream, height=height, width=width)), alpha)


def fits(read: Callable[[], Rle], height: int, width: int) -> None:
    try:
        rle = read()
    except InvalidInput:
        return
    assert decode_rle(rle).shape == (height, width)


@given(st.binary(max_size=40), sides, sides)
def test_damaged_brushes_are_refused_or_fit(stream: bytes, height: int, width: int) -> None:
    head = (4 * height * width).to_bytes(4, "big")
    for bytes_ in (stream, head + stream, head + bytes.fromhex("391bfc") + stream):
        fits(lambda: from_label_studio(bytes_, height=height, width=width), height, width)  # noqa: B023


@given(some_mask, st.data())
def test_brushes_with_a_flipped_bit_are_refused_or_fit(mask: Mask, data: st.DataObject) -> None:
    stream = bytearray(to_label_studio(encode_mask(mask)))
    bit = data.draw(st.integers(0, 8 * len(stream) - 1))
    stream[bit // 8] ^= 1 << bit % 8
    fits(lambda: from_label_studio(bytes(stream), height=mask.shape[0], width=mask.shape[1]), *mask.shape)


@given(st.lists(numbers, max_size=12), sides, sides, st.lists(numbers, min_size=4, max_size=4))
def test_damaged_numbers_are_refused_or_fit(values: list[int], height: int, width: int, box: list[int]) -> None:
    size = {"height": height, "width": width}
    left, top, right, bottom = box
    for read in (
        lambda: from_coco_counts(values, **size),
        lambda: from_cvat(CvatMask(values, left, top, right, bottom), **size),
        lambda: from_cvat(CvatMask.from_list(values), **size),
        lambda: from_cvat_bits(CvatBits(values, left, top, right, bottom), **size),
        lambda: from_cvat_bits(CvatBits.from_list(values), **size),
        lambda: from_label_studio(values, **size),
        lambda: from_crop(Crop(np.ones((2, 3), np.uint8), left, top), **size),
    ):
        fits(read, height, width)


NOT_NUMBERS = [3, "12", ["1"], [None], [[1, 2], [3]], [[1], [2]], [0.5], [float("nan")], [float("inf")], [1e300], {}]


@pytest.mark.parametrize("values", NOT_NUMBERS, ids=repr)
def test_what_is_no_list_of_whole_numbers_is_refused(values: list[int]) -> None:
    size = {"height": 2, "width": 2}
    for read in (
        lambda: from_coco_counts(values, **size),
        lambda: from_cvat(CvatMask(values, 0, 0, 1, 1), **size),
        lambda: CvatMask.from_list(values),
        lambda: from_cvat_bits(CvatBits(values, 0, 0, 1, 1), **size),
        lambda: CvatBits.from_list(values),
        lambda: from_label_studio(values, **size),
    ):
        with pytest.raises(InvalidInput, match="must be a flat list of whole numbers"):
            read()


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda: from_coco_counts([1, 2], height=2, width=2), "add up to 3 pixels, the size says 4"),
        (lambda: from_coco_counts([4], height=2**40, width=2), "1 to 2\\^20 pixels a side"),
        (lambda: from_coco_counts([4], height=10**30, width=2), "1 to 2\\^20 pixels a side"),
        (lambda: from_cvat(CvatMask([4], 1, 1, 2, 2), height=2, width=2), "box 1, 1, 2, 2 .* not inside .* 2 x 2"),
        (lambda: from_cvat(CvatMask([3], 0, 0, 1, 1), height=2, width=2), "add up to 3 pixels"),
        (lambda: CvatMask.from_list([1, 2, 3]), "must end with left, top, right, bottom, got 3"),
        (lambda: from_cvat_bits(CvatBits([0, 2], 0, 0, 1, 0), height=2, width=2), "must be 0 or 1, got 2"),
        (lambda: from_cvat_bits(CvatBits([0, 256], 0, 0, 1, 0), height=2, width=2), "0 to 255, got 0 to 256"),
        (lambda: from_cvat_bits(CvatBits([0], 0, 0, 1, 0), height=2, width=2), "2 x 1 needs 2 pixels, got 1"),
        (lambda: from_label_studio(b"", height=2, width=2), "ends in the middle"),
        (lambda: from_label_studio(bytes(9), height=2, width=2), "holds 0 bytes, an image of 2 x 2 has 16"),
        (lambda: from_label_studio([256], height=2, width=2), "0 to 255"),
        (lambda: from_crop(Crop(np.ones((1, 2), np.uint8), 1, 0), height=2, width=2), "2 x 1 at 1, 0 is not inside"),
        (lambda: from_crop(Crop(np.ones((1, 2), bool), 0, 0), height=2, width=2), "uint8 array"),
        (lambda: to_cvat(Rle(2, 2, b"junk")), "RLE"),
    ],
)
def test_refusals_say_what_was_wrong(read: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read()


def test_large_images_cost_what_their_runs_cost() -> None:
    side = 1 << 15  # pixels would be 1 GiB
    rle = from_coco_counts([5 * side + 7, 3, side * side - 5 * side - 10], height=side, width=side)
    assert to_cvat(rle) == CvatMask([0, 3], 5, 7, 5, 9)
    assert to_crop(rle).array.tolist() == [[1], [1], [1]]
    with pytest.raises(InvalidInput, match="less than 2\\^30 pixels"):
        to_label_studio(rle)
    smaller = from_cvat(CvatMask([0, 3], 5, 7, 5, 9), height=side - 1, width=side)
    assert from_label_studio(to_label_studio(smaller), height=side - 1, width=side) == smaller


def test_arrays_are_read_as_well() -> None:
    runs: NDArray[np.int64] = np.array([1, 2, 1])
    assert from_coco_counts(runs.tolist(), height=2, width=2) == from_coco_counts(runs, height=2, width=2)
    assert from_coco_counts(runs.astype(np.uint8)[::-1], height=2, width=2).height == 2


def test_a_few_numbers_never_become_gigabytes() -> None:
    side = 1 << 20
    with pytest.raises(InvalidInput, match="rows and columns change places"):
        from_cvat(CvatMask([side] * 64, 0, 0, side - 1, 63), height=64, width=side)  # stripes along whole rows
    columns = from_coco_counts([side] * 64, height=side, width=64)
    for write in (to_cvat, to_label_studio):
        with pytest.raises(InvalidInput, match="rows and columns change places"):
            write(columns)
    assert to_cvat(from_coco_counts([0, 64 * side], height=side, width=64)).runs == [0, 64 * side]


def test_what_is_as_many_runs_both_ways_passes_at_any_number() -> None:
    chessboard = encode_mask((np.indices((2050, 4100), np.uint8).sum(0) % 2).astype(np.uint8))  # above what is free
    assert from_cvat(to_cvat(chessboard), height=2050, width=4100) == chessboard


def test_a_long_text_among_numbers_is_refused_before_it_is_an_array() -> None:
    values = [1] * 100_000 + ["1" * 500_000]  # 186 GiB, had numpy its way
    with pytest.raises(InvalidInput, match="must be a flat list of whole numbers"):
        from_coco_counts(values, height=2, width=2)  # type: ignore[list-item]
