"""Masks as PNGs in Pascal VOC's layout: `SegmentationClass/<name>.png`, and `SegmentationObject/` for instances.

Source: the VOC2012 development kit, and Datumaro's and CVAT's "segmentation mask" of it. A pixel's value is the class
by its line in `labelmap.txt` (0: background), or the number of the object in the photo, from 1. 8 bits with VOC's
palette; 16 bits grey where there are more than 254 classes or objects. `ImageSets/Segmentation/<split>.txt` lists.

What is lost: where shapes overlap, the later one is what is seen. Semantic: objects of one class are one. Instances: an
object of which nothing is seen is left out. Outlines become their pixels. Boxes are no masks and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.label_map import BACKGROUND, MOST_COLOURS, VOID, Colour, colour, label_map, read_label_map
from avala_edge.formats.members import MEMBER_BYTES, Members
from avala_edge.formats.records import Labels, Photo, ReadDataset, ReadPhoto, Shape, SizeOf, mask_of, mask_shape
from avala_edge.geometry import encode_mask
from avala_edge.imaging import ImageLimits, IndexPicture, index_picture, index_png

CLASSES, OBJECTS = "SegmentationClass", "SegmentationObject"
PALETTE = (*(colour(number) for number in range(MOST_COLOURS)), VOID)
LIMITS = ImageLimits(max_bytes=MEMBER_BYTES)
MOST_NUMBERS = 65_535

Numbers = NDArray[np.int32]


class MaskWriter:
    """Writes one PNG a photo, or two; `instances` says which."""

    def __init__(self, archive: Archive, labels: Labels, *, instances: bool) -> None:
        """Write into `archive`."""
        self._archive, self._labels, self._instances = archive, labels, instances

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        boxes = [shape for shape in shapes if shape.type == "bounding_box"]
        drawn = [shape for shape in shapes if shape.type != "bounding_box"]
        left_out = ["a bounding_box, which is no mask"] * len(boxes)
        if len(drawn) > MOST_NUMBERS:
            raise InvalidInput(f"{photo.name[:200]} has more than {MOST_NUMBERS} masks")
        objects = np.zeros((photo.height, photo.width), np.int32)
        for number, shape in enumerate(drawn, 1):
            objects[mask_of(shape, photo) != 0] = number
        seen = np.unique(objects[objects != 0])
        left_out += ["an object of which nothing is seen"] * (self._instances * (len(drawn) - len(seen)))
        classes = np.zeros(len(drawn) + 1, np.int32)
        for number in seen.tolist():
            classes[number] = self._labels.number(drawn[number - 1].label) + 1
        self._archive.add(f"{CLASSES}/{photo.stem}.png", _png(classes[objects]))
        if self._instances:
            again = np.zeros(len(drawn) + 1, np.int32)
            again[seen] = np.arange(1, len(seen) + 1)
            self._archive.add(f"{OBJECTS}/{photo.stem}.png", _png(again[objects]))
        self._archive.gather(f"ImageSets/Segmentation/{photo.split}.txt").write(f"{photo.stem}\n".encode())
        return left_out

    def finish(self) -> None:
        """Write the classes."""
        self._archive.add("labelmap.txt", label_map(self._labels.names))


def _png(numbers: Numbers) -> bytes:
    return index_png(numbers, PALETTE if numbers.max(initial=0) < MOST_COLOURS else None)


def read_masks(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read the PNGs of the two folders: objects where there are any, else classes. Raises `InvalidInput`."""
    maps = members.ending("labelmap.txt")
    if not maps:
        raise InvalidInput("there is no labelmap.txt, which says what the colours mean", field="file")
    known = read_label_map(members.text(maps[0]))
    names = members.ending(".png", folder=CLASSES)
    return ReadDataset(
        [name for name in known if name != BACKGROUND], (_photo(members, name, known, size_of) for name in names)
    )


def _photo(members: Members, name: str, known: Mapping[str, Colour | None], size_of: SizeOf) -> ReadPhoto:
    stem = f"/{name}".rpartition(f"/{CLASSES}/")[2].removesuffix(name[-4:])
    size = size_of(stem)
    if size is None:
        return ReadPhoto(stem)
    picture = index_picture(members.read(name), LIMITS)
    stated = picture.width, picture.height
    if stated != size:
        return ReadPhoto(stem, (), stated)
    classes = _class_numbers(picture, known, name)
    labels = list(known)
    objects_name = name[: name.rindex(f"{CLASSES}/")] + f"{OBJECTS}/{stem}.png"
    if objects_name not in members.names:
        return ReadPhoto(stem, tuple(_shapes(classes, labels)), stated)
    objects = _plain_numbers(index_picture(members.read(objects_name), LIMITS))
    if objects.shape != classes.shape:
        raise InvalidInput(f"{objects_name[:200]} and {name[:200]} differ in size", field="file")
    return ReadPhoto(stem, tuple(_objects(objects, classes, labels)), stated)


def _shapes(classes: Numbers, labels: Sequence[str]) -> Iterator[Shape]:
    for number in np.unique(classes).tolist():
        if number >= 0 and labels[number] != BACKGROUND:
            yield mask_shape(encode_mask((classes == number).astype(np.uint8)), labels[number])


def _objects(objects: Numbers, classes: Numbers, labels: Sequence[str]) -> Iterator[Shape]:
    for number in np.unique(objects).tolist():
        inside = objects == number
        own = classes[inside & (classes >= 0)]
        if number <= 0 or not own.size:
            continue
        label = labels[int(np.bincount(own).argmax())]
        yield mask_shape(encode_mask(inside.astype(np.uint8)), None if label == BACKGROUND else label)


def _class_numbers(picture: IndexPicture, known: Mapping[str, Colour | None], name: str) -> Numbers:
    """Return which line of the label map each pixel is of, -1 for the edge; by colour, where there are colours."""
    coloured = {_packed(each): number for number, each in enumerate(known.values()) if each is not None}
    values = picture.colours if picture.colours is not None and coloured else picture.numbers
    if values is None:
        raise InvalidInput(f"{name[:200]} has colours, and labelmap.txt has none", field="file")
    found = np.unique(values)
    if values is picture.colours:
        meant = [coloured.get(value, -1 if value == _packed(VOID) else None) for value in found.tolist()]
    else:
        meant = [value if value < len(known) else -1 if value == MOST_COLOURS else None for value in found.tolist()]
    unknown = [value for value, number in zip(found.tolist(), meant, strict=True) if number is None]
    if unknown:
        what = f"#{unknown[0]:06x}" if values is picture.colours else str(unknown[0])
        raise InvalidInput(f"{name[:200]} has pixels of {what}, which labelmap.txt does not name", field="file")
    numbers: Numbers = np.array(meant, np.int32)[np.searchsorted(found, values)]
    return numbers


def _plain_numbers(picture: IndexPicture) -> Numbers:
    """Return the number of each pixel's object; of a picture that has colours only, one for each colour."""
    if picture.numbers is not None:
        return np.where(picture.numbers == MOST_COLOURS, 0, picture.numbers) if picture.is_small else picture.numbers
    colours = picture.colours if picture.colours is not None else np.zeros((1, 1), np.int32)
    numbers: Numbers = np.where(colours == _packed(VOID), 0, colours)
    return numbers


def _packed(each: Colour) -> int:
    return each[0] << 16 | each[1] << 8 | each[2]
