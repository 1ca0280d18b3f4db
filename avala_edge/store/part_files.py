"""Files that arrive in parts: what is there is what was written and is safe on the disk; one writer at a time."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import BinaryIO

from avala_edge.errors import Busy, ChecksumMismatch, Locked
from avala_edge.store.files import open_folder, sync_folder

ALGORITHMS = ("sha1", "sha256")


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one part must hash to."""

    algorithm: str
    digest: bytes


class PartFile:
    """An open part file that nobody else writes to, here or in another process. Every method blocks.

    Bytes with a checksum wait in a nameless file, so that a crash cannot leave half of them behind unproven.
    """

    def __init__(self, path: Path, checksum: Checksum | None) -> None:
        """Open for appending; raise `Locked`."""
        is_new = not path.exists()
        self._file = path.open("ab+", buffering=0)
        self._path, self._mutex, self._checksum = path, threading.Lock(), checksum
        self._aside: BinaryIO | None = None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(self._file.fileno()).st_nlink == 0:
                raise BlockingIOError  # finished or taken away between opening and locking
            if is_new:
                sync_folder(path.parent)
            if checksum is not None:
                self._aside = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - `close` closes it
                self._hash = hashlib.new(checksum.algorithm, usedforsecurity=False)
        except BlockingIOError:
            self._file.close()
            raise Locked("This upload is being written to; try again in a moment.") from None
        except BaseException:
            self._file.close()
            raise

    @property
    def size(self) -> int:
        """Bytes that are there, without those that wait for their checksum."""
        return os.fstat(self._file.fileno()).st_size

    def append(self, data: bytes) -> None:
        """Write bytes at the end; raise `Busy` when the disk is full."""
        with self._mutex, _full_disks():
            if self._aside is not None:
                self._hash.update(data)
                self._aside.write(data)
                return
            self._write(data)

    def commit(self) -> None:
        """Take over what waits for its checksum, and have all of it on the disk.

        Raises:
            ChecksumMismatch: it is not what the checksum is of; nothing of it is kept.
            Busy: the disk is full.
        """
        with self._mutex, _full_disks():
            if self._aside is not None and self._checksum is not None:
                if not hmac.compare_digest(self._hash.digest(), self._checksum.digest):
                    raise ChecksumMismatch
                self._aside.seek(0)
                while data := self._aside.read(1024 * 1024):
                    self._write(data)
            os.fsync(self._file.fileno())

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]

    def reopen(self) -> BinaryIO:
        """Open what is there for reading, beside this writer, which must not be closed before."""
        return self._path.open("rb")

    def read(self) -> bytes:
        """Return all bytes."""
        with self._mutex:
            self._file.seek(0)
            return self._file.readall()

    def remove(self) -> None:
        """Take the file away."""
        with self._mutex:
            self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Have on the disk what was written, and let others write."""
        with self._mutex:
            if self._aside is not None:
                self._aside.close()
            try:
                os.fsync(self._file.fileno())
            finally:
                self._file.close()


class PartFiles:
    """The part files of a site, `uploads/<uid>`. Every method blocks."""

    def __init__(self, data_dir: Path) -> None:
        """Open `data_dir/uploads`."""
        self._root = open_folder(data_dir / "uploads")

    def open(self, uid: str, checksum: Checksum | None = None) -> PartFile:
        """Open a file for writing, made if need be; raise `Locked`."""
        return PartFile(self._root / uid, checksum)

    def size(self, uid: str) -> int:
        """Return how many bytes are safe on the disk, none when there is no file."""
        try:
            with (self._root / uid).open("rb+", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                os.fsync(file.fileno())
                return size
        except FileNotFoundError:
            return 0

    def remove(self, uid: str) -> None:
        """Take a file away; raise `Locked` while somebody writes to it."""
        if (self._root / uid).exists():
            part = self.open(uid)
            try:
                part.remove()
            finally:
                part.close()

    def older_than(self, seconds: float) -> list[str]:
        """Return the files that nobody has written to for so long."""
        before = time.time() - seconds
        return [path.name for path in self._root.iterdir() if path.is_file() and path.stat().st_mtime < before]


@contextmanager
def _full_disks() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise Busy("the disk for uploads is full; make room on it", retry_after_s=60) from error
        raise
