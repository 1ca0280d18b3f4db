"""The detectors that are installed: `models/<name>/manifest.json` and `model.onnx` in the data directory."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from avala_edge.errors import Conflict, InvalidInput, ModelUnavailable, NotFound, TooLarge
from avala_edge.models.detectors.manifest import MODEL, DetectorManifest, read_manifest
from avala_edge.models.manifest import MANIFEST, NAME
from avala_edge.store import open_folder, sync_folder, write_atomically

MOST_MODEL_BYTES = 2 * 1024**3  # protobuf's own bound, and so that of an ONNX file
_CHUNK = 4 * 1024 * 1024
_STAGED = ".staged-"
_NAME = re.compile(NAME)


@dataclass(frozen=True)
class Installed:
    """A detector's folder; `manifest` is None where it cannot be used, `damage` then says why."""

    name: str
    folder: Path
    manifest: DetectorManifest | None
    damage: str | None = None


class Library:
    """The models of one data directory. Every method blocks."""

    def __init__(self, data_dir: Path) -> None:
        """Look in `data_dir/models`, which need not exist."""
        self._root = data_dir / "models"

    def list(self) -> list[Installed]:
        """Return all, by name."""
        try:
            names = sorted(path.name for path in self._root.iterdir() if _NAME.fullmatch(path.name) and path.is_dir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InvalidInput(f"{self._root} cannot be read: {error.strerror}", field="data_dir") from error
        return [self._look(name) for name in names]

    def get(self, name: str) -> Installed:
        """Return one; raise `NotFound`."""
        if not _NAME.fullmatch(name) or not self.folder(name).is_dir():
            raise NotFound(f"no detector is named {name!r}")
        return self._look(name)

    def folder(self, name: str) -> Path:
        """Return where a model is or would be."""
        return self._root / name

    def _look(self, name: str) -> Installed:
        folder = self.folder(name)
        try:
            manifest = read_manifest(folder)
            if manifest.name != name:
                raise ModelUnavailable(f"{folder / MANIFEST} is of a model named {manifest.name!r}")
        except ModelUnavailable as error:
            return Installed(name, folder, None, error.message)
        return Installed(name, folder, manifest)

    def refuse_taken(self, name: str) -> None:
        """Raise `Conflict` where there is a model of that name, usable or not."""
        if self.folder(name).exists():
            raise taken(name)

    def verify(self, name: str) -> DetectorManifest:
        """Read a detector's file and compare it with the manifest; return that.

        Raises:
            NotFound: there is none.
            ModelUnavailable: it is damaged, with the reason.
        """
        found = self.get(name)
        if found.manifest is None:
            raise ModelUnavailable(found.damage)
        path = found.folder / found.manifest.file.path
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise ModelUnavailable(f"{path} cannot be read: {error.strerror}") from error
        if digest != found.manifest.file.sha256:
            raise ModelUnavailable(f"{path} is not the file its manifest names (sha256 differs)")
        return found.manifest

    @contextmanager
    def staged(self, source: Path) -> Iterator[Staged]:
        """Give a private copy of a model file, on the disk; it is gone afterwards unless it was installed.

        Raises:
            InvalidInput: it cannot be read, or not be written.
            TooLarge: more bytes than an ONNX file can have.
        """
        root = open_folder(self._root)
        self._sweep()
        with _writing(root):
            sync_folder(root.parent)
            folder, lock = _new_folder(root)
        try:
            yield Staged(root, folder, _copy(source, folder / MODEL))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)

    def _sweep(self) -> None:
        """Remove copies that a crash left: those that nobody holds the lock of."""
        for leftover in self._root.glob(f"{_STAGED}*"):
            with suppress(OSError):  # being written, or gone already
                lock = _lock(leftover, fcntl.LOCK_NB)
                shutil.rmtree(leftover, ignore_errors=True)
                os.close(lock)

    def remove(self, name: str) -> None:
        """Take a detector away; raise `NotFound`. A server that has it loaded goes on until it lets go of it."""
        folder = self.get(name).folder
        gone = self._root / f"{_STAGED}{secrets.token_hex(8)}"
        with _writing(self._root):
            folder.rename(gone)
            sync_folder(self._root)
        shutil.rmtree(gone, ignore_errors=True)


@dataclass(frozen=True)
class Staged:
    """A model file of which it is not known yet whether it will do."""

    root: Path
    folder: Path
    sha256: str

    @property
    def model(self) -> Path:
        """The file."""
        return self.folder / MODEL

    def write(self, manifest: DetectorManifest) -> None:
        """Put a manifest beside it, durably, in place of what was there."""
        with _writing(self.folder):
            write_atomically(self.folder / MANIFEST, manifest.model_dump_json(indent=2).encode() + b"\n")

    def install(self, manifest: DetectorManifest) -> Path:
        """Give it its name, durably and all at once; return its folder.

        Raises:
            Conflict: there is a model of that name.
        """
        self.write(manifest)
        target = self.root / manifest.name
        try:
            self.folder.rename(target)  # refused where a folder with something in it is
        except OSError as error:
            raise taken(manifest.name) from error
        sync_folder(self.root)
        return target


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be written: {error.strerror}", field="data_dir") from error


def _new_folder(root: Path) -> tuple[Path, int]:
    """Make a folder of one's own, and lock it until the descriptor is closed."""
    while True:
        folder = root / f"{_STAGED}{secrets.token_hex(8)}"
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
            lock = _lock(folder)
            if os.fstat(lock).st_nlink:
                return folder, lock
            os.close(lock)  # another process took it for abandoned before it was locked


def _lock(folder: Path, how: int = 0) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | how)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def taken(name: str) -> Conflict:
    """Return what to raise where a name is taken."""
    return Conflict(f"there is a model named {name!r} already; remove it first or give another name", field="--name")


def _copy(source: Path, target: Path) -> str:
    """Copy a file, durably; return its SHA-256."""
    digest, total = hashlib.sha256(), 0
    try:
        with source.open("rb") as reading:
            if os.fstat(reading.fileno()).st_size > MOST_MODEL_BYTES:
                raise _too_large(source)
            with target.open("xb") as writing:
                while chunk := reading.read(_CHUNK):
                    total += len(chunk)
                    if total > MOST_MODEL_BYTES:
                        raise _too_large(source)
                    digest.update(chunk)
                    writing.write(chunk)
                writing.flush()
                os.fsync(writing.fileno())
    except OSError as error:
        raise InvalidInput(f"{source} cannot be copied: {error.strerror}", field="FILE") from error
    sync_folder(target.parent)
    return digest.hexdigest()


def _too_large(source: Path) -> TooLarge:
    return TooLarge(f"{source} is larger than {MOST_MODEL_BYTES // 1024**3} GiB, which no ONNX file is", field="FILE")
