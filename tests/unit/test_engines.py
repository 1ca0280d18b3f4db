"""Engines on the shipped model: the parity gate, the choice and its record, and no word to anybody outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.inference import REFERENCE, Engine
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import Loaded, available
from avala_edge.inference.runtime import Tensors
from avala_edge.models import Choice, PromptableModel, choice, load_chosen, parity
from avala_edge.models.manifest import ModelFile
from avala_edge.models.promptables.library import WEIGHTS

Outputs = dict[str, NDArray[np.float32]]


class Spoilt:
    """The reference, with its answers changed; quick on paper, since it is the only other engine."""

    def __init__(self, name: str, spoil: Callable[[Outputs], Outputs]) -> None:
        self.name, self.version, self.eight_bits, self._spoil = name, "1", False, spoil

    def open(self, path: Path, *, threads: int) -> Loaded:
        return _Spoilt(available()[REFERENCE].open(path, threads=threads), self._spoil)


class _Spoilt:
    def __init__(self, loaded: Loaded, spoil: Callable[[Outputs], Outputs]) -> None:
        self.inputs, self._loaded, self._spoil = loaded.inputs, loaded, spoil

    def __call__(self, inputs: Tensors) -> Outputs:
        return self._spoil(self._loaded(inputs))


class Unable:
    name, version, eight_bits = "unable", "1", False

    def open(self, path: Path, *, threads: int) -> Loaded:
        raise RuntimeError("no such operator\nand a long story")


@pytest.fixture
async def runtime() -> AsyncIterator[EmbeddedRuntime]:
    runtime = EmbeddedRuntime(threads=2, bound=8)
    yield runtime
    await runtime.close()


@pytest.fixture
def model(runtime: EmbeddedRuntime) -> PromptableModel:
    return PromptableModel.open(WEIGHTS / "avala-mini", runtime)


@pytest.fixture
def one_probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One photo, encoded twice: enough where it matters what is done with the answers."""
    probes = tmp_path / "probes"
    probes.mkdir()
    first = min(parity.PROBES.glob("*.jpg"))
    (probes / first.name).write_bytes(first.read_bytes())
    monkeypatch.setattr(parity, "PROBES", probes)
    monkeypatch.setattr(parity, "RUNS", 2)


async def choose(model: PromptableModel, folder: Path, *others: Engine, wanted: str | None = None) -> Choice:
    engines: Mapping[str, Engine] = {REFERENCE: available()[REFERENCE], **{other.name: other for other in others}}
    return await load_chosen(model, engines, wanted=wanted, threads=2, folder=folder)


async def test_every_engine_that_a_choice_lets_serve_answers_like_the_reference(
    model: PromptableModel, tmp_path: Path
) -> None:
    engines = available()
    assert {"openvino-fp32", REFERENCE} <= engines.keys()  # the extra is part of `dev`
    chosen = await load_chosen(model, engines, wanted=None, threads=2, folder=tmp_path)
    by = {(row.part, row.engine): row for row in chosen.measured}
    assert by.keys() == {
        (part, name) for part in ("encoder", "decoder") for name in engines if name != "onnxruntime-int8"
    }
    for part in ("encoder", "decoder"):
        exact = by[part, "openvino-fp32"].parity
        assert exact is not None
        assert exact.mean_iou > 0.999
        rounded = by[part, "openvino-int8"].parity
        assert rounded is not None
        assert 0.95 < rounded.mean_iou < exact.mean_iou  # it did run what is in 8 bits
    assert by["encoder", chosen.encoder].refused is None
    assert by["decoder", chosen.decoder].refused is None


def flipped(outputs: Outputs) -> Outputs:
    return {name: -tensor for name, tensor in outputs.items()}


def noisy(outputs: Outputs) -> Outputs:
    rng = np.random.default_rng(0)
    return {name: t + rng.normal(0, 0.5 * t.std(), t.shape).astype(np.float32) for name, t in outputs.items()}


def not_a_number(outputs: Outputs) -> Outputs:
    return {name: np.full_like(tensor, np.nan) for name, tensor in outputs.items()}


def reordered(outputs: Outputs) -> Outputs:
    return {name: t if name != "scores" else -t for name, t in outputs.items()}


@pytest.mark.usefixtures("one_probe")
@pytest.mark.parametrize("spoil", [flipped, noisy, not_a_number, reordered])
async def test_an_engine_that_answers_otherwise_is_refused_with_the_reason(
    model: PromptableModel, tmp_path: Path, spoil: Callable[[Outputs], Outputs]
) -> None:
    chosen = await choose(model, tmp_path, Spoilt("spoilt", spoil), wanted="spoilt")
    assert chosen.decoder == REFERENCE
    (row,) = [row for row in chosen.measured if row.engine == "spoilt" and row.part == "decoder"]
    assert row.refused
    if spoil is not reordered:  # encoders have no scores
        assert chosen.encoder == REFERENCE


@pytest.mark.usefixtures("one_probe")
async def test_an_engine_that_cannot_is_refused_in_one_line(model: PromptableModel, tmp_path: Path) -> None:
    chosen = await choose(model, tmp_path, Unable(), wanted="unable")
    assert (chosen.encoder, chosen.decoder) == (REFERENCE, REFERENCE)
    reasons = [row.refused for row in chosen.measured if row.engine == "unable"]
    assert len(reasons) == 2
    assert all(reason and "no such operator" in reason and "\n" not in reason for reason in reasons)


