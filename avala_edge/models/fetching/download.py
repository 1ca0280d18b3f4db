"""Bring a published model's files: resumed where they were cut off, kept when their SHA-256 is the pinned one."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import filelock

from avala_edge.errors import Busy, ChecksumMismatch, Forbidden, NotFound, ProviderFailed, TooLarge
from avala_edge.models.fetching.published import Published, PublishedFile
from avala_edge.outbound import NoAnswer, Outbound, Stream, Targets
from avala_edge.store import open_folder, sync_folder, writing_to

MOST_BYTES = 4 * 1024**3  # of a file of which no size is known
IDLE_S = 60.0  # without a byte
TRIES = 6  # in a row that bring nothing
MOST_REDIRECTS = 5
PAUSES_S = (1.0, 2.0, 4.0, 8.0, 16.0)
_CHUNK = 4 * 1024 * 1024
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")
_MOVED = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429, 500, 502, 503, 504}

Progress = Callable[[PublishedFile, int], None]
"""Told of a file and how many bytes of it are there."""


@dataclass(frozen=True)
class Fetched:
    """A model's folder; `new` are the files that were not there before."""

    folder: Path
    new: tuple[str, ...]


async def fetch(
    model: Published,
    folder: Path,
    *,
    mirror: str = "",
    ca: Path | None = None,
    told: Progress = lambda *_: None,
    pauses_s: tuple[float, ...] = PAUSES_S,
    idle_s: float = IDLE_S,
) -> Fetched:
    """Bring a model's files into `folder`, from `mirror/<name>/<file>` where one is given. What is there stays.

    Connects to `model.hosts` or to the mirror, and to nobody else.

    Raises:
        ChecksumMismatch: what came is not what was published; nothing of it is left.
        TooLarge: it is larger than it may be; nothing of it is left.
        NotFound, ProviderFailed: it is not there, or cannot be had now; what came is kept, for the next time.
        Busy: another process fetches it.
        InvalidInput: the folder cannot be written.
    """
    hosts = (urlsplit(mirror).netloc.lower(),) if mirror else model.hosts
    outbound = Outbound(Targets(hosts, "AVALA_EDGE_MODEL_MIRROR"), ca=ca)
    new = []
    with _alone(folder):
        for file in model.files:
            url = f"{mirror}/{model.name}/{file.path}" if mirror else file.url
            part = _Part(folder, file)
            if await asyncio.to_thread(part.is_whole_already):
                continue
            await _bring(outbound, url, part, told, pauses_s, idle_s)
            new.append(file.path)
    return Fetched(folder, tuple(new))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    open_folder(folder)
    place = folder.resolve()
    lock = filelock.FileLock(place.with_name(f".{place.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise Busy(f"another process fetches into {folder}") from None
    try:
        with writing_to(folder):
            yield
    finally:
        with suppress(OSError):
            folder.rmdir()  # where nothing came
        lock.release()


class _Part:
    """A file on its way: what has come lies in `<file>.part`, and in `<file>.etag` which version of it that is."""

    def __init__(self, folder: Path, file: PublishedFile) -> None:
        self.file = file
        self.most = MOST_BYTES if file.bytes is None else file.bytes
        self._target = folder / file.path
        self._part, self._etag = folder / f"{file.path}.part", folder / f"{file.path}.etag"

    def is_whole_already(self) -> bool:
        """Say whether the file is there, and right."""
        try:
            with self._target.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == self.file.sha256
        except FileNotFoundError:
            return False

    @property
    def size(self) -> int:
        """Bytes that have come."""
        return self._part.stat().st_size if self._part.exists() else 0

    def headers(self) -> dict[str, str]:
        """Ask for what is missing, of the version that the rest is of."""
        if not self.size:
            return {}
        etag = self._etag.read_text() if self._etag.exists() else ""
        return {"Range": f"bytes={self.size}-"} | ({"If-Range": etag} if etag else {})

    def begin(self, stream: Stream) -> BinaryIO:
        """Open the file where the answer goes on, or anew."""
        found = _RANGE.match(stream.headers.get("content-range", ""))
        goes_on = stream.status == 206 and found is not None and int(found[1]) == self.size
        if stream.status == 206 and not goes_on:
            self.drop()
            raise NoAnswer("sent another piece than the one that was asked for")
        length = stream.headers.get("content-length", "")
        have = self.size if goes_on else 0
        if length.isdigit() and have + int(length) > self.most:
            self.drop()
            raise self.too_large()
        etag = stream.headers.get("etag", "")
        self._etag.write_text("" if etag.startswith("W/") else etag)
        return self._part.open("ab" if goes_on else "wb")

    def finish(self) -> None:
        """Give the file its name if it is the one that was published; else leave nothing."""
        with self._part.open("rb+") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != self.file.sha256:
                self.drop()
                raise ChecksumMismatch(
                    f"what came as {self.file.path} is not the file that was published (sha256 differs); it is removed"
                )
            os.fsync(stream.fileno())
        self._part.replace(self._target)
        self._etag.unlink(missing_ok=True)
        sync_folder(self._target.parent)

    def drop(self) -> None:
        """Forget what has come."""
        self._part.unlink(missing_ok=True)
        self._etag.unlink(missing_ok=True)

    def too_large(self) -> TooLarge:
        """Return what to raise of a file that is larger than it may be."""
        return TooLarge(f"{self.file.path} is larger than the {self.most} bytes that it may have; it is removed")


async def _bring(
    outbound: Outbound, url: str, part: _Part, told: Progress, pauses_s: tuple[float, ...], idle_s: float
) -> None:
    failed = 0
    while True:
        before = part.size
        try:
            await _try(outbound, url, part, told, idle_s)
            await asyncio.to_thread(part.finish)
            return
        except NoAnswer as error:
            failed = 1 if part.size > before else failed + 1
            if failed >= TRIES:
                host = urlsplit(url).netloc
                raise ProviderFailed(
                    f"{host} {error}; {part.size} bytes of {part.file.path} are kept, and it goes on from there"
                ) from error
            await asyncio.sleep(pauses_s[min(failed, len(pauses_s)) - 1] if pauses_s else 0)


async def _try(outbound: Outbound, url: str, part: _Part, told: Progress, idle_s: float) -> None:
    """Read until the answer ends; raises `NoAnswer` where it ends too soon."""
    async with _followed(outbound, url, part.headers(), idle_s) as stream:
        if stream.status == 416 and part.size:  # all of it is there, or it is of another file
            if part.file.bytes is None or part.size == part.file.bytes:
                return
            part.drop()
            raise NoAnswer("has another file than the one that was begun")
        if stream.status not in (200, 206):
            _refuse(url, stream.status)
        with part.begin(stream) as target:
            size = target.tell()
            async for piece in stream.pieces:
                size += len(piece)
                if size > part.most:
                    part.drop()
                    raise part.too_large()
                target.write(piece)
                told(part.file, size)
    if part.file.bytes is not None and part.size < part.file.bytes:
        raise NoAnswer("broke off in the middle of the answer")


@asynccontextmanager
async def _followed(outbound: Outbound, url: str, headers: dict[str, str], idle_s: float) -> AsyncIterator[Stream]:
    """Ask, and ask where one is sent to, as long as that is a host that may be asked."""
    for _ in range(MOST_REDIRECTS):
        async with outbound.stream(url, headers, idle_s=idle_s) as stream:
            if stream.status not in _MOVED:
                yield stream
                return
            target = urljoin(url, stream.headers.get("location", ""))
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise ProviderFailed(f"{urlsplit(url).netloc} sends from https to what is not")
            try:
                outbound.check(target)
            except Forbidden:
                hosts = urlsplit(url).netloc, urlsplit(target).netloc
                raise ProviderFailed(f"{hosts[0]} sends to {hosts[1]}, where this model is not published") from None
            url = target
    raise ProviderFailed(f"{urlsplit(url).netloc} sends from one address to the next without end")


def _refuse(url: str, status: int) -> None:
    host = urlsplit(url).netloc
    if status in _LATER:
        raise NoAnswer(f"answered {status}")
    if status in (404, 410):
        raise NotFound(f"{host} does not have {urlsplit(url).path} (it answered {status})")
    raise ProviderFailed(f"{host} answered {status} for {urlsplit(url).path}")
