"""`encoder.onnx` → `encoder.int8.onnx`, and so the decoder: convolutions in 8 bits, which processors multiply faster.

A tensor of activations has one scale, a weight one a channel (Jacob et al. 2018). What rounded weights lose in the mean
is added to the bias (Nagel et al. 2019, bias correction). The first convolutions of a path stay as they are: they cost
little, and most of what rounding does to an outline happens there (`docs/experiments/0011-eight-bits.md`).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from .halves import halve

MANIFEST = "manifest.json"
ENCODER = 6, 0  # convolutions at the beginning of a path, and at the end of the file, that stay as they are
DECODER = 1, 7  # what a prompt is drawn on; what places the outline
PERCENTILE = 99.999  # of an activation's values that its scale covers

Inputs = dict[str, NDArray[Any]]
"""A tensor for each of a graph's inputs."""


def add_quantised(folder: Path, encodes: Sequence[Inputs], decodes: Sequence[Inputs]) -> dict[str, int]:
    """Put both graphs in 8 bits beside those in `folder`, and into its manifest; returns their bytes."""
    manifest = json.loads((folder / MANIFEST).read_text())
    sizes = {}
    for part, inputs, first, last in (("encoder", encodes, *ENCODER), ("decoder", decodes, *DECODER)):
        path = folder / f"{part}.int8.onnx"
        quantise(folder / f"{part}.onnx", inputs, path, first=first, last=last)
        manifest[f"{part}_int8"] = {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        sizes[path.name] = path.stat().st_size
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    return sizes


def quantise(source: Path, inputs: Sequence[Inputs], out: Path, *, first: int, last: int) -> None:
    """Write `out`.

    Args:
        source: the graph in single precision.
        inputs: what it may be given, to measure ranges on.
        out: where to write the rounded one.
        first: so many convolutions of each path stay as they are.
        last: so do so many at the end of the folded file; weights that they share are rounded all the same.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain, rounded = Path(folder, "plain.onnx"), Path(folder, "rounded.onnx")
        _fold(source, plain)
        chosen = _late_convolutions(onnx.load(plain).graph, first)
        chosen = chosen[: len(chosen) - last]
        _round(plain, rounded, chosen, inputs)
        _shift_biases(plain, rounded, chosen, _channel_means(plain, chosen, inputs))
        _round(plain, rounded, chosen, inputs)
        model = onnx.load(rounded)
    _without_clips(model.graph)
    _round_once(model.graph)
    _share_weights(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, out)
    halve(out)


def _fold(source: Path, target: Path) -> None:
    """Compute what is known before any photo is: widened weights, normalisations within convolutions."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    ort.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def _late_convolutions(graph: onnx.GraphProto, first: int) -> list[str]:
    """Names of the convolutions that have `first` others before them, in order."""
    depth: dict[str, int] = {}
    found = []
    for node in graph.node:
        deepest = max((depth.get(name, 0) for name in node.input), default=0)
        if node.op_type == "Conv":
            deepest += 1
            if deepest > first:
                found.append(node.name)
        depth.update(dict.fromkeys(node.output, deepest))
    return found


class _Inputs(CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, inputs: Sequence[Inputs]) -> None:
        self._left = iter(inputs)

    def get_next(self) -> Inputs | None:
        return next(self._left, None)


def _round(source: Path, target: Path, chosen: Sequence[str], inputs: Sequence[Inputs]) -> None:
    quantize_static(
        source,
        target,
        _Inputs(inputs),
        quant_format=QuantFormat.QDQ,
        nodes_to_quantize=list(chosen),
        op_types_to_quantize=["Conv"],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.Percentile,
        extra_options={"CalibPercentile": PERCENTILE, "ActivationSymmetric": False, "WeightSymmetric": True},
    )


def _channel_means(path: Path, chosen: Sequence[str], inputs: Sequence[Inputs]) -> list[NDArray[np.float32]]:
    """What each convolution is given in the mean of all places, a number a channel."""
    model = onnx.load(path)
    read = {node.name: node.input[0] for node in model.graph.node if node.op_type == "Conv"}
    names = list(dict.fromkeys(read[name] for name in chosen))
    del model.graph.output[:]
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL  # all these outputs are wanted
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    found = [[maps.mean((0, 2, 3)) for maps in session.run(names, each)] for each in inputs]
    means = {name: np.mean(of_one, axis=0) for name, of_one in zip(names, zip(*found, strict=True), strict=True)}
    return [means[read[name]] for name in chosen]


def _shift_biases(plain: Path, rounded: Path, chosen: Sequence[str], means: Sequence[NDArray[np.float32]]) -> None:
    """Add to each bias of `plain` what rounded weights lose of what they are given in the mean."""
    model, after = onnx.load(plain), onnx.load(rounded).graph
    nodes = {node.name: node for node in model.graph.node}
    values = {tensor.name: tensor for tensor in model.graph.initializer}
    makers = _makers(after)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in after.initializer}
    for conv in [node for node in after.node if node.name in chosen]:
        node, widened = nodes[conv.name], makers[conv.input[1]]
        weights = numpy_helper.to_array(values[node.input[1]])
        whole, scale = stored[widened.input[0]].astype(np.float32), stored[widened.input[1]]
        lost = (weights - whole * scale[:, None, None, None]).sum((2, 3))
        mean = means[chosen.index(conv.name)]
        shift = lost[:, 0] * mean if lost.shape[1] == 1 < len(mean) else lost @ mean  # a depthwise one, or a whole one
        before = numpy_helper.to_array(values[node.input[2]]) if len(node.input) > 2 else np.float32(0)
        own = numpy_helper.from_array(before + shift.astype(np.float32), f"{conv.name}_own_bias")
        model.graph.initializer.append(own)
        node.input[:] = [*node.input[:2], own.name]
    onnx.save(model, plain)


