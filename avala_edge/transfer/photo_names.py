"""Which photo of a project a file means by a name: its key, its key without the ending, or the end of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from avala_edge.formats.members import Members
from avala_edge.store import ProjectPhoto

PROVENANCE = "provenance.jsonl"
_SEVERAL = -1


class PhotoNames:
    """Looks names up. Blocks."""

    def __init__(self, photos: Sequence[ProjectPhoto], named: Mapping[str, tuple[str, str]]) -> None:
        """Know these photos; `named` says of which dataset and key a name in the file is."""
        self._photos, self._named = photos, named
        self._ways: list[tuple[Callable[[str], str], dict[str, int]]] = []
        self._by_place = {(photo.dataset, photo.key): number for number, photo in enumerate(photos)} if named else {}
        self._more = iter((_whole, _stem, _last, lambda name: _stem(_last(name))))

    def find(self, name: str) -> ProjectPhoto | str:
        """Return a photo, or why none is meant."""
        if name in self._named and self._named[name] in self._by_place:
            return self._photos[self._by_place[self._named[name]]]
        name = name.removeprefix("./")
        for way, index in self._all_ways():
            number = index.get(way(name))
            if number == _SEVERAL:
                return "several photos of the project have this name"
            if number is not None:
                return self._photos[number]
        return "no photo of the project has this name"

    def size_of(self, name: str) -> tuple[int, int] | None:
        """Return the size of the photo that a name means, None for none."""
        found = self.find(name)
        return None if isinstance(found, str) else (found.width, found.height)

    def _all_ways(self) -> Iterator[tuple[Callable[[str], str], dict[str, int]]]:
        """Give the ways to look, the strictest first; each is prepared when the ones before have found nothing."""
        yielded = 0
        while True:
            if yielded == len(self._ways):
                way = next(self._more, None)
                if way is None:
                    return
                self._ways.append((way, self._index(way)))
            yield self._ways[yielded]
            yielded += 1

    def _index(self, way: Callable[[str], str]) -> dict[str, int]:
        index: dict[str, int] = {}
        for number, photo in enumerate(self._photos):
            name = way(photo.key)
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


def _whole(name: str) -> str:
    return name


def _stem(name: str) -> str:
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{file.rpartition('.')[0] or file}"


def _last(name: str) -> str:
    return name.rpartition("/")[2]
