"""Large weights as float16 in the file, widened where they are used: half the bytes, the same arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LARGE = 4096  # numbers; smaller weights stay float32


def halve(path: Path) -> None:
    """Do so to the graph in `path`."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for weights in graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype == np.float32 and values.size >= LARGE:
            name = f"{weights.name}_half"
            casts.append(
                helper.make_node("Cast", [name], [weights.name], f"widen_{weights.name}", to=TensorProto.FLOAT)
            )
            weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)
