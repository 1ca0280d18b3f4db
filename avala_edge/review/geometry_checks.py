"""What is wrong with the shape of an annotation by itself, or with two of one item: no model is asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Polygon, Rle, decode_rle, encode_mask, iou_matrix, rasterise_polygons, ring_area
from avala_edge.store import Annotation

Kind = Literal["zero_area", "tiny", "sliver", "self_intersection", "outside_image", "overlap"]

ZERO_PX2 = 1.0
TINY_PX2 = 16.0
THIN = 0.02  # 4πA/P², 1 for a disc: below, a shape is a thread
OUTSIDE_PX = 1.0  # half a pixel over the edge is how a box around the last column is drawn
SAME = 0.8  # IoU from which two annotations of one label are likely one object twice
MOST_OVERLAPS = 200  # pairs of one item that are rasterised


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    Attributes:
        kind: what it is.
        annotation: uid of the annotation that it speaks of.
        others: uids of those that it overlaps.
        value: the figure behind it, as `detail` says.
        detail: for people.
    """

    kind: Kind
    annotation: str
    others: tuple[str, ...]
    value: float
    detail: str


def check_geometry(drawn: Sequence[Annotation], *, width: int, height: int) -> list[Finding]:
    """Return what is wrong with one item's annotations, in their order.

    Args:
        drawn: of one item; rejected ones are left out.
        width: of the displayed image, in pixels, as all geometry is.
        height: likewise.
    """
    kept = [each for each in drawn if each.state != "rejected"]
    found = [finding for each in kept for finding in _check_one(each, width, height)]
    return found + _overlaps(kept, width, height)


def _check_one(drawn: Annotation, width: int, height: int) -> list[Finding]:
    def say(kind: Kind, value: float, detail: str) -> Finding:
        return Finding(kind, drawn.uid, (), round(value, 4), detail)

    found = []
    area, perimeter = _measure(drawn)
    if area < ZERO_PX2:
        found.append(say("zero_area", area, f"It covers {area:.2f} px²."))
    elif area < TINY_PX2:
        found.append(say("tiny", area, f"It covers {area:.1f} px² only."))
    elif perimeter > 0 and (roundness := 4 * math.pi * area / perimeter**2) < THIN:
        found.append(say("sliver", roundness, f"It is a thread: {area:.0f} px² in an outline of {perimeter:.0f} px."))
    left, top, right, bottom = _bounds(drawn)
    over = max(-left, -top, right - width, bottom - height)
    if over > OUTSIDE_PX:
        found.append(say("outside_image", over, f"It reaches {over:.1f} px over the edge of the image."))
    if drawn.type == "polygon":
        crossings = sum(_crossings(_ring(ring)) for ring in _rings(drawn))
        if crossings:
            found.append(say("self_intersection", crossings, f"Its outline crosses itself {crossings} times."))
    return found


def _rings(drawn: Annotation) -> list[Any]:
    return [ring for island in drawn.geometry["polygons"] for ring in (island["exterior"], *island["holes"])]


def _measure(drawn: Annotation) -> tuple[float, float]:
    """Return area and perimeter, in px² and px; of a mask, the perimeter is unknown: 0."""
    if drawn.type == "bounding_box":
        return drawn.geometry["width"] * drawn.geometry["height"], 2 * (
            drawn.geometry["width"] + drawn.geometry["height"]
        )
    if drawn.type == "polygon":
        area = perimeter = 0.0
        for island in drawn.geometry["polygons"]:
            area += abs(_area(island["exterior"])) - sum(abs(_area(hole)) for hole in island["holes"])
        for ring in _rings(drawn):
            points = _ring(ring)
            perimeter += float(np.hypot(*(np.roll(points, -1, 0) - points).T).sum())
        return max(area, 0.0), perimeter
    return float(decode_rle(_rle(drawn)).sum()), 0.0


def _area(ring: Any) -> float:
    return float(ring_area(_ring(ring)))


def _rle(drawn: Annotation) -> Rle:
    height, width = drawn.geometry["rle"]["size"]
    return Rle(height, width, drawn.geometry["rle"]["counts"].encode("ascii"))


def _bounds(drawn: Annotation) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom; a mask never leaves its image, and says nothing: zeros."""
    if drawn.type == "bounding_box":
        x, y, width, height = (drawn.geometry[name] for name in ("x", "y", "width", "height"))
        return x, y, x + width, y + height
    if drawn.type == "polygon":
        points = np.concatenate([_ring(ring) for ring in _rings(drawn)])
        (left, top), (right, bottom) = points.min(0), points.max(0)
        return float(left), float(top), float(right), float(bottom)
    return 0.0, 0.0, 0.0, 0.0


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


def _overlaps(drawn: Sequence[Annotation], width: int, height: int) -> list[Finding]:
    """Find pairs of one label that cover nearly the same."""
    boxes = np.array([_mask_bounds(each) if each.type == "segmentation_mask" else _bounds(each) for each in drawn])
    found: list[Finding] = []
    pairs = 0
    for place, each in enumerate(drawn):
        for other in range(place + 1, len(drawn)):
            if drawn[other].label != each.label or _box_iou(boxes[place], boxes[other]) < SAME / 2:
                continue
            pairs += 1
            if pairs > MOST_OVERLAPS:
                return found
            share = _iou(each, drawn[other], width, height)
            if share >= SAME:
                words = f"It covers {share:.0%} of the same as another one of its label."
                found.append(Finding("overlap", drawn[other].uid, (each.uid,), round(share, 4), words))
    return found


def _mask_bounds(drawn: Annotation) -> tuple[float, float, float, float]:
    rows, columns = np.nonzero(decode_rle(_rle(drawn)))
    if not len(rows):
        return 0.0, 0.0, 0.0, 0.0
    return float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)


def _box_iou(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    wide, high = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    both = max(0.0, wide) * max(0.0, high)
    whole = np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - both
    return float(both / whole) if whole > 0 else 0.0


def _iou(a: Annotation, b: Annotation, width: int, height: int) -> float:
    if a.type == b.type == "bounding_box":
        return _box_iou(np.array(_bounds(a)), np.array(_bounds(b)))
    return float(iou_matrix([_as_rle(a, width, height)], [_as_rle(b, width, height)])[0, 0])


def _ring(points: Any) -> NDArray[np.float64]:
    return np.asarray(points, np.float64)


def _as_rle(drawn: Annotation, width: int, height: int) -> Rle:
    if drawn.type == "segmentation_mask":
        return _rle(drawn)
    if drawn.type == "bounding_box":
        left, top, right, bottom = _bounds(drawn)
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
        outline = [Polygon(corners, ())]
    else:
        outline = [
            Polygon(_ring(each["exterior"]), tuple(map(_ring, each["holes"]))) for each in drawn.geometry["polygons"]
        ]
    return encode_mask(rasterise_polygons(outline, height=height, width=width))
