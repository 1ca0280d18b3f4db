"""COCO instances: `annotations/instances_<split>.json`.

Source: cocodataset.org/#format-data, and `pycocotools.coco`, whose `annToRLE` reads what is written here. `attributes`
is the extension that CVAT and Datumaro write.

What is lost: an outline with holes becomes a mask of its pixels, as compressed RLE (COCO's polygons have no holes).
Boxes, other outlines and masks keep every digit. Everything has a category: what has no label is `unlabelled`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import (
    Labels,
    Photo,
    ReadDataset,
    ReadPhoto,
    Shape,
    SizeOf,
    area_of,
    bounds_of,
    exact_box,
    mask_shape,
    polygon_shape,
    rle_of,
)
from avala_edge.geometry import Rle, from_coco_counts


class CocoWriter:
    """Writes one file a split; images and annotations wait on the disk, not in memory."""

    def __init__(self, archive: Archive, labels: Labels) -> None:
        """Write into `archive`."""
        self._archive, self._labels = archive, labels
        self._parts: dict[str, tuple[IO[bytes], IO[bytes]]] = {}
        self._images = self._annotations = 0

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        if photo.split not in self._parts:
            self._parts[photo.split] = self._archive.scratch(), self._archive.scratch()
        images, drawn = self._parts[photo.split]
        self._images += 1
        image = {"id": self._images, "file_name": photo.name, "width": photo.width, "height": photo.height}
        _append(images, image)
        for shape in shapes:
            self._annotations += 1
            _append(drawn, {"id": self._annotations, "image_id": self._images, **self._say(photo, shape)})
        return []

    def finish(self) -> None:
        """Put the files together."""
        categories = [
            {"id": number, "name": name, "supercategory": ""} for number, name in enumerate(self._labels.names, 1)
        ]
        for split, (images, drawn) in sorted(self._parts.items()):
            with self._archive.member(f"annotations/instances_{split}.json") as out:
                out.write(b'{"info":{"version":"1.0"},"licenses":[],"images":[')
                out.copy(images)
                out.write(b'\n],"annotations":[')
                out.copy(drawn)
                out.write(b'\n],"categories":' + _json(categories) + b"}\n")
            images.close()
            drawn.close()

    def _say(self, photo: Photo, shape: Shape) -> dict[str, Any]:
        if shape.type == "polygon" and any(island["holes"] for island in shape.geometry["polygons"]):
            shape = mask_shape(rle_of(shape, photo), shape.label, shape.attributes)
        said: dict[str, Any] = {"category_id": self._labels.number(shape.label) + 1}
        if shape.type == "bounding_box":
            said["segmentation"] = []
        elif shape.type == "polygon":
            rings = [island["exterior"] for island in shape.geometry["polygons"]]
            said["segmentation"] = [[value for point in ring for value in point] for ring in rings]
        else:
            said["segmentation"] = {name: shape.geometry["rle"][name] for name in ("size", "counts")}
        left, top, right, bottom = bounds_of(shape) or (0.0, 0.0, 0.0, 0.0)
        box = [left, top, right - left, bottom - top]
        if shape.type == "bounding_box":
            box = [shape.geometry[name] for name in ("x", "y", "width", "height")]
        said |= {"area": round(area_of(shape), 4), "bbox": box, "iscrowd": 0}
        return {**said, "attributes": dict(shape.attributes)} if shape.attributes else said


def read_coco(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read every JSON file that has images and annotations; raises `InvalidInput`."""
    wholes = []
    for name in members.ending(".json"):
        whole = members.json(name)
        if is_coco(whole):
            wholes.append(whole)
    if not wholes:
        raise InvalidInput("there is no JSON file with images and annotations in it")
    labels = list(dict.fromkeys(name for whole in wholes for name in _categories(whole).values()))
    return ReadDataset(labels, (photo for whole in wholes for photo in _photos(whole, size_of)))


def is_coco(whole: object) -> bool:
    """Say whether a JSON document is COCO's."""
    return isinstance(whole, dict) and isinstance(whole.get("images"), list) and "annotations" in whole


def _categories(whole: Mapping[str, Any]) -> dict[Any, str]:
    try:
        return {each["id"]: str(each["name"]) for each in whole.get("categories", [])}
    except (TypeError, KeyError):
        raise InvalidInput("categories must be a list of {id, name}", field="categories") from None


def _photos(whole: Mapping[str, Any], size_of: SizeOf) -> Iterator[ReadPhoto]:
    categories = _categories(whole)
    drawn: defaultdict[Any, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for place, each in enumerate(whole["annotations"]):
        try:
            drawn[each["image_id"]].append((place, each))
        except (TypeError, KeyError):
            raise InvalidInput("it has no image_id", field=f"annotations.{place}") from None
    for place, image in enumerate(whole["images"]):
        try:
            name, number = str(image["file_name"]), image["id"]
            stated = (int(image["width"]), int(image["height"])) if "width" in image and "height" in image else None
            own = drawn.get(number, [])
        except (TypeError, KeyError, ValueError):
            raise InvalidInput("an image needs id and file_name", field=f"images.{place}") from None
        size = size_of(name)
        if size is None or stated not in (None, size):
            yield ReadPhoto(name, (), stated)
            continue
        shapes, notes = [], []
        for nth, each in own:
            try:
                shapes.append(_shape(each, categories, size))
            except InvalidInput as error:
                notes.append(f"annotations.{nth}: {error.message}")
            except (TypeError, KeyError, ValueError, IndexError, AttributeError, OverflowError):
                notes.append(f"annotations.{nth}: it is not as COCO says")
        yield ReadPhoto(name, tuple(shapes), stated, tuple(notes))


def _shape(each: Mapping[str, Any], categories: Mapping[Any, str], size: tuple[int, int]) -> Shape:
    label, attributes = categories[each["category_id"]], dict(each.get("attributes") or {})
    drawn, (width, height) = each.get("segmentation"), size
    if not drawn:
        return exact_box([float(value) for value in each["bbox"]], label, attributes)
    if isinstance(drawn, dict):
        if drawn["size"] != [height, width]:
            raise InvalidInput(f"its mask is {drawn['size']}, but the photo is {[height, width]}")
        counts = drawn["counts"]
        if isinstance(counts, str):
            mask = Rle(height, width, counts.encode("ascii", "replace"))
        else:
            mask = from_coco_counts(counts, height=height, width=width)
        return mask_shape(mask, label, attributes)
    rings = [[[float(x), float(y)] for x, y in zip(ring[::2], ring[1::2], strict=True)] for ring in drawn]
    return polygon_shape([(ring, []) for ring in rings], label, attributes)


def _append(file: IO[bytes], value: object) -> None:
    file.write((b",\n" if file.tell() else b"\n") + _json(value))


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
