"""What a site consists of, as backups see it, and where each part lies in a backup."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from avala_edge.store import BlobStore
from avala_edge.store.database import DatabaseUrl

T = TypeVar("T")
R = TypeVar("R")
Told = Callable[[str, int, int], None]  # step, done, of how many

MANIFEST, DIGEST = "manifest.json", "manifest.json.sha256"
SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
_TRIES_S = (0.0, 0.1, 0.5)  # before each: a photo may get its name between two looks
_THREADS = 8  # most of their time goes into fsync
_AT_ONCE = 1024


@dataclass(frozen=True)
class SiteParts:
    """Where a site keeps what outlives it; `open_blobs` makes folders."""

    data_dir: Path
    database: DatabaseUrl
    open_blobs: Callable[[], BlobStore]

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of the data directory."""
        return self.database.get_backend_name() == "sqlite"


def blob_path(sha: str) -> str:
    """Return where a photo's bytes are in a backup."""
    return f"blobs/{sha[:2]}/{sha}"


def export_path(name: str) -> str:
    """Return where the file of an export is, in a backup and in a data directory."""
    return f"exports/{name}"


def in_threads(work: Callable[[T], R], things: Iterable[T]) -> Iterator[R]:
    """Yield what `work` makes of each, in order; an exception ends it."""
    left = iter(things)
    with ThreadPoolExecutor(_THREADS) as pool:
        while some := list(islice(left, _AT_ONCE)):
            yield from pool.map(work, some)


def left_out(take: Callable[[str], bool], shas: Iterable[str], told: Told) -> list[str]:
    """Take photos, with patience for those that are being kept at this moment; return which could not be had."""
    left = list(shas)
    total, had = len(left), 0
    for pause in _TRIES_S:
        if not left:
            break
        time.sleep(pause)
        asked, left = left, []
        for sha, is_had in zip(asked, in_threads(take, asked), strict=True):
            had += is_had
            if not is_had:
                left.append(sha)
            told("photos", had, total)
    return left
