"""Tiles on disk: a ZIP file a photo, stored uncompressed; the format brings the index and a checksum for each tile."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable
from pathlib import Path

from avala_edge.errors import TooLarge
from avala_edge.imaging import TILE_RECIPE
from avala_edge.store import make_fit, mark_used, remove_file, sweep_leftovers, written_atomically

SUFFIX = f"-{TILE_RECIPE}.zip"  # tiles made in another way are other files

Take = Callable[[int, int, int, bytes], None]

_log = logging.getLogger(__name__)


class Archives:
    """A folder with a byte budget. Methods block, `has` for one stat; safe for several threads and processes."""

    def __init__(self, folder: Path, *, budget_bytes: int) -> None:
        """Sweep what dead writers left, and make the folder fit its budget."""
        self._folder, self._budget = folder, budget_bytes
        sweep_leftovers(folder)
        self._shrink()

    def _path(self, sha: str) -> Path:
        return self._folder / f"{sha}{SUFFIX}"

    def has(self, sha: str) -> bool:
        """Say whether there are tiles of a photo, without reading them."""
        try:
            return self._path(sha).is_file()
        except OSError:
            return False

    def read(self, sha: str, level: int, column: int, row: int) -> bytes | None:
        """Return a tile that is as it was written; tiles that are damaged are removed, all of the photo's."""
        path = self._path(sha)
        try:
            with zipfile.ZipFile(path) as archive:
                jpeg = archive.read(_name(level, column, row))
        except FileNotFoundError:
            return None
        except Exception as error:  # what zipfile raises on damage is an open list
            _log.warning("tiles %s are damaged (%s) and are made again", path.name, error)
            remove_file(path)
            return None
        mark_used(path)
        return jpeg

    def write(self, sha: str, cut: Callable[[Take], None]) -> None:
        """Keep what `cut` gives to its argument, all of it or nothing.

        Raises:
            TooLarge: it is more than the whole budget.
            OSError: the disk is full or cannot be written.
        """
        path = self._path(sha)
        with (
            written_atomically(path, mode=0o600, durably=False) as stream,  # read with a checksum
            zipfile.ZipFile(stream, "w") as archive,
        ):

            def take(level: int, column: int, row: int, jpeg: bytes) -> None:
                archive.writestr(_name(level, column, row), jpeg)
                if stream.tell() > self._budget:
                    raise TooLarge(f"its tiles take more than the {self._budget:,} bytes that all tiles may take")

            cut(take)
        self._shrink()

    def _shrink(self) -> None:
        make_fit(self._folder.glob("*.zip"), self._budget, remove_file)


def _name(level: int, column: int, row: int) -> str:
    return f"{level}/{column}_{row}.jpg"
