"""A ZIP written as a stream, the same byte for byte for the same content, with a manifest at its end."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

MANIFEST = "manifest.json"
LEVEL = 6
CHUNK = 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".gif")  # packed already


class Archive:
    """Members in the order in which they come, then those that were gathered meanwhile, by name. Blocks."""

    def __init__(self, stream: BinaryIO, scratch: Path) -> None:
        """Write to `stream`; what must wait goes to nameless files in the folder `scratch`."""
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._scratch = scratch
        self._gathered: dict[str, IO[bytes]] = {}
        self._members: dict[str, dict[str, object]] = {}

    def add(self, name: str, data: bytes) -> None:
        """Write a member."""
        with self.member(name) as out:
            out.write(data)

    @contextmanager
    def member(self, name: str) -> Iterator[Sink]:
        """Give what a member is written to, piece after piece; no other can be written meanwhile."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.create_system, info.external_attr = 3, 0o644 << 16  # not of the system that it happens to be written on
        packed = name.lower().endswith(_STORED)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as out:
            sink = Sink(out)
            yield sink
        self._members[name] = {"bytes": sink.bytes, "sha256": sink.sha256}

    def gather(self, name: str) -> IO[bytes]:
        """Give a file whose content becomes the member `name` at the end; the same one whenever it is asked for."""
        if name not in self._gathered:
            self._gathered[name] = self.scratch()
        return self._gathered[name]

    def scratch(self) -> IO[bytes]:
        """Give a file without a name, which is gone when it is closed."""
        return tempfile.TemporaryFile(dir=self._scratch)

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write what was gathered, and the manifest with the checksum of every member."""
        for name, file in sorted(self._gathered.items()):
            with self.member(name) as out:
                out.copy(file)
        whole = {**manifest, "members": [{"name": name, **self._members[name]} for name in sorted(self._members)]}
        self.add(MANIFEST, json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False).encode())
        self.close()

    def close(self) -> None:
        """Let go of everything; without `finish` the ZIP is none."""
        for file in self._gathered.values():
            file.close()
        self._gathered.clear()
        self._zip.close()


class Sink:
    """What a member is written to; counts and hashes."""

    def __init__(self, out: IO[bytes]) -> None:
        """Write to `out`."""
        self._out, self._hash, self.bytes = out, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """Write a piece."""
        self._hash.update(data)
        self.bytes += len(data)
        return self._out.write(data)

    def copy(self, source: IO[bytes]) -> None:
        """Write all of a file."""
        source.seek(0)
        shutil.copyfileobj(source, self, CHUNK)

    @property
    def sha256(self) -> str:
        """Of all that was written."""
        return self._hash.hexdigest()
