"""A small real SAM 2 of four graphs: it remembers the colour under a mask, and finds what has that colour.

`image_embed` is the picture at 64 × 64, conditioned on memories it is the colour that they have in common; the decoder
draws where the picture at 256 × 256 has the mean colour of `image_embed`. A hundredth of a cell must be alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from onnx import TensorProto

from tests.unit.detectors.graphs import write
from tests.unit.promptables.pairs import ToyGraph

SIDE, CELLS, GRID, COLOURS = 1024, 256, 64, 3
ALIKE = 0.15  # distance of colours from 0 to 1
SHARPNESS = 200.0
SCORES = (0.8, 0.7, 0.95, 0.6)
GRAPHS = ("encoder", "decoder", "memory_attention", "memory_encoder")


def write_remembering(folder: Path, *, names: Mapping[str, str] | None = None, wrong: float = 0.0) -> Path:
    """Write the four graphs; return the folder.

    Args:
        folder: made where it is not there.
        names: of tensors, other ones.
        wrong: added to every memory.
    """
    folder.mkdir(parents=True, exist_ok=True)
    called = {**(names or {})}
    write(folder / "encoder.onnx", _encoder().done())
    write(folder / "decoder.onnx", _decoder(called).done())
    write(folder / "memory_attention.onnx", _attention(called).done())
    write(folder / "memory_encoder.onnx", _memory_encoder(called, wrong).done())
    return folder


def _pooled(graph: ToyGraph, value: str, size: int, out: str | None = None) -> str:
    return graph.node("AveragePool", value, out=out, kernel_shape=[size, size], strides=[size, size])


def _encoder() -> ToyGraph:
    graph = ToyGraph()
    picture = graph.node("Cast", graph.takes("pixels", (1, SIDE, SIDE, COLOURS), TensorProto.UINT8), to=1)
    picture = graph.node("Transpose", graph.node("Div", picture, graph.constant(255.0)), perm=[0, 3, 1, 2])
    for name, factor in (("image_embed", 16), ("high_res_feats_0", 4), ("high_res_feats_1", 8)):
        _pooled(graph, picture, factor, graph.gives(name, (1, COLOURS, SIDE // factor, SIDE // factor)))
    return graph


def _decoder(called: Mapping[str, str]) -> ToyGraph:
    graph = ToyGraph()
    embedded = graph.takes("image_embed", (1, COLOURS, GRID, GRID))
    fine = graph.takes("high_res_feats_0", (1, COLOURS, CELLS, CELLS))
    graph.takes("high_res_feats_1", (1, COLOURS, CELLS // 2, CELLS // 2))
    graph.takes("points", (1, "n", 2))
    graph.takes("point_labels", (1, "n"))
    graph.takes("mask_logits", (1, 1, CELLS, CELLS))
    graph.takes("has_mask", (1,))
    colour = graph.node("ReduceMean", embedded, axes=[2, 3])
    away = graph.node("Sub", fine, colour)
    distance = graph.node("ReduceSum", graph.node("Mul", away, away), graph.constant([1], np.int64))
    alike = graph.node("Sub", graph.constant(ALIKE**2), distance)
    logits = graph.node("Mul", alike, graph.constant(SHARPNESS))
    four = graph.constant([1, 4, 1, 1], np.int64)
    graph.node("Tile", logits, four, out=graph.gives("logits", (1, 4, CELLS, CELLS)))
    nothing = graph.node("Mul", graph.node("ReduceMean", fine, keepdims=0), graph.constant(0.0))
    graph.node("Add", graph.constant([SCORES]), nothing, out=graph.gives("scores", (1, 4)))
    flat = graph.node("Reshape", colour, graph.constant([1, 1, COLOURS], np.int64))
    pointers = graph.gives(called.get("obj_pointers", "obj_pointers"), (1, 4, COLOURS))
    graph.node("Tile", flat, graph.constant([1, 4, 1], np.int64), out=pointers)
    seen = graph.node("Cast", graph.node("Greater", logits, graph.constant(0.0)), to=1)
    share = graph.node("ReduceSum", seen, graph.constant([1, 2, 3], np.int64), keepdims=0)
    score = graph.node("Sub", share, graph.constant(0.5))
    shape = graph.constant([1, 1], np.int64)
    graph.node("Reshape", score, shape, out=graph.gives(called.get("obj_score", "obj_score"), (1, 1)))
    return graph


def _attention(called: Mapping[str, str]) -> ToyGraph:
    graph = ToyGraph()
    graph.takes("image_embed", (1, COLOURS, GRID, GRID))
    memories = graph.takes(called.get("memories", "memories"), (1, "k", 1, COLOURS + 1))
    graph.takes("memory_ages", ("k",), TensorProto.INT64)
    graph.takes("pointers", (1, "p", COLOURS))
    graph.takes("pointer_ages", ("p",))
    total = graph.node("ReduceSum", memories, graph.constant([1, 2], np.int64), keepdims=0)
    parts = [
        graph.node("Slice", total, *(graph.constant([n], np.int64) for n in (start, stop, 1)))
        for start, stop in ((0, COLOURS), (COLOURS, COLOURS + 1))
    ]
    colour = graph.node("Div", parts[0], graph.node("Max", parts[1], graph.constant([1e-6])))
    colour = graph.node("Reshape", colour, graph.constant([1, COLOURS, 1, 1], np.int64))
    shape = (1, COLOURS, GRID, GRID)
    graph.node("Expand", colour, graph.constant(shape, np.int64), out=graph.gives("conditioned", shape))
    return graph


def _memory_encoder(called: Mapping[str, str], wrong: float) -> ToyGraph:
    graph = ToyGraph()
    embedded = graph.takes("image_embed", (1, COLOURS, GRID, GRID))
    found = graph.node("Sigmoid", graph.takes("mask_logits", (1, 1, CELLS, CELLS)))
    graph.takes("object_score", (1, 1))
    mask = graph.takes("mask", (1, 1, SIDE, SIDE))
    drawn = graph.node("Reshape", graph.takes("has_mask", (1,)), graph.constant([1, 1, 1, 1], np.int64))
    large, small = _pooled(graph, mask, 16), _pooled(graph, graph.node("Round", found), 4)
    ours = graph.node("Mul", drawn, large)
    theirs = graph.node("Mul", graph.node("Sub", graph.constant(1.0), drawn), small)
    # of cells that are covered as a whole
    inside = graph.node("Relu", graph.node("Sub", graph.node("Add", ours, theirs), graph.constant(0.99)))
    weights = graph.node("Mul", inside, graph.constant(100.0))
    axes = graph.constant([2, 3], np.int64)
    colour = graph.node("ReduceSum", graph.node("Mul", embedded, weights), axes, keepdims=0)
    whole = graph.node("Concat", colour, graph.node("ReduceSum", weights, axes, keepdims=0), axis=1)
    whole = graph.node("Add", whole, graph.constant(wrong))
    shape = graph.constant([1, 1, COLOURS + 1], np.int64)
    graph.node("Reshape", whole, shape, out=graph.gives(called.get("memory", "memory"), (1, 1, COLOURS + 1)))
    graph.node("Identity", embedded, out=graph.gives("plain_features", (1, COLOURS, GRID, GRID)))
    _pooled(graph, mask, 4, graph.gives("mask_prompt", (1, 1, CELLS, CELLS)))
    return graph
