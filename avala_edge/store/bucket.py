"""A bucket of an S3 server, through fsspec: a few requests, each bounded in time. Blocks.

Every method raises `Busy` when the server does not answer, or refuses; the log has why.
"""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from avala_edge.breaker import Breaker
from avala_edge.errors import Busy, InvalidInput, NotFound

CONNECT_S, READ_S = 3.0, 15.0  # of one attempt
ANSWER_S, PUT_S = 20.0, 90.0  # in all, of a short request and of one with a photo in it
REST_S = 2.0  # the breaker's
_ATTEMPTS = 2
_CONNECTIONS = 32
_PART = 64 * 2**20  # of what is put part by part
_ONE_REQUEST = 2**40  # chunks so large that a photo is always one request: parts of several outlive a crash
_RETRY_AFTER_S = 5
_SILENT = "the store of photos does not answer; try again soon"
_NEVER = datetime.max.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class BucketSettings:
    """How to get at a bucket; `url` is s3://bucket[/prefix], `authority` a PEM file that vouches for the server."""

    url: str
    endpoint: str
    region: str
    key_id: str = field(repr=False)
    secret_key: str = field(repr=False)
    authority: Path | None = None


@dataclass(frozen=True)
class Found:
    """An object in a listing; `name` is below what was listed."""

    name: str
    bytes: int
    modified: datetime


class Bucket:
    """The objects below a prefix, by name."""

    def __init__(self, settings: BucketSettings) -> None:
        """Connect when first used.

        Raises:
            InvalidInput: the extra is not installed.
        """
        parts = urlsplit(settings.url)
        self._bucket, self._root = parts.netloc, f"{parts.netloc}{parts.path.rstrip('/')}"
        self._where, self._files = f"{settings.url} at {settings.endpoint}", _open(settings)
        self._breaker, self._mutex = Breaker(REST_S), threading.Lock()

    def check(self) -> None:
        """Raise `InvalidInput` when there is no such bucket, or it cannot be read."""
        try:
            self._ask(lambda: self._files.info(self._bucket, refresh=True, timeout=ANSWER_S))
        except NotFound:
            raise InvalidInput(f"there is no bucket {self._bucket}; make it", field="AVALA_EDGE_BLOBS_URL") from None
        except Busy as error:
            raise InvalidInput(f"{self._where}: {error.__cause__}", field="AVALA_EDGE_BLOBS_URL") from error

    def put(self, name: str, data: bytes, sha: str) -> None:
        """Write an object; it is there, whole and durable as the server keeps things, when this returns."""
        checksum = base64.b64encode(bytes.fromhex(sha)).decode()

        def ask() -> None:
            self._files.pipe_file(
                self._path(name), data, chunksize=_ONE_REQUEST, ChecksumSHA256=checksum, timeout=PUT_S
            )

        try:
            self._ask(ask)
        except NotFound as error:
            raise Busy("the bucket of photos is gone", retry_after_s=_RETRY_AFTER_S) from error

    def put_parts(self, name: str, parts: Iterable[bytes]) -> None:
        """Write an object part by part, for one that is too large for memory; as `put` otherwise."""

        def ask() -> None:
            with self._files.open(self._path(name), "wb", block_size=_PART) as out:
                for data in parts:
                    out.write(data)

        try:
            self._ask(ask)
        except NotFound as error:
            raise Busy("the bucket of photos is gone", retry_after_s=_RETRY_AFTER_S) from error

    def copy(self, name: str, target: str) -> None:
        """Copy an object within the bucket; raise `NotFound`."""
        self._ask(lambda: self._files.cp_file(self._path(name), self._path(target), timeout=PUT_S))

    def remove(self, name: str) -> None:
        """Remove an object; one that is not there is no error."""
        self._ask(lambda: self._files.rm_file(self._path(name), timeout=ANSWER_S))

    def size(self, name: str) -> int:
        """Return the length of an object; raise `NotFound`."""
        found = self._ask(lambda: self._files.info(self._path(name), refresh=True, timeout=ANSWER_S))
        return int(found["size"])

    def read(self, name: str, start: int | None = None, stop: int | None = None) -> bytes:
        """Return an object's bytes, all or some; raise `NotFound`."""
        data: bytes = self._ask(lambda: self._files.cat_file(self._path(name), start=start, end=stop, timeout=PUT_S))
        return data

    def listing(self, name: str) -> Iterator[Found]:
        """Yield what is directly below a name; folders have the length 0."""
        path = self._path(name)
        try:
            found = self._ask(lambda: self._files.ls(path, detail=True, refresh=True, timeout=PUT_S))
        except NotFound:
            return
        for each in found:
            below = each["name"].removeprefix(path).strip("/")
            if below:
                yield Found(below, int(each["size"]), each.get("LastModified") or _NEVER)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}".rstrip("/")

    def _ask(self, ask: Callable[[], T]) -> T:
        with self._mutex:
            if not self._breaker.may_try():
                raise Busy(_SILENT, retry_after_s=_RETRY_AFTER_S)
        try:
            answer = ask()
        except FileNotFoundError as error:
            self._answers()
            raise NotFound from error
        except Exception as error:  # botocore's errors have no base but Exception
            if isinstance(error, OSError) and not isinstance(error, (ConnectionError, TimeoutError)):
                self._answers()
                _log.error("%s refuses: %s", self._where, error)
                raise Busy("the store of photos refuses; the log says why", retry_after_s=_RETRY_AFTER_S) from error
            with self._mutex:
                is_news = self._breaker.failed()
            if is_news:
                _log.error("%s does not answer: %s: %s", self._where, type(error).__name__, error)
            raise Busy(_SILENT, retry_after_s=_RETRY_AFTER_S) from error
        self._answers()
        return answer

    def _answers(self) -> None:
        with self._mutex:
            is_news = self._breaker.worked()
        if is_news:
            _log.warning("%s answers again", self._where)


def _open(settings: BucketSettings) -> Any:
    try:
        import fsspec

        files = fsspec.filesystem(
            "s3",
            key=settings.key_id,
            secret=settings.secret_key,
            endpoint_url=settings.endpoint,
            client_kwargs={
                "region_name": settings.region,
                **({} if settings.authority is None else {"verify": str(settings.authority)}),
            },
            config_kwargs={
                "connect_timeout": CONNECT_S,
                "read_timeout": READ_S,
                "retries": {"total_max_attempts": 1},
                "max_pool_connections": _CONNECTIONS,
                "s3": {"addressing_style": "path"},
            },
            use_listings_cache=False,
            skip_instance_cache=True,
        )
    except ImportError as error:
        raise InvalidInput(
            "a bucket needs the extra `s3`: pip install 'avala-edge[s3]'", field="AVALA_EDGE_BLOBS_URL"
        ) from error
    files.retries = _ATTEMPTS
    return files
