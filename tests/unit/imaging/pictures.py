"""Generated pictures and damaged files for the imaging tests."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avala_edge.imaging import ImageLimits

LIMITS = ImageLimits()
ORIENTATION = 0x0112
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def noise(height: int, width: int, *, channels: int = 3, seed: int = 0) -> NDArray[np.uint8]:
    """Return random uint8 `[height, width, channels]` without zeros."""
    return np.random.default_rng(seed).integers(1, 256, (height, width, channels), dtype=np.uint8)


def smooth(height: int, width: int) -> NDArray[np.uint8]:
    """Return a gradient that JPEG keeps nearly exactly, different in each corner."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([y * 255 // max(1, height - 1), x * 255 // max(1, width - 1), (x + y) % 64 + 90], axis=-1)
    return rgb.astype(np.uint8)


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Save with Pillow."""
    out = io.BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def exif(orientation: int) -> bytes:
    """Return an EXIF block that states an orientation."""
    block = Image.Exif()
    block[ORIENTATION] = orientation
    return block.tobytes()


def stored_for(upright: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Return what a camera stores so that `upright` is seen: the twin of `convert.upright`, in NumPy."""
    stored: NDArray[np.uint8] = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation](upright).copy()
    return stored


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    width: int, height: int, rows: bytes, *, depth: int = 8, colour: int = 2, interlace: int = 0, before: bytes = b""
) -> bytes:
    """Return a PNG with any header over any filtered rows; `before` are chunks in front of the data."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    data = chunk(b"IDAT", zlib.compress(rows))
    return PNG_SIGNATURE + chunk(b"IHDR", header) + before + data + chunk(b"IEND", b"")


def filtered(array: NDArray[Any]) -> bytes:
    """Return rows as PNG wants them, without prediction."""
    big_endian = array.astype(array.dtype.newbyteorder(">"))
    return b"".join(b"\x00" + row.tobytes() for row in big_endian)
