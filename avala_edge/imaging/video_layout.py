"""How a video file is laid out, read without FFmpeg: whether bytes are missing, and how many samples its index states.

FFmpeg makes an index entry of 24 bytes for each sample that a header states, before it looks for the sample itself:
a file of a kilobyte can take gigabytes. So the number is judged here first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from avala_edge.imaging.video_info import VideoFormat

_MAX_BOXES = 200_000
_DEPTH = 12  # FFmpeg gives up at 10
_PARENTS = frozenset({b"moov", b"mdia", b"minf", b"stbl", b"moof", b"udta", b"edts", b"dinf", b"mvex", b"tref"})
_SEGMENT = b"\x18\x53\x80\x67"


@dataclass(slots=True)
class Layout:
    """What the outer structure of a file says.

    Attributes:
        missing: bytes that the structure states but that lie beyond the end of the file.
        has_index: False for an MP4 or MOV without `moov`.
        packed_index: a `moov` that is compressed.
        samples: samples that must be indexed one by one, all tracks together.
    """

    missing: int = 0
    has_index: bool = True
    packed_index: bool = False
    samples: int = 0


def read_layout(file: BinaryIO, kind: VideoFormat, size: int) -> Layout:
    """Read the outer structure of a file of `size` bytes; damaged parts are left out."""
    if kind in ("MP4", "MOV"):
        return _Boxes(file, size).layout
    stated = _riff_end(file, size) if kind == "AVI" else _segment_end(file)
    return Layout(missing=max(0, stated - size))


class _Boxes:
    """A walk through the boxes of ISO/IEC 14496-12; what lies deeper than any real file is not looked at."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = _MAX_BOXES
        self.layout = Layout(has_index=False)
        self._walk(0, size, _Track(), depth=0)

    def _walk(self, at: int, end: int, track: _Track, *, depth: int) -> None:
        while at + 8 <= end and self._left > 0:
            self._left -= 1
            head = self._bytes(at, 16)
            length, name = int.from_bytes(head[:4], "big"), head[4:8]
            skip = 8
            if length == 1:
                length, skip = int.from_bytes(head[8:16], "big"), 16
            elif length == 0:
                length = end - at
            if length < skip:
                break
            if depth == 0:
                self.layout.missing = max(self.layout.missing, at + length - end)
                self.layout.has_index |= name == b"moov"
            stop = min(end, at + length)
            if name in (b"trak", b"traf") and depth < _DEPTH:
                inner = _Track()
                self._walk(at + skip, stop, inner, depth=depth + 1)
                self.layout.samples += inner.samples()
            elif name in _PARENTS and depth < _DEPTH:
                self._walk(at + skip, stop, track, depth=depth + 1)
            else:
                self.layout.packed_index |= name == b"cmov"
                track.take(name, self._bytes(at + skip, 20))
            at += length

    def _bytes(self, at: int, count: int) -> bytes:
        self._file.seek(at)
        return self._file.read(count)


class _Track:
    """The boxes of one track that say how many samples it has."""

    def __init__(self) -> None:
        self._count = 0
        self._handlers: set[bytes] = set()
        self._plain: list[bool] = []

    def take(self, name: bytes, body: bytes) -> None:
        if name == b"hdlr":
            self._handlers.add(body[8:12])
        elif name in (b"stsz", b"stz2") and len(body) >= 12:
            same, count = struct.unpack_from(">II", body, 4)
            self._count += count
            self._plain.append(name == b"stsz" and same > 0)
        elif name == b"stts" and len(body) >= 16:
            entries, _, step = struct.unpack_from(">III", body, 4)
            self._plain.append(entries == 1 and step == 1)
        elif name == b"trun" and len(body) >= 8:
            self._count += int.from_bytes(body[4:8], "big")
            self._plain.append(False)

    def samples(self) -> int:
        # Plain sound has a sample per tick, all of one size: FFmpeg indexes its chunks, not its samples.
        sound = b"soun" in self._handlers and b"vide" not in self._handlers
        return 0 if sound and len(self._plain) > 1 and all(self._plain) else self._count


def _riff_end(file: BinaryIO, size: int) -> int:
    at = 0
    for _ in range(_MAX_BOXES):  # files above 1 GB have several, one after the other
        file.seek(at)
        head = file.read(8)
        if len(head) < 8 or head[:4] != b"RIFF":
            break
        length = int.from_bytes(head[4:8], "little")
        if length == 0:  # never finished by its writer: nothing is stated
            return size
        at += 8 + length
        if at >= size:
            break
    return at


def _segment_end(file: BinaryIO) -> int:
    file.seek(0)
    head = file.read(4096)
    at = 4
    length, at = _ebml_size(head, at)
    at += length or 0
    if head[at : at + 4] != _SEGMENT:
        return 0
    length, at = _ebml_size(head, at + 4)
    return 0 if length is None else at + length


def _ebml_size(head: bytes, at: int) -> tuple[int | None, int]:
    """Return the number of RFC 8794's variable length at a place, None for `unknown`, and the place after it."""
    first = head[at] if at < len(head) else 0
    if not first:
        return None, at
    width = 9 - first.bit_length()
    value = int.from_bytes(head[at : at + width], "big") - (1 << 7 * width)
    return (None if value == (1 << 7 * width) - 1 else value), at + width
