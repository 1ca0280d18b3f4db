"""What an object looks like between two key frames: boxes, outlines and masks, by their stored geometries. Pure.

Positions are shares of the time from one key frame to the next: 0 is the first, 1 the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from scipy.optimize import linear_sum_assignment

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Polygon, Rle, encode_mask, ring_area, to_coco_counts, to_crop
from avala_edge.video.rings import between_rings, tangled

DIGITS = 2  # of coordinates between key frames, px; more would be most of their bytes
EXACT = 9  # digits of a move, px; what is beyond them is how floats are added
SMALLEST_PX2 = 0.01  # that a ring encloses

Geometry = Mapping[str, Any]
Ring = NDArray[np.float64]
Points = NDArray[np.float64]
Bounds = NDArray[np.float64]
_BOX = ("x", "y", "width", "height")


def interpolate(a: Geometry, b: Geometry, kind: str, t: float) -> dict[str, Any]:
    """Return the geometry at `t` between two of the same type, all as the store has them, px of the photo.

    At 0 and 1 it is what was given, to the last digit. Outlines between are in hundredths of a pixel.

    Args:
        a: at 0.
        b: at 1.
        kind: bounding_box, polygon or segmentation_mask.
        t: 0 to 1.

    Raises:
        InvalidInput: another type, `t` is outside, or masks of photos that differ in size.
    """
    if not 0 <= t <= 1:
        raise InvalidInput(f"a position between two key frames is 0 to 1, not {t}")
    if kind not in ("bounding_box", "polygon", "segmentation_mask"):
        raise InvalidInput(f"there is nothing between two {kind[:50]}")
    if t in (0, 1):
        return dict(b if t else a)
    if kind == "bounding_box":
        return between_boxes(a, b, t)
    if kind == "polygon":
        return {"polygons": [each.to_rings() for each in between_polygons(_islands(a), _islands(b), t)]}
    return {"rle": between_masks(_rle(a), _rle(b), t).coco()}


def between_boxes(a: Geometry, b: Geometry, t: float) -> dict[str, float]:
    """Return the box at `t`: left, top, width and height move evenly."""
    return {name: (1 - t) * a[name] + t * b[name] for name in _BOX}


def between_polygons(a: Sequence[Polygon], b: Sequence[Polygon], t: float) -> list[Polygon]:
    """Return the islands at `t`, in hundredths of a pixel, none of their rings crossing itself or another.

    Islands are matched by where they lie around the middle of all, holes by where they lie in the box of their
    exterior, and rings by `between_rings`. What has no counterpart shrinks to nothing at the other end. Where that
    crosses itself, or nothing is left of it, the nearer key frame is stretched to the box at `t` instead, which is
    valid when the key frame is; where that crosses itself, too, so does what is returned. All is within both's hull.
    """
    mixed = _tidy(_mixed(a, b, t))
    if mixed and not tangled(mixed):
        return mixed
    near = a if t < 0.5 else b
    box = (1 - t) * _box(a) + t * _box(b)
    stretched = _tidy([_moved(each, _box(near), box) for each in near])
    return stretched if stretched and (not mixed or not tangled(stretched)) else mixed or list(near)


def _mixed(a: Sequence[Polygon], b: Sequence[Polygon], t: float) -> list[Polygon]:
    """Return the islands at `t` as they are matched, whatever becomes of them."""
    pairs, only_a, only_b = _paired(*(_around_middle([each.exterior for each in islands]) for islands in (a, b)))
    found = []
    for i, j in pairs:
        exterior = between_rings(a[i].exterior, b[j].exterior, t)
        found.append(Polygon(exterior, tuple(_holes(a[i], b[j], exterior, t))))
    step = np.mean([_centre(b[j].exterior) - _centre(a[i].exterior) for i, j in pairs], axis=0)
    room = _box([*a, *b])
    found += [_shrunk(a[i], 1 - t, t * step, room) for i in only_a]
    return found + [_shrunk(b[j], t, (t - 1) * step, room) for j in only_b]


def _holes(a: Polygon, b: Polygon, exterior: Ring, t: float) -> Iterator[Ring]:
    own, other, box = _bounds(a.exterior), _bounds(b.exterior), _bounds(exterior)
    pairs, only_a, only_b = _paired(_in_box(a.holes, own), _in_box(b.holes, other))
    for i, j in pairs:
        yield between_rings(a.holes[i], b.holes[j], t)
    for rings, alone, before, scale in ((a.holes, only_a, own, 1 - t), (b.holes, only_b, other, t)):
        for number in alone:
            hole = _stretched(rings[number], before, box)
            yield _centre(hole) + (hole - _centre(hole)) * scale


def _paired(a: Points, b: Points) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Return which places belong together, so that the squares of distances are least in all, and which have none."""
    rows, columns = linear_sum_assignment(((a[:, None] - b[None]) ** 2).sum(-1))
    pairs = list(zip(rows.tolist(), columns.tolist(), strict=True))
    return pairs, sorted(set(range(len(a))) - set(rows.tolist())), sorted(set(range(len(b))) - set(columns.tolist()))


def _around_middle(rings: Sequence[Ring]) -> Points:
    """Return the centres `[n, 2]` of rings, the middle of all, by their areas, being 0."""
    centres = np.array([_centre(ring) for ring in rings])
    weights = np.array([abs(ring_area(ring)) + SMALLEST_PX2 for ring in rings])
    around: Points = centres - np.average(centres, axis=0, weights=weights)
    return around


