"""What a file is and how large its picture is, read from its first bytes without a decoder.

Decoders allocate before they check (libwebp makes two canvases when it opens a file), so the size is judged here first;
`decode` then refuses a file whose decoder disagrees with this reading.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from avala_edge.imaging import tiff_tags
from avala_edge.imaging.info import ImageFormat
from avala_edge.imaging.refusal import refuse

Header = tuple[int, int, int]  # stored width, stored height, orientation

_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "a PDF"),
    (0, b"%!PS", "PostScript"),
    (0, b"\xc5\xd0\xd3\xc6", "PostScript"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (0, b"\x1f\x8b", "gzip data"),
    (0, b"\x00\x00\x01\x00", "a Windows icon"),
    (0, b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (0, b"\x1a\x45\xdf\xa3", "a WebM or Matroska video"),
    (0, b"SIMPLE  =", "FITS"),
    (0, b"\x76\x2f\x31\x01", "OpenEXR"),
    (128, b"DICM", "DICOM"),
)
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIF", b"msf1": "HEIF"}
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def sniff(data: bytes) -> ImageFormat:
    """Return the format that the first bytes show; the file's name and declared type do not count."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return "TIFF"
    if data.startswith(b"BM"):
        return "BMP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    raise refuse(f"The file is {_describe(data)}; JPEG, PNG, WebP, TIFF, BMP and GIF are accepted")


def read_header(kind: ImageFormat, data: bytes) -> Header:
    """Return stored width, stored height and EXIF orientation; refuse a header that is incomplete or states a zero."""
    try:
        header = _READERS[kind](data)
    except (struct.error, IndexError):
        raise refuse(f"The {kind} is cut short: it ends inside its header") from None
    except ValueError as error:
        raise refuse(f"The {kind} has a damaged header ({error})") from None
    if header[0] < 1 or header[1] < 1:
        raise refuse(f"The {kind} states a size of {header[0]} x {header[1]} pixels, which holds no picture")
    return header


def _jpeg(data: bytes) -> Header:
    orientation: int | None = None
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker where one belongs")
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker in (0x01, *range(0xD0, 0xD8)):
            continue
        if marker in (0xD9, 0xDA, 0x00):
            raise ValueError("no frame before the picture data")
        (length,) = struct.unpack_from(">H", data, at)
        if length < 2:
            raise ValueError("a segment shorter than its own length field")
        if marker in _SOF:
            height, width = struct.unpack_from(">HH", data, at + 3)
            return width, height, orientation if orientation is not None else _late_exif(data, at + length)
        if marker == 0xE1 and orientation is None and data[at + 2 : at + 8] == b"Exif\x00\x00":
            orientation = tiff_tags.exif_orientation(data[at + 2 : at + length])
        at += length


def _late_exif(data: bytes, at: int) -> int:
    """Look for EXIF between the frame header and the first scan, where few files have it."""
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in (0xD9, 0xDA):
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker == 0xE1 and data[at + 4 : at + 10] == b"Exif\x00\x00":
            return tiff_tags.exif_orientation(data[at + 4 : at + 2 + length])
        at += 2 + length
    return 1


def _png(data: bytes) -> Header:
    if data[12:16] != b"IHDR":
        raise ValueError("IHDR is not the first chunk")
    width, height, *_ = struct.unpack_from(">IIBBBBB", data, 16)
    at = 8
    for _ in range(10_000):
        if at + 8 > len(data):
            break
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"eXIf":
            return width, height, tiff_tags.exif_orientation(data[at + 8 : at + 8 + length])
        if name in (b"IDAT", b"IEND"):
            break
        at += 12 + length
    return width, height, 1


def _webp(data: bytes) -> Header:
    name = data[12:16]
    if name == b"VP8X":
        flags = data[20]
        width = 1 + int.from_bytes(_exactly(data, 24, 3), "little")
        height = 1 + int.from_bytes(_exactly(data, 27, 3), "little")
        return width, height, _webp_exif(data) if flags & 0x08 else 1
    if name == b"VP8L":
        if data[20] != 0x2F:
            raise ValueError("no lossless signature")
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), 1
    if name == b"VP8 ":
        if _exactly(data, 23, 3) != b"\x9d\x01\x2a":
            raise ValueError("no start code")
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF, 1
    if len(name) < 4:
        raise IndexError
    raise ValueError("the first chunk is not VP8, VP8L or VP8X")


def _webp_exif(data: bytes) -> int:
    at = 12
    for _ in range(100_000):
        if at + 8 > len(data):
            break
        name, length = struct.unpack_from("<4sI", data, at)
        if name == b"EXIF":
            return tiff_tags.exif_orientation(data[at + 8 : at + 8 + length])
        at += 8 + length + (length & 1)
    return 1


def _tiff(data: bytes) -> Header:
    wanted = {tiff_tags.WIDTH, tiff_tags.HEIGHT, tiff_tags.ORIENTATION, tiff_tags.TILE_WIDTH, tiff_tags.TILE_HEIGHT}
    tags = tiff_tags.read_tags(memoryview(data), frozenset(wanted))
    if tiff_tags.WIDTH not in tags or tiff_tags.HEIGHT not in tags:
        raise ValueError("no width or height")
    width, height = tags[tiff_tags.WIDTH], tags[tiff_tags.HEIGHT]
    # A tile is decoded whole: a small picture in one enormous tile is a bomb.
    for side, tile in ((width, tags.get(tiff_tags.TILE_WIDTH, 0)), (height, tags.get(tiff_tags.TILE_HEIGHT, 0))):
        if tile > max(4096, 2 * side):
            raise ValueError(f"a tile of {tile} pixels in a picture of {side}")
    return width, height, tiff_tags.valid_orientation(tags)


def _bmp(data: bytes) -> Header:
    (header_size,) = struct.unpack_from("<I", data, 14)
    if header_size == 12:
        width, height = struct.unpack_from("<HH", data, 18)
        return width, height, 1
    if header_size < 40:
        raise ValueError(f"a header of {header_size} bytes")
    width, height, _, _, compression = struct.unpack_from("<iiHHI", data, 18)
    if compression in (1, 2):
        raise ValueError("run-length-coded BMP is not supported: save it as PNG")
    return width, abs(height), 1  # a negative height means that rows run from the top


def _gif(data: bytes) -> Header:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height, 1


_READERS: dict[ImageFormat, Callable[[bytes], Header]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "TIFF": _tiff,
    "BMP": _bmp,
    "GIF": _gif,
}


def _exactly(data: bytes, at: int, count: int) -> bytes:
    part = data[at : at + count]
    if len(part) < count:
        raise IndexError
    return part


def _describe(data: bytes) -> str:
    for at, magic, name in _OTHERS:
        if data[at : at + len(magic)] == magic:
            return name
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "an MP4 or QuickTime video")
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<svg") or (head.startswith(b"<?xml") and b"<svg" in head):
        return "SVG"
    if head.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if all(byte >= 0x20 or byte in b"\t\r\n" for byte in data[:512]) and _is_utf8(data[:512]):
        return "text"
    return f"of an unknown kind (its first bytes are {data[:4].hex(' ')})"


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3
    return True
