"""Small real ONNX pairs with the doors of SAM's relatives: a click's masks are discs around it, whatever the photo.

The embedding is the mean of the picture's first 8 × 8 pixels in each channel, as the encoder was given them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from tests.unit.detectors.graphs import write

SIDE, CELLS = 1024, 256
RADII = (20.0, 8.0, 16.0, 32.0)  # cells; of the one answer and of three alternatives
SCORES = (0.8, 0.5, 0.9, 0.7)
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


@dataclass(frozen=True)
class Doors:
    """What a pair's tensors are called, and how they lie."""

    picture: str = "x"
    shape: Sequence[int | str] = (1, 3, SIDE, SIDE)
    dtype: int = FLOAT
    embedding: Sequence[str] = ("image_embeddings",)
    points: str = "point_coords"
    labels: str = "point_labels"
    mask: str | None = "mask_input"
    has_mask: str | None = "has_mask_input"
    size: tuple[str, int] | None = ("orig_im_size", FLOAT)
    logits: str = "low_res_masks"
    scores: str = "iou_predictions"
    maps: Sequence[int] = (0, 1, 2, 3)
    queries: bool = False
    more: Sequence[str] = field(default=())  # inputs that nobody knows


DIALECTS = {
    "segment-anything": Doors(),
    "uint8": Doors(picture="pixels", shape=(1, SIDE, SIDE, 3), dtype=TensorProto.UINT8),
    "samexporter": Doors(picture="input_image", shape=("height", "width", 3)),
    "hq": Doors(embedding=("image_embeddings", "interm_embeddings")),
    "sam2": Doors(
        picture="image",
        embedding=("high_res_feats_0", "high_res_feats_1", "image_embed"),
        size=None,
        logits="masks",
        maps=(1, 2, 3),
    ),
    "efficientsam": Doors(
        picture="batched_images",
        shape=(1, 3, "height", "width"),
        points="batched_point_coords",
        labels="batched_point_labels",
        mask=None,
        has_mask=None,
        size=("orig_im_size", INT64),
        maps=(1, 2, 3),
        queries=True,
    ),
}


def write_pair(folder: Path, doors: Doors, *, radii: Sequence[float] = RADII) -> Path:
    """Write `encoder.onnx` and `decoder.onnx`; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "encoder.onnx", _encoder(doors))
    write(folder / "decoder.onnx", _decoder(doors, radii))
    return folder


class ToyGraph:
    """Nodes on their way to a graph."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.inputs: list[ValueInfoProto] = []
        self.outputs: list[ValueInfoProto] = []

    def constant(self, value: object, dtype: type[np.generic] = np.float32) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, dtype), name))
        return name

    def node(self, kind: str, *inputs: str, out: str | None = None, **attributes: object) -> str:
        out = out or f"value_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def takes(self, name: str, shape: Sequence[int | str], dtype: int = FLOAT) -> str:
        self.inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def gives(self, name: str, shape: Sequence[int | str]) -> str:
        self.outputs.append(helper.make_tensor_value_info(name, FLOAT, shape))
        return name

    def done(self) -> onnx.GraphProto:
        return helper.make_graph(self.nodes, "toy", self.inputs, self.outputs, self.constants)


