"""The one way in which this package writes a file: all of it or nothing, and on the disk."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from avala_edge.errors import InvalidInput

_TEMPORARY = ".tmp"


def open_folder(path: Path) -> Path:
    """Make a folder that only this user can read; raise `InvalidInput` when it cannot be used."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be used as a data folder: {error.strerror}", field="data_dir") from error
    return path


@contextmanager
def writing_to(place: Path, *, field: str = "data_dir") -> Iterator[None]:
    """Raise `InvalidInput`, naming the place, where the block cannot write there."""
    try:
        yield
    except OSError as error:
        raise InvalidInput(f"{place} cannot be written: {error.strerror or error}", field=field) from error


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644, durably: bool = True) -> None:
    """Write all of a file or nothing: locked temporary name, fsync, rename, fsync of the folder.

    Without `durably` there is no fsync: for what carries a checksum and can be made again.
    """
    with written_atomically(path, mode=mode, durably=durably) as stream:
        stream.write(data)


@contextmanager
def written_atomically(path: Path, *, mode: int = 0o644, durably: bool = True) -> Iterator[BinaryIO]:
    """Give a stream whose bytes are the file `path` when the block ends well, and nothing otherwise."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}{_TEMPORARY}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield stream
            stream.flush()
            if durably:
                os.fsync(stream.fileno())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durably:
        sync_folder(path.parent)


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


def sync_folder(folder: Path) -> None:
    """Have on the disk which names a folder has."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
