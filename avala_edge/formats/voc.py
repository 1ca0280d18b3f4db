"""Pascal VOC detection: `Annotations/<name>.xml`, `ImageSets/Main/<split>.txt`, `labelmap.txt`.

Source: the VOC2012 development kit (host.robots.ox.ac.uk/pascal/VOC), and Datumaro's reader and writer of it. The
original counts pixels from 1 and includes the last; labelImg, CVAT and Datumaro write edges from 0, as is done here.

What is lost: outlines and masks become their bounds; coordinates have 4 decimals; attributes go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.label_map import label_map
from avala_edge.formats.members import Members
from avala_edge.formats.records import (
    Labels,
    Photo,
    ReadDataset,
    ReadPhoto,
    Shape,
    SizeOf,
    bounds_of,
    decimal,
    exact_box,
)
from avala_edge.formats.xml import Element, Tree, child, parse_xml, to_bytes

DIGITS = 4
_SIDES = ("xmin", "ymin", "xmax", "ymax")


class VocWriter:
    """Writes a file a photo."""

    def __init__(self, archive: Archive, labels: Labels) -> None:
        """Write into `archive`."""
        self._archive, self._labels = archive, labels

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        root, left_out = Tree.Element("annotation"), []
        child(root, "folder", photo.name.rpartition("/")[0])
        child(root, "filename", photo.name)
        size = child(root, "size")
        for tag, value in (("width", photo.width), ("height", photo.height), ("depth", 3)):
            child(size, tag, value)
        child(root, "segmented", 0)
        for shape in shapes:
            bounds = bounds_of(shape)
            if bounds is None:
                left_out.append("a mask of nothing")
                continue
            drawn = child(root, "object")
            child(drawn, "name", self._labels.name(shape.label))
            for tag, text in (("pose", "Unspecified"), ("truncated", 0), ("difficult", 0)):
                child(drawn, tag, text)
            box = child(drawn, "bndbox")
            for tag, edge in zip(_SIDES, bounds, strict=True):
                child(box, tag, decimal(edge, DIGITS))
        self._archive.add(f"Annotations/{photo.stem}.xml", to_bytes(root) + b"\n")
        self._archive.gather(f"ImageSets/Main/{photo.split}.txt").write(f"{photo.stem}\n".encode())
        return left_out

    def finish(self) -> None:
        """Write the classes."""
        self._archive.add("labelmap.txt", label_map(self._labels.names))


def read_voc(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read every XML file whose root is `annotation`; raises `InvalidInput`."""
    names = members.ending(".xml", folder="Annotations") or members.ending(".xml")
    labels: dict[str, None] = {}
    for name in names:
        for drawn in parse_xml(members.read(name), name).iterfind("object"):
            labels.setdefault((drawn.findtext("name") or "").strip())
    return ReadDataset([label for label in labels if label], _photos(members, names, size_of))


def _photos(members: Members, names: Sequence[str], size_of: SizeOf) -> Iterator[ReadPhoto]:
    for name in names:
        root = parse_xml(members.read(name), name)
        if root.tag != "annotation":
            raise InvalidInput(f"{name[:200]} is no annotation of Pascal VOC", field="file")
        below = f"/{name}".rpartition("/Annotations/")
        stem = (below[2] if below[1] else name).removesuffix(name[-4:])
        called = (root.findtext("filename") or "").strip()
        size = size_of(stem)
        if size is None and called:
            stem, size = called, size_of(called)
        stated = _stated(root)
        if size is None or stated not in (None, size):
            yield ReadPhoto(stem, (), stated)
            continue
        shapes, notes = [], []
        for number, drawn in enumerate(root.iterfind("object"), 1):
            try:
                shapes.append(_shape(drawn))
            except InvalidInput as error:
                notes.append(f"object {number}: {error.message}")
            except (ValueError, TypeError, OverflowError):
                notes.append(f"object {number}: it is not as VOC says")
        yield ReadPhoto(stem, tuple(shapes), stated, tuple(notes))


def _stated(root: Element) -> tuple[int, int] | None:
    try:
        size = int(root.findtext("size/width") or 0), int(root.findtext("size/height") or 0)
    except ValueError:
        return None
    return size if all(size) else None


def _shape(drawn: Element) -> Shape:
    left, top, right, bottom = (float(drawn.findtext(f"bndbox/{side}") or "missing") for side in _SIDES)
    numbers = (left, top, round(right - left, DIGITS), round(bottom - top, DIGITS))  # without the noise of a difference
    return exact_box(numbers, (drawn.findtext("name") or "").strip() or None)
