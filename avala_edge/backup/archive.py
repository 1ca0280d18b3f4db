"""Reads a backup, a folder or a tar file. Blocks."""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Protocol

from avala_edge.backup.manifest import MOST_BYTES, Manifest, read_manifest
from avala_edge.backup.parts import DIGEST, MANIFEST
from avala_edge.errors import InvalidInput

FINISHED = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?")


class Archive(Protocol):
    """The files of a backup by their names; safe to use from several threads."""

    path: Path
    sizes: Mapping[str, int]

    def open(self, name: str) -> BinaryIO:
        """Open one of `sizes`."""

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """Give one of `sizes` as a file that nobody changes."""


class FolderArchive:
    """A backup that is a folder."""

    def __init__(self, path: Path) -> None:
        """List what is there."""
        self.path = path
        self.sizes: Mapping[str, int] = dict(self._walk())

    def _walk(self) -> Iterator[tuple[str, int]]:
        for folder, _, names in os.walk(self.path):
            for name in names:
                path = Path(folder, name)
                status = path.lstat()
                size = status.st_size if stat.S_ISREG(status.st_mode) else -1  # a link is not what was written
                yield path.relative_to(self.path).as_posix(), size

    def open(self, name: str) -> BinaryIO:
        """Open one of `sizes`."""
        return (self.path / name).open("rb")

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """Give one of `sizes` as a file."""
        yield self.path / name


class TarArchive:
    """A backup that is one tar file, not compressed."""

    def __init__(self, path: Path) -> None:
        """List what is there; raise `InvalidInput` for what is no tar file, or was cut short."""
        self.path = path
        try:
            with tarfile.open(path, "r:") as tar:
                members = [member for member in tar if member.isreg()]
        except tarfile.TarError as error:
            raise InvalidInput(f"is no backup: {error}", field=str(path)) from error
        length = path.stat().st_size
        self._starts = {member.name: member.offset_data for member in members}
        self.sizes: Mapping[str, int] = {
            member.name: max(0, min(member.size, length - member.offset_data)) for member in members
        }

    def open(self, name: str) -> BinaryIO:
        """Open one of `sizes`."""
        return io.BufferedReader(_Part(self.path, self._starts[name], self.sizes[name]), 1024 * 1024)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """Give one of `sizes` as a file."""
        with TemporaryDirectory(prefix="avala-edge-") as folder, self.open(name) as source:
            path = Path(folder, name)
            with path.open("wb") as target:
                shutil.copyfileobj(source, target)
            yield path


class _Part(io.RawIOBase):
    def __init__(self, path: Path, start: int, length: int) -> None:
        self._file, self._left = path.open("rb", buffering=0), length
        self._file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def open_archive(path: Path) -> Archive:
    """Open a backup, of a folder of backups the newest; raise `InvalidInput` where there is none."""
    try:
        if path.is_file():
            return TarArchive(path)
        if path.is_dir():
            return FolderArchive(_newest(path))
    except OSError as error:
        raise InvalidInput(f"cannot be read: {error.strerror}", field=str(path)) from error
    raise InvalidInput("there is no such file or folder", field=str(path))


def finished_backups(folder: Path) -> list[Path]:
    """Return the backups in a folder, the oldest first."""
    found = [path for path in folder.iterdir() if FINISHED.fullmatch(path.name) and path.is_dir()]
    return sorted(found, key=lambda path: (path.name[:18], len(path.name), path.name))


def _newest(folder: Path) -> Path:
    if (folder / MANIFEST).exists() or FINISHED.fullmatch(folder.name):
        return folder
    if found := finished_backups(folder):
        return found[-1]
    raise InvalidInput(f"has no {MANIFEST}, and no backups in it", field=str(folder))


def manifest_of(archive: Archive) -> tuple[Manifest, str]:
    """Return the manifest and its SHA-256; raise `InvalidInput` when it is missing, damaged or of a newer version."""
    parts = []
    for name in (MANIFEST, DIGEST):
        if not 0 <= archive.sizes.get(name, -1) <= MOST_BYTES:
            raise InvalidInput(f"{archive.path} does not have it", field=name)
        with archive.open(name) as stream:
            parts.append(stream.read())
    return read_manifest(*parts), parts[1].decode().partition(" ")[0]
