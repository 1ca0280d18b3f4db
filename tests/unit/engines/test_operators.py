"""What TensorRT's published list says of graphs: the shipped model's, and small ones that are wrong in one place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from avala_edge.errors import InvalidInput
from avala_edge.models.engine_build import check, published
from avala_edge.models.engine_build.graph import read_onnx
from avala_edge.models.engine_build.operators import unsupported

MINI = Path(__file__).parents[3] / "avala_edge" / "models" / "weights" / "avala-mini"
FLOAT, INT64, UINT8, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.UINT8, TensorProto.BOOL


def write(
    path: Path,
    nodes: list[onnx.NodeProto],
    *,
    inputs: dict[str, int] | None = None,
    constants: dict[str, np.ndarray] | None = None,
    opset: int = 20,
    functions: tuple[onnx.FunctionProto, ...] = (),
) -> Path:
    graph = helper.make_graph(
        nodes,
        "small",
        [
            helper.make_tensor_value_info(name, dtype, ["batch", 4, 4])
            for name, dtype in (inputs or {"x": FLOAT}).items()
        ],
        [helper.make_tensor_value_info("y", FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in (constants or {}).items()],
    )
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid("own", 1)]
    path.write_bytes(helper.make_model(graph, opset_imports=opsets, functions=functions).SerializeToString())
    return path


def said(path: Path) -> list[str]:
    return [str(each) for each in unsupported(read_onnx(path))]


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_the_shipped_model_can_be_built(part: str) -> None:
    graph, wrong = check(MINI / f"{part}.onnx")
    assert wrong == []
    assert {node.op for node in graph.nodes} <= published().operators.keys()


def test_bytes_are_taken_at_the_door_only(tmp_path: Path) -> None:
    path = write(tmp_path / "m.onnx", [helper.make_node("Transpose", ["x"], ["y"], name="turn")], inputs={"x": UINT8})
    assert said(path) == [
        "node 'turn': Transpose: it does not take UINT8, which 'x' is; only FP32, FP16, BF16, INT32, INT64, BOOL"
    ]
    assert check(path)[1] == []  # a build casts them first
    path = write(tmp_path / "m.onnx", [helper.make_node("Cast", ["x"], ["y"], to=FLOAT)], inputs={"x": UINT8})
    assert said(path) == []


def test_the_graph_is_what_onnx_reads() -> None:
    for path in MINI.glob("*.onnx"):
        model, graph = onnx.load(path), read_onnx(path)
        assert [(n.name, n.op, n.inputs, n.outputs) for n in graph.nodes] == [
            (n.name, n.op_type, tuple(n.input), tuple(n.output)) for n in model.graph.node
        ]
        assert graph.opsets == {each.domain: each.version for each in model.opset_import}
        assert [each.name for each in graph.inputs] == [each.name for each in model.graph.input]
        assert graph.constants >= {each.name for each in model.graph.initializer}
        for ours, theirs in zip(graph.nodes, model.graph.node, strict=True):
            for attribute in theirs.attribute:
                value = helper.get_attribute_value(attribute)
                if isinstance(value, int) or (isinstance(value, list) and value and isinstance(value[0], int)):
                    assert ours.attributes[attribute.name] == (tuple(value) if isinstance(value, list) else value)
                elif isinstance(value, bytes):
                    assert ours.attributes[attribute.name] == value.decode()


AXES = {"axes": np.array([1], np.int64)}


@pytest.mark.parametrize(
    ("nodes", "options", "expected"),
    [
        ([helper.make_node("Det", ["x"], ["y"])], {}, "node number 0: Det: TensorRT 10.15 does not support it"),
        ([helper.make_node("Swish", ["x"], ["y"])], {}, "the list of TensorRT 10.15 does not name it"),
        ([helper.make_node("Gelu", ["x"], ["y"], domain="com.microsoft")], {}, "of the domain 'com.microsoft'"),
        ([helper.make_node("Relu", ["x"], ["y"], domain="ai.onnx")], {}, None),
        ([helper.make_node("Relu", ["x"], ["y"])], {"opset": 25}, "opset 25 is not in 9…24"),
        ([helper.make_node("Softmax", ["x"], ["y"])], {"inputs": {"x": INT64}}, "does not take INT64, which 'x' is"),
        ([helper.make_node("Resize", ["x", "", "s"], ["y"], mode="cubic")], {}, "mode is cubic, but must be nearest"),
        ([helper.make_node("Resize", ["x", "", "s"], ["y"], mode="linear")], {}, None),
        ([helper.make_node("MaxPool", ["x"], ["y", "i"], kernel_shape=[2])], {}, "only its first output is supported"),
        ([helper.make_node("MaxPool", ["x"], ["y"], kernel_shape=[2], dilations=[2])], {}, "dilations is 2, but must"),
        ([helper.make_node("ReduceSum", ["x", "axes"], ["y"])], {"constants": AXES}, None),
        (
            [helper.make_node("ReduceSum", ["x", "a"], ["y"])],
            {"inputs": {"x": FLOAT, "a": INT64}},
            "input 1 must be a constant",
        ),
        (  # known when a plan is built, though computed
            [helper.make_node("Add", ["axes", "axes"], ["two"]), helper.make_node("ReduceSum", ["x", "two"], ["y"])],
            {"constants": AXES},
            None,
        ),
        ([helper.make_node("ScatterND", ["x", "i", "u"], ["y"], reduction="add")], {}, "reduction is add, but must be"),
    ],
)
def test_what_is_in_the_way(nodes: list[onnx.NodeProto], options: dict, expected: str | None, tmp_path: Path) -> None:
    found = said(write(tmp_path / "m.onnx", nodes, **options))
    if expected is None:
        assert found == []
    else:
        assert len(found) == 1
        assert expected in found[0]


def test_graphs_in_graphs_and_own_functions_are_looked_into(tmp_path: Path) -> None:
    inner = helper.make_graph(
        [helper.make_node("Unique", ["x"], ["z"], name="inside")],
        "then",
        [],
        [helper.make_tensor_value_info("z", FLOAT, None)],
    )
    path = write(
        tmp_path / "m.onnx",
        [helper.make_node("If", ["c"], ["y"], then_branch=inner, else_branch=inner)],
        inputs={"x": FLOAT, "c": BOOL},
    )
    assert [line.partition(":")[0] for line in said(path)] == ["node 'inside'"] * 2
    function = helper.make_function(
        "own", "Twice", ["a"], ["b"], [helper.make_node("Compress", ["a"], ["b"])], [helper.make_opsetid("", 20)]
    )
    node = helper.make_node("Twice", ["x"], ["y"], domain="own")
    assert "Compress" in said(write(tmp_path / "m.onnx", [node], functions=(function,)))[0]


@pytest.mark.parametrize(
    ("data", "word"), [(b"", "empty"), (b"\x08\x07", "holds no graph"), (b"not an onnx file", "no ONNX file")]
)
def test_what_is_no_onnx_file(data: bytes, word: str, tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(data)
    with pytest.raises(InvalidInput, match=word):
        read_onnx(tmp_path / "m.onnx")


def test_a_file_that_is_cut_off_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    whole = (MINI / "decoder.onnx").read_bytes()
    path = tmp_path / "m.onnx"
    for end in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:end])
        with pytest.raises(InvalidInput):
            read_onnx(path)


def test_graphs_in_graphs_without_end(tmp_path: Path) -> None:
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "inner", [], [])
    for _ in range(20):
        graph = helper.make_graph([helper.make_node("If", ["c"], ["y"], then_branch=graph)], "outer", [], [])
    (tmp_path / "m.onnx").write_bytes(helper.make_model(graph).SerializeToString())
    with pytest.raises(InvalidInput, match="graphs in graphs"):
        read_onnx(tmp_path / "m.onnx")
