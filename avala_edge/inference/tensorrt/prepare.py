"""An ONNX file as TensorRT takes it: bytes become numbers first, and all but some nodes are in half precision.

TensorRT 11 has no flags for precision any more: a plan has the types that the graph says, so they are put there, by
onnxruntime's converter. Such a graph runs on any engine.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

from avala_edge.errors import ModelUnavailable

if TYPE_CHECKING:
    from onnx import ModelProto

MOST_IN_ONE_FILE = 2_000_000_000  # bytes; protobuf ends at 2 GiB, weights are put beside


def prepare(source: Path, target: Path, *, single: AbstractSet[str] | None) -> None:
    """Write the graph of `source` to `target`. Blocks for some seconds.

    `single` are tensors whose nodes stay in single precision, None for all.

    Raises:
        ModelUnavailable: a package that this needs is absent, or the graph cannot be converted.
    """
    try:
        import onnx
        from onnxruntime.transformers.float16 import DEFAULT_OP_BLOCK_LIST, convert_float_to_float16
        from onnxruntime.transformers.onnx_model import OnnxModel
    except ImportError as error:
        raise ModelUnavailable(
            f"{error.name} is not installed: pip install 'avala-edge[gpu]' on the machine with the GPU"
        ) from None
    try:
        model = onnx.load(source)
        large = model.ByteSize() >= MOST_IN_ONE_FILE
    except Exception as error:  # protobuf's and onnx's errors share no useful base class
        raise ModelUnavailable(f"{source} cannot be read: {type(error).__name__}") from error
    _cast_bytes(model)
    if single is not None:
        ours: set[str] = set()
        for number, node in enumerate(model.graph.node):  # the converter knows nodes by name
            if not node.name or node.name in ours:
                node.name = f"{number}:{node.op_type}"
            ours.add(node.name)
        kept = [node.name for node in model.graph.node if not single.isdisjoint(node.output)]
        model = convert_float_to_float16(
            model,
            keep_io_types=True,
            disable_shape_infer=large,
            op_block_list=DEFAULT_OP_BLOCK_LIST,
            node_block_list=kept,
        )
        _bridge(model, ours)
        OnnxModel.graph_topological_sort(model.graph)
        del model.graph.value_info[:]  # some are of types that were; whoever reads the file infers them
    beside = model.ByteSize() >= MOST_IN_ONE_FILE
    onnx.save_model(model, target, save_as_external_data=beside, location=f"{target.name}.data" if beside else None)


def _cast_bytes(model: ModelProto) -> None:
    """Cast what comes as bytes before anything else reads it: TensorRT takes bytes as an input only."""
    from onnx import TensorProto, helper

    graph = model.graph
    for number, door in enumerate(graph.input):
        if door.type.tensor_type.elem_type != TensorProto.UINT8:
            continue
        cast = f"{door.name}.numbers"
        for node in graph.node:
            for index, name in enumerate(node.input):
                if name == door.name:
                    node.input[index] = cast
        graph.node.insert(number, helper.make_node("Cast", [door.name], [cast], to=TensorProto.FLOAT))
        stale = [each for each in graph.value_info if each.type.tensor_type.elem_type == TensorProto.UINT8]
        for each in stale:
            graph.value_info.remove(each)


def _bridge(model: ModelProto, ours: AbstractSet[str]) -> None:
    """Let neighbours in single precision meet: the converter puts half precision between any two nodes."""
    from onnx import TensorProto

    graph = model.graph
    casts = [node for node in graph.node if node.op_type == "Cast" and node.name not in ours]
    narrowed = {node.output[0]: node for node in casts if node.attribute[0].i == TensorProto.FLOAT16}
    for node in casts:
        if node.attribute[0].i == TensorProto.FLOAT and node.input[0] in narrowed:
            node.input[0] = narrowed[node.input[0]].input[0]
    read = {name for node in graph.node for name in node.input} | {door.name for door in graph.output}
    for name, node in narrowed.items():
        if name not in read:
            graph.node.remove(node)
