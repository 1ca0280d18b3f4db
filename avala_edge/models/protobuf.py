"""Protobuf as it lies in a file: the fields of a message, without its schema. Nothing is copied."""

from __future__ import annotations

import mmap
from collections.abc import Iterator

VARINT, BYTES = 0, 2
_FIXED_64, _FIXED_32 = 1, 5


class Damaged(Exception):
    """Not protobuf, or cut off."""


def fields(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Give each field of the message in `data[at:end]`: number, wire type, and where its value lies, from and to.

    Of a varint the third is the value itself.

    Raises:
        Damaged: with the place.
    """
    while at < end:
        key, at = _varint(data, at, end)
        number, wire = key >> 3, key & 7
        if wire == VARINT:
            value, at = _varint(data, at, end)
            yield number, wire, value, at
            continue
        length, at = _length(data, at, end, wire)
        yield number, wire, at, at + length
        at += length


def _length(data: mmap.mmap, at: int, end: int, wire: int) -> tuple[int, int]:
    """Return how long a field's value is, and where it begins."""
    if wire == BYTES:
        length, at = _varint(data, at, end)
    elif wire in (_FIXED_64, _FIXED_32):
        length = 8 if wire == _FIXED_64 else 4
    else:
        raise Damaged(f"byte {at} makes no sense")
    if at + length > end:
        raise Damaged(f"{at + length - end} bytes are missing")
    return length, at


def _varint(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= end:
            raise Damaged("it ends in the middle of a number")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise Damaged(f"byte {at} makes no sense")
