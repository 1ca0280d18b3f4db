"""Engines that answer wrongly are refused, with the reason, and nobody gets their answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from tests.triton.conftest import MINI, at_desk, until
from tests.triton.server import Triton, render, serving
from tests.triton.test_clicks import a_click, embeddings, here, same, there

# What `poison` beside the models says is done to their answers.
POISON = """

_run = TritonPythonModel._run
_initialize = TritonPythonModel.initialize


def initialize(self, args):
    _initialize(self, args)
    self._folder, self._part = Path(args["model_repository"]).parent, Path(args["model_repository"]).name
    self._well = self._session
    self._ill = ort.InferenceSession(str(Path(args["model_repository"]) / "1" / "ill.onnx"))


class Poisoned:
    def __init__(self, session, kind, part):
        self._session, self._kind, self._part = session, kind, part

    def run(self, names, inputs):
        outputs = [np.array(each) for each in self._session.run(names, inputs)]
        if self._kind == f"nan {self._part}":
            outputs[0].ravel()[7] = np.nan
        if self._kind == f"infinite {self._part}":
            outputs[-1].ravel()[0] = np.inf
        if self._part == "sam_mask_decoder":
            if self._kind == "exchanged":
                outputs = outputs[::-1]
            if self._kind == "permuted maps":
                outputs[0] = outputs[0][:, [0, 2, 3, 1]]
            if self._kind == "permuted scores":
                outputs[1] = outputs[1][:, ::-1]
        return outputs


def run(self, inputs):
    kind = (self._folder / "poison").read_text()
    ill = kind == f"perturbed {self._part}"
    self._session = Poisoned(self._ill if ill else self._well, kind, self._part)
    return _run(self, inputs)


TritonPythonModel.initialize, TritonPythonModel._run = initialize, run
"""


def perturbed(source: Path, target: Path) -> None:
    model, random = onnx.load(source), np.random.default_rng(1)
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype.kind == "f" and array.ndim > 1 and array.size > 64:  # no variance, which would be negative
            noise = random.normal(0, 0.5 * float(array.std(dtype=np.float64)), array.shape)
            tensor.CopyFrom(numpy_helper.from_array((array + noise).astype(array.dtype), tensor.name))
    onnx.save(model, target)


@pytest.fixture(scope="module")
def ill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Triton]:
    folder = tmp_path_factory.mktemp("ill")
    models = render(folder / "models")
    (models / "poison").write_text("none")
    for name, file in (("sam_image_encoder", "encoder.onnx"), ("sam_mask_decoder", "decoder.onnx")):
        code = models / name / "1" / "model.py"
        code.write_text(code.read_text() + POISON)
        perturbed(MINI / file, models / name / "1" / "ill.onnx")
    with serving(folder, models) as server:
        yield server


@pytest.mark.parametrize(
    ("poison", "words"),
    [
        ("perturbed sam_image_encoder", "cosine"),
        ("perturbed sam_mask_decoder", "mask IoU"),
        ("nan sam_image_encoder", "not finite"),
        ("nan sam_mask_decoder", "not finite"),
        ("infinite sam_mask_decoder", "not finite"),
        ("exchanged", ""),
        ("permuted maps", "mask IoU"),
        ("permuted scores", "same best mask"),
    ],
)
async def test_a_poisoned_engine_is_refused(ill: Triton, poison: str, words: str) -> None:
    (ill.repository / "poison").write_text(poison)
    async with at_desk(ill.address) as desk:
        await until(lambda: desk.state(ill.address) == "refused")
        reasons = {row.refused for row in desk.gate.rows(desk.triton.endpoints)}
        assert all(reason is not None and words in reason for reason in reasons), reasons
        embedding, _ = await embeddings(desk)
        asked = desk.count("requests_total")
        assert same(await there(desk, embedding, a_click(embedding)), await here(desk, embedding, a_click(embedding)))
        assert desk.count("requests_total") == asked


async def test_one_that_falls_ill_while_it_serves_is_taken_out(ill: Triton) -> None:
    (ill.repository / "poison").write_text("none")
    async with at_desk(ill.address) as desk:
        await until(lambda: desk.state(ill.address) == "serves")
        embedding, _ = await embeddings(desk)
        (ill.repository / "poison").write_text("nan sam_mask_decoder")
        assert same(await there(desk, embedding, a_click(embedding)), await here(desk, embedding, a_click(embedding)))
        assert desk.state(ill.address) == "refused"
        assert desk.count("failures_total", kind="wrong") == 1
        assert desk.count("failovers_total", to="embedded") == 1


async def test_another_model_is_refused(ill: Triton, caplog: pytest.LogCaptureFixture) -> None:
    async with at_desk(ill.address) as desk:
        endpoint = desk.triton.endpoints[ill.address]
        object.__setattr__(endpoint._served, "digest", "0" * 64)
        await until(lambda: desk.state(ill.address) == "refused")
        assert "not of 000000000000" in endpoint.reason
        assert "is refused" in caplog.text
