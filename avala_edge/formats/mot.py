"""MOTChallenge: boxes of tracks, a line each: `frame,id,left,top,width,height,conf,class,visibility`.

Source: Dendorfer et al., 2020 (arXiv 2003.09003), table 4, and motchallenge.net/instructions; read as Datumaro reads
it. Boxes count from 0, as Datumaro and CVAT write them. Classes are the lines of `gt/labels.txt` from 1; where there is
no such file, those of MOTChallenge.

What is lost: outlines and masks become their bounds, coordinates have 4 decimals, attributes and key frames go. Photos
that are in no sequence are left out, and so is what a frame has of a track but the first. What has no track gets a
number of its own, what has no label is `unlabelled`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import (
    Labels,
    Photo,
    ReadDataset,
    Shape,
    Size,
    SizeOf,
    bounds_of,
    decimal,
    exact_box,
)
from avala_edge.formats.sequence_folders import Named, SequenceFolder, SequenceWriter, read_folders

DIGITS = 4
NO_SEQUENCE = "a photo that is in no sequence"
TWICE = "another annotation of a track in the same frame"
_NAMES = (
    *("pedestrian", "person on vehicle", "car", "bicycle", "motorbike", "non motorized vehicle"),
    *("static person", "distractor", "occluder", "occluder on the ground", "occluder full", "reflection"),
)
CLASSES: Named = dict(enumerate(_NAMES, 1))
_NONE = -1  # instead of a class, or of a track
_IN_SPACE = 10  # values a line, the last three of which are x, y, z


class MotWriter:
    """Writes a folder a sequence."""

    def __init__(self, archive: Archive, labels: Labels) -> None:
        """Write into `archive`."""
        self._labels, self._sequences = labels, SequenceWriter(archive)

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        if photo.frame is None:
            return [NO_SEQUENCE]
        shapes, left_out = one_of_each_track(shapes)
        lines = []
        for shape in shapes:
            corners = _corners(shape)
            if corners is None:
                left_out.append("a mask of nothing")
                continue
            number = self._sequences.number(photo, photo.frame, None, shape.track)
            words = (photo.frame.index + 1, number, *(decimal(value, DIGITS) for value in corners))
            lines.append(f"{','.join(map(str, words))},1,{self._labels.number(shape.label) + 1},1")
        self._sequences.write(photo, photo.frame, lines)
        return left_out

    def finish(self) -> None:
        """Put the folders together."""
        self._sequences.finish(self._labels.names)


def one_of_each_track(shapes: Sequence[Shape]) -> tuple[list[Shape], list[str]]:
    """Return the first shape of every track and all that have none, and what is left out of it."""
    seen: set[str] = set()
    kept = []
    for shape in shapes:
        if shape.track is None or shape.track not in seen:
            kept.append(shape)
            seen |= set() if shape.track is None else {shape.track}
    return kept, [TWICE] * (len(shapes) - len(kept))


def _corners(shape: Shape) -> tuple[float, float, float, float] | None:
    if shape.type == "bounding_box":
        x, y, width, height = (float(shape.geometry[name]) for name in ("x", "y", "width", "height"))
        return x, y, width, height
    bounds = bounds_of(shape)
    if bounds is None:
        return None
    left, top, right, bottom = bounds
    return left, top, right - left, bottom - top


def read_mot(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read every `gt/gt.txt`; raises `InvalidInput`."""
    return read_folders(members, size_of, ",", _shape)


def _shape(words: Sequence[str], folder: SequenceFolder, size: Size) -> Shape:
    del size  # a box may reach beyond it
    track = int(float(words[1]))
    kind = int(float(words[7])) if 7 < len(words) < _IN_SPACE else _NONE
    shape = exact_box([float(word) for word in words[2:6]], None if kind == _NONE else folder.label(kind, CLASSES))
    return shape if track == _NONE else replace(shape, track=folder.track(track))
