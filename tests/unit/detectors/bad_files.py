"""Files that are no detector, each in its own way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.unit.detectors.graphs import ULTRALYTICS, write, write_constant


def text_file(path: Path) -> None:
    path.write_text("these are not weights\n" * 1000)


def empty(path: Path) -> None:
    path.touch()


def truncated(path: Path) -> None:
    write_constant(path, {"o": np.zeros((1, 6, 5000), np.float32)})
    path.write_bytes(path.read_bytes()[:-1000])


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(10 * 1024**3)


def outside(path: Path) -> None:
    write_constant(path, {"o": np.zeros((1, 6, 5000), np.float32)})
    onnx.save_model(onnx.load(path), path, save_as_external_data=True, location="weights.bin", size_threshold=0)


def no_such_operator(path: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("Conjure", ["images"], ["o"], domain="org.example")],
        "odd",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, 64, 64])],
        [helper.make_tensor_value_info("o", TensorProto.FLOAT, [1, 6, 3])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("org.example", 1)])
    path.write_bytes(model.SerializeToString())


def not_a_number(path: Path) -> None:
    write_constant(path, {"o": np.full((1, 6, 3), np.nan, np.float32)})


def fails(path: Path) -> None:
    """Says that its answer has another shape than what it computes can have."""
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["images"], ["flat"]),
            helper.make_node(
                "Constant", [], ["shape"], value=helper.make_tensor("s", TensorProto.INT64, [3], [1, 6, 5])
            ),
            helper.make_node("Reshape", ["flat", "shape"], ["o"]),
        ],
        "fails",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, "h", "w"])],
        [helper.make_tensor_value_info("o", TensorProto.FLOAT, [1, 6, 5])],
    )
    write(path, graph)


def logits_for_scores(path: Path) -> None:
    write_constant(path, {"o": np.full((1, 6, 3), 8, np.float32)})


def four_at_once(path: Path) -> None:
    write_constant(path, {"o": np.zeros((4, 6, 3), np.float32)}, image=(4, 3, 64, 64))


def grey(path: Path) -> None:
    write_constant(path, {"o": np.zeros((1, 6, 3), np.float32)}, image=(1, 1, 64, 64))


def poses(path: Path) -> None:
    write_constant(path, {"o": np.zeros((1, 56, 84), np.float32)}, metadata={**ULTRALYTICS, "task": "pose"})


def another_shape(path: Path) -> None:
    write_constant(path, {"o": np.zeros((1, 6), np.float32)})


def wrongly_named(path: Path) -> None:
    write_constant(path, {"o": np.zeros((1, 6, 84), np.float32)}, metadata={"names": "['a', 'b', 'c']"})


def coloured(path: Path) -> None:
    write_constant(path, {"\x1b[31mo": np.zeros((1, 6, 84), np.float32)})
