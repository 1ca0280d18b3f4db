"""The installed models of one kind: `models/<name>/` in the data directory, with `manifest.json` and what it names.

Kinds lie side by side and share their names; each kind has a shelf of its own (`detectors`, `promptables`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, Protocol, TypeVar

from avala_edge.errors import Conflict, InvalidInput, ModelUnavailable, NotFound, TooLarge
from avala_edge.models.manifest import MANIFEST, MOST_MANIFEST_BYTES, NAME, ModelFile, check_files
from avala_edge.store import open_folder, sync_folder, write_atomically, writing_to

MOST_MODEL_BYTES = 2 * 1024**3  # protobuf's own bound, and so that of an ONNX file
MOST_WEIGHTS_BYTES = 8 * 1024**3  # of a file that a graph keeps beside it
_CHUNK = 4 * 1024 * 1024
_STAGED = ".staged-"
_NAME = re.compile(NAME)


class AnyManifest(Protocol):
    """What the manifests of all kinds have."""

    @property
    def name(self) -> str:
        """What it is called here."""

    @property
    def files(self) -> Sequence[ModelFile]:
        """All files beside the manifest."""

    def model_dump_json(self, *, indent: int | None = None) -> str:
        """Return it as JSON."""


M = TypeVar("M", bound=AnyManifest)


@dataclass(frozen=True)
class Installed(Generic[M]):
    """A model's folder; `manifest` is None where it cannot be used, `damage` then says why."""

    name: str
    folder: Path
    manifest: M | None
    damage: str | None = None


class Shelf(ABC, Generic[M]):
    """The models of one kind in one data directory. Every method blocks.

    Attributes:
        kind: what its manifests say they are.
        has_damaged: whether a folder that says no kind belongs here.
    """

    kind: ClassVar[str]
    has_damaged: ClassVar[bool] = False

    def __init__(self, data_dir: Path) -> None:
        """Look in `data_dir/models`, which need not exist."""
        self._root = data_dir / "models"

    @abstractmethod
    def read(self, folder: Path) -> M:
        """Read a folder's manifest; raise `ModelUnavailable`."""

    def list(self) -> list[Installed[M]]:
        """Return all, by name."""
        try:
            names = sorted(path.name for path in self._root.iterdir() if _NAME.fullmatch(path.name) and path.is_dir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InvalidInput(f"{self._root} cannot be read: {error.strerror}", field="data_dir") from error
        return [self._look(name) for name in names if self._is_here(name)]

    def get(self, name: str) -> Installed[M]:
        """Return one; raise `NotFound`."""
        if not self.holds(name):
            raise NotFound(f"no {self.kind} is named {name!r}")
        return self._look(name)

    def holds(self, name: str) -> bool:
        """Say whether there is one of that name, usable or not."""
        return _NAME.fullmatch(name) is not None and self.folder(name).is_dir() and self._is_here(name)

    def _is_here(self, name: str) -> bool:
        kind = kind_of(self.folder(name))
        return self.has_damaged if kind is None else kind == self.kind

    def folder(self, name: str) -> Path:
        """Return where a model is or would be."""
        return self._root / name

    def _look(self, name: str) -> Installed[M]:
        folder = self.folder(name)
        try:
            manifest = self.read(folder)
            if manifest.name != name:
                raise ModelUnavailable(f"{folder / MANIFEST} is of a model named {manifest.name!r}")
        except ModelUnavailable as error:
            return Installed(name, folder, None, error.message)
        return Installed(name, folder, manifest)

    def refuse_taken(self, name: str) -> None:
        """Raise `Conflict` where there is a model of that name, usable or not."""
        if self.folder(name).exists():
            raise taken(name)

    def verify(self, name: str) -> M:
        """Read a model's files and compare them with the manifest; return that.

        Raises:
            NotFound: there is none.
            ModelUnavailable: it is damaged, with the reason.
        """
        found = self.get(name)
        if found.manifest is None:
            raise ModelUnavailable(found.damage)
        check_files(found.folder, found.manifest.files)
        return found.manifest

    @contextmanager
    def staged(self) -> Iterator[Staged[M]]:
        """Give a folder for a model on its way in, on the disk; it is gone afterwards unless it was installed.

        Raises:
            InvalidInput: nothing can be written.
        """
        root = open_folder(self._root)
        self._sweep()
        with writing_to(root):
            sync_folder(root.parent)
            folder, lock = _new_folder(root)
        try:
            yield Staged(root, folder)
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
        """Take a model away; raise `NotFound`. A server that has it loaded goes on until it lets go of it."""
        folder = self.get(name).folder
        gone = self._root / f"{_STAGED}{secrets.token_hex(8)}"
        with writing_to(self._root):
            folder.rename(gone)
            sync_folder(self._root)
        shutil.rmtree(gone, ignore_errors=True)


@dataclass(frozen=True)
class Staged(Generic[M]):
    """A folder with model files of which it is not known yet whether they will do."""

    root: Path
    folder: Path

    def take(self, source: Path, name: str, *, most_bytes: int = MOST_MODEL_BYTES) -> ModelFile:
        """Copy a file in as `name`, durably.

        Raises:
            InvalidInput: it cannot be read, or not be written.
            TooLarge: more bytes than it can have.
        """
        return ModelFile(path=name, sha256=_copy(source, self.folder / name, most_bytes))

    def write(self, manifest: M) -> None:
        """Put a manifest beside it, durably, in place of what was there."""
        with writing_to(self.folder):
            write_atomically(self.folder / MANIFEST, manifest.model_dump_json(indent=2).encode() + b"\n")

    def install(self, manifest: M) -> Path:
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


def kind_of(folder: Path) -> str | None:
    """Return what a folder's manifest says it is (nothing said: a detector, as the first ones); None: it is damaged."""
    try:
        with (folder / MANIFEST).open("rb") as stream:
            said = json.loads(stream.read(MOST_MANIFEST_BYTES))
        return str(said.get("kind", "detector"))
    except (OSError, ValueError, AttributeError, RecursionError):
        return None


def _copy(source: Path, target: Path, most_bytes: int) -> str:
    """Copy a file, durably; return its SHA-256."""
    digest, total = hashlib.sha256(), 0
    try:
        with source.open("rb") as reading:
            if os.fstat(reading.fileno()).st_size > most_bytes:
                raise _too_large(source, most_bytes)
            with target.open("xb") as writing:
                while chunk := reading.read(_CHUNK):
                    total += len(chunk)
                    if total > most_bytes:
                        raise _too_large(source, most_bytes)
                    digest.update(chunk)
                    writing.write(chunk)
                writing.flush()
                os.fsync(writing.fileno())
    except OSError as error:
        raise InvalidInput(f"{source} cannot be copied: {error.strerror}", field="FILE") from error
    sync_folder(target.parent)
    return digest.hexdigest()


def _too_large(source: Path, most: int) -> TooLarge:
    return TooLarge(f"{source} is larger than {most // 1024**3} GiB, which no such file is", field="FILE")
