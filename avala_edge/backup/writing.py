"""Writes a backup under a name that says it is unfinished, until all of it is on the disk. Blocks."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, Protocol

from avala_edge.backup.archive import finished_backups
from avala_edge.backup.manifest import Entry, Manifest, digest_line
from avala_edge.backup.parts import DIGEST, MANIFEST
from avala_edge.backup.streams import measure
from avala_edge.errors import ChecksumMismatch, InvalidInput
from avala_edge.store import open_folder, sweep_leftovers, write_atomically, written_atomically
from avala_edge.store.files import sync_folder

_IN_MEMORY = 16 * 1024 * 1024
_PRIVATE = 0o600
_LOCK = "backup.lock"
_UNFINISHED = "unfinished"


class Writer(Protocol):
    """A backup that is being written; safe to use from several threads."""

    def has(self, name: str, size: int) -> bool:
        """Say whether `keep` would find the bytes."""

    def keep(self, name: str, size: int) -> bool:
        """Take over bytes that an earlier backup has, True when there were any."""

    def add(self, name: str, source: BinaryIO, expected: Entry | None = None) -> Entry:
        """Write a file; raise `ChecksumMismatch`, keeping nothing of it, when it is not what was expected."""

    def draft(self, name: str) -> Path:
        """Return where a file that `take` adds is to be made; nothing is there."""

    def take(self, name: str) -> Entry:
        """Add what was made at `draft`."""

    def finish(self, manifest: Manifest) -> Path:
        """Give the backup its name, whole and on the disk; return it."""


@contextmanager
def new_backup(target: Path) -> Iterator[Writer]:
    """Give a writer of a backup: a tar file where `target` ends with .tar, else a new folder in that folder.

    Raises:
        InvalidInput: it is there, or somebody else writes it.
    """
    if target.suffix == ".tar":
        with _TarWriter(target) as tar:
            yield tar
        return
    with _locked(open_folder(target) / _LOCK):
        yield _FolderWriter(target)


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE), "r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidInput("another backup is being written there", field=str(path.parent)) from None
        yield stream


class _FolderWriter:
    """Continues what a killed backup left: each of its photos is whole, for it was renamed into its place."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._root = folder, folder / _UNFINISHED
        before = finished_backups(folder)
        self._before = before[-1] if before else None
        open_folder(self._root)
        sweep_leftovers(self._root)

    def has(self, name: str, size: int) -> bool:
        return any(_is_of_size(place / name, size) for place in (self._root, self._before) if place is not None)

    def keep(self, name: str, size: int) -> bool:
        path = self._root / name
        if _is_of_size(path, size):
            return True
        if self._before is None or not _is_of_size(self._before / name, size):
            return False
        self._make_room(path)
        path.unlink(missing_ok=True)
        try:
            path.hardlink_to(self._before / name)
        except OSError:
            return False  # a file system without links, or too many of one file: it is copied
        return True

    def add(self, name: str, source: BinaryIO, expected: Entry | None = None) -> Entry:
        path = self._root / name
        self._make_room(path)
        with written_atomically(path, mode=_PRIVATE) as target:
            return _copy(source, target, expected)

    def _make_room(self, path: Path) -> None:
        if not path.parent.exists():
            for folder in reversed(path.relative_to(self._root).parents[:-1]):
                (self._root / folder).mkdir(0o700, exist_ok=True)

    def draft(self, name: str) -> Path:
        path = self._root / name
        path.unlink(missing_ok=True)
        return path

    def take(self, name: str) -> Entry:
        with (self._root / name).open("rb") as source:
            return measure(source)

    def finish(self, manifest: Manifest) -> Path:
        for path in [path for path in self._root.rglob("*") if not path.is_dir()]:
            if path.relative_to(self._root).as_posix() not in manifest.files:
                path.unlink()
        data = _to_json(manifest)
        write_atomically(self._root / MANIFEST, data, mode=_PRIVATE)
        write_atomically(self._root / DIGEST, digest_line(data), mode=_PRIVATE)
        for folder, _, _ in os.walk(self._root, topdown=False):
            sync_folder(Path(folder))
        final = self._free_name(manifest.created_at)
        self._root.rename(final)
        sync_folder(self._folder)
        return final

    def _free_name(self, moment: datetime) -> Path:
        name, number = f"{moment:%Y-%m-%dT%H%M%SZ}", 1
        while (path := self._folder / (name if number == 1 else f"{name}-{number}")).exists():
            number += 1
        return path


class _TarWriter:
    def __init__(self, target: Path) -> None:
        self._target = target
        self._unfinished = target.with_name(target.name + ".unfinished")
        self._draft = target.with_name(target.name + ".unfinished-database")
        self._mutex = threading.Lock()

    def __enter__(self) -> _TarWriter:
        if self._target.exists():
            raise InvalidInput("is there already; a backup overwrites nothing", field=str(self._target))
        self._lock = _locked(self._unfinished)
        self._stream = self._lock.__enter__()
        self._stream.truncate()
        self._tar = tarfile.open(fileobj=self._stream, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(self, *error: object) -> None:
        for path in (self._unfinished, self._draft):
            path.unlink(missing_ok=True)
        self._lock.__exit__(None, None, None)

    def has(self, name: str, size: int) -> bool:
        return False

    def keep(self, name: str, size: int) -> bool:
        return False

    def add(self, name: str, source: BinaryIO, expected: Entry | None = None) -> Entry:
        with SpooledTemporaryFile(_IN_MEMORY, dir=str(self._target.parent)) as spool:
            entry = _copy(source, spool, expected)
            spool.seek(0)
            self._append(name, spool, entry.bytes)
        return entry

    def draft(self, name: str) -> Path:
        self._draft.unlink(missing_ok=True)
        return self._draft

    def take(self, name: str) -> Entry:
        with self._draft.open("rb") as source:
            entry = measure(source)
            source.seek(0)
            self._append(name, source, entry.bytes)
        self._draft.unlink()
        return entry

    def _append(self, name: str, source: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, _PRIVATE
        with self._mutex:
            self._tar.addfile(member, source)

    def finish(self, manifest: Manifest) -> Path:
        data = _to_json(manifest)
        for name, written in ((MANIFEST, data), (DIGEST, digest_line(data))):
            self._append(name, io.BytesIO(written), len(written))
        self._tar.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        try:
            self._target.hardlink_to(self._unfinished)  # unlike a rename, it takes nobody else's place
        except FileExistsError:
            raise InvalidInput("is there already; a backup overwrites nothing", field=str(self._target)) from None
        except OSError:
            self._unfinished.rename(self._target)
        sync_folder(self._target.parent)
        return self._target


def free_bytes(target: Path) -> int:
    """Return how much room there is where `target` is or will be."""
    there = target.absolute()
    while not there.exists():
        there = there.parent
    return shutil.disk_usage(there).free


def _is_of_size(path: Path, size: int) -> bool:
    with suppress(OSError):
        return path.lstat().st_size == size
    return False


def _copy(source: BinaryIO, target: IO[bytes], expected: Entry | None) -> Entry:
    entry = measure(source, target)
    if expected is not None and entry != expected:
        raise ChecksumMismatch
    return entry


def _to_json(manifest: Manifest) -> bytes:
    return manifest.model_dump_json(indent=1).encode()
