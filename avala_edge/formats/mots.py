"""MOTS: masks of tracks, a line each: `frame object class height width rle`, the object being class × 1000 + instance.

Source: Voigtlaender et al., 2019 (vision.rwth-aachen.de/page/mots), whose text format this is; the RLE is COCO's,
compressed. Classes are the lines of `gt/labels.txt` from 1; where there is no such file, 1 is a car, 2 a pedestrian.

What is lost: where shapes overlap, the later one is what is seen, for no pixel may be of two objects; an object of
which nothing is seen is left out. Outlines become their pixels; boxes are no masks and are left out; attributes and key
frames go. Photos that are in no sequence are left out, and so is what a frame has of a track but the first. What has no
track gets an instance of its own, what has no label is `unlabelled`; a track that changes its class is one of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.mot import NO_SEQUENCE, one_of_each_track
from avala_edge.formats.records import Labels, Photo, ReadDataset, Shape, Size, SizeOf, mask_shape, rle_of
from avala_edge.formats.sequence_folders import Named, SequenceFolder, SequenceWriter, read_folders
from avala_edge.geometry import Rle, subtract, to_coco_counts, unite

CLASSES: Named = {1: "car", 2: "pedestrian"}
IGNORED = 10  # a class: regions in which nothing counts
INSTANCES = 1000  # of one class
_WORDS = 6  # a line


class MotsWriter:
    """Writes a folder a sequence."""

    def __init__(self, archive: Archive, labels: Labels) -> None:
        """Write into `archive`."""
        self._labels, self._sequences = labels, SequenceWriter(archive)

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        if photo.frame is None:
            return [NO_SEQUENCE]
        drawn = [shape for shape in shapes if shape.type != "bounding_box"]
        left_out = ["a bounding_box, which is no mask"] * (len(shapes) - len(drawn))
        drawn, twice = one_of_each_track(drawn)
        lines = []
        for shape, mask in zip(drawn, _seen([rle_of(shape, photo) for shape in drawn]), strict=True):
            if len(to_coco_counts(mask)) < 2:
                left_out.append("an object of which nothing is seen")
                continue
            kind = self._labels.number(shape.label) + 1
            instance = self._sequences.number(photo, photo.frame, kind, shape.track)
            if instance >= INSTANCES:
                left_out.append(f"a track beyond the {INSTANCES - 1} of its class in the sequence")
                continue
            words = (photo.frame.index + 1, kind * INSTANCES + instance, kind, mask.height, mask.width)
            lines.append(f"{' '.join(map(str, words))} {mask.counts.decode('ascii')}")
        self._sequences.write(photo, photo.frame, lines)
        return left_out + twice

    def finish(self) -> None:
        """Put the folders together."""
        self._sequences.finish(self._labels.names)


def _seen(masks: Sequence[Rle]) -> list[Rle]:
    """Return of each mask what no later one covers."""
    seen: list[Rle] = []
    covered: Rle | None = None
    for mask in reversed(masks):
        seen.append(mask if covered is None else subtract(mask, covered))
        covered = mask if covered is None else unite(covered, mask)
    return seen[::-1]


def read_mots(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read every `gt/gt.txt`; raises `InvalidInput`."""
    return read_folders(members, size_of, None, _shape)


def _shape(words: Sequence[str], folder: SequenceFolder, size: Size) -> Shape:
    if len(words) != _WORDS:
        raise InvalidInput(f"it has {len(words)} values, not {_WORDS}")
    object_, kind, height, width = (int(word) for word in words[1:5])
    if folder.labels is None and kind == IGNORED:
        raise InvalidInput("a region in which nothing counts is no object")
    if (width, height) != size:
        raise InvalidInput(f"its mask is {[height, width]}, but the photo is {[size[1], size[0]]}")
    label = folder.label(kind, CLASSES)
    shape = mask_shape(Rle(height, width, words[5].encode("ascii", "replace")), label)
    return replace(shape, track=folder.track(object_))
