"""Annotations in Avala's annotation JSON.

Source: docs.avala.ai, mission-control/reference/annotation-types; its field table of masks is not readable, so masks
are COCO's uncompressed RLE, column by column, named as such (`contracts/avala.md` §4.4 and §8.2). Nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from avala_edge.errors import InvalidInput
from avala_edge.formats.members import Members
from avala_edge.formats.records import (
    FrameOf,
    ReadDataset,
    ReadPhoto,
    Shape,
    Size,
    SizeOf,
    exact_box,
    mask_shape,
    polygon_shape,
    stated_track,
)
from avala_edge.geometry import Rle, from_coco_counts, to_coco_counts


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


def read_avala(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read the JSON file of an export of this kind; raises `InvalidInput`."""
    for name in members.ending(".json"):
        whole = members.json(name)
        if is_avala(whole):
            projects = whole.get("projects") or []
            labels = [str(label) for each in projects if isinstance(each, dict) for label in each.get("labels", [])]
            return ReadDataset(list(dict.fromkeys(labels)), _photos(whole["items"], size_of))
    raise InvalidInput("there is no JSON file with items in it", field="file")


def is_avala(whole: object) -> bool:
    """Say whether a JSON document is an export of Avala JSON."""
    return isinstance(whole, dict) and isinstance(whole.get("items"), list)


def _photos(items: Sequence[Any], size_of: SizeOf) -> Iterator[ReadPhoto]:
    for place, item in enumerate(items):
        try:
            name, drawn = str(item["key"]), list(item["annotations"])
            stated = (int(item["image"]["width"]), int(item["image"]["height"])) if item.get("image") else None
            frame = _frame(item)
        except (TypeError, KeyError, ValueError, AttributeError):
            raise InvalidInput("an item needs key and annotations", field=f"items.{place}") from None
        size = size_of(name)
        if size is None or stated not in (None, size):
            yield ReadPhoto(name, (), stated, (), frame)
            continue
        shapes, notes = [], []
        for number, each in enumerate(drawn):
            try:
                track, is_key = stated_track(each.get("track")), each.get("is_key") is True
                shapes.append(replace(_shape(each, size), track=track, is_key=is_key))
            except InvalidInput as error:
                notes.append(f"annotations.{number}: {error.message}")
            except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
                notes.append(f"annotations.{number}: it is not as Avala JSON says")
        yield ReadPhoto(name, tuple(shapes), stated, tuple(notes), frame)


def _frame(item: Mapping[str, Any]) -> FrameOf | None:
    uid, index, second = item.get("sequence"), item.get("frame_index"), item.get("timestamp_s")
    if uid is None or index is None:
        return None
    sequence = str(item.get("sequence_key", uid))
    return FrameOf(sequence, str(uid), int(index), timestamp_s=None if second is None else float(second))


def _shape(each: Mapping[str, Any], size: Size) -> Shape:
    kind = each["type"]
    label = None if each.get("label") is None else str(each["label"])
    attributes = dict(each.get("attributes") or {})
    if kind == "bounding_box":
        x, y, width, height = (float(each[name]) for name in ("x", "y", "width", "height"))
        return exact_box((x, y, width, height), label, attributes)
    if kind == "polygon":
        islands = each.get("polygons") or [{"exterior": each["vertices"]}]
        rings = [(_ring(island["exterior"]), [_ring(hole) for hole in island.get("holes", [])]) for island in islands]
        return polygon_shape(rings, label, attributes)
    if kind == "segmentation_mask":
        height, width = each["mask"]["size"]
        if (width, height) != size:
            raise InvalidInput(f"its mask is {[height, width]}, but the photo is {[size[1], size[0]]}")
        return mask_shape(from_coco_counts(each["mask"]["counts"], height=height, width=width), label, attributes)
    raise InvalidInput(f"{str(kind)[:50]} is no type that can be read")


def _ring(points: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[float(x), float(y)] for x, y in points]
