"""What an ONNX file looks like from outside: whole, and with all of its weights inside. Nothing of it is run.

The file is protobuf; only the fields that lead to tensors are followed (numbers from `onnx.proto`).
"""

from __future__ import annotations

import mmap
from pathlib import Path

from avala_edge.errors import InvalidInput

_MODEL, _GRAPH, _NODE, _ATTRIBUTE, _TENSOR, _SPARSE, _FUNCTION, _TRAINING = range(8)
_INSIDE = {
    _MODEL: {7: _GRAPH, 20: _TRAINING, 25: _FUNCTION},
    _GRAPH: {1: _NODE, 5: _TENSOR, 15: _SPARSE},
    _NODE: {5: _ATTRIBUTE},
    _ATTRIBUTE: {5: _TENSOR, 6: _GRAPH, 10: _TENSOR, 11: _GRAPH, 22: _SPARSE, 23: _SPARSE},
    _TENSOR: {},
    _SPARSE: {1: _TENSOR, 2: _TENSOR},
    _FUNCTION: {7: _NODE, 11: _ATTRIBUTE},
    _TRAINING: {1: _GRAPH, 2: _GRAPH},
}
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14  # of a tensor
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
MOST_FIELDS = 5_000_000


class _Damaged(Exception):
    """Not protobuf, or cut off."""


def check_onnx(path: Path) -> None:
    """Refuse what is no ONNX file, is cut off, or keeps weights in another file. Blocks.

    Raises:
        InvalidInput: with the reason.
    """
    with path.open("rb") as stream:
        try:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise InvalidInput("the file is empty", field="FILE") from None
        with data:
            try:
                has_graph = _walk(data)
            except _Damaged as error:
                raise InvalidInput(f"this is no ONNX file, or is damaged or cut off ({error})", field="FILE") from None
    if not has_graph:
        raise InvalidInput("this is no ONNX file: it holds no graph", field="FILE")


def _walk(data: mmap.mmap) -> bool:
    """Look at every tensor; say whether the model has a graph."""
    todo = [(_MODEL, 0, len(data))]
    has_graph, fields = False, 0
    while todo:
        kind, at, end = todo.pop()
        while at < end:
            fields += 1
            if fields > MOST_FIELDS:
                raise _Damaged(f"more than {MOST_FIELDS} fields")
            key, at = _varint(data, at, end)
            number, wire = key >> 3, key & 7
            if wire == _VARINT:
                value, at = _varint(data, at, end)
                if kind == _TENSOR and number == _DATA_LOCATION and value == 1:
                    raise _external()
                continue
            length, at = _length(data, at, end, wire)
            if kind == _TENSOR and number == _EXTERNAL_DATA:
                raise _external()
            inner = _INSIDE[kind].get(number)
            if inner is not None and wire == _BYTES:
                has_graph = has_graph or (kind == _MODEL and inner == _GRAPH)
                todo.append((inner, at, at + length))
            at += length
    return has_graph


def _length(data: mmap.mmap, at: int, end: int, wire: int) -> tuple[int, int]:
    """Return how long a field's value is, and where it begins."""
    if wire == _BYTES:
        length, at = _varint(data, at, end)
    elif wire in (_FIXED_64, _FIXED_32):
        length = 8 if wire == _FIXED_64 else 4
    else:
        raise _Damaged(f"byte {at} makes no sense")
    if at + length > end:
        raise _Damaged(f"{at + length - end} bytes are missing")
    return length, at


def _varint(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= end:
            raise _Damaged("it ends in the middle of a number")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise _Damaged(f"byte {at} makes no sense")


def _external() -> InvalidInput:
    return InvalidInput(
        "the model keeps weights in another file (external data), which is not taken; export it as one file",
        field="FILE",
    )