@pytest.mark.usefixtures("one_probe")
async def test_eight_bits_by_onnxruntime_are_tried_where_there_is_no_openvino(
    model: PromptableModel, tmp_path: Path
) -> None:
    engines = {name: engine for name, engine in available().items() if name.startswith("onnxruntime")}
    chosen = await load_chosen(model, engines, wanted=None, threads=2, folder=tmp_path)
    rounded = [row.parity for row in chosen.measured if row.engine == "onnxruntime-int8" and row.parity is not None]
    assert len(rounded) == 2
    assert all(0.95 < parity.mean_iou < 0.999 for parity in rounded)


@pytest.fixture
def without_eight_bits(model: PromptableModel, runtime: EmbeddedRuntime) -> PromptableModel:
    manifest = model.manifest.model_copy(update={"encoder_int8": None, "decoder_int8": None})
    return PromptableModel(manifest, model.folder, runtime)


@pytest.mark.usefixtures("one_probe")
async def test_engines_of_eight_bits_are_for_models_that_have_such_files(
    without_eight_bits: PromptableModel, tmp_path: Path
) -> None:
    engines = {name: engine for name, engine in available().items() if name in (REFERENCE, "onnxruntime-int8")}
    (tmp_path / "auto").mkdir()
    unasked = await load_chosen(without_eight_bits, engines, wanted=None, threads=2, folder=tmp_path / "auto")
    assert unasked.measured == ()
    asked = await load_chosen(without_eight_bits, engines, wanted="onnxruntime-int8", threads=2, folder=tmp_path)
    assert (asked.encoder, asked.decoder) == (REFERENCE, REFERENCE)
    refused = {row.part: row.refused for row in asked.measured if row.engine != REFERENCE}
    assert refused == {part: f"avala-mini has no {part} in 8 bits" for part in ("encoder", "decoder")}


@pytest.mark.usefixtures("one_probe")
async def test_other_files_in_eight_bits_are_measured_anew(
    model: PromptableModel, runtime: EmbeddedRuntime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = Spoilt("same", lambda outputs: outputs)
    await choose(model, tmp_path, same)
    changed = ModelFile(path="encoder.int8.onnx", sha256="0" * 64)
    manifest = model.manifest.model_copy(update={"encoder_int8": changed})
    assert manifest.digest == model.manifest.digest  # embeddings are as good as before
    monkeypatch.setattr(choice, "encode_probes", None)  # measuring again fails
    with pytest.raises(TypeError):
        await choose(PromptableModel(manifest, model.folder, runtime), tmp_path, same)


@pytest.mark.usefixtures("one_probe")
async def test_it_is_measured_once_and_then_known(
    model: PromptableModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = Spoilt("same", lambda outputs: outputs)
    first = await choose(model, tmp_path, same)
    monkeypatch.setattr(choice, "encode_probes", None)  # measuring again would fail
    assert await choose(model, tmp_path, same) == first
    with pytest.raises(TypeError):
        await choose(model, tmp_path, Spoilt("another", lambda outputs: outputs))


@pytest.mark.usefixtures("one_probe")
@pytest.mark.parametrize("damage", [b"", b"{", b'{"encoder": 1}', None])
async def test_a_record_that_cannot_be_trusted_is_made_again(
    model: PromptableModel, tmp_path: Path, damage: bytes | None
) -> None:
    same = Spoilt("same", lambda outputs: outputs)
    wanted = await choose(model, tmp_path, same, wanted="same")
    record = tmp_path / "engines.json"
    unknown = json.dumps({**json.loads(record.read_bytes()), "decoder": "no such engine"}).encode()
    record.write_bytes(unknown if damage is None else damage)
    found = await choose(model, tmp_path, same, wanted="same")
    assert (found.encoder, found.decoder) == (wanted.encoder, wanted.decoder) == ("same", "same")


async def test_an_engine_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avala_edge.assembly.opening.available", lambda _: {REFERENCE: available()[REFERENCE]})
    with pytest.raises(InvalidInput, match="openvino-fp32 is not to be had here"):
        async with open_site(Config(data_dir=tmp_path, demo=False, engine="openvino-fp32")):
            pass


LISTEN = """
import sys
spoken = []
sys.addaudithook(lambda name, args: spoken.append(name) if name.startswith("socket.") else None)
from pathlib import Path
import numpy as np
from avala_edge.models.promptables.library import WEIGHTS
from avala_edge.inference.engine import available
for engine in available().values():
    loaded = engine.open(WEIGHTS / "avala-mini" / "encoder.onnx", threads=1)
    loaded({"pixels": np.zeros((1, 512, 512, 3), np.uint8)})
print(sorted(available()), spoken)
"""


def test_no_engine_opens_a_socket(tmp_path: Path) -> None:
    """OpenVINO brings a telemetry package; nothing may use it."""
    done = subprocess.run(
        [sys.executable, "-c", LISTEN],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
        check=True,
    )
    assert "openvino-fp32" in done.stdout
    assert done.stdout.strip().endswith("[]")
