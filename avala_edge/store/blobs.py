"""Bytes under their own SHA-256: what keeps them, and files `blobs/ab/<sha>` that do."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from avala_edge.errors import ChecksumMismatch, NotFound
from avala_edge.store.files import open_folder, sync_folder
from avala_edge.store.staging import Staged, Staging

_SHA = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


class BlobStore(Protocol):
    """Keeps bytes under their SHA-256; a blob never changes. Every method blocks.

    Bytes and the row that speaks of them appear together: `stage` the bytes, commit the row, `publish` the bytes.
    After a crash in between, `settle` what is `abandoned`: it publishes what has a row and removes what has none.
    All raise `Busy` where the store is elsewhere and does not answer.
    """

    def local_path(self, sha: str) -> Path | None:
        """Return where a blob is or would be on this machine; None for a store that is elsewhere."""

    def is_whole(self, sha: str, length: int) -> bool:
        """Say whether a blob is there with all its bytes."""

    def stage(self, data: bytes) -> Staged:
        """Keep bytes, durably, where a crash leaves them for `abandoned`."""

    def publish(self, staged: Staged) -> None:
        """Give staged bytes their name; the same bytes may have it already."""

    def discard(self, staged: Staged) -> None:
        """Forget staged bytes."""

    def abandoned(self) -> Sequence[Staged]:
        """Return, locked, some of what a crash left staged; empty when there is nothing more."""

    def settle(self, left: Iterable[Staged], known: Set[str]) -> None:
        """Publish those `left` whose SHA-256 is `known`, as far as they are whole; remove the rest."""

    def read(self, sha: str) -> bytes:
        """Return all bytes of a blob; raise `NotFound`."""

    def part(self, sha: str, start: int, stop: int) -> bytes:
        """Return some bytes of a blob that has them; raise `NotFound`."""

    def open_committed(self, sha: str) -> BinaryIO:
        """Open a blob that a row speaks of, also before it has its name; `NotFound` when it is nowhere just now.

        What is staged may be half written: whoever reads it compares its hash.
        """

    def stage_stream(self, sha: str, source: BinaryIO) -> Staged:
        """Keep the bytes of a stream as `stage` does; raise `ChecksumMismatch` when they hash otherwise."""

    def receive(self, sha: str, source: BinaryIO) -> None:
        """Keep the bytes of a stream, durably; raise `ChecksumMismatch`, keeping nothing, when they hash otherwise."""

    def listing(self) -> Iterator[tuple[str, int]]:
        """Yield name and length of every published blob; a name that is no SHA-256 is none of ours."""

    def staged_count(self) -> int:
        """Return how many blobs are staged, by uploads that run or by a crash."""


def checked(sha: str) -> str:
    """Return what is 64 hex digits; what is not is `NotFound`, so no path escapes."""
    if not _SHA.fullmatch(sha):
        raise NotFound
    return sha


class Blobs:
    """Files `blobs/ab/<sha>`; see `BlobStore`."""

    def __init__(self, data_dir: Path) -> None:
        """Open `data_dir/blobs`."""
        self._root = open_folder(data_dir / "blobs")
        self._staging = Staging(self._root / "staging")

    def path(self, sha: str) -> Path:
        """Return where a blob is or would be; raise `NotFound` for what is no SHA-256."""
        return self._root / checked(sha)[:2] / sha

    def local_path(self, sha: str) -> Path:
        """See `path`."""
        return self.path(sha)

    def is_whole(self, sha: str, length: int) -> bool:
        """Say whether a blob is there with all its bytes."""
        try:
            return self.path(sha).stat().st_size == length
        except OSError:
            return False

    def stage(self, data: bytes) -> Staged:
        """Write bytes, durably, to where a crash leaves them for `abandoned`."""
        staged = self._staging.new(hashlib.sha256(data).hexdigest())
        try:
            staged.lock.write(data)
            staged.lock.flush()
            os.fsync(staged.lock.fileno())
            sync_folder(self._staging.folder)
        except BaseException:
            self.discard(staged)
            raise
        return staged

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
        return self._staging.abandoned()

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
            for path in self._staging.folder.glob(f"{sha}.*"):
                with suppress(OSError):
                    return path.open("rb")
            raise

    def read(self, sha: str) -> bytes:
        """Return all bytes of a blob; raise `NotFound`."""
        with self.open(sha) as stream:
            return stream.read()

    def part(self, sha: str, start: int, stop: int) -> bytes:
        """Return some bytes of a blob; raise `NotFound`."""
        with self.open(sha) as stream:
            stream.seek(start)
            return stream.read(stop - start)

    def stage_stream(self, sha: str, source: BinaryIO) -> Staged:
        """Keep the bytes of a stream as `stage` does; raise `ChecksumMismatch` when they hash otherwise."""
        staged = self._staging.new(sha)
        try:
            hashed = hashlib.sha256()
            while data := source.read(_CHUNK):
                hashed.update(data)
                staged.lock.write(data)
            if hashed.hexdigest() != sha:
                raise ChecksumMismatch
            staged.lock.flush()
            os.fsync(staged.lock.fileno())
            sync_folder(self._staging.folder)
        except BaseException:
            self.discard(staged)
            raise
        return staged

    def receive(self, sha: str, source: BinaryIO) -> None:
        """Keep the bytes of a stream, durably; raise `ChecksumMismatch`, keeping nothing, when they hash otherwise."""
        self.publish(self.stage_stream(sha, source))

    def listing(self) -> Iterator[tuple[str, int]]:
        """Yield name and length of every published file; a name that is no SHA-256 is none of ours."""
        for folder in sorted(self._root.iterdir()):
            if folder != self._staging.folder and folder.is_dir():
                for path in sorted(folder.iterdir()):
                    with suppress(FileNotFoundError):
                        yield path.name, path.stat().st_size

    def staged_count(self) -> int:
        """Return how many files are staged, by uploads that run or by a crash."""
        return self._staging.count()
