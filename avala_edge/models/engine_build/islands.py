"""Which nodes of a graph stay in single precision when the rest is made half: islands, as wide as the gate asks.

Half precision ends at 65 504 and has eleven bits: sums of squares, exponentials and long sums are what it spoils.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from avala_edge.models.engine_build.graph import Node, OnnxGraph

NORMS = frozenset(
    f"{name}Normalization" for name in ("Batch", "Group", "Instance", "Layer", "Lp", "MeanVariance", "RMS")
)
REDUCTIONS = frozenset(
    f"Reduce{name}" for name in ("L1", "L2", "LogSum", "LogSumExp", "Mean", "Prod", "Sum", "SumSquare")
)
STEEP = REDUCTIONS | {"CumSum", "Exp", "Log", "LogSoftmax", "Pow", "Reciprocal", "Softmax", "Sqrt"}
ANGLES = frozenset({"Cos", "Sin"})  # of positions, which are large numbers
_MOVES = frozenset({"Cast", "Expand", "Identity", "Reshape", "Slice", "Squeeze", "Transpose", "Unsqueeze"})
_PASSING = _MOVES | {"Add", "Div", "Mul", "Sub", "Where"}
_PRODUCTS = frozenset({"Einsum", "Gemm", "MatMul"})
MOST_BETWEEN = 8  # nodes from a product to its softmax


@dataclass(frozen=True)
class Level:
    """How much stays: operators, attention's scores, every product; and, of all nodes, those that patterns name."""

    name: str
    operators: frozenset[str]
    scores: bool = False
    products: bool = False


LEVELS: tuple[Level, ...] = (
    Level("norms", NORMS | STEEP | ANGLES),
    Level("scores", NORMS | STEEP | ANGLES, scores=True),
    Level("products", NORMS | STEEP | ANGLES, scores=True, products=True),
)
"""From the fastest to the most exact; after the last comes single precision for all."""


def islands(graph: OnnxGraph, level: Level, patterns: Sequence[str] = ()) -> frozenset[str]:
    """Return the tensors whose nodes stay in single precision.

    `patterns` are of node names, with `*` and `?`; names that nobody has are no error.
    """
    kept: set[str] = set()
    for node in graph.nodes:
        named = any(fnmatchcase(node.name, pattern) for pattern in patterns)
        if named or node.op in level.operators or (level.products and node.op in _PRODUCTS):
            kept.update(node.outputs)
    if level.scores:
        for node in _scores(graph):
            kept.update(node.outputs)
    return frozenset(kept - {""})


def _scores(graph: OnnxGraph) -> Iterator[Node]:
    """Give each product that a softmax is taken of, and what lies between them."""
    makers = {name: node for node in graph.nodes for name in node.outputs if name}
    for softmax in graph.nodes:
        if softmax.op != "Softmax" or not softmax.inputs:
            continue
        todo = [(softmax.inputs[0], 0)]
        seen: set[str] = set()
        while todo:
            name, steps = todo.pop()
            node = makers.get(name)
            if node is None or name in seen or steps > MOST_BETWEEN:
                continue
            seen.add(name)
            if node.op in _PRODUCTS:
                yield node
            elif node.op in _PASSING:
                yield node
                todo += [(each, steps + 1) for each in node.inputs]
