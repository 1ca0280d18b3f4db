"""Pictures for the API's tests, drawn here: a light disc on a dark, slightly uneven ground."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 240, 160
INSIDE = {"x": 120.5, "y": 80.5, "label": 1}


def photo(kind: str = "PNG", shift: int = 0) -> bytes:
    image = Image.radial_gradient("L").resize((WIDTH, HEIGHT)).convert("RGB").point(lambda v: v // 5)
    ImageDraw.Draw(image).ellipse((70 + shift, 30, 170 + shift, 130), fill=(230, 180, 60))
    out = io.BytesIO()
    image.save(out, format=kind)
    return out.getvalue()


def small_disc(width: int = 800, height: int = 600) -> bytes:
    """A light disc of radius 20 around (150.5, 150.5) in a large dark picture; in 800 × 600, a few cells of logits."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB").point(lambda v: v // 5)
    ImageDraw.Draw(image).ellipse((130.5, 130.5, 170.5, 170.5), fill=(230, 180, 60))
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()


def png_bomb(side: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes whose header states 3.6 gigapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
