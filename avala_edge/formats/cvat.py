"""CVAT for images 1.1: `annotations.xml`.

Source: docs.cvat.ai/docs/other/xml_format; masks as `cvat_sdk.masks` encodes them. CVAT's own elements `polyline`,
`points`, `cuboid`, `ellipse`, `skeleton`, `tag` and `track` are not read; a box with a rotation becomes an outline.

What is lost: an outline of several islands or with holes becomes a mask of its pixels; coordinates have 4 decimals; a
mask of nothing is left out. Attributes are texts, and read as their label says. What has no label is `unlabelled`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import (
    LabelInfo,
    Labels,
    Photo,
    ReadDataset,
    ReadPhoto,
    Shape,
    SizeOf,
    bounds_of,
    box_shape,
    decimal,
    exact_box,
    mask_shape,
    polygon_shape,
    rle_of,
)
from avala_edge.formats.xml import DECLARATION, Element, Tree, child, parse_xml, to_bytes
from avala_edge.geometry import CvatMask, from_cvat, to_cvat

DIGITS = 4
FILE = "annotations.xml"
_CORNERS = ("xtl", "ytl", "xbr", "ybr")
_READ = ("box", "polygon", "mask")
_INPUTS = {"dropdown": "select", "checkbox": "checkbox", "number": "number"}


class CvatWriter:
    """Writes one file; photos wait on the disk until the labels are known."""

    def __init__(self, archive: Archive, labels: Labels) -> None:
        """Write into `archive`."""
        self._archive, self._labels = archive, labels
        self._photos = archive.scratch()
        self._number = 0
        self._splits: set[str] = set()

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        said = {"id": self._number, "name": photo.name, "width": photo.width, "height": photo.height}
        if photo.split != "default":
            said["subset"] = photo.split
            self._splits.add(photo.split)
        image, left_out = Tree.Element("image", {name: str(value) for name, value in said.items()}), []
        self._number += 1
        for shape in shapes:
            drawn = self._say(image, photo, shape)
            if drawn is None:
                left_out.append("a mask of nothing")
                continue
            for name, value in shape.attributes.items():
                child(drawn, "attribute", _text(value), name=name)
        self._photos.write(b"  " + to_bytes(image, level=1).rstrip() + b"\n")
        return left_out

    def finish(self) -> None:
        """Put the file together."""
        meta = Tree.Element("meta")
        whole = child(meta, "project" if self._splits else "task")  # a project's tasks have subsets
        if self._splits:
            tasks = child(whole, "tasks")
            for split in sorted(self._splits):
                child(child(tasks, "task"), "subset", split)
        child(whole, "size", self._number)
        child(whole, "mode", "annotation")
        labels = child(whole, "labels")
        for info in self._labels.infos:
            _say_label(labels, info)
        with self._archive.member(FILE) as out:
            out.write(DECLARATION + b"<annotations>\n  <version>1.1</version>\n  ")
            out.write(to_bytes(meta, level=1).rstrip() + b"\n")
            out.copy(self._photos)
            out.write(b"</annotations>\n")
        self._photos.close()

    def _say(self, image: Element, photo: Photo, shape: Shape) -> Element | None:
        words: dict[str, object] = {"label": self._labels.name(shape.label), "occluded": 0}
        if shape.type == "bounding_box":
            bounds = bounds_of(shape) or ()
            corners = {name: decimal(value, DIGITS) for name, value in zip(_CORNERS, bounds, strict=True)}
            return child(image, "box", **words, **corners, z_order=0)
        if shape.type == "polygon":
            polygons = shape.geometry["polygons"]
            if len(polygons) == 1 and not polygons[0]["holes"]:
                ring = polygons[0]["exterior"]
                points = ";".join(f"{decimal(x, DIGITS)},{decimal(y, DIGITS)}" for x, y in ring)
                return child(image, "polygon", **words, points=points, z_order=0)
        try:
            mask = to_cvat(rle_of(shape, photo))
        except InvalidInput:
            return None
        place = {"left": mask.left, "top": mask.top}
        size = {"width": mask.right - mask.left + 1, "height": mask.bottom - mask.top + 1}
        return child(image, "mask", **words, rle=", ".join(map(str, mask.runs)), **place, **size, z_order=0)


def _say_label(labels: Element, info: LabelInfo) -> None:
    label = child(labels, "label")
    child(label, "name", info.name)
    child(label, "color", info.color)
    child(label, "type", "any")
    attributes = child(label, "attributes")
    for each in info.attributes:
        attribute = child(attributes, "attribute")
        child(attribute, "name", each["name"])
        child(attribute, "mutable", "False")
        child(attribute, "input_type", _INPUTS.get(str(each.get("type")), "text"))
        child(attribute, "default_value", "")
        child(attribute, "values", "\n".join(map(str, each.get("options") or ())))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_cvat(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read the XML file; raises `InvalidInput`."""
    for name in members.ending(".xml"):
        root = parse_xml(members.read(name), name)
        if root.tag == "annotations":
            named = [(each.findtext("name") or "").strip() for each in root.iterfind("meta//labels/label")]
            return ReadDataset([name for name in dict.fromkeys(named) if name], _photos(root, size_of))
    raise InvalidInput("there is no XML file of CVAT in it", field="file")


