"""Compiled models in the data folder, so that a start need not compile them again.

A file is its content's sha256 and the content. What is cut short or flipped is removed and absent; what was longest not
used goes when there is too much. Whatever is lost here costs some tenths of a second at the next start.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from avala_edge.store import make_fit, mark_used, remove_file, sweep_leftovers, write_atomically

FOLDER = "compiled"
BUDGET_BYTES = 256 * 1024 * 1024

_DIGEST = 32  # bytes
_log = logging.getLogger(__name__)


class CompiledFiles:
    """See `inference.Compiled`. Methods block and raise nothing."""

    def __init__(self, data_dir: Path) -> None:
        """Use a folder in the data folder, made at the first write."""
        self._folder = data_dir / FOLDER

    def read(self, name: str) -> bytes | None:
        """Return what was kept under a name."""
        path = self._folder / name
        try:
            data = path.read_bytes()
        except OSError:
            return None
        digest, content = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(content).digest() != digest:
            _log.warning("%s is damaged and is made again", path)
            remove_file(path)
            return None
        mark_used(path)
        return content

    def write(self, name: str, content: bytes) -> None:
        """Keep it, where that can be."""
        try:
            sweep_leftovers(self._folder)
            data = hashlib.sha256(content).digest() + content
            write_atomically(self._folder / name, data, mode=0o600, durably=False)  # read with a checksum
        except OSError as error:
            _log.warning("%s: %s; models are compiled again at the next start", self._folder, error.strerror)
            return
        make_fit(self._folder.iterdir(), BUDGET_BYTES, remove_file)