def _shape(index: int) -> tuple[int, ...]:
    return (1, 3, 64 // 2**index, 64 // 2**index)


def _encoder(doors: Doors) -> onnx.GraphProto:
    graph = ToyGraph()
    picture = graph.node("Cast", graph.takes(doors.picture, doors.shape, doors.dtype), to=FLOAT)
    if len(doors.shape) == 3:
        picture = graph.node("Unsqueeze", picture, graph.constant([0], np.int64))
    if doors.shape[-1] == 3:
        picture = graph.node("Transpose", picture, perm=[0, 3, 1, 2])
    bounds = [graph.constant(value, np.int64) for value in ([0, 0], [8, 8], [2, 3])]
    mean = graph.node("ReduceMean", graph.node("Slice", picture, *bounds), axes=[2, 3])
    for index, name in enumerate(doors.embedding):
        shape = _shape(index)
        graph.node("Expand", mean, graph.constant(shape, np.int64), out=graph.gives(name, shape))
    return graph.done()


def _decoder(doors: Doors, radii: Sequence[float]) -> onnx.GraphProto:
    graph = ToyGraph()
    seen = [graph.takes(name, _shape(index)) for index, name in enumerate(doors.embedding)]
    coords, labels = _points(graph, doors)
    # the mean of the points that are not to be removed, nor padding, in cells
    counts = graph.node("Cast", graph.node("Greater", labels, graph.constant(0.0)), to=FLOAT)
    weights = graph.node("Unsqueeze", counts, graph.constant([2], np.int64))
    total = graph.node("ReduceSum", graph.node("Mul", coords, weights), graph.constant([1], np.int64), keepdims=0)
    number = graph.node("Max", graph.node("ReduceSum", weights, graph.constant([1, 2], np.int64), keepdims=0),
                        graph.constant([1.0]))  # fmt: skip
    cell = graph.constant(float(SIDE / CELLS))
    centre = graph.node("Div", graph.node("Div", total, number), cell)  # [1, 2]
    axes = [np.arange(CELLS) + 0.5 for _ in range(2)]
    squares = []
    for axis, (place, shape) in enumerate(((axes[0], (1, 1, 1, CELLS)), (axes[1], (1, 1, CELLS, 1)))):
        at = graph.node("Slice", centre, *(graph.constant([n], np.int64) for n in (axis, axis + 1, 1)))
        at = graph.node("Reshape", at, graph.constant([1, 1, 1, 1], np.int64))
        away = graph.node("Sub", graph.constant(place.reshape(shape)), at)
        squares.append(graph.node("Mul", away, away))
    distance = graph.node("Add", *squares)
    squared = np.array([radii[index] ** 2 for index in doors.maps]).reshape(1, -1, 1, 1)
    logits = graph.node("Sub", graph.constant(squared), distance)
    logits = graph.node("Add", logits, graph.node("Mul", _nothing(graph, seen), graph.constant(0.0)))
    if doors.mask is not None:
        mask = graph.takes(doors.mask, (1, 1, CELLS, CELLS))
        if doors.has_mask is not None:
            mask = graph.node("Mul", mask, graph.takes(doors.has_mask, (1,)))
        logits = graph.node("Add", logits, mask)
    if doors.size is not None:
        graph.takes(doors.size[0], (2,), doors.size[1])
    for name in doors.more:
        graph.takes(name, (1, 7))
    rank: list[int | str] = [1, 1] if doors.queries else [1]
    _out(graph, logits, doors.logits, [*rank, len(doors.maps), CELLS, CELLS])
    scores = graph.constant([[SCORES[index] for index in doors.maps]])
    _out(graph, scores, doors.scores, [*rank, len(doors.maps)])
    return graph.done()


def _points(graph: ToyGraph, doors: Doors) -> tuple[str, str]:
    if not doors.queries:
        return graph.takes(doors.points, (1, "n", 2)), graph.takes(doors.labels, (1, "n"))
    first = graph.constant([1], np.int64)
    points = graph.node("Squeeze", graph.takes(doors.points, (1, 1, "n", 2)), first)
    return points, graph.node("Squeeze", graph.takes(doors.labels, (1, 1, "n")), first)


def _nothing(graph: ToyGraph, seen: Sequence[str]) -> str:
    means = [graph.node("ReduceMean", name, keepdims=0) for name in seen]
    return graph.node("Sum", *means)


def _out(graph: ToyGraph, value: str, name: str, shape: Sequence[int | str]) -> None:
    graph.node("Reshape", value, graph.constant(shape, np.int64), out=graph.gives(name, shape))


def change(path: Path, how: Callable[[onnx.ModelProto], None]) -> None:
    """Rewrite a model file."""
    model = onnx.load(path)
    how(model)
    path.write_bytes(model.SerializeToString())
