"""Small real ONNX files whose answers are known: what they say is a constant, moved by the picture's mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Shape = Sequence[int | str]

ULTRALYTICS = {
    "description": "Ultralytics YOLO11n model trained on pets.yaml",
    "author": "Ultralytics",
    "task": "detect",
    "license": "AGPL-3.0 License (https://ultralytics.com/license)",
    "imgsz": "[64, 64]",
    "names": "{0: 'cat', 1: 'dog'}",
    "stride": "32",
}


def write_constant(
    path: Path,
    outputs: Mapping[str, NDArray[np.generic]],
    *,
    image: Shape = (1, 3, 64, 64),
    name: str = "images",
    dtype: int = TensorProto.FLOAT,
    sizes: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """Write a graph that reads its picture and then says `outputs`, whatever it shows."""
    nodes, inputs, infos = [], [helper.make_tensor_value_info(name, dtype, image)], []
    constants = []
    if sizes is not None:
        inputs.append(helper.make_tensor_value_info(sizes, TensorProto.INT64, [1, 2]))
    nodes.append(helper.make_node("Cast", [name], ["as_float"], to=TensorProto.FLOAT))
    nodes.append(helper.make_node("ReduceMean", ["as_float"], ["mean"], keepdims=0))
    constants.append(numpy_helper.from_array(np.array(0, np.float32), "zero"))
    nodes.append(helper.make_node("Mul", ["mean", "zero"], ["nothing"]))
    for output, array in outputs.items():
        kind = helper.np_dtype_to_tensor_dtype(array.dtype)
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array), f"{output}.said"))
        nodes.append(helper.make_node("Cast", ["nothing"], [f"{output}.nothing"], to=kind))
        nodes.append(helper.make_node("Add", [f"{output}.said", f"{output}.nothing"], [output]))
        infos.append(helper.make_tensor_value_info(output, kind, array.shape))
    graph = helper.make_graph(nodes, "constant", inputs, infos, constants)
    return write(path, graph, metadata)


def write(path: Path, graph: onnx.GraphProto, metadata: Mapping[str, str] | None = None, *, opset: int = 17) -> Path:
    """Write a checked model."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    helper.set_model_props(model, dict(metadata or {}))
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path
