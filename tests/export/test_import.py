"""A checkpoint comes in by one command, as a folder that was exported elsewhere does, and answers clicks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import torch

from avala_edge.cli import main
from avala_edge.geometry import View
from avala_edge.imaging import Pixels
from avala_edge.inference import REFERENCE, Lane
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models import Logits, Prompt, PromptableModel
from avala_edge.models.promptables import Promptables, read_reference
from avala_edge.models.sam_export.official import Sam, SamPredictor

HEIGHT, WIDTH = 96, 128


def run(*words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["models", *words])
    assert ended.value.code == 0


async def clicked(folder: Path, photo: np.ndarray) -> Logits:
    runtime = EmbeddedRuntime(threads=2, bound=4)
    model, engine = PromptableModel.open(folder, runtime), available()[REFERENCE]
    await model.load_encoder(engine)
    await model.load_decoder(engine)
    prepared = model.prepare(Pixels(photo), View(0, 0, WIDTH, HEIGHT), image_height=HEIGHT, image_width=WIDTH)
    embedding = await model.encode(prepared, lane=Lane.CLICK)
    prompt = Prompt.in_image([(60.0, 40.0, 1)], None, height=HEIGHT, width=WIDTH)
    logits = await model.decode(embedding, prompt, multimask=True, lane=Lane.CLICK)
    await runtime.close()
    return logits


def test_a_checkpoint_is_imported_and_answers_as_the_official_package(tiny_sam: Sam, tmp_path: Path) -> None:
    torch.save(tiny_sam.state_dict(), tmp_path / "Tiny SAM.pth")
    data = tmp_path / "data"
    run("import", str(tmp_path / "Tiny SAM.pth"), "--yes", "--license", "Apache-2.0", "--data-dir", str(data))
    (installed,) = [each for each in Promptables(data).list() if each.name == "tiny-sam"]
    assert installed.manifest is not None
    assert installed.manifest.license == "Apache-2.0"
    assert read_reference(installed.folder) is not None
    assert sorted(path.name for path in data.iterdir()) == ["models"]
    rng = np.random.default_rng(3)
    photo = np.kron(rng.integers(0, 256, (12, 16, 3)), np.ones((8, 8, 1))).astype(np.uint8)
    logits = asyncio.run(clicked(installed.folder, photo))
    predictor = SamPredictor(tiny_sam)
    predictor.set_image(photo)
    _, scores, theirs = predictor.predict(np.array([[60.0, 40.0]]), np.array([1]), multimask_output=True)
    np.testing.assert_allclose(logits.scores, np.clip(scores, 0, 1), atol=1e-3)
    a, b = logits.masks > 0, theirs > 0
    rows, columns = (round(n) for n in (logits.frame.valid_height, logits.frame.valid_width))
    a, b = a[:, :rows, :columns], b[:, :rows, :columns]
    assert np.count_nonzero(a & b) / np.count_nonzero(a | b) > 0.995
    run("activate", "tiny-sam", "--data-dir", str(data))
    assert Promptables(data).active() == "tiny-sam"
