"""Reading a few whole-number tags from the first directory of a TIFF structure (a TIFF file, or an EXIF block)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

WIDTH, HEIGHT, ORIENTATION, TILE_WIDTH, TILE_HEIGHT = 256, 257, 274, 322, 323

_INTEGER_TYPES = {1: "B", 3: "H", 4: "I", 16: "Q"}  # BYTE, SHORT, LONG, LONG8
_MAX_ENTRIES = 4096


@dataclass(frozen=True, slots=True)
class _Layout:
    order: Literal["<", ">"]
    count: str
    entry: str
    inline_at: int
    inline_size: int


def read_tags(block: bytes | memoryview, wanted: frozenset[int]) -> dict[int, int]:
    """Return the wanted tags that the first directory holds as one whole number each.

    Args:
        block: starts with `II*`, `MM*` or their BigTIFF forms; offsets count from its start.
        wanted: tag numbers.

    Raises:
        ValueError: the block is not a TIFF structure.
        struct.error: the directory lies outside the block.
    """
    layout, at = _layout(bytes(block[:16]))
    if at > len(block):  # a BigTIFF offset can be larger than what unpack_from takes
        raise struct.error("the directory lies behind the end")
    (entries,) = struct.unpack_from(layout.order + layout.count, block, at)
    at += struct.calcsize(layout.order + layout.count)
    if entries > _MAX_ENTRIES:
        raise ValueError(f"a directory of {entries} entries")
    step = struct.calcsize(layout.order + layout.entry) + layout.inline_size
    found: dict[int, int] = {}
    for start in range(at, at + entries * step, step):
        tag, kind, count = struct.unpack_from(layout.order + layout.entry, block, start)
        code = _INTEGER_TYPES.get(kind)
        if tag not in wanted or tag in found or code is None or count != 1:
            continue
        if struct.calcsize(code) <= layout.inline_size:
            (found[tag],) = struct.unpack_from(layout.order + code, block, start + layout.inline_at)
    return found


def exif_orientation(block: bytes | memoryview) -> int:
    """Return the orientation, 1 to 8, that an EXIF block states; 1 when it states none or is unreadable."""
    if bytes(block[:6]) == b"Exif\x00\x00":
        block = block[6:]
    try:
        return valid_orientation(read_tags(block, frozenset({ORIENTATION})))
    except (ValueError, struct.error):
        return 1


def valid_orientation(tags: dict[int, int]) -> int:
    """Return the orientation among these tags, or 1 when it is absent or none of the eight."""
    value = tags.get(ORIENTATION, 1)
    return value if 1 <= value <= 8 else 1


def _layout(head: bytes) -> tuple[_Layout, int]:
    order: Literal["<", ">"]
    if head[:2] == b"II":
        order = "<"
    elif head[:2] == b"MM":
        order = ">"
    else:
        raise ValueError("neither II nor MM")
    (magic,) = struct.unpack_from(order + "H", head, 2)
    if magic == 42:
        return _Layout(order, "H", "HHI", 8, 4), struct.unpack_from(order + "I", head, 4)[0]
    if magic == 43:
        return _Layout(order, "Q", "HHQ", 12, 8), struct.unpack_from(order + "Q", head, 8)[0]
    raise ValueError(f"magic {magic}")
