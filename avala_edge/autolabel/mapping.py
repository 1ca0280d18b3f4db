"""From what a model said of an image to drafts: threshold, labels, duplicates; what was left out is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from avala_edge.autolabel.options import Options
from avala_edge.geometry import Rle, decode_rle
from avala_edge.models import Detection
from avala_edge.store import Annotation

SAME = 0.8  # boxes of one label that overlap so much (IoU) are the same object
MOST_DRAFTS = 300  # of one image; an image with more is beyond what anybody reviews

Box = tuple[float, float, float, float]


@dataclass
class Mapped:
    """What becomes of an image's detections: those with the project's labels, best first, and counts for the job."""

    wanted: list[tuple[Detection, str | None]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def map_detections(
    found: Sequence[Detection], options: Options, labels: frozenset[str], there: Iterable[Annotation]
) -> Mapped:
    """Return what is wanted of `found` in a project with `labels`, beside the annotations that are `there`."""
    mapped = Mapped(counts=Counter(detections=len(found)))
    taken: dict[str | None, list[Box]] = {}
    for drawn in there:
        if drawn.state != "rejected" and (box := box_of(drawn)) is not None:
            taken.setdefault(drawn.label, []).append(box)
    for one in sorted(found, key=lambda each: -each.score):
        label = options.project_label(one.label)
        if one.score < options.confidence_threshold:
            mapped.counts["below_threshold"] += 1
        elif label is not None and label not in labels:
            mapped.counts["unknown_label"] += 1
        elif options.labels and label not in options.labels:
            mapped.counts["other_label"] += 1
        elif any(iou(one.box, box) >= SAME for box in (*taken.get(label, ()), *taken.get(None, ()))):
            mapped.counts["duplicates"] += 1
        elif len(mapped.wanted) >= MOST_DRAFTS:
            mapped.counts["too_many"] += 1
        else:
            taken.setdefault(label, []).append(one.box)
            mapped.wanted.append((one, label))
    return mapped


def iou(a: Box, b: Box) -> float:
    """Return the intersection of two boxes (x, y, width, height) over their union."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def box_of(drawn: Annotation) -> Box | None:
    """Return the box around an annotation, None around an empty mask."""
    shape = drawn.geometry
    if drawn.type == "bounding_box":
        return shape["x"], shape["y"], shape["width"], shape["height"]
    if drawn.type == "polygon":
        points = np.asarray([point for island in shape["polygons"] for point in island["exterior"]], np.float64)
        return _around(points.min(0), points.max(0))
    height, width = shape["rle"]["size"]
    rows, columns = np.nonzero(decode_rle(Rle(height, width, shape["rle"]["counts"].encode("ascii"))))
    if not len(rows):
        return None
    return _around(np.array([columns.min(), rows.min()]), np.array([columns.max() + 1, rows.max() + 1]))


def _around(least: NDArray[np.float64], most: NDArray[np.float64]) -> Box:
    (left, top), (right, bottom) = least.tolist(), most.tolist()
    return float(left), float(top), float(right - left), float(bottom - top)
