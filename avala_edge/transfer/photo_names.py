"""Which photo of a project a file means by a name: its key, its key without the ending, or the end of it.

A frame of a sequence may be named as MOTChallenge names it, by the sequence and its number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from avala_edge.formats.members import Members
from avala_edge.formats.sequence_folders import frame_stem
from avala_edge.store import ProjectPhoto

PROVENANCE = "provenance.jsonl"
_SEVERAL = -1
_FRAME = re.compile(r"(?:.*/)?([^/]+/img1/[0-9]+)(?:\.\w+)?")  # of a sequence
_BARE = re.compile(r"(img1/[0-9]+)(?:\.\w+)?")  # of the only one

OfPhoto = Callable[[ProjectPhoto], str | None]
OfName = Callable[[str], str | None]


class PhotoNames:
    """Looks names up. Blocks."""

    def __init__(self, photos: Sequence[ProjectPhoto], named: Mapping[str, tuple[str, str]]) -> None:
        """Know these photos; `named` says of which dataset and key a name in the file is."""
        self._photos, self._named = photos, named
        self._ways: list[tuple[OfName, dict[str, int]]] = []
        self._by_place = {(photo.dataset, photo.key): number for number, photo in enumerate(photos)} if named else {}
        self._more: Iterator[tuple[OfPhoto, OfName]] = iter(
            (
                (lambda photo: photo.key, lambda name: name),
                (lambda photo: _stem(photo.key), _stem),
                (_frame, partial(_matching, _FRAME)),
                (_bare_frame, partial(_matching, _BARE)),
                (lambda photo: _last(photo.key), _unless_frame(_last)),
                (lambda photo: _stem(_last(photo.key)), _unless_frame(lambda name: _stem(_last(name)))),
            )
        )

    def find(self, name: str) -> ProjectPhoto | str:
        """Return a photo, or why none is meant."""
        if name in self._named and self._named[name] in self._by_place:
            return self._photos[self._by_place[self._named[name]]]
        name = name.removeprefix("./")
        for way, index in self._all_ways():
            number = index.get(way(name) or "")
            if number == _SEVERAL:
                return "several photos of the project have this name"
            if number is not None:
                return self._photos[number]
        return "no photo of the project has this name"

    def size_of(self, name: str) -> tuple[int, int] | None:
        """Return the size of the photo that a name means, None for none."""
        found = self.find(name)
        return None if isinstance(found, str) else (found.width, found.height)

    def _all_ways(self) -> Iterator[tuple[OfName, dict[str, int]]]:
        """Give the ways to look, the strictest first; each is prepared when the ones before have found nothing."""
        yielded = 0
        while True:
            if yielded == len(self._ways):
                way = next(self._more, None)
                if way is None:
                    return
                self._ways.append((way[1], self._index(way[0])))
            yield self._ways[yielded]
            yielded += 1

    def _index(self, way: OfPhoto) -> dict[str, int]:
        index: dict[str, int] = {}
        for number, photo in enumerate(self._photos):
            name = way(photo)
            if name:
                index[name] = _SEVERAL if name in index else number
        return index


def named_in(members: Members) -> dict[str, tuple[str, str]]:
    """Return what the provenance of one of our own exports says: name, with and without ending → dataset, key."""
    named: dict[str, tuple[str, str]] = {}
    if PROVENANCE not in members.names:
        return named
    for line in members.text(PROVENANCE).splitlines():
        try:
            said = json.loads(line)
            file, place = str(said["file"]), (str(said["dataset"]), str(said["key"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue  # what is said there is a help, no more
        named[file] = named[_stem(file)] = place
    return named


def _unless_frame(way: OfName) -> OfName:
    """Return a way that takes no frame for one by its number alone: those of other sequences have the same."""
    return lambda name: None if _matching(_FRAME, name) or _matching(_BARE, name) else way(name)


def _frame(photo: ProjectPhoto) -> str | None:
    if photo.sequence is None or photo.frame_index is None:
        return _matching(_FRAME, photo.key)
    return frame_stem(_last(photo.sequence), photo.frame_index)


def _bare_frame(photo: ProjectPhoto) -> str | None:
    if photo.sequence is not None and photo.frame_index is not None:
        return frame_stem("", photo.frame_index)
    number = _stem(_last(photo.key))
    return frame_stem("", int(number) - 1) if number.isdecimal() else None


def _matching(pattern: re.Pattern[str], name: str) -> str | None:
    found = pattern.fullmatch(name)
    return None if found is None else found[1]


def _stem(name: str) -> str:
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{file.rpartition('.')[0] or file}"


def _last(name: str) -> str:
    return name.rpartition("/")[2]
