"""Blobs as objects of a bucket, `blobs/ab/<sha>`; staged ones are `staging/<sha>.<random>`, with a note here."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from avala_edge.errors import Busy, ChecksumMismatch, InvalidInput, NotFound
from avala_edge.store.blobs import checked
from avala_edge.store.bucket import Bucket
from avala_edge.store.files import open_folder, write_atomically
from avala_edge.store.staging import Staged, Staging

LEASE = timedelta(days=1)  # what another machine staged and did not finish for so long, it never will
PLACE = "where"
_PART = 4 * 1024 * 1024
_STAGING = "staging"
_STAGED = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{16}")


class ObjectBlobs:
    """See `BlobStore`. Several machines may share the bucket; each has notes of its own of what it stages.

    An object gets its name by a copy within the bucket, from a name that nobody else uses: it is whole or absent, and
    nothing that has its name is ever removed.
    """

    def __init__(self, data_dir: Path, bucket: Bucket) -> None:
        """Keep notes in `data_dir/blobs/staging`."""
        self._staging, self._bucket = Staging(open_folder(data_dir / "blobs") / _STAGING), bucket

    def local_path(self, sha: str) -> None:
        """There is none."""
        return

    def is_whole(self, sha: str, length: int) -> bool:
        """Say whether an object is there with all its bytes."""
        try:
            return self._bucket.size(_name(sha)) == length
        except NotFound:
            return False

    def stage(self, data: bytes) -> Staged:
        """Put bytes where a crash leaves them for `abandoned`."""
        sha = hashlib.sha256(data).hexdigest()
        staged = self._staging.new(sha)
        try:
            self._bucket.put(_staged(staged), data, sha)
        except BaseException:
            with suppress(Busy):  # its note stays then, for the next start: the bucket may have taken the bytes
                self.discard(staged)
            raise
        return staged

    def publish(self, staged: Staged) -> None:
        """Give staged bytes their name."""
        with staged.lock:
            try:
                self._bucket.copy(_staged(staged), _name(staged.sha))
            except NotFound:
                if not self._has(staged.sha):  # somebody took them for abandoned
                    raise Busy("the photo was not kept; send it again") from None
            self._forget(staged)

    def discard(self, staged: Staged) -> None:
        """Forget staged bytes."""
        with staged.lock:
            self._forget(staged)

    def _forget(self, staged: Staged) -> None:
        self._bucket.remove(_staged(staged))
        staged.path.unlink(missing_ok=True)

    def _has(self, sha: str) -> bool:
        with suppress(NotFound):
            return self._bucket.size(_name(sha)) >= 0
        return False

    def abandoned(self) -> Sequence[Staged]:
        """Return, locked, some of what a crash left, also what other machines left that did not come back."""
        before = datetime.now(UTC) - LEASE
        for found in self._bucket.listing(_STAGING):
            if _STAGED.fullmatch(found.name) and found.modified < before:
                self._staging.adopt(found.name)
        return self._staging.abandoned()

    def settle(self, left: Iterable[Staged], known: Set[str]) -> None:
        """Publish those `left` whose SHA-256 is `known`; remove the rest. An object is whole or not there."""
        for staged in left:
            if staged.sha in known:
                with suppress(NotFound):
                    self._bucket.copy(_staged(staged), _name(staged.sha))
            self.discard(staged)

    def read(self, sha: str) -> bytes:
        """Return all bytes of a blob; raise `NotFound`."""
        return self._bucket.read(_name(sha))

    def part(self, sha: str, start: int, stop: int) -> bytes:
        """Return some bytes of a blob that has them; raise `NotFound`."""
        return self._bucket.read(_name(sha), start, stop)

    def open_committed(self, sha: str) -> BinaryIO:
        """Open a blob that a row speaks of, also before it has its name; `NotFound` when it is nowhere just now."""
        try:
            return self._open(_name(sha))
        except NotFound:
            for found in self._bucket.listing(_STAGING):
                if found.name.startswith(f"{sha}."):
                    return self._open(f"{_STAGING}/{found.name}")
            raise

    def _open(self, name: str) -> BinaryIO:
        return io.BufferedReader(_Object(self._bucket, name, self._bucket.size(name)), _PART)

    def stage_stream(self, sha: str, source: BinaryIO) -> Staged:
        """Put the bytes of a stream where a crash leaves them; raise `ChecksumMismatch` when they hash otherwise."""
        staged = self._staging.new(sha)
        try:
            hashed = hashlib.sha256()
            self._bucket.put_parts(_staged(staged), _hashing(source, hashed.update))
            if hashed.hexdigest() != sha:
                raise ChecksumMismatch
        except BaseException:
            with suppress(Busy):  # its note stays then, for the next start
                self.discard(staged)
            raise
        return staged

    def receive(self, sha: str, source: BinaryIO) -> None:
        """Keep the bytes of a stream; raise `ChecksumMismatch`, keeping nothing, when they hash otherwise."""
        data = source.read()
        if hashlib.sha256(data).hexdigest() != sha:
            raise ChecksumMismatch
        self._bucket.put(_name(sha), data, sha)

    def listing(self) -> Iterator[tuple[str, int]]:
        """Yield name and length of every published blob."""
        for folder in self._bucket.listing("blobs"):
            for found in self._bucket.listing(f"blobs/{folder.name}"):
                yield found.name, found.bytes

    def staged_count(self) -> int:
        """Return how many blobs are staged."""
        return sum(1 for _ in self._bucket.listing(_STAGING))


class _Object(io.RawIOBase):
    def __init__(self, bucket: Bucket, name: str, length: int) -> None:
        self._bucket, self._name, self._length, self._at = bucket, name, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        stop = min(self._length, self._at + len(buffer))
        data = b"" if stop <= self._at else self._bucket.read(self._name, self._at, stop)
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)


def _hashing(source: BinaryIO, update: Callable[[bytes], None]) -> Iterator[bytes]:
    while data := source.read(_PART):
        update(data)
        yield data


def hold_to_place(data_dir: Path, url: str) -> None:
    """Note where a site's photos are, and raise `InvalidInput` when that was elsewhere; `url` is empty for files."""
    root = open_folder(data_dir / "blobs")
    note = root / PLACE
    said = note.read_text() if note.exists() else ""
    if said == url:
        return
    if said or any(path.is_file() for path in root.glob("[0-9a-f][0-9a-f]/*")):
        raise InvalidInput(
            f"the photos of {data_dir} are in {said or root}; a backup and a restore bring them elsewhere",
            field="AVALA_EDGE_BLOBS_URL",
        )
    write_atomically(note, url.encode(), mode=0o600)


def _name(sha: str) -> str:
    return f"blobs/{checked(sha)[:2]}/{sha}"


def _staged(staged: Staged) -> str:
    return f"{_STAGING}/{staged.path.name}"
