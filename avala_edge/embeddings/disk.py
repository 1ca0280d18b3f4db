"""The disk tier: embeddings that outlive the process, shared by every server process on one data directory.

One file an embedding (`packing`), under a hash of its whole key, verified at every read: whatever is stale, cut short,
flipped or of another key is removed and absent.
"""

from __future__ import annotations

import logging
from pathlib import Path

import filelock

from avala_edge.embeddings.packing import Damaged, EmbeddingKey, unpack
from avala_edge.models import Embedding
from avala_edge.store import make_fit, mark_used, sweep_leftovers, write_atomically

STRIPES = 1024  # lock files
SUFFIX = ".safetensors"

_log = logging.getLogger(__name__)


class DiskTier:
    """A folder with a byte budget. Methods block, `has` for one stat; safe for several threads and processes."""

    def __init__(self, folder: Path, *, budget_bytes: int) -> None:
        """Sweep what dead writers left, and make the folder fit its budget."""
        self._folder, self._budget = folder, budget_bytes
        self.corrupt = 0
        self._complained = False
        (folder / "locks").mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep_leftovers(folder)
        self._held = self._shrink()

    def _path(self, key: EmbeddingKey) -> Path:
        name = key.name
        return self._folder / name[:2] / f"{name}{SUFFIX}"

    def lock(self, key: EmbeddingKey) -> filelock.BaseFileLock | None:
        """Take the lock under which one process encodes; None while somebody else has it.

        Release it from any thread. It dies with its process.

        Raises:
            OSError: nothing can be locked in this folder, now or later.
        """
        stripe = int(key.name[:8], 16) % STRIPES
        lock = filelock.FileLock(self._folder / "locks" / f"{stripe:03x}", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            return None
        except OSError as error:
            self._complain(error)
            raise
        return lock

    def has(self, key: EmbeddingKey) -> bool:
        """Say whether there is a file for the key, without reading it."""
        try:
            return self._path(key).is_file()
        except OSError:
            return False

    def read(self, key: EmbeddingKey) -> Embedding | None:
        """Return an embedding that is all there and is the key's."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(error)
            return None
        try:
            embedding = unpack(key, data)
        except Damaged as error:
            self.corrupt += 1
            _log.warning("embedding %s is damaged (%s) and is computed again", path.name, error)
            self._remove(path)
            return None
        mark_used(path)
        return embedding

    def write(self, key: EmbeddingKey, data: bytes) -> None:
        """Keep a packed embedding; a disk that is full or cannot be written is said once and otherwise borne."""
        try:
            write_atomically(self._path(key), data, mode=0o600, durably=False)  # read with a checksum
        except OSError as error:
            self._complain(error)
            return
        self._held += len(data)
        if self._held > self._budget:
            self._held = self._shrink()

    def _shrink(self) -> int:
        return make_fit(self._folder.glob(f"??/*{SUFFIX}"), self._budget, self._remove)

    def _remove(self, path: Path) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            self._complain(error)
            return False
        return True

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            _log.warning("embeddings are not kept on disk: %s: %s", self._folder, error.strerror)
