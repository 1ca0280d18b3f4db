"""From what a model said of an image to drafts: threshold, labels, duplicates; what was left out is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from avala_edge.autolabel.options import Options
from avala_edge.formats.records import bounds_of
from avala_edge.geometry import box_iou
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
        elif any(box_iou(one.box, box) >= SAME for box in (*taken.get(label, ()), *taken.get(None, ()))):
            mapped.counts["duplicates"] += 1
        elif len(mapped.wanted) >= MOST_DRAFTS:
            mapped.counts["too_many"] += 1
        else:
            taken.setdefault(label, []).append(one.box)
            mapped.wanted.append((one, label))
    return mapped


def box_of(drawn: Annotation) -> Box | None:
    """Return the box around an annotation, None around an empty mask."""
    if drawn.type == "bounding_box":
        x, y, width, height = (drawn.geometry[name] for name in ("x", "y", "width", "height"))
        return x, y, width, height
    bounds = bounds_of(drawn)
    if bounds is None:
        return None
    left, top, right, bottom = bounds
    return left, top, right - left, bottom - top
