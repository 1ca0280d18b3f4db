"""Graphs in half precision with islands in single, run by onnxruntime: what a plan is built of."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from avala_edge.inference.tensorrt import prepare
from avala_edge.models.engine_build.graph import read_onnx
from avala_edge.models.engine_build.islands import LEVELS, islands
from avala_edge.models.engine_build.operators import unsupported

MINI = Path(__file__).parents[3] / "avala_edge" / "models" / "weights" / "avala-mini"
HALF, SINGLE = TensorProto.FLOAT16, TensorProto.FLOAT


def dtypes(path: Path) -> dict[str, int]:
    """Return the type of what each node computes, as ONNX infers it."""
    model = onnx.shape_inference.infer_shapes(onnx.load(path), strict_mode=True)
    tensors = {each.name: each.type.tensor_type.elem_type for each in (*model.graph.value_info, *model.graph.output)}
    return {node.name: tensors[node.output[0]] for node in model.graph.node}


def run(path: Path, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
    return ort.InferenceSession(path.read_bytes()).run(None, inputs)


def run_exactly(path: Path, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
    """Compute every node in its type; onnxruntime computes halves in single precision on a CPU."""
    with np.errstate(over="ignore"):
        return ReferenceEvaluator(str(path)).run(None, inputs)


def attention(path: Path) -> Path:
    """Write a graph of one attention: scores, scaled and shifted, a softmax, values; a norm before it."""
    random = np.random.default_rng(1)
    weights = {name: random.normal(size=(8, 8)).astype(np.float32) for name in ("q", "k", "v")}
    constants = {**weights, "scale": np.array(0.3, np.float32), "gain": np.ones(8, np.float32)}
    nodes = [
        helper.make_node("LayerNormalization", ["x", "gain"], ["n"], name="block.norm"),
        helper.make_node("MatMul", ["n", "q"], ["nq"], name="block.q"),
        helper.make_node("MatMul", ["n", "k"], ["nk"], name="block.k"),
        helper.make_node("MatMul", ["n", "v"], ["nv"], name="block.v"),
        helper.make_node("Transpose", ["nk"], ["kt"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["nq", "kt"], ["raw"], name="block.scores"),
        helper.make_node("Mul", ["raw", "scale"], ["scaled"]),
        helper.make_node("Softmax", ["scaled"], ["weights"], axis=-1),
        helper.make_node("MatMul", ["weights", "nv"], ["y"], name="block.out"),
    ]
    doors = [[helper.make_tensor_value_info(name, SINGLE, ["batch", 5, 8])] for name in ("x", "y")]
    tensors = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = helper.make_graph(nodes, "attention", *doors, tensors)
    path.write_bytes(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()
    )
    return path


def test_islands_widen(tmp_path: Path) -> None:
    graph = read_onnx(attention(tmp_path / "m.onnx"))
    kept = [islands(graph, level) for level in LEVELS]
    assert kept[0] == {"n", "weights"}
    assert kept[1] - kept[0] == {"raw", "scaled"}
    assert kept[2] - kept[1] == {"nq", "nk", "nv", "y"}
    assert islands(graph, LEVELS[0], ["block.[qk]"]) == {"n", "weights", "nq", "nk"}
    assert islands(graph, LEVELS[0], ["nobody*"]) == kept[0]


def test_islands_are_single_and_the_sea_is_half(tmp_path: Path) -> None:
    source, target = attention(tmp_path / "m.onnx"), tmp_path / "half.onnx"
    prepare(source, target, single=islands(read_onnx(source), LEVELS[0]))
    found = dtypes(target)
    assert {found[name] for name in ("block.norm", "7:Softmax")} == {SINGLE}
    assert {found[name] for name in ("block.q", "block.scores", "6:Mul", "block.out")} == {HALF}
    onnx.checker.check_model(onnx.load(target))
    model = onnx.load(target)
    doors = [*model.graph.input, *model.graph.output]
    assert {door.type.tensor_type.elem_type for door in doors} == {SINGLE}
    given = {"x": np.random.default_rng(2).normal(size=(2, 5, 8)).astype(np.float32)}
    (want,), (got,) = run(source, given), run_exactly(target, given)
    assert 0 < np.abs(want - got).max() < 0.02


def test_what_half_precision_spoils_is_kept(tmp_path: Path) -> None:
    """A sum of squares beyond 65 504 is infinite in half precision, and is not where it is an island."""
    nodes = [
        helper.make_node("Mul", ["x", "x"], ["squares"], name="squares"),
        helper.make_node("ReduceSum", ["squares"], ["sum"], name="sum"),
        helper.make_node("Sqrt", ["sum"], ["y"]),
    ]
    doors = [[helper.make_tensor_value_info("x", SINGLE, [4])], [helper.make_tensor_value_info("y", SINGLE, None)]]
    graph = helper.make_graph(nodes, "norm", *doors)
    source, target = tmp_path / "m.onnx", tmp_path / "half.onnx"
    source.write_bytes(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()
    )
    given = {"x": np.full(4, 300, np.float32)}
    for patterns, finite in (((), False), (("squares",), True)):
        prepare(source, target, single=islands(read_onnx(source), LEVELS[0], patterns))
        assert bool(np.isfinite(run_exactly(target, given)[0]).all()) is finite


@pytest.mark.parametrize("part", ["encoder", "decoder"])
@pytest.mark.parametrize("single", [False, True])
def test_the_shipped_model_stays_itself(part: str, single: bool, tmp_path: Path) -> None:
    source, target = MINI / f"{part}.onnx", tmp_path / "m.onnx"
    prepare(source, target, single=None if single else islands(read_onnx(source), LEVELS[0]))
    assert unsupported(read_onnx(target)) == []
    assert (HALF in dtypes(target).values()) is not single
    numbers = sum(math.prod(weights.dims) for weights in onnx.load(source).graph.initializer)
    if single:
        assert target.stat().st_size > 0.9 * source.stat().st_size
    else:
        assert target.stat().st_size < 0.9 * 4 * numbers  # the source's large weights may be halves already
    random, given = np.random.default_rng(3), {}
    for door in ort.InferenceSession(str(source)).get_inputs():
        shape = [side if isinstance(side, int) else 3 for side in door.shape]
        bytes_ = door.type == "tensor(uint8)"
        given[door.name] = random.integers(0, 256, shape).astype(np.uint8) if bytes_ else random.normal(size=shape)
    given = {name: array if array.dtype == np.uint8 else array.astype(np.float32) for name, array in given.items()}
    for want, got in zip(run(source, given), run(target, given), strict=True):
        assert got.dtype == np.float32
        assert float((want * got).sum() / np.linalg.norm(want) / np.linalg.norm(got)) > (0.99999 if single else 0.999)
