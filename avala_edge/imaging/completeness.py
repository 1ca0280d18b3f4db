"""Is the whole picture there? Checks for what Pillow and its libraries let pass.

- PNG: Pillow skips the checksum of picture data, does not ask for the end chunk, and leaves missing rows black.
- JPEG: libjpeg fills what is missing with grey when a file is cut short and an end marker stands at the cut.
"""

from __future__ import annotations

import io
import re
import struct
import zlib

from PIL import Image, JpegImagePlugin

from avala_edge.imaging.refusal import refuse

_MAX_CHUNKS = 200_000
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_INFLATE_STEP = 1 << 20
_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.S)
_LOOKAHEAD = bytes(16)  # more than the 8 bytes that libjpeg reads ahead of the code in hand
_COMPLETE_SUSPECT = frozenset({127, 128})


def check_png_chunks(data: bytes) -> None:
    """Refuse a PNG whose chunks are not all there, each with its right checksum, up to the end chunk."""
    view = memoryview(data)
    at = 8
    for _ in range(_MAX_CHUNKS):
        if at + 12 > len(data):
            raise refuse("The PNG is cut short: it ends before its end chunk")
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise refuse("The PNG is cut short: it ends inside a chunk")
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            raise refuse(f"The PNG is damaged: its {name.decode('latin-1')!r} chunk has a wrong checksum")
        if name == b"IEND":
            return
        at = end
    raise refuse(f"The PNG has more than {_MAX_CHUNKS} chunks")


def check_png_rows(data: bytes, image: Image.Image) -> None:
    """Refuse a PNG whose picture data holds fewer rows than its header states.

    Pillow leaves missing rows zero, so only a picture whose last decoded row is zero is inflated a second time.

    Args:
        data: a PNG that passed `check_png_chunks`.
        image: the same, loaded by Pillow and not converted.
    """
    width, height = image.size
    interlaced = data[28] == 1
    if not interlaced:
        row = image.crop((0, height - 1, min(width, 65_536), height))
        if row.getbbox(alpha_only=False) is not None:
            return
    expected = _png_raw_size(width, height, data[24], data[25], interlaced=interlaced)
    if not _inflates_to(data, expected):
        raise refuse("The PNG is damaged: its data holds fewer rows than its header states")


def check_jpeg_scan(data: bytes, image: Image.Image) -> None:
    """Refuse a baseline JPEG whose data ends early behind an end marker that hides it.

    libjpeg decodes missing blocks to mid-grey, so only a picture whose last pixel is mid-grey is decoded a second
    time: with the end marker replaced by a few zero bytes, a complete scan still finishes and a short one starves.
    """
    corner = image.getpixel((image.width - 1, image.height - 1))
    values = corner if isinstance(corner, tuple) else (corner,)
    if not _COMPLETE_SUSPECT.issuperset(int(value) for value in values if value is not None):
        return
    end = _single_scan_end(data)
    if end is None:
        return
    probe = JpegImagePlugin.JpegImageFile(io.BytesIO(data[:end] + _LOOKAHEAD))
    try:
        probe.load()
    except OSError:
        raise refuse("The JPEG is cut short: its data ends before the picture does") from None


def _single_scan_end(data: bytes) -> int | None:
    """Return where the only scan of a sequential JPEG ends, or None for any other JPEG."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        at += 2 + length
        if 0xC2 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return None
        if marker == 0xDA:
            found = _MARKER.search(data, at)
            return found.start() if found and found[0][-1] == 0xD9 else None
    return None


def _png_raw_size(width: int, height: int, depth: int, colour: int, *, interlaced: bool) -> int:
    bits = depth * _CHANNELS.get(colour, 1)
    if not interlaced:
        return height * (1 + (width * bits + 7) // 8)
    size = 0
    for x0, y0, dx, dy in _ADAM7:
        columns, rows = (width - x0 + dx - 1) // dx, (height - y0 + dy - 1) // dy
        if columns > 0 and rows > 0:
            size += rows * (1 + (columns * bits + 7) // 8)
    return size


def _inflates_to(data: bytes, expected: int) -> bool:
    """Say whether the IDAT chunks inflate to at least `expected` bytes, without keeping or making more."""
    inflater = zlib.decompressobj()
    total, at = 0, 8
    while total < expected:
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"IEND":
            return False
        if name == b"IDAT":
            pending = data[at + 8 : at + 8 + length]
            while pending and total < expected and not inflater.eof:
                total += len(inflater.decompress(pending, _INFLATE_STEP))
                pending = inflater.unconsumed_tail
            while total < expected and not inflater.eof and (more := inflater.decompress(b"", _INFLATE_STEP)):
                total += len(more)
        at += 12 + length
    return True
