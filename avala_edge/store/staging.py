"""Names that are about to be given: a file for each, locked by whoever is at it, so that a crash is told from work."""

from __future__ import annotations

import fcntl
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from avala_edge.store.files import open_folder

_AT_ONCE = 256  # open files that a recovery holds


@dataclass(frozen=True)
class Staged:
    """Bytes that are safe but not yet under their name; whoever holds the lock is still at it."""

    sha: str
    path: Path
    lock: BinaryIO


class Staging:
    """A folder of such files, `<sha>.<random>`. Every method blocks."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, made if need be."""
        self.folder = open_folder(folder)

    def new(self, sha: str) -> Staged:
        """Make and lock a file for bytes with this SHA-256."""
        while True:
            path = self.folder / f"{sha}.{secrets.token_hex(8)}"
            lock = path.open("xb")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.fstat(lock.fileno()).st_nlink:
                return Staged(sha, path, lock)
            lock.close()  # another process took it for abandoned before it was locked

    def abandoned(self) -> list[Staged]:
        """Return, locked, some of what a crash left; empty when there is nothing more."""
        found: list[Staged] = []
        for path in self.folder.iterdir():
            try:
                lock = path.open("rb")
            except OSError:
                continue  # gone already
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_left = path.exists()  # else it got its name, or went, before the lock was ours
            except OSError:
                is_left = False  # being written
            if not is_left:
                lock.close()
                continue
            found.append(Staged(path.name.partition(".")[0], path, lock))
            if len(found) == _AT_ONCE:
                break
        return found

    def adopt(self, name: str) -> None:
        """Leave a file as if a crash had: what another machine left behind is `abandoned` here."""
        (self.folder / name).touch()

    def count(self) -> int:
        """Return how many files there are."""
        return sum(1 for _ in self.folder.iterdir())
