"""Annotations in Avala's annotation JSON.

Source: docs.avala.ai, mission-control/reference/annotation-types; its field table of masks is not readable, so masks
are COCO's uncompressed RLE, column by column, named as such (`contracts/avala.md` §4.4 and §8.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from avala_edge.geometry import Rle, to_coco_counts


class Drawn(Protocol):
    """What an annotation has."""

    @property
    def uid(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def geometry(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def label(self) -> str | None: ...  # noqa: D102
    @property
    def attributes(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def created_by(self) -> str: ...  # noqa: D102
    @property
    def created_at(self) -> datetime: ...  # noqa: D102


def annotation_to_avala(found: Drawn) -> dict[str, Any]:
    """Say an annotation in Avala's annotation JSON, with what ours says beyond it."""
    more = ("project", "source", "state", "confidence", "model", "track", "version")
    return {
        "uid": found.uid,
        "label": found.label,
        "attributes": found.attributes,
        "created_by": found.created_by,
        "created_at": found.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **{name: getattr(found, name) for name in more},
        **shape_to_avala(found.type, found.geometry),
    }


def shape_to_avala(kind: str, geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say a stored geometry of type `kind`, in pixels of the displayed image.

    A polygon's `vertices` are its largest exterior, for readers that know one ring only; `polygons` is all of it.
    """
    if kind == "bounding_box":
        return {"type": kind, **{name: geometry[name] for name in ("x", "y", "width", "height")}}
    if kind == "polygon":
        exteriors = [island["exterior"] for island in geometry["polygons"]]
        return {"type": kind, "vertices": max(exteriors, key=_area), "polygons": geometry["polygons"]}
    height, width = geometry["rle"]["size"]
    counts = to_coco_counts(Rle(height, width, geometry["rle"]["counts"].encode("ascii")))
    return {"type": kind, "mask": {"encoding": "rle", "counts": counts, "size": [height, width], "order": "column"}}


def _area(ring: Sequence[Sequence[float]]) -> float:
    """Area inside a ring by the shoelace formula, in square pixels."""
    following = [*ring[1:], ring[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True))) / 2
