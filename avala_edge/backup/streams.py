"""Reads streams to their end: how long they are and what they hash to."""

from __future__ import annotations

import hashlib
from typing import BinaryIO, Protocol

from avala_edge.backup.manifest import Entry
from avala_edge.errors import ChecksumMismatch

_CHUNK = 1024 * 1024


class _Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


def measure(source: BinaryIO, into: _Sink | None = None) -> Entry:
    """Read all of a stream, and copy it `into` another; raise `ChecksumMismatch` when it cannot be read."""
    hashed, size = hashlib.sha256(), 0
    while data := _read(source):
        hashed.update(data)
        size += len(data)
        if into is not None:
            into.write(data)
    return Entry(bytes=size, sha256=hashed.hexdigest())


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise ChecksumMismatch(f"cannot be read: {error.strerror}") from error
