"""`scripts/mini/quantise.py`: convolutions in 8 bits answer much the same, in fewer bytes; others stay as they are."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from numpy.typing import NDArray
from onnx import helper, numpy_helper

SCRIPTS = Path(__file__).parents[3] / "scripts"
CHANNELS, DEPTH = 16, 4


@pytest.fixture
def quantise(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPTS)
    return importlib.import_module("mini.quantise")


@pytest.fixture
def photos() -> list[dict[str, NDArray[np.float32]]]:
    rng = np.random.default_rng(1)
    return [{"photo": rng.random((1, CHANNELS, 24, 24), np.float32)} for _ in range(4)]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Four convolutions with activations in a row, run on a photo and on one of half its size by the same weights."""
    rng = np.random.default_rng(0)
    weights = [
        numpy_helper.from_array((rng.normal(0, 0.12, (CHANNELS, CHANNELS, 3, 3))).astype(np.float32), f"w{i}")
        for i in range(DEPTH)
    ]
    biases = [numpy_helper.from_array(rng.normal(0, 0.1, CHANNELS).astype(np.float32), f"b{i}") for i in range(DEPTH)]
    nodes = [helper.make_node("AveragePool", ["photo"], ["half"], kernel_shape=[2, 2], strides=[2, 2])]
    for at in ("photo", "half"):
        came = at
        for i in range(DEPTH):
            conv, out = f"{at}_{i}", f"{at}_out" if i == DEPTH - 1 else f"{at}_{i}_relu"
            nodes.append(helper.make_node("Conv", [came, f"w{i}", f"b{i}"], [conv], conv, pads=[1, 1, 1, 1]))
            nodes.append(helper.make_node("Relu", [conv], [out]))
            came = out
    made = helper.make_graph(
        nodes,
        "two sizes",
        [helper.make_tensor_value_info("photo", onnx.TensorProto.FLOAT, [1, CHANNELS, 24, 24])],
        [helper.make_tensor_value_info(f"{at}_out", onnx.TensorProto.FLOAT, None) for at in ("photo", "half")],
        [*weights, *biases],
    )
    path = tmp_path / "graph.onnx"
    onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), path)
    return path


def answers(path: Path, photo: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    return list(ort.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, photo))


def rounded(path: Path) -> set[str]:
    """Names of the convolutions that take bytes (their weights may be shared with others)."""
    graph = onnx.load(path).graph
    makers = {name: node for node in graph.node for name in node.output}
    return {
        node.name
        for node in graph.node
        if node.op_type == "Conv" and node.input[0] in makers and makers[node.input[0]].op_type == "DequantizeLinear"
    }


def test_answers_are_much_the_same(
    quantise: ModuleType, graph: Path, photos: list[dict[str, NDArray[np.float32]]], tmp_path: Path
) -> None:
    out = tmp_path / "graph.int8.onnx"
    quantise.quantise(graph, photos[1:], out, first=0, last=0)
    assert rounded(out) == {f"{at}_{i}" for at in ("photo", "half") for i in range(DEPTH)}
    for wanted, got in zip(answers(graph, photos[0]), answers(out, photos[0]), strict=True):
        off = got - wanted
        assert np.abs(off).max() > 0  # it is rounded
        assert np.linalg.norm(off) < 0.02 * np.linalg.norm(wanted)
    kinds = {node.op_type for node in onnx.load(out).graph.node}
    assert "Relu" in kinds  # at the end
    weights = [tensor for tensor in onnx.load(out).graph.initializer if tensor.data_type == onnx.TensorProto.INT8]
    assert len([tensor for tensor in weights if len(tensor.dims) == 4]) == DEPTH  # one for both sizes


def test_what_outlines_hang_on_stays_as_it_is(
    quantise: ModuleType, graph: Path, photos: list[dict[str, NDArray[np.float32]]], tmp_path: Path
) -> None:
    out = tmp_path / "graph.int8.onnx"
    quantise.quantise(graph, photos, out, first=2, last=1)
    assert len(rounded(out)) == 3  # of four that have two before them, all but the last in the file
    assert rounded(out) < {"photo_2", "photo_3", "half_2", "half_3"}


def test_biases_take_what_rounded_weights_lose(
    quantise: ModuleType,
    graph: Path,
    photos: list[dict[str, NDArray[np.float32]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mended, plain = tmp_path / "mended.onnx", tmp_path / "plain.onnx"
    quantise.quantise(graph, photos, mended, first=0, last=0)
    monkeypatch.setattr(quantise, "_shift_biases", lambda *_: None)
    quantise.quantise(graph, photos, plain, first=0, last=0)
    means = {
        path: sum(
            float(np.abs(got.mean((0, 2, 3)) - wanted.mean((0, 2, 3))).sum())
            for photo in photos
            for wanted, got in zip(answers(graph, photo), answers(path, photo), strict=True)
        )
        for path in (mended, plain)
    }
    assert means[mended] < means[plain]
