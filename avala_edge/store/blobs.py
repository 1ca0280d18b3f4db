"""Bytes under their own SHA-256, `blobs/ab/<sha>`; and the one way in which this package writes a file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from avala_edge.errors import InvalidInput, NotFound

_SHA = re.compile(r"[0-9a-f]{64}")
_TEMPORARY = ".tmp"


def open_folder(path: Path) -> Path:
    """Make a folder that only this user can read; raise `InvalidInput` when it cannot be used."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be used as a data folder: {error.strerror}", field="data_dir") from error
    return path


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644, durably: bool = True) -> None:
    """Write all of a file or nothing: locked temporary name, fsync, rename, fsync of the folder.

    Without `durably` there is no fsync: for what carries a checksum and can be made again.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}{_TEMPORARY}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.write(data)
            stream.flush()
            if durably:
                os.fsync(stream.fileno())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durably:
        _sync_folder(path.parent)


def sweep_leftovers(folder: Path) -> int:
    """Remove temporary files whose writer died (nobody holds their lock); return how many."""
    removed = 0
    for leftover in folder.rglob(f"*{_TEMPORARY}"):
        try:
            with leftover.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                leftover.unlink()
        except OSError:
            continue  # being written, or gone already
        removed += 1
    return removed


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Blobs:
    """Content-addressed files; a blob never changes. Every method blocks."""

    def __init__(self, data_dir: Path) -> None:
        """Open `data_dir/blobs` and sweep what a crash left there."""
        self._root = open_folder(data_dir / "blobs")
        sweep_leftovers(self._root)

    def path(self, sha: str) -> Path:
        """Return where a blob is or would be; what is not 64 hex digits is `NotFound`, so no path escapes."""
        if not _SHA.fullmatch(sha):
            raise NotFound
        return self._root / sha[:2] / sha

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256 in hex; known bytes are not written again."""
        sha = hashlib.sha256(data).hexdigest()
        path = self.path(sha)
        if not (path.is_file() and path.stat().st_size == len(data)):
            write_atomically(path, data)
        return sha

    def open(self, sha: str) -> BinaryIO:
        """Open a blob for reading; raise `NotFound`."""
        try:
            return self.path(sha).open("rb")
        except FileNotFoundError:
            raise NotFound from None

    def read(self, sha: str) -> bytes:
        """Return all bytes of a blob; raise `NotFound`."""
        with self.open(sha) as stream:
            return stream.read()
