"""Which files on this machine may be read: those under the configured folders, wherever links lead."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from avala_edge.errors import Forbidden, InvalidInput, NotFound

MOST_FILES = 250_000  # in one import
MOST_SEEN = 2_000_000  # entries of folders, looked at for one import
_SETTING = "AVALA_EDGE_IMPORT_ROOTS"


class ImportRoots:
    """The folders that an operator allowed. Every method blocks."""

    def __init__(self, roots: Sequence[Path]) -> None:
        """Allow what is under `roots`."""
        self._roots = tuple(roots)

    def find(self, path: str) -> Path:
        """Return where a path really is; a relative one is looked for in each root.

        Raises:
            Forbidden: nothing may be imported, or nothing from there, whether it exists or not.
            NotFound: there is nothing.
        """
        if not self._roots:
            raise Forbidden(f"This server imports nothing from its own disks; its operator can set {_SETTING}.")
        allowed = [place for root in self._roots if self._allows(place := _real(root / path))]
        if not allowed:
            raise Forbidden(f"path leads to none of the folders of {_SETTING}.", field="path")
        found = next((place for place in allowed if os.path.exists(place)), None)
        if found is None:
            raise NotFound("there is no such folder or file", field="path")
        return found

    def names(self, folder: Path, *, recursive: bool, pattern: str | None) -> list[str]:
        """Return the files in a folder by their paths in it, sorted; hidden ones are left out, links are not followed.

        Raises:
            InvalidInput: too many.
        """
        names = []
        for seen, name in enumerate(_walk(folder, recursive=recursive)):
            if name is not None and (pattern is None or _is_like(name, pattern)):
                names.append(name)
            if len(names) > MOST_FILES or seen > MOST_SEEN:
                raise InvalidInput(f"there are more than {MOST_FILES} files; import folder by folder", field="path")
        return sorted(names)

    def open(self, folder: Path, name: str) -> BinaryIO | None:
        """Open a file in a folder, None for what is no file.

        Raises:
            NotFound: it is not there, or may not be read.
            Forbidden: a link leads out of the roots.
        """
        place = _real(folder / name)
        if not self._allows(place):
            raise Forbidden(f"it leads out of the folders of {_SETTING}")
        try:
            # A link that took the file's place since is not followed, and a pipe is not waited for.
            descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise NotFound(f"it cannot be read: {os.strerror(error.errno or 0)}") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        return os.fdopen(descriptor, "rb")

    def _allows(self, place: Path) -> bool:
        return any(place.is_relative_to(_real(root)) for root in self._roots)


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, or what is no path
        raise NotFound("there is no such folder or file", field="path") from None


def _walk(folder: Path, *, recursive: bool) -> Iterator[str | None]:
    """Yield each file's path in `folder`, None for each other entry; links count as files."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(folder / below) as entries:
                for entry in entries:
                    name = f"{below}{entry.name}"
                    if entry.name.startswith("."):
                        yield None
                    elif entry.is_dir(follow_symlinks=False):
                        if recursive:
                            waiting.append(f"{name}/")
                        yield None
                    else:
                        yield name.encode(errors="backslashreplace").decode()
        except OSError as error:
            if not below:
                raise NotFound(f"it cannot be read: {error.strerror}", field="path") from error


def _is_like(name: str, pattern: str) -> bool:
    compared = name if "/" in pattern else name.rpartition("/")[2]
    return fnmatchcase(compared.casefold(), pattern.casefold())