def _photos(root: Element, size_of: SizeOf) -> Iterator[ReadPhoto]:
    if root.find("track") is not None:
        raise InvalidInput("tracks of a video are not read; export the task as CVAT for images", field="file")
    for image in root.iterfind("image"):
        name, size = image.get("name", ""), None
        stated = _stated(image)
        if name:
            size = size_of(name)
        if size is None or stated not in (None, size):
            yield ReadPhoto(name, (), stated)
            continue
        shapes, notes = [], []
        unread: Counter[str] = Counter()
        for number, drawn in enumerate(image, 1):
            if drawn.tag not in _READ:
                unread[str(drawn.tag)] += 1
                continue
            try:
                shapes.append(_shape(drawn, size))
            except InvalidInput as error:
                notes.append(f"{drawn.tag} {number}: {error.message}")
            except (ValueError, KeyError, TypeError, OverflowError):
                notes.append(f"{drawn.tag} {number}: it is not as CVAT says")
        notes += [f"{count} of {tag[:50]}, which is not read" for tag, count in sorted(unread.items())]
        yield ReadPhoto(name, tuple(shapes), stated, tuple(notes))


def _stated(image: Element) -> tuple[int, int] | None:
    try:
        return int(image.attrib["width"]), int(image.attrib["height"])
    except (KeyError, ValueError):
        return None


def _shape(drawn: Element, size: tuple[int, int]) -> Shape:
    words: Mapping[str, str] = drawn.attrib
    label = words["label"]
    attributes: dict[str, Any] = {each.get("name", ""): each.text or "" for each in drawn.iterfind("attribute")}
    if drawn.tag == "box":
        corners = [float(words[name]) for name in _CORNERS]
        turn = float(words.get("rotation", 0))
        if turn:
            box_shape(corners, label)
            return polygon_shape([(_turned(corners, turn), [])], label, attributes)
        left, top, right, bottom = corners
        return exact_box((left, top, round(right - left, DIGITS), round(bottom - top, DIGITS)), label, attributes)
    if drawn.tag == "polygon":
        ring = [[float(value) for value in pair.split(",")] for pair in words["points"].split(";")]
        if any(len(point) != 2 for point in ring):
            raise InvalidInput("a point is x,y")
        return polygon_shape([(ring, [])], label, attributes)
    left, top, width, height = (int(words[name]) for name in ("left", "top", "width", "height"))
    runs = [int(each) for each in words["rle"].split(",")]
    mask = CvatMask(runs, left, top, left + width - 1, top + height - 1)
    return mask_shape(from_cvat(mask, height=size[1], width=size[0]), label, attributes)


def _turned(corners: Sequence[float], degrees: float) -> list[list[float]]:
    """Return a box's corners, turned clockwise about its middle."""
    left, top, right, bottom = corners
    x, y, sine, cosine = (left + right) / 2, (top + bottom) / 2, *_sine_cosine(degrees)
    sides = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return [
        [
            round(x + (a - x) * cosine - (b - y) * sine, DIGITS),
            round(y + (a - x) * sine + (b - y) * cosine, DIGITS),
        ]
        for a, b in sides
    ]


def _sine_cosine(degrees: float) -> tuple[float, float]:
    return math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
