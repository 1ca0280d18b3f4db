"""What an ONNX file says of itself, without computing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from avala_edge.errors import ModelUnavailable, first_line
from avala_edge.inference.engine import TensorSpec


@dataclass(frozen=True)
class Graph:
    """A model's doors: its inputs and outputs, and the words that whoever exported it left in the file."""

    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    metadata: Mapping[str, str]


def read_graph(path: Path) -> Graph:
    """Read an ONNX file with its operators resolved, but not optimised, so that nothing of it is computed. Blocks.

    Raises:
        ModelUnavailable: it is no ONNX file, is damaged, or needs an operator or version that there is not.
    """
    import onnxruntime as ort

    from avala_edge.inference.onnxruntime_engine import specs

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        metadata = session.get_modelmeta().custom_metadata_map
        graph = Graph(specs(session.get_inputs()), specs(session.get_outputs()), dict(metadata))
    except Exception as error:  # the library's errors share no useful base class
        raise ModelUnavailable(first_line(error)) from error
    for each in (*graph.inputs, *graph.outputs):
        if not each.name.isprintable():
            raise ModelUnavailable(f"it has a tensor named {each.name!r}")
    return graph
