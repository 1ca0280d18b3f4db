"""The disk tier: embeddings that outlive the process, shared by every server process on one data directory.

One safetensors file an embedding, under a hash of its whole key. A CRC-32 over key, frame, tensor specifications and
bytes (a gigabyte a second; this guards against rot, not against forgery) is checked at every read: whatever is stale,
cut short, flipped or of another key is removed and absent.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from avala_edge.geometry import Frame, View
from avala_edge.models import Embedding
from avala_edge.store import sweep_leftovers, write_atomically

FORMAT = 1
HALF_ERROR = 1e-3  # of a tensor's largest value: float16 is used where no value loses more
TOUCH_S = 60.0  # an entry's age is known to about a minute
STRIPES = 1024  # lock files
SUFFIX = ".safetensors"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EmbeddingKey:
    """Equal keys mean equal embeddings: the oriented pixels, the model, how pixels become tensors, and the view.

    `view` is x, y, width, height in the oriented image's pixels.
    """

    pixels_sha256: str
    model_digest: str
    preprocessing: int
    view: tuple[int, int, int, int]


class DiskTier:
    """A folder with a byte budget. Every method blocks; call from a worker thread. Safe for several processes."""

    def __init__(self, folder: Path, *, budget_bytes: int) -> None:
        """Sweep what dead writers left, and make the folder fit its budget."""
        self._folder, self._budget = folder, budget_bytes
        self.corrupt = 0
        self._complained = False
        (folder / "locks").mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep_leftovers(folder)
        self._held = self._shrink()

    def _path(self, key: EmbeddingKey) -> Path:
        name = hashlib.sha256(_canonical(key).encode()).hexdigest()
        return self._folder / name[:2] / f"{name}{SUFFIX}"

    def lock(self, key: EmbeddingKey) -> filelock.BaseFileLock | None:
        """Take the lock under which one process encodes; None while somebody else has it.

        Release it from any thread. It dies with its process.
        """
        stripe = int(self._path(key).stem[:8], 16) % STRIPES
        lock = filelock.FileLock(self._folder / "locks" / f"{stripe:03x}", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except (filelock.Timeout, OSError):
            return None
        return lock

    def has(self, key: EmbeddingKey) -> bool:
        """Say whether there is a file for the key, without reading it."""
        try:
            return self._path(key).is_file()
        except OSError:
            return False

    def read(self, key: EmbeddingKey) -> Embedding | None:
        """Return an embedding that is all there and is the key's; tensors float32 `C`-contiguous."""
        path = self._path(key)
        try:
            with safe_open(path, framework="numpy") as stored:
                metadata = stored.metadata() or {}
                tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118  # not a dict
            said = json.loads(metadata["frame"])
            fits = (metadata["format"], metadata["key"]) == (str(FORMAT), _canonical(key))
            if not fits or metadata["crc32"] != _checksum(metadata["key"], metadata["frame"], tensors):
                raise ValueError("checksum")
            frame = Frame(**{**said, "view": View(**said["view"])})
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(error)
            return None
        except (SafetensorError, ValueError, KeyError, TypeError, AttributeError) as error:
            self.corrupt += 1
            _log.warning("embedding %s is damaged (%s) and is computed again", path.name, error)
            path.unlink(missing_ok=True)
            return None
        self._touch(path)
        return Embedding({name: np.ascontiguousarray(t, np.float32) for name, t in tensors.items()}, frame)

    def write(self, key: EmbeddingKey, embedding: Embedding) -> None:
        """Keep an embedding; a disk that is full or cannot be written is said once and otherwise borne.

        One with a number that is not finite is not kept: it would spoil every later click.
        """
        if not all(np.isfinite(tensor).all() for tensor in embedding.tensors.values()):
            return
        tensors = {name: _at_rest(tensor) for name, tensor in embedding.tensors.items()}
        named, frame = _canonical(key), json.dumps(asdict(embedding.frame), sort_keys=True)
        metadata = {
            "format": str(FORMAT),
            "key": named,
            "frame": frame,
            "crc32": _checksum(named, frame, tensors),
        }
        data = save(tensors, metadata)
        try:
            write_atomically(self._path(key), data, mode=0o600)
        except OSError as error:
            self._complain(error)
            return
        self._held += len(data)
        if self._held > self._budget:
            self._held = self._shrink()

    def _shrink(self) -> int:
        """Remove the longest unused entries until the folder is a tenth below its budget; return what it holds."""
        entries = []
        for path in self._folder.glob(f"??/*{SUFFIX}"):
            try:
                status = path.stat()
            except OSError:
                continue  # removed by a neighbour
            entries.append((status.st_mtime, status.st_size, path))
        held = sum(size for _, size, _ in entries)
        if held <= self._budget:
            return held
        for _, size, path in sorted(entries):
            path.unlink(missing_ok=True)
            held -= size
            if held <= 0.9 * self._budget:
                break
        return held

    @staticmethod
    def _touch(path: Path) -> None:
        try:
            if time.time() - path.stat().st_mtime > TOUCH_S:
                os.utime(path)
        except OSError:
            return  # evicted meanwhile, or read-only: its age does not matter

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            _log.warning("embeddings are not kept on disk: %s: %s", self._folder, error.strerror)


def _canonical(key: EmbeddingKey) -> str:
    return json.dumps(asdict(key), sort_keys=True)


def _at_rest(tensor: NDArray[np.float32]) -> NDArray[np.floating]:
    with np.errstate(over="ignore"):
        half = tensor.astype(np.float16)
    largest = float(np.abs(tensor).max(initial=0.0))
    if np.isfinite(half).all() and float(np.abs(half - tensor).max(initial=0.0)) <= HALF_ERROR * largest:
        return np.ascontiguousarray(half)
    return np.ascontiguousarray(tensor)


def _checksum(key: str, frame: str, tensors: Mapping[str, NDArray[np.floating]]) -> str:
    named = sorted(tensors.items())
    specifications = json.dumps([key, frame, [(name, str(t.dtype), t.shape) for name, t in named]])
    value = zlib.crc32(specifications.encode())
    for _, tensor in named:
        value = zlib.crc32(np.ascontiguousarray(tensor).data.cast("B"), value)
    return f"{value:08x}"
