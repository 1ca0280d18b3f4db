"""Building, but for TensorRT: the stand-in's plan is the prepared ONNX file, run by onnxruntime for the gate."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from avala_edge.cli import main
from avala_edge.errors import Busy, InvalidInput, ModelUnavailable
from avala_edge.inference import REFERENCE, Engine
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import Loaded, available
from avala_edge.inference.tensorrt import Built, Profile
from avala_edge.models import PromptableModel, parity
from avala_edge.models.engine_build import Order, PlanRecord, build_engine, check_repository, put_plan
from avala_edge.models.engine_build.graph import Input, OnnxGraph
from avala_edge.models.engine_build.plans import PlanKey, find_plan
from avala_edge.models.engine_build.shapes import most_at_a_time, profile

MINI = Path(__file__).parents[3] / "avala_edge" / "models" / "weights" / "avala-mini"
NODES = len(onnx.load(MINI / "decoder.onnx").graph.node)


@dataclass
class StandIn:
    """Counts what it builds; `spoils` says which plans are wrong, by how often it built before."""

    gpu: str = "NVIDIA H100 80GB HBM3"
    version: str = "11.4.0.106"
    spoils: Callable[[int], bool] = lambda _: False
    caches: list[bytes] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)

    def build(self, source: Path, profile: Profile, *, timing_cache: bytes) -> Built:
        model = onnx.load(source)
        if self.spoils(len(self.caches)):
            for tensor in model.graph.initializer:
                if tensor.data_type in (TensorProto.FLOAT16, TensorProto.FLOAT) and len(tensor.dims) == 4:
                    tensor.raw_data = bytes(len(onnx.numpy_helper.to_array(tensor).tobytes()))
        self.caches.append(timing_cache)
        self.profiles.append(profile)
        return Built(model.SerializeToString(), b"measured %d" % len(self.caches), "{}")

    def engine(self, plan: Path, *, name: str) -> Engine:
        return _Plan(plan, name)


class _Plan:
    version, eight_bits = "1", False

    def __init__(self, plan: Path, name: str) -> None:
        self.name, self._plan = name, plan

    def open(self, path: Path, *, threads: int) -> Loaded:
        return available()[REFERENCE].open(self._plan, threads=threads)


@pytest.fixture
async def model() -> AsyncIterator[PromptableModel]:
    runtime = EmbeddedRuntime(threads=2, bound=8)
    yield PromptableModel.open(MINI, runtime)
    await runtime.close()


@pytest.fixture(autouse=True)
def one_probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probes = tmp_path / "probes"
    probes.mkdir()
    first = min(parity.PROBES.glob("*.jpg"))
    (probes / first.name).write_bytes(first.read_bytes())
    monkeypatch.setattr(parity, "PROBES", probes)
    monkeypatch.setattr(parity, "RUNS", 2)
    monkeypatch.setattr(parity, "_GRID", (0.5,))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if not each.name.startswith("timing."))


async def build(
    model: PromptableModel, tools: StandIn, folder: Path, **changes: object
) -> tuple[Path, PlanRecord, list[str]]:
    said: list[str] = []
    order = Order(**{"part": "decoder", "precision": "fp16", "max_batch": None, "folder": folder, **changes})  # type: ignore[arg-type]
    path, record = await build_engine(model, MINI, lambda: tools, order, said.append)
    return path, record, said


async def test_a_plan_is_kept_with_what_made_it(model: PromptableModel, tmp_path: Path) -> None:
    tools, folder = StandIn(), tmp_path / "engines"
    path, record, said = await build(model, tools, folder)
    digest = hashlib.sha256((MINI / "decoder.onnx").read_bytes()).hexdigest()
    stem = f"avala-mini.decoder.{digest[:16]}.trt11.4.0.106.nvidia-h100-80gb-hbm3.fp16.b1"
    assert path == folder / f"{stem}.plan"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == record.sha256
    assert json.loads((folder / f"{stem}.json").read_text()) == record.model_dump(mode="json")
    assert (folder / f"{stem}.layers.json").read_text() == "{}"
    assert (record.key.onnx_sha256, record.islands, record.nodes) == (digest, "norms", NODES)
    assert 0 < record.single < record.nodes
    assert record.parity.refusal() is None
    assert record.profile == {"points": ((1, 1, 2), (1, 2, 2), (1, 66, 2)), "point_labels": ((1, 1), (1, 2), (1, 66))}
    assert said == [f"decoder: building with {record.single} of {NODES} nodes in fp32 (norms)"]
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == ["locks"]

    again, same, said = await build(model, tools, folder)
    assert (again, same, said, len(tools.caches)) == (path, record, [], 1)


@pytest.mark.parametrize(
    "change", [{"gpu": "NVIDIA L4"}, {"version": "11.5.0.1"}, {"precision": "fp32"}, {"patterns": ("node_conv*",)}]
)
async def test_anything_else_is_another_plan(change: dict[str, object], model: PromptableModel, tmp_path: Path) -> None:
    tools = StandIn()
    _, first, _ = await build(model, tools, tmp_path)
    other = StandIn(**{name: value for name, value in change.items() if name in ("gpu", "version")})  # type: ignore[arg-type]
    order = {name: value for name, value in change.items() if name not in ("gpu", "version")}
    _, second, _ = await build(model, other, tmp_path, **order)
    assert len(other.caches) == 1
    assert second != first
    assert other.caches == ([b"measured 1"] if order else [b""])  # what was measured is of one GPU and one version


@pytest.mark.parametrize("harm", ["truncated", "changed", "record", "no record"])
async def test_a_plan_that_is_damaged_is_built_again(harm: str, model: PromptableModel, tmp_path: Path) -> None:
    tools = StandIn()
    path, record, _ = await build(model, tools, tmp_path)
    whole, beside = path.read_bytes(), path.with_name(path.name.removesuffix("plan") + "json")
    if harm == "truncated":
        path.write_bytes(whole[:-1])
    elif harm == "changed":
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    elif harm == "record":
        beside.write_text("{")
    else:
        beside.unlink()
    assert find_plan(tmp_path, record.key) is None
    again, _, _ = await build(model, tools, tmp_path)
    assert (again.read_bytes(), len(tools.caches)) == (whole, 2)
    assert find_plan(tmp_path, record.key) is not None


async def test_the_gate_widens_the_islands(model: PromptableModel, tmp_path: Path) -> None:
    tools = StandIn(spoils=lambda before: before < 2)
    _, record, said = await build(model, tools, tmp_path)
    assert record.islands == "products"
    assert [line.rpartition("(")[2] for line in said if "building" in line] == ["norms)", "scores)", "products)"]
    assert sum("refused" in line for line in said) == 2


async def test_single_precision_is_the_last_resort(model: PromptableModel, tmp_path: Path) -> None:
    _, record, _ = await build(model, StandIn(spoils=lambda before: before < 3), tmp_path)
    assert (record.islands, record.single) == ("all", NODES)


@pytest.mark.parametrize("precision", ["fp16", "fp32"])
async def test_no_plan_is_better_than_a_wrong_one(precision: str, model: PromptableModel, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no plan of the decoder answers like onnxruntime-fp32: .*mask IoU"):
        await build(model, StandIn(spoils=lambda _: True), tmp_path / "engines", precision=precision)
    assert names(tmp_path / "engines") == ["locks"]


async def test_a_builder_that_fails_leaves_nothing(model: PromptableModel, tmp_path: Path) -> None:
    class Failing(StandIn):
        def build(self, source: Path, profile: Profile, *, timing_cache: bytes) -> Built:
            raise ModelUnavailable("TensorRT does not take the graph: node 3")

    with pytest.raises(ModelUnavailable, match="node 3"):
        await build(model, Failing(), tmp_path / "engines")
    assert names(tmp_path / "engines") == ["locks"]


async def test_a_folder_that_cannot_be_written(model: PromptableModel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="file"):
        await build(model, StandIn(), tmp_path / "file")


def _build_in_a_process(folder: Path, began: object, results: object) -> None:
    import asyncio

    async def run() -> None:
        runtime = EmbeddedRuntime(threads=1, bound=8)
        tools = StandIn()
        began.wait()  # type: ignore[attr-defined]
        path, _, _ = await build(PromptableModel.open(MINI, runtime), tools, folder)
        results.put((str(path), len(tools.caches)))  # type: ignore[attr-defined]
        await runtime.close()

    asyncio.run(run())


def test_two_processes_build_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    began, results = context.Event(), context.Queue()
    both = [context.Process(target=_build_in_a_process, args=(tmp_path / "e", began, results)) for _ in range(2)]
    for process in both:
        process.start()
    began.set()
    found = [results.get(timeout=120) for _ in both]
    for process in both:
        process.join(60)
    assert found[0][0] == found[1][0]
    assert sorted(count for _, count in found) == [0, 1]


async def test_who_waits_too_long_is_told(model: PromptableModel, tmp_path: Path) -> None:
    import filelock

    _, record, _ = await build(model, StandIn(), tmp_path)
    left = tmp_path / f".building-{record.key.stem}-dead"
    left.mkdir()
    with filelock.FileLock(tmp_path / "locks" / record.key.stem), pytest.raises(Busy, match="another process"):
        await build(model, StandIn(), tmp_path, wait_s=0.1)
    assert left.exists()  # whoever has the lock may be at work there
    await build(model, StandIn(), tmp_path)
    assert not left.exists()


def door(name: str, *dims: int | str | None) -> Input:
    return Input(name, 1, dims)


def test_shapes() -> None:
    encoder = OnnxGraph(inputs=[door("pixels", "batch", 1024, 1024, 3), door("valid_size", None, 2)])
    assert profile(encoder, part="encoder", max_batch=4) == {
        "pixels": ((1, 1024, 1024, 3), (1, 1024, 1024, 3), (4, 1024, 1024, 3)),
        "valid_size": ((1, 2), (1, 2), (4, 2)),
    }
    decoder = OnnxGraph(inputs=[door("embedding", "b", 4096, 256), door("points", "b", "n", 2), door("has_mask", 1)])
    assert profile(decoder, part="decoder", max_batch=1) == {
        "embedding": ((1, 4096, 256),) * 3,
        "points": ((1, 1, 2), (1, 2, 2), (1, 66, 2)),
    }
    with pytest.raises(InvalidInput, match=r"dimension 1 of the encoder's input 'pixels' is free \(height\)"):
        profile(OnnxGraph(inputs=[door("pixels", 1, "height", 3)]), part="encoder", max_batch=1)
    assert most_at_a_time(encoder, part="encoder", wanted=None) == 4
    assert most_at_a_time(encoder, part="encoder", wanted=3) == 3
    one = OnnxGraph(inputs=[door("points", 1, "n", 2)])
    assert [most_at_a_time(one, part="decoder", wanted=wanted) for wanted in (None, 1)] == [1, 1]
    with pytest.raises(InvalidInput, match="one at a time"):
        most_at_a_time(one, part="decoder", wanted=2)


def test_a_plan_is_named_by_nothing_that_a_path_is_made_of() -> None:
    key = PlanKey(
        model="m",
        part="encoder",
        onnx_sha256="0" * 64,
        tensorrt="10/..",
        gpu="../NVIDIA ®",
        precision="fp16",
        max_batch=1,
    )
    assert key.stem == "m.encoder.0000000000000000.trt10-...nvidia.fp16.b1"


async def test_a_plan_is_put_where_triton_looks(model: PromptableModel, tmp_path: Path) -> None:
    path, _, _ = await build(model, StandIn(), tmp_path / "engines")
    repository = tmp_path / "models"
    for made_of, word in (("", "no model repository"), ("0" * 64, "of another model")):
        repository.mkdir(exist_ok=True)
        (repository / "rendered-by-avala-edge").write_text(made_of)
        with pytest.raises(
            InvalidInput, match=f"{word}; run: avala-edge triton render --target gpu --model avala-mini"
        ):
            check_repository(repository, model.manifest)
    (repository / "rendered-by-avala-edge").write_text(f"{model.manifest.digest}\n")
    check_repository(repository, model.manifest)
    placed = put_plan(path, repository, "decoder")
    assert placed == repository / "sam_mask_decoder" / "1" / "model.plan"
    assert placed.read_bytes() == path.read_bytes()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["models", "build-engine", *arguments])
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


def test_the_command_checks_without_a_gpu(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "avala-mini", "--check", "--data-dir", str(tmp_path))
    assert (code, len(out.splitlines()), out.count("runs all")) == (0, 2, 2)
    code, out, _ = run(capsys, str(MINI), "--check", "--part", "decoder")
    assert (code, out.splitlines()[0][:8]) == (0, "decoder:")
    graph = helper.make_graph(
        [helper.make_node("Det", ["x"], ["y"], name="volume"), helper.make_node("Unique", ["y"], ["z"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 2, 2])],
        [],
    )
    path = tmp_path / "m.onnx"
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]).SerializeToString())
    code, out, err = run(capsys, str(path), "--check")
    assert (code, len(out.splitlines())) == (2, 2)
    assert "node 'volume': Det: TensorRT 10.15 does not support it" in out
    assert err == "avala-edge: 2 operators are in the way of a plan\n"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("avala-mini",), "TensorRT is not installed"),
        (("avala-mini", "--max-batch", "4"), "--max-batch"),
        (("absent",), "no promptable is named 'absent'"),
        (("./absent",), "there is no folder ./absent"),
        (("avala-mini", "--repository", "/absent"), "--repository: /absent is no model repository"),
        (("absent.onnx", "--check"), "absent.onnx cannot be read"),
    ],
)
def test_what_is_refused_is_said_in_a_line(
    arguments: tuple[str, ...], word: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, err = run(capsys, *arguments, "--data-dir", str(tmp_path))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert word in err
    assert list(tmp_path.rglob("*.plan")) == []
