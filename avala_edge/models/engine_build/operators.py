"""Whether TensorRT can run a graph, by its published list of operators: `operators.json`. Needs no TensorRT and no GPU.

The list is of one release; later ones run more. What it says about shapes in words is not checked: TensorRT's own
parser has the last word on the machine that builds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from avala_edge.models.engine_build.graph import Node, OnnxGraph

# TensorProto.DataType → the list's words. TensorRT casts DOUBLE down to FP32.
_DTYPES = {
    1: "FP32",
    2: "UINT8",
    3: "INT8",
    6: "INT32",
    7: "INT64",
    9: "BOOL",
    10: "FP16",
    11: "FP32",
    16: "BF16",
    17: "FP8",
    18: "FP8",
    19: "FP8",
    20: "FP8",
    22: "INT4",
    23: "FP4",
}
_OTHER_DTYPES = {4: "UINT16", 5: "INT16", 8: "STRING", 12: "UINT32", 13: "UINT64", 14: "COMPLEX64", 15: "COMPLEX128"}


class Rules(BaseModel):
    """What must hold of a node, beside the type of what it reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    attributes: dict[str, list[int | str]] = {}
    constant_inputs: list[int] = []
    most_outputs: int | None = None


class Operator(BaseModel):
    """A row of the list: types that its first input may have, and what else it asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    types: str
    rules: Rules = Rules()
    note: str = ""


class Published(BaseModel):
    """The list; an operator that is named but not supported is None."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    release: str
    source: str
    opsets: tuple[int, int]
    operators: dict[str, Operator | None]


@dataclass(frozen=True)
class Unsupported:
    """Something that TensorRT does not run: where it is, which operator, and why."""

    node: str
    op: str
    reason: str

    def __str__(self) -> str:
        """Say all of it in a line."""
        return f"node {self.node}: {self.op}: {self.reason}" if self.node else self.reason


@cache
def published() -> Published:
    """Return the list that comes with this package."""
    text = files("avala_edge.models.engine_build").joinpath("operators.json").read_text()
    return Published.model_validate(json.loads(text))


def unsupported(graph: OnnxGraph) -> list[Unsupported]:
    """Return what TensorRT does not run of a graph, in its order; empty where it should run all of it."""
    listed = published()
    found = []
    least, most = listed.opsets
    opset = graph.opsets.get("", 0)
    if not least <= opset <= most:
        found.append(Unsupported("", "", f"opset {opset} is not in {least}…{most}"))
    constants = _constants(graph)
    for node in graph.nodes:
        found += [Unsupported(str(node), node.op, reason) for reason in _reasons(node, graph, constants, listed)]
    return found


def _reasons(node: Node, graph: OnnxGraph, constants: set[str], listed: Published) -> Iterator[str]:
    if (node.domain, node.op) in graph.functions:
        return  # its own nodes are looked at
    if node.domain:
        yield f"it is of the domain {node.domain!r}, which needs a plugin"
        return
    row = listed.operators.get(node.op)
    if row is None:
        known = node.op in listed.operators
        yield f"{listed.release} does not support it" if known else f"the list of {listed.release} does not name it"
        return
    yield from _wrong_type(node, graph.dtypes, row)
    for name, allowed in row.rules.attributes.items():
        given = node.attributes.get(name)
        values = given if isinstance(given, tuple) else () if given is None else (given,)
        if any(value not in allowed for value in values):
            yield f"{name} is {_words(values)}, but must be {' or '.join(map(str, allowed))}"
    for index in row.rules.constant_inputs:
        if len(node.inputs) > index and node.inputs[index] and node.inputs[index] not in constants:
            yield f"input {index} must be a constant"
    most = row.rules.most_outputs
    if most is not None and any(node.outputs[most:]):
        yield f"only its first {'output is' if most == 1 else f'{most} outputs are'} supported"


def _wrong_type(node: Node, dtypes: Mapping[str, int], row: Operator) -> Iterator[str]:
    dtype = dtypes.get(node.inputs[0], 0) if node.inputs else 0
    word = _DTYPES.get(dtype) or _OTHER_DTYPES.get(dtype)
    if word is not None and word not in row.types.split():
        yield f"it does not take {word}, which {node.inputs[0]!r} is; only {', '.join(row.types.split())}"


def _constants(graph: OnnxGraph) -> set[str]:
    """Return the tensors that are known when a plan is built: those in the file, and what is computed of them alone."""
    known = set(graph.constants)
    for node in graph.nodes:  # in the order of computation, as ONNX asks
        if node.inputs and all(not name or name in known for name in node.inputs):
            known.update(node.outputs)
    return known


def _words(values: tuple[int | str, ...]) -> str:
    return ", ".join(map(str, values))
