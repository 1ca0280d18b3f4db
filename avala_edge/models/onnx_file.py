"""What an ONNX file looks like from outside: whole, and which files beside it hold weights. Nothing of it is run.

The file is protobuf; only the fields that lead to tensors are followed (numbers from `onnx.proto`).
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.models.protobuf import BYTES, VARINT, Damaged, fields

_MODEL, _GRAPH, _NODE, _ATTRIBUTE, _TENSOR, _SPARSE, _FUNCTION, _TRAINING = range(8)
_ENTRY = 8  # of a tensor's external data: key and value
_INSIDE = {
    _MODEL: {7: _GRAPH, 20: _TRAINING, 25: _FUNCTION},
    _GRAPH: {1: _NODE, 5: _TENSOR, 15: _SPARSE},
    _NODE: {5: _ATTRIBUTE},
    _ATTRIBUTE: {5: _TENSOR, 6: _GRAPH, 10: _TENSOR, 11: _GRAPH, 22: _SPARSE, 23: _SPARSE},
    _TENSOR: {13: _ENTRY},
    _ENTRY: {},
    _SPARSE: {1: _TENSOR, 2: _TENSOR},
    _FUNCTION: {7: _NODE, 11: _ATTRIBUTE},
    _TRAINING: {1: _GRAPH, 2: _GRAPH},
}
_DATA_LOCATION, _EXTERNAL = 14, 1  # of a tensor: where its numbers are
_KEY, _VALUE = 1, 2  # of an entry
_BESIDE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
MOST_FIELDS = 5_000_000


def check_onnx(path: Path) -> tuple[str, ...]:
    """Refuse what is no ONNX file or is cut off; return names of the files beside it that it keeps weights in. Blocks.

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
                has_graph, kept_in = _walk(data)
            except Damaged as error:
                raise InvalidInput(f"this is no ONNX file, or is damaged or cut off ({error})", field="FILE") from None
    if not has_graph:
        raise InvalidInput("this is no ONNX file: it holds no graph", field="FILE")
    for name in kept_in:
        if not _BESIDE.fullmatch(name):
            raise InvalidInput(f"it keeps weights in {name[:200]!r}, which is no file beside it", field="FILE")
    return tuple(sorted(kept_in))


def check_one_file(path: Path) -> None:
    """Do the same, and refuse a file that keeps weights in another one."""
    if check_onnx(path):
        raise InvalidInput(
            "the model keeps weights in another file (external data), which is not taken; export it as one file",
            field="FILE",
        )


def _walk(data: mmap.mmap) -> tuple[bool, set[str]]:
    """Look at every tensor; say whether the model has a graph, and what tensors say of where they are kept."""
    todo = [(_MODEL, 0, len(data))]
    has_graph, seen = False, 0
    elsewhere, kept_in = 0, set[str]()
    while todo:
        kind, at, end = todo.pop()
        if kind == _ENTRY:
            kept_in |= _location(data, at, end)
            continue
        for number, wire, value, stop in fields(data, at, end):
            seen += 1
            if seen > MOST_FIELDS:
                raise Damaged(f"more than {MOST_FIELDS} fields")
            if wire == VARINT:
                elsewhere += kind == _TENSOR and number == _DATA_LOCATION and value == _EXTERNAL
                continue
            inner = _INSIDE[kind].get(number)
            if inner is not None and wire == BYTES:
                has_graph = has_graph or (kind == _MODEL and inner == _GRAPH)
                todo.append((inner, value, stop))
    if elsewhere and not kept_in:
        raise Damaged("weights are kept in a file that is not named")
    return has_graph, kept_in


def _location(data: mmap.mmap, at: int, end: int) -> set[str]:
    """Return the file that an entry names, if that is what it is about."""
    said = {_KEY: b"", _VALUE: b""}
    for number, wire, value, stop in fields(data, at, end):
        if wire == BYTES:
            said[number] = data[value:stop]
    return {said[_VALUE].decode(errors="replace")} if said[_KEY] == b"location" else set()