def _without_clips(graph: onnx.GraphProto) -> None:
    """Drop activations before 8 bits whose least is 0: those cut what is below and above by themselves."""
    readers = _readers(graph)
    values = {tensor.name: tensor for tensor in graph.initializer}
    asked = {output.name for output in graph.output}
    for node in [node for node in graph.node if node.op_type in ("Clip", "Relu")]:
        if node.output[0] in asked:
            continue
        after = readers[node.output[0]]
        if all(n.op_type == "QuantizeLinear" and not numpy_helper.to_array(values[n.input[2]]) for n in after):
            for reader in after:
                reader.input[0] = node.input[0]
            graph.node.remove(node)


def _round_once(graph: onnx.GraphProto) -> None:
    """Where 8 bits are made of 8 bits alone, make the second of what the first were made of."""
    readers = _readers(graph)
    makers = _makers(graph)
    for node in [node for node in graph.node if node.op_type == "QuantizeLinear"]:
        widened = makers.get(node.input[0])
        if widened is None or widened.op_type != "DequantizeLinear" or len(readers[widened.output[0]]) > 1:
            continue
        first = makers[widened.input[0]]
        if len(readers[first.output[0]]) == 1:
            node.input[0] = first.input[0]
            graph.node.remove(widened)
            graph.node.remove(first)
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def _share_weights(graph: onnx.GraphProto) -> None:
    """Keep one of equal weights: those of a convolution that is run at both sizes were rounded twice."""
    kept: dict[bytes, str] = {}
    instead: dict[str, str] = {}
    for tensor in [tensor for tensor in graph.initializer if tensor.data_type == TensorProto.INT8]:
        content = repr(tuple(tensor.dims)).encode() + numpy_helper.to_array(tensor).tobytes()
        instead[tensor.name] = kept.setdefault(content, tensor.name)
        if instead[tensor.name] != tensor.name:
            graph.initializer.remove(tensor)
    for node in graph.node:
        node.input[:] = [instead.get(name, name) for name in node.input]


def _makers(graph: onnx.GraphProto) -> dict[str, onnx.NodeProto]:
    return {name: node for node in graph.node for name in node.output}


def _readers(graph: onnx.GraphProto) -> dict[str, list[onnx.NodeProto]]:
    found: dict[str, list[onnx.NodeProto]] = {name: [] for name in _makers(graph)}
    for node in graph.node:
        for name in node.input:
            found.setdefault(name, []).append(node)
    return found
