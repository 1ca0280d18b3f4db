"""Bytes under their own SHA-256, `blobs/ab/<sha>`; and the one way in which this package writes a file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from avala_edge.errors import ChecksumMismatch, InvalidInput, NotFound

_SHA = re.compile(r"[0-9a-f]{64}")
_TEMPORARY = ".tmp"
_CHUNK = 1024 * 1024
_AT_ONCE = 256  # open files that a recovery holds


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


@dataclass(frozen=True)
class Staged:
    """Bytes that are safe on the disk but not yet under their name; whoever holds the lock is still at it."""

    sha: str
    path: Path
    lock: BinaryIO


class Blobs:
    """Content-addressed files; a blob never changes. Every method blocks.

    Bytes and the row that speaks of them appear together: `stage` the bytes, commit the row, `publish` the bytes.
    After a crash in between, `settle` what is `abandoned`: it publishes what has a row and removes what has none.
    """

    def __init__(self, data_dir: Path) -> None:
        """Open `data_dir/blobs`."""
        self._root = open_folder(data_dir / "blobs")
        self._staging = open_folder(self._root / "staging")

    def path(self, sha: str) -> Path:
        """Return where a blob is or would be; what is not 64 hex digits is `NotFound`, so no path escapes."""
        if not _SHA.fullmatch(sha):
            raise NotFound
        return self._root / sha[:2] / sha

    def is_whole(self, sha: str, length: int) -> bool:
        """Say whether a blob is there with all its bytes."""
        try:
            return self.path(sha).stat().st_size == length
        except OSError:
            return False

    def stage(self, data: bytes) -> Staged:
        """Write bytes, durably, to where a crash leaves them for `abandoned`."""
        sha = hashlib.sha256(data).hexdigest()
        path, lock = self._new_staged(sha)
        try:
            lock.write(data)
            lock.flush()
            os.fsync(lock.fileno())
            sync_folder(self._staging)
        except BaseException:
            path.unlink(missing_ok=True)
            lock.close()
            raise
        return Staged(sha, path, lock)

    def _new_staged(self, sha: str) -> tuple[Path, BinaryIO]:
        while True:
            path = self._staging / f"{sha}.{secrets.token_hex(8)}"
            lock = path.open("xb")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.fstat(lock.fileno()).st_nlink:
                return path, lock
            lock.close()  # another process took it for abandoned before it was locked

    def publish(self, staged: Staged) -> None:
        """Give staged bytes their name; the same bytes may have it already."""
        with staged.lock:
            self._publish(staged.path, staged.sha)

    def discard(self, staged: Staged) -> None:
        """Forget staged bytes."""
        with staged.lock:
            staged.path.unlink(missing_ok=True)

    def abandoned(self) -> list[Staged]:
        """Return, locked, some of what a crash left staged; empty when there is nothing more."""
        found: list[Staged] = []
        for path in self._staging.iterdir():
            try:
                lock = path.open("rb")
            except OSError:
                continue  # gone already
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_left = os.fstat(lock.fileno()).st_nlink > 0
            except OSError:
                is_left = False  # being written
            if not is_left:
                lock.close()
                continue
            found.append(Staged(path.name.partition(".")[0], path, lock))
            if len(found) == _AT_ONCE:
                break
        return found

    def settle(self, left: Iterable[Staged], known: Set[str]) -> None:
        """Publish those `left` whose SHA-256 is `known`, as far as they are whole; remove the rest."""
        for staged in left:
            with staged.path.open("rb") as stream:
                is_whole = hashlib.file_digest(stream, "sha256").hexdigest() == staged.sha
            if is_whole and staged.sha in known:
                self.publish(staged)
            else:
                self.discard(staged)

    def _publish(self, path: Path, sha: str) -> None:
        target = self.path(sha)
        is_new = not target.parent.exists()
        target.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(target)
        sync_folder(target.parent)
        if is_new:
            sync_folder(self._root)

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256 in hex; known bytes are not written again."""
        sha = hashlib.sha256(data).hexdigest()
        if not self.is_whole(sha, len(data)):
            self.publish(self.stage(data))
        return sha

    def open(self, sha: str) -> BinaryIO:
        """Open a blob for reading; raise `NotFound`."""
        try:
            return self.path(sha).open("rb")
        except FileNotFoundError:
            raise NotFound from None

    def open_committed(self, sha: str) -> BinaryIO:
        """Open a blob that a row speaks of, also before it has its name; `NotFound` when it is nowhere just now.

        What is staged may be half written: whoever reads it compares its hash.
        """
        try:
            return self.open(sha)
        except NotFound:
            for path in self._staging.glob(f"{sha}.*"):
                with suppress(OSError):
                    return path.open("rb")
            raise

    def read(self, sha: str) -> bytes:
        """Return all bytes of a blob; raise `NotFound`."""
        with self.open(sha) as stream:
            return stream.read()

    def receive(self, sha: str, source: BinaryIO) -> None:
        """Keep the bytes of a stream, durably; raise `ChecksumMismatch`, keeping nothing, when they hash otherwise."""
        path, lock = self._new_staged(sha)
        staged = Staged(sha, path, lock)
        try:
            hashed = hashlib.sha256()
            while data := source.read(_CHUNK):
                hashed.update(data)
                lock.write(data)
            if hashed.hexdigest() != sha:
                raise ChecksumMismatch
            lock.flush()
            os.fsync(lock.fileno())
        except BaseException:
            self.discard(staged)
            raise
        self.publish(staged)

    def listing(self) -> Iterator[tuple[str, int]]:
        """Yield name and length of every published file; a name that is no SHA-256 is none of ours."""
        for folder in sorted(self._root.iterdir()):
            if folder != self._staging and folder.is_dir():
                for path in sorted(folder.iterdir()):
                    with suppress(FileNotFoundError):
                        yield path.name, path.stat().st_size

    def staged_count(self) -> int:
        """Return how many files are staged, by uploads that run or by a crash."""
        return sum(1 for _ in self._staging.iterdir())
