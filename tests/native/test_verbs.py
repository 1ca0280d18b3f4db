"""What is done to masks, against scipy, pycocotools and numpy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from pycocotools import mask as coco
from scipy import ndimage

from avala_edge import _native
from avala_edge.errors import InvalidInput
from avala_edge.geometry import (
    Frame,
    Rle,
    View,
    clean_mask,
    decode_rle,
    drop_islands,
    encode_mask,
    exclusive,
    fill_holes,
    grow,
    intersect,
    invert,
    iou_matrix,
    keep_largest,
    keep_under,
    logits_from_mask,
    mask_from_logits,
    nms,
    shrink,
    smooth,
    subtract,
    unite,
)

from . import oracle
from .test_outlines import SPECIAL, Mask, blobs, masks

NAMED = [pytest.param(mask, id=name) for name, mask in SPECIAL.items()]
anything = st.one_of(masks, blobs, st.sampled_from(list(SPECIAL.values())))
pairs = st.tuples(st.integers(1, 20), st.integers(1, 20)).flatmap(
    lambda size: st.tuples(*[arrays(np.uint8, size, elements=st.integers(0, 1))] * 2)
)
NAN, INF = float("nan"), float("inf")


def same(found: Rle, expected: NDArray[np.bool_] | Mask) -> bool:
    """Byte for byte what pycocotools writes: one mask has one encoding."""
    dense = np.asfortranarray(expected.astype(np.uint8))
    return (found.height, found.width) == expected.shape and found.counts == coco.encode(dense)["counts"]


def disc(radius: float) -> NDArray[np.bool_]:
    reach = int(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return x * x + y * y <= radius * radius


def to_coco(rle: Rle) -> dict[str, object]:
    return {"size": [rle.height, rle.width], "counts": rle.counts}


@given(pairs)
def test_booleans_are_those_of_numpy(pair: tuple[Mask, Mask]) -> None:
    a, b = pair
    first, second = encode_mask(a), encode_mask(b)
    assert same(unite(first, second), a | b)
    assert same(intersect(first, second), a & b)
    assert same(subtract(first, second), a & (1 - b))
    assert same(exclusive(first, second), a ^ b)
    assert same(invert(first), 1 - a)
    both = [to_coco(first), to_coco(second)]
    assert unite(first, second).counts == coco.merge(both)["counts"]
    assert intersect(first, second).counts == coco.merge(both, intersect=True)["counts"]


@pytest.mark.parametrize("mask", NAMED)
def test_booleans_with_nothing_everything_and_itself(mask: Mask) -> None:
    own, empty, full = (encode_mask(m) for m in (mask, np.zeros_like(mask), np.ones_like(mask)))
    assert unite(own, empty) == intersect(own, full) == unite(own, own) == invert(invert(own)) == own
    assert subtract(own, own) == exclusive(own, own) == intersect(own, empty) == empty
    assert unite(own, full) == exclusive(own, invert(own)) == full
    assert subtract(full, own) == exclusive(full, own) == invert(own)


@pytest.mark.parametrize("verb", [unite, intersect, subtract, exclusive], ids=lambda verb: verb.__name__)
@pytest.mark.parametrize("size", [(3, 5), (4, 4), (4, 3)])
def test_masks_of_two_sizes_are_refused(verb: Callable[[Rle, Rle], Rle], size: tuple[int, int]) -> None:
    with pytest.raises(InvalidInput, match="same size, got 3 x 4 and"):
        verb(encode_mask(np.zeros((3, 4), np.uint8)), encode_mask(np.zeros(size, np.uint8)))


@given(anything, st.integers(0, 30))
def test_filling_and_dropping_are_those_of_scipy(mask: Mask, area: int) -> None:
    rle = encode_mask(mask)
    assert same(fill_holes(rle, area_px2=area), oracle.clean(mask, 0, area))
    assert same(drop_islands(rle, area_px2=area), oracle.clean(mask, area, 0))
    cleaned = clean_mask(mask, min_area_px2=area, fill_holes_px2=area)
    assert same(drop_islands(fill_holes(rle, area_px2=area), area_px2=area), cleaned)
    assert np.array_equal(cleaned, oracle.clean(mask, area, area))


@given(anything)
def test_filling_every_hole_is_that_of_scipy(mask: Mask) -> None:
    # scipy's background grows from outside of the image; ours is 8-connected.
    assert same(fill_holes(encode_mask(mask), area_px2=1e9), ndimage.binary_fill_holes(mask, structure=oracle.EIGHT))


@given(anything, st.integers(1, 6))
def test_the_largest_are_those_of_scipy(mask: Mask, count: int) -> None:
    labels, found = ndimage.label(mask, oracle.FOUR)
    sizes = np.bincount(labels.ravel(), minlength=found + 1)[1:]
    chosen = np.argsort(-sizes, kind="stable")[:count] + 1  # scipy counts in reading order, as ours breaks ties
    assert same(keep_largest(encode_mask(mask), count=count), np.isin(labels, chosen))


@given(anything, st.lists(st.tuples(st.floats(-3, 55), st.floats(-3, 45)), max_size=6))
def test_what_is_under_points_is_that_of_scipy(mask: Mask, points: list[tuple[float, float]]) -> None:
    labels, _ = ndimage.label(mask, oracle.FOUR)
    height, width = mask.shape
    under = [labels[int(y), int(x)] for x, y in points if 0 <= x < width and 0 <= y < height]
    assert same(keep_under(encode_mask(mask), points), np.isin(labels, under) & (mask > 0))


@given(anything, st.one_of(st.integers(0, 9), st.floats(0, 9)))
def test_growing_and_shrinking_are_those_of_scipy(mask: Mask, radius: float) -> None:
    rle, structure = encode_mask(mask), disc(radius)
    grown = ndimage.binary_dilation(mask, structure)
    assert same(grow(rle, radius_px=radius), grown)
    shrunk = ndimage.binary_erosion(mask, structure, border_value=1)
    assert same(shrink(rle, radius_px=radius), shrunk)
    assert shrink(rle, radius_px=radius) == invert(grow(invert(rle), radius_px=radius))
    opened = ndimage.binary_dilation(shrunk, structure)
    closed = ndimage.binary_erosion(ndimage.binary_dilation(opened, structure), structure, border_value=1)
    assert same(smooth(rle, radius_px=radius), closed)


@pytest.mark.parametrize("mask", NAMED)
def test_the_greatest_radius_reaches_everything_and_none_nothing(mask: Mask) -> None:
    rle = encode_mask(mask)
    for verb in (grow, shrink, smooth):
        assert verb(rle, radius_px=0) == rle
        assert verb(rle, radius_px=0.999) == rle
    assert same(grow(rle, radius_px=1024), np.full_like(mask, mask.any()))
    assert same(shrink(rle, radius_px=1024), np.full_like(mask, mask.all()))


@given(anything, st.floats(0, 6))
def test_smoothing_twice_is_smoothing_once(mask: Mask, radius: float) -> None:
    smoothed = smooth(encode_mask(mask), radius_px=radius)
    assert smooth(smoothed, radius_px=radius) == smoothed


def test_smoothing_takes_a_thorn_and_fills_a_slit() -> None:
    mask = np.pad(disc(20), 10)
    rough = mask.copy()
    rough[0:12, 30] = True
    rough[25:35, 30] = False
    smoothed = decode_rle(smooth(encode_mask(rough.astype(np.uint8)), radius_px=5))
    assert not smoothed[:9].any()
    assert smoothed[25:35, 30].all()
    assert (smoothed & mask).sum() > 0.98 * mask.sum()


def test_a_huge_image_costs_its_outline() -> None:
    # Dense, each of these would be 900 million pixels.
    small = np.zeros((30, 30), np.uint8)
    small[10:20, 15:17] = 1
    empty = Rle(30_000, 30_000, _counts([900_000_000]))
    square = Rle(30_000, 30_000, _counts([450_015_000, 10, 29_990, 10, 449_954_990]))
    grown = grow(square, radius_px=3)
    assert unite(empty, square) == square
    assert iou_matrix([square, empty], [grown]).tolist() == [[20 / ndimage.binary_dilation(small, disc(3)).sum()], [0]]
    assert keep_largest(fill_holes(grown, area_px2=50)) == grown
    assert keep_under(grown, [(15_000.5, 15_000.5)]) == grown
    assert keep_under(grown, [(100, 100)]) == empty
    assert shrink(grown, radius_px=3) == square


def _counts(runs: list[int]) -> bytes:
    made = coco.frPyObjects({"size": [30_000, 30_000], "counts": runs}, 30_000, 30_000)["counts"]
    return bytes(made)


groups = st.tuples(st.integers(1, 12), st.integers(1, 12)).flatmap(
    lambda size: st.lists(arrays(np.uint8, size, elements=st.integers(0, 1)), min_size=1, max_size=7)
)


@given(groups, st.integers(1, 4))
def test_iou_is_that_of_pycocotools(group: list[Mask], threads: int) -> None:
    rles = [encode_mask(mask) for mask in group]
    found = iou_matrix(rles[:3], rles, threads=threads)
    assert found.shape == (len(rles[:3]), len(rles))
    assert found.dtype == np.float64
    for i, j in np.ndindex(*found.shape):
        if not (group[i] | group[j]).any():
            assert found[i, j] == 0
        else:
            theirs = coco.iou([to_coco(rles[i])], [to_coco(rles[j])], [False])[0, 0]
            assert found[i, j] == (theirs if (group[i] & group[j]).any() else 0)


def greedy(matrix: NDArray[np.float64], scores: list[float], threshold: float) -> list[int]:
    kept: list[int] = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        if all(matrix[i, j] <= threshold for j in kept):
            kept.append(i)
    return kept


@given(groups, st.data(), st.floats(0, 1), st.integers(1, 4))
def test_nms_is_greedy_and_stable(group: list[Mask], data: st.DataObject, threshold: float, threads: int) -> None:
    rles = [encode_mask(mask) for mask in group]
    scores = data.draw(st.lists(st.sampled_from([0.0, 0.5, 0.5, 2.0]), min_size=len(rles), max_size=len(rles)))
    kept = nms(rles, scores, threshold=threshold, threads=threads)
    assert kept == greedy(iou_matrix(rles, rles), scores, threshold)


def test_no_masks_have_no_overlap() -> None:
    one = encode_mask(np.ones((2, 2), np.uint8))
    assert iou_matrix([], [one]).shape == (0, 1)
    assert iou_matrix([one], []).shape == (1, 0)
    assert nms([], [], threshold=0.5) == []


def test_unfit_overlaps_are_refused() -> None:
    one, other = encode_mask(np.ones((2, 2), np.uint8)), encode_mask(np.ones((2, 3), np.uint8))
    with pytest.raises(InvalidInput, match="same size"):
        iou_matrix([one], [one, other])
    with pytest.raises(InvalidInput, match="same size"):
        nms([one, other], [1, 2], threshold=0.5)
    with pytest.raises(InvalidInput, match="score for each mask, got 1 for 2"):
        nms([one, one], [1], threshold=0.5)
    with pytest.raises(InvalidInput, match="finite"):
        nms([one], [NAN], threshold=0.5)
    for threshold in (-0.1, 1.1, NAN):
        with pytest.raises(InvalidInput, match="IoU threshold"):
            nms([one], [1], threshold=threshold)
    for threads in (0, -1, 257):
        with pytest.raises(InvalidInput, match="threads must be 1 to 256"):
            nms([one], [1], threshold=0.5, threads=threads)
        with pytest.raises(InvalidInput, match="threads must be 1 to 256"):
            iou_matrix([one], [one], threads=threads)


DAMAGED = [Rle(2, 2, b""), Rle(2, 2, b"~~"), Rle(2, 2, b"5"), Rle(1 << 40, 1 << 20, b"4"), Rle(1 << 70, 1, b"4")]


@pytest.mark.parametrize("rle", DAMAGED, ids=["nothing", "characters", "sum", "too large", "beyond integers"])
def test_damaged_masks_are_refused(rle: Rle) -> None:
    fine = encode_mask(np.ones((2, 2), np.uint8))
    uses: list[Callable[[], object]] = [
        lambda: unite(rle, fine),
        lambda: intersect(fine, rle),
        lambda: invert(rle),
        lambda: fill_holes(rle, area_px2=0),
        lambda: keep_under(rle, [(0, 0)]),
        lambda: grow(rle, radius_px=1),
        lambda: iou_matrix([fine], [rle]),
        lambda: nms([rle], [1], threshold=0.5, threads=2),
    ]
    for use in uses:
        with pytest.raises(InvalidInput):
            use()


@pytest.mark.parametrize("value", [-1.0, NAN, INF])
def test_unfit_numbers_are_refused(value: float) -> None:
    rle = encode_mask(np.ones((2, 2), np.uint8))
    for verb in (fill_holes, drop_islands):
        with pytest.raises(InvalidInput, match="area of"):
            verb(rle, area_px2=value)
    for change in (grow, shrink, smooth):
        with pytest.raises(InvalidInput, match="radius must be 0 to 1024"):
            change(rle, radius_px=value)
    if value != -1:
        with pytest.raises(InvalidInput, match="points must be finite"):
            keep_under(rle, [(0.0, value)])
    with pytest.raises(InvalidInput, match="radius must be 0 to 1024"):
        grow(rle, radius_px=1024.5)
    with pytest.raises(InvalidInput, match="1 or above, got 0"):
        keep_largest(rle, count=0)


def test_points_that_are_no_pairs_are_refused() -> None:
    rle = encode_mask(np.ones((2, 2), np.uint8))
    for points in ([(1, 2, 3)], [1, 2], [(1, 2), (3,)]):
        with pytest.raises(InvalidInput):
            keep_under(rle, points)  # type: ignore[arg-type]


def test_a_tuple_that_is_no_mask_is_refused() -> None:
    for broken in (("text", 2, 2), (b"4", 2), None):
        with pytest.raises(ValueError, match="a mask must be"):
            _native.invert(broken)  # type: ignore[arg-type]


def coverage(mask: Mask, frame: Frame, cells: tuple[int, int]) -> NDArray[np.float32]:
    """Areas as products of how much of each cell each pixel covers."""

    def shares(start: int, length: int, valid: float, pixels: int, count: int) -> NDArray[np.float64]:
        at = (np.arange(pixels + 1) - start) * valid / length
        edges = np.minimum(np.arange(count + 1), valid)
        over = np.minimum(at[1:], edges[1:, None]) - np.maximum(at[:-1], edges[:-1, None])
        return np.maximum(over, 0)

    view = frame.view
    rows = shares(view.y, view.height, frame.valid_height, mask.shape[0], cells[0])
    columns = shares(view.x, view.width, frame.valid_width, mask.shape[1], cells[1])
    area = rows @ mask @ columns.T
    whole = rows.sum(1)[:, None] * columns.sum(1)
    return np.where(whole > 0, 20 * area / np.where(whole > 0, whole, 1) - 10, -10).astype(np.float32)


@given(anything, st.data())
def test_logits_of_a_mask_are_its_coverage(mask: Mask, data: st.DataObject) -> None:
    height, width = mask.shape
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    view = View(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    cells = data.draw(st.integers(1, 16)), data.draw(st.integers(1, 16))
    valid = tuple(data.draw(st.one_of(st.just(float(n)), st.floats(0.1, n).filter(_no_sliver))) for n in cells)
    frame = Frame(height, width, valid[0], valid[1], view)
    found = logits_from_mask(encode_mask(mask), frame, cells_height=cells[0], cells_width=cells[1])
    assert found.dtype == np.float32
    assert found.shape == cells
    assert np.allclose(found, coverage(mask, frame, cells), atol=1e-3)


def _no_sliver(valid: float) -> bool:
    return valid % 1 == 0 or valid % 1 > 1e-2


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(256.0, 256.0), (192.0, 256.0), (170.7, 255.9)]))
def test_thresholding_the_logits_gives_the_mask_back(seed: int, valid: tuple[float, float]) -> None:
    field = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(60, 80)), 6)
    mask = (ndimage.zoom(field / field.std(), 12, order=1) > 0.2).astype(np.uint8)
    frame = Frame.whole(*mask.shape, *valid)
    logits = logits_from_mask(encode_mask(mask), frame, cells_height=256, cells_width=256)
    again = mask_from_logits(logits, frame)
    assert (again & mask).sum() / (again | mask).sum() > 0.97
    assert np.array_equal(decode_rle(encode_mask(again)), again)


def test_frames_that_do_not_fit_are_refused() -> None:
    rle = encode_mask(np.ones((4, 6), np.uint8))
    with pytest.raises(InvalidInput, match="frame's image 4 × 6"):
        logits_from_mask(rle, Frame.whole(6, 4, 2.0, 3.0), cells_height=2, cells_width=3)
    with pytest.raises(InvalidInput, match="valid cells"):
        logits_from_mask(rle, Frame.whole(4, 6, 2.0, 3.1), cells_height=2, cells_width=3)
    for cells in ((0, 3), (2, 4097)):
        with pytest.raises(InvalidInput, match="1 to 4096 cells"):
            logits_from_mask(rle, Frame.whole(4, 6, 1.0, 1.0), cells_height=cells[0], cells_width=cells[1])
