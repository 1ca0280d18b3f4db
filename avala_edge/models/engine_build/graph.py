"""The nodes of an ONNX file, read from its bytes without the `onnx` package; weights are not touched.

Field numbers are those of `onnx.proto`.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.models.protobuf import BYTES, VARINT, Damaged, fields

MOST_FIELDS = 5_000_000
MOST_DEEP = 16  # graphs in graphs
LONGEST_NAME = 4096

Value = int | str | tuple[int, ...]


@dataclass(frozen=True)
class Node:
    """One operator: names of tensors in and out; of its attributes only numbers, words and lists of whole numbers."""

    name: str
    op: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Value]
    number: int

    def __str__(self) -> str:
        """Say which node it is, for people."""
        return f"{self.name!r}" if self.name else f"number {self.number}"


@dataclass(frozen=True)
class Input:
    """A door of the graph: dimensions are numbers, names where any length will do, None where nothing is said."""

    name: str
    dtype: int
    dims: tuple[int | str | None, ...]


@dataclass
class OnnxGraph:
    """A model file.

    Attributes:
        opsets: domain → version; ONNX's own domain is "".
        nodes: all, also those of subgraphs and functions.
        inputs: of the main graph, without initializers.
        dtypes: tensor → element type (`TensorProto.DataType`), where the file says it.
        constants: tensors that are in the file.
        functions: (domain, name) of operators that the file defines itself.
    """

    opsets: dict[str, int] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    dtypes: dict[str, int] = field(default_factory=dict)
    constants: set[str] = field(default_factory=set)
    functions: set[tuple[str, str]] = field(default_factory=set)


def read_onnx(path: Path) -> OnnxGraph:
    """Read a file. Blocks.

    Raises:
        InvalidInput: it cannot be read, is no ONNX file, or is damaged.
    """
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            graph = _Reader(data).model()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:
        raise InvalidInput(f"{path} is empty") from None
    except Damaged as error:
        raise InvalidInput(f"{path} is no ONNX file, or is damaged or cut off ({error})") from None
    if not graph.nodes:
        raise InvalidInput(f"{path} is no ONNX file: it holds no graph")
    if not graph.opsets:
        raise InvalidInput(f"{path} is cut off, or no ONNX file: it does not say of which opset its operators are")
    return graph


class _Reader:
    def __init__(self, data: mmap.mmap) -> None:
        self._data, self._seen = data, 0
        self._graph = OnnxGraph()

    def model(self) -> OnnxGraph:
        for number, wire, at, end in self._fields(0, len(self._data)):
            if wire != BYTES:
                continue
            if number == 7:
                self._read_graph(at, end, main=True, deep=0)
            elif number == 8:
                self._opset(at, end)
            elif number == 25:
                self._function(at, end)
        graph = self._graph
        graph.inputs = [each for each in graph.inputs if each.name not in graph.constants]
        return graph

    def _fields(self, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        for each in fields(self._data, at, end):
            self._seen += 1
            if self._seen > MOST_FIELDS:
                raise Damaged(f"more than {MOST_FIELDS} fields")
            yield each

    def _text(self, at: int, end: int) -> str:
        return bytes(self._data[at : min(end, at + LONGEST_NAME)]).decode(errors="replace")

    def _opset(self, at: int, end: int) -> None:
        domain, version = "", 0
        for number, wire, value, stop in self._fields(at, end):
            if number == 1 and wire == BYTES:
                domain = self._text(value, stop)
            elif number == 2 and wire == VARINT:
                version = value
        self._graph.opsets["" if domain == "ai.onnx" else domain] = version

    def _function(self, at: int, end: int) -> None:
        domain = name = ""
        for number, wire, value, stop in self._fields(at, end):
            if wire != BYTES:
                continue
            if number == 1:
                name = self._text(value, stop)
            elif number == 7:
                self._node(value, stop, deep=1)
            elif number == 10:
                domain = self._text(value, stop)
        self._graph.functions.add((domain, name))

    def _read_graph(self, at: int, end: int, *, main: bool, deep: int) -> None:
        if deep > MOST_DEEP:
            raise Damaged(f"more than {MOST_DEEP} graphs in graphs")
        for number, wire, value, stop in self._fields(at, end):
            if wire != BYTES:
                continue
            if number == 1:
                self._node(value, stop, deep=deep)
            elif number == 5:
                self._tensor(value, stop)
            elif number in (11, 12, 13):
                found = self._value_info(value, stop)
                self._graph.dtypes.setdefault(found.name, found.dtype)
                if main and number == 11:
                    self._graph.inputs.append(found)

    def _node(self, at: int, end: int, *, deep: int) -> None:
        texts: dict[int, list[str]] = {1: [], 2: [], 3: [], 4: [], 7: []}
        attributes: dict[str, Value] = {}
        for number, wire, value, stop in self._fields(at, end):
            if wire != BYTES:
                continue
            if number in texts:
                texts[number].append(self._text(value, stop))
            elif number == 5:
                self._attribute(value, stop, attributes, deep)
        domain, op = _last(texts[7]), _last(texts[4])
        domain = "" if domain == "ai.onnx" else domain
        inputs, outputs = tuple(texts[1]), tuple(texts[2])
        nodes = self._graph.nodes
        nodes.append(Node(_last(texts[3]), op, domain, inputs, outputs, attributes, len(nodes)))
        if op == "Constant":
            self._graph.constants.update(outputs)
        if op == "Cast" and outputs and isinstance(to := attributes.get("to"), int):
            self._graph.dtypes[outputs[0]] = to

    def _attribute(self, at: int, end: int, into: dict[str, Value], deep: int) -> None:
        name = ""
        found: Value | None = None
        several: list[int] = []
        for number, wire, value, stop in self._fields(at, end):
            if number == 1 and wire == BYTES:
                name = self._text(value, stop)
            elif number == 3 and wire == VARINT:
                found = _signed(value)
            elif number == 4 and wire == BYTES:
                found = self._text(value, stop)
            elif number in (6, 11) and wire == BYTES:
                self._read_graph(value, stop, main=False, deep=deep + 1)
            elif number == 8:  # packed or one by one
                several += [_signed(value)] if wire == VARINT else self._packed(value, stop)
        if found is not None or several:
            into[name] = tuple(several) if found is None else found

    def _packed(self, at: int, end: int) -> list[int]:
        numbers = []
        while at < end:
            value = shift = 0
            while True:
                if at >= end or shift > 63:
                    raise Damaged("it ends in the middle of a number")
                byte = self._data[at]
                at += 1
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
            numbers.append(_signed(value))
        return numbers

    def _tensor(self, at: int, end: int) -> None:
        name, dtype = "", 0
        for number, wire, value, stop in self._fields(at, end):
            if number == 2 and wire == VARINT:
                dtype = value
            elif number == 8 and wire == BYTES:
                name = self._text(value, stop)
        self._graph.constants.add(name)
        self._graph.dtypes[name] = dtype

    def _value_info(self, at: int, end: int) -> Input:
        name, dtype = "", 0
        dims: list[int | str | None] = []
        for number, wire, value, stop in self._fields(at, end):
            if wire != BYTES:
                continue
            if number == 1:
                name = self._text(value, stop)
            elif number == 2:
                for kind, _, tensor, tensor_end in self._fields(value, stop):
                    if kind == 1:
                        dtype, dims = self._tensor_type(tensor, tensor_end)
        return Input(name, dtype, tuple(dims))

    def _tensor_type(self, at: int, end: int) -> tuple[int, list[int | str | None]]:
        dtype = 0
        dims: list[int | str | None] = []
        for number, wire, value, stop in self._fields(at, end):
            if number == 1 and wire == VARINT:
                dtype = value
            elif number == 2 and wire == BYTES:
                dims = [self._dim(dim, dim_end) for each, _, dim, dim_end in self._fields(value, stop) if each == 1]
        return dtype, dims

    def _dim(self, at: int, end: int) -> int | str | None:
        for number, wire, value, stop in self._fields(at, end):
            if number == 1 and wire == VARINT:
                return _signed(value)
            if number == 2 and wire == BYTES:
                return self._text(value, stop)
        return None


def _last(texts: Sequence[str]) -> str:
    return texts[-1] if texts else ""


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value