def _in_box(rings: Sequence[Ring], box: Bounds) -> Points:
    """Return the centres `[n, 2]` of rings in a box, its corners being 0, 0 and 1, 1."""
    centres = np.array([_centre(ring) for ring in rings]).reshape(-1, 2)
    return _stretched(centres, box, np.array([[0.0, 0.0], [1.0, 1.0]]))


def _centre(ring: Ring) -> Points:
    """Return the centre of the box around a ring."""
    centre: Points = _bounds(ring).mean(0)
    return centre


def _box(islands: Sequence[Polygon]) -> Bounds:
    return _bounds(np.concatenate([each.exterior for each in islands]))


def _bounds(points: Ring) -> Bounds:
    """Return the corners `[2, 2]` of the box around points."""
    return np.stack((points.min(0), points.max(0)))


def _stretched(points: Ring, before: Bounds, after: Bounds) -> Ring:
    """Return points where they lie when the box `before` becomes `after`; what has no width keeps its width."""
    size = before[1] - before[0]
    scale = np.where(size > 0, (after[1] - after[0]) / np.where(size > 0, size, 1), 1)
    moved: Ring = after[0] + (points - before[0]) * scale
    return moved


def _moved(island: Polygon, before: Bounds, after: Bounds) -> Polygon:
    holes = tuple(_stretched(hole, before, after) for hole in island.holes)
    return Polygon(_stretched(island.exterior, before, after), holes)


def _shrunk(island: Polygon, scale: float, step: Points, room: Bounds) -> Polygon:
    """Return an island, smaller and a step farther, but within the box `room`."""
    centre = _centre(island.exterior)
    half = scale * (_bounds(island.exterior)[1] - centre)
    place = np.clip(centre + step, room[0] + half, room[1] - half)
    exterior, *holes = (place + (ring - centre) * scale for ring in (island.exterior, *island.holes))
    return Polygon(exterior, tuple(holes))


def _tidy(islands: Sequence[Polygon]) -> list[Polygon]:
    """Return islands in hundredths of a pixel, without points that are there twice and rings without an inside."""
    kept = []
    for each in islands:
        exterior = _distinct(each.exterior)
        if exterior is not None:
            holes = (_distinct(hole) for hole in each.holes)
            kept.append(Polygon(exterior, tuple(hole for hole in holes if hole is not None)))
    return kept


def _distinct(ring: Ring) -> Ring | None:
    rounded = ring.round(DIGITS)
    rounded = rounded[np.any(rounded != np.roll(rounded, 1, axis=0), axis=1)]
    return rounded if len(rounded) >= 3 and abs(ring_area(rounded)) > SMALLEST_PX2 else None


def between_masks(a: Rle, b: Rle, t: float) -> Rle:
    """Return the mask at `t`: where the mean of both signed distances is above 0, centre of mass on centre of mass.

    Distances to the outline are negative outside. Both are laid over each other where the centre of mass is at `t`, in
    whole pixels, so that what only moves keeps its shape. Of a mask of nothing and another the nearer one is returned.
    Costs two distance transforms of the part of the photo that both cover, which blocks.

    Source: Herman, Zheng and Bucholtz, 1992, "Shape-based interpolation", IEEE CG&A 12(3).

    Raises:
        InvalidInput: they differ in size, or one is damaged.
    """
    if (a.height, a.width) != (b.height, b.width):
        raise InvalidInput(f"one mask is {a.width} × {a.height}, the other one {b.width} × {b.height}")
    if any(len(to_coco_counts(each)) < 2 for each in (a, b)):
        return a if t < 0.5 else b
    crops = [to_crop(each) for each in (a, b)]
    pixels, corners = [each.array != 0 for each in crops], [np.array([each.x, each.y]) for each in crops]
    centres = [corner + _centre_of_mass(each) for corner, each in zip(corners, pixels, strict=True)]
    middle = (1 - t) * centres[0] + t * centres[1]
    moves = np.round(middle - np.array(centres), EXACT)  # both at a half go the same way
    begins = np.array(corners) + np.floor(moves + 0.5).astype(int)
    ends = begins + [each.shape[::-1] for each in pixels]
    first, last = begins.min(0) - 1, ends.max(0) + 1  # a pixel more: all has an outline
    mean = np.zeros((last - first)[::-1])
    for part, begin, each in zip((1 - t, t), begins - first, pixels, strict=True):
        mean += part * _signed_distance(each, begin, mean.shape)
    (left, top), (right, bottom) = np.maximum(first, 0), np.minimum(last, (a.width, a.height))
    found = mean[top - first[1] : bottom - first[1], left - first[0] : right - first[0]] > 0
    whole = np.zeros((a.height, a.width), np.uint8)
    whole[top:bottom, left:right] = found
    return encode_mask(whole)


def _centre_of_mass(pixels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return x, y of the centre of mass."""
    rows, columns = np.nonzero(pixels)
    return np.array([columns.mean(), rows.mean()])


def _signed_distance(pixels: NDArray[np.bool_], begin: NDArray[np.int_], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return how far each pixel of `shape` is inside of what lies at `begin` (x, y), negative outside."""
    placed = np.zeros(shape, bool)
    height, width = pixels.shape
    placed[begin[1] : begin[1] + height, begin[0] : begin[0] + width] = pixels
    distances: NDArray[np.float64] = np.where(
        placed, distance_transform_edt(placed) - 0.5, 0.5 - distance_transform_edt(~placed)
    )
    return distances


def _islands(geometry: Geometry) -> list[Polygon]:
    return [Polygon.of_rings(each) for each in geometry["polygons"]]


def _rle(geometry: Geometry) -> Rle:
    height, width = geometry["rle"]["size"]
    return Rle(height, width, geometry["rle"]["counts"].encode("ascii"))
