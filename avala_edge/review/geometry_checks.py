"""What is wrong with the shape of an annotation by itself, or with two of one item: no model is asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from avala_edge.formats.records import Sized, area_of, bounds_of, islands_of, rle_of
from avala_edge.geometry import box_iou, iou_matrix
from avala_edge.review.finding import Finding, ShapeKind
from avala_edge.store import Annotation

ZERO_PX2 = 1.0
TINY_PX2 = 16.0
THIN = 0.02  # 4πA/P², 1 for a disc: below, a shape is a thread
OUTSIDE_PX = 1.0  # half a pixel over the edge is how a box around the last column is drawn
SAME = 0.8  # IoU from which two annotations of one label are likely one object twice
MOST_OVERLAPS = 200  # pairs of one item that are rasterised


def check_geometry(drawn: Sequence[Annotation], image: Sized) -> list[Finding]:
    """Return what is wrong with one item's annotations, in their order.

    Args:
        drawn: of one item; rejected ones are left out.
        image: how large it is displayed, in pixels, as all geometry is.
    """
    kept = [each for each in drawn if each.state != "rejected"]
    found = [finding for each in kept for finding in _check_one(each, image)]
    return found + _overlaps(kept, image)


def _check_one(drawn: Annotation, image: Sized) -> list[Finding]:
    def say(kind: ShapeKind, value: float, detail: str) -> Finding:
        return Finding(kind, drawn.uid, (), round(value, 4), detail)

    found = []
    left, top, right, bottom = _bounds(drawn)
    over = max(-left, -top, right - image.width, bottom - image.height)
    if over > OUTSIDE_PX:
        found.append(say("outside_image", over, f"It reaches {over:.1f} px over the edge of the image."))
    if crossings := sum(map(_crossings, _rings(drawn))):
        found.append(say("self_intersection", crossings, f"Its outline crosses itself {crossings} times."))
        return found  # what it covers is anybody's guess
    area, perimeter = max(area_of(drawn), 0.0), _perimeter(drawn)
    if area < ZERO_PX2:
        found.append(say("zero_area", area, f"It covers {area:.2f} px²."))
    elif area < TINY_PX2:
        found.append(say("tiny", area, f"It covers {area:.1f} px² only."))
    elif perimeter > 0 and (roundness := 4 * math.pi * area / perimeter**2) < THIN:
        found.append(say("sliver", roundness, f"It is a thread: {area:.0f} px² in an outline of {perimeter:.0f} px."))
    return found


def _rings(drawn: Annotation) -> list[NDArray[np.float64]]:
    """Return all rings of an outline, none of what is none."""
    islands = islands_of(drawn) if drawn.type == "polygon" else []
    return [ring for island in islands for ring in (island.exterior, *island.holes)]


def _perimeter(drawn: Annotation) -> float:
    """Return the length of all edges, px; of a mask it is unknown: 0."""
    if drawn.type == "bounding_box":
        return float(2 * (drawn.geometry["width"] + drawn.geometry["height"]))
    return sum(float(np.hypot(*(np.roll(ring, -1, 0) - ring).T).sum()) for ring in _rings(drawn))


def _bounds(drawn: Annotation) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of an annotation, its holes too; zeros for a mask of nothing."""
    if drawn.type != "polygon":
        return bounds_of(drawn) or (0.0, 0.0, 0.0, 0.0)
    points = np.concatenate(_rings(drawn))
    (left, top), (right, bottom) = points.min(0), points.max(0)
    return float(left), float(top), float(right), float(bottom)


def _crossings(ring: NDArray[np.float64]) -> int:
    """Count pairs of a ring's edges `[N, 2]` that cross in a point inside both; touching is none.

    Edges sorted by their left ends, each against those that begin before it ends: as a sweep does it, an edge a step.
    """
    ends = np.roll(ring, -1, 0)
    moved = (ends != ring).any(1)
    a, b = ring[moved], ends[moved]
    order = np.argsort(np.minimum(a[:, 0], b[:, 0]), kind="stable")
    a, b = a[order], b[order]
    low, high = np.minimum(a, b), np.maximum(a, b)
    last = np.searchsorted(low[:, 0], high[:, 0], side="right")
    count = 0
    for edge in range(len(a) - 1):
        others = slice(edge + 1, last[edge])
        near = (low[others, 1] <= high[edge, 1]) & (high[others, 1] >= low[edge, 1])
        if not near.any():
            continue
        c, d = a[others][near], b[others][near]
        first, second = _side(a[edge], b[edge], c), _side(a[edge], b[edge], d)
        third, fourth = _side(c, d, a[edge]), _side(c, d, b[edge])
        count += int(((first * second < 0) & (third * fourth < 0)).sum())
    return count


def _side(start: NDArray[np.float64], end: NDArray[np.float64], point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sign of on which side of a line points are."""
    along, to = end - start, point - start
    return np.sign(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0])


def _overlaps(drawn: Sequence[Annotation], image: Sized) -> list[Finding]:
    """Find pairs of one label that cover nearly the same."""
    bounds = [_bounds(each) for each in drawn]
    boxes = [(left, top, right - left, bottom - top) for left, top, right, bottom in bounds]
    found: list[Finding] = []
    pairs = 0
    for (one, box), (other, beside) in combinations(zip(drawn, boxes, strict=True), 2):
        if other.label != one.label or box_iou(box, beside) < SAME / 2:
            continue
        pairs += 1
        if pairs > MOST_OVERLAPS:
            return found
        if one.type == other.type == "bounding_box":
            share = box_iou(box, beside)
        else:
            share = float(iou_matrix([rle_of(one, image)], [rle_of(other, image)])[0, 0])
        if share >= SAME:
            words = f"It covers {share:.0%} of the same as another one of its label."
            found.append(Finding("overlap", other.uid, (one.uid,), round(share, 4), words))
    return found
