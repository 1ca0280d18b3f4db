"""A test run of a pair that nobody has vouched for, in a process of its own, which also makes the reference answers.

`python -m avala_edge.models.promptables.trial FOLDER` is that process.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from avala_edge.errors import EdgeError, ModelUnavailable, first_line
from avala_edge.geometry import View
from avala_edge.inference import REFERENCE, Lane
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.models.apart import MOST_REASON, die_first, run_apart
from avala_edge.models.manifest import Manifest, read_manifest
from avala_edge.models.memory import ObjectMemory, Recollection
from avala_edge.models.parity import answer_probes, encode_probes, probe_photos
from avala_edge.models.promptable import PromptableModel
from avala_edge.models.promptables.reference import REFERENCE_FILE, Reference, pack_reference
from avala_edge.models.tensors import decoder_tensors
from avala_edge.models.types import Embedding, Prompt
from avala_edge.store import write_atomically

TIMEOUT_S = 900.0  # the largest of them takes a minute a photo on two cores
LARGEST_CELLS = 1024


class Trial(BaseModel):
    """What came of it.

    Attributes:
        cells: side of the logits.
        maps: how many the decoder gives.
        encode_ms: the fastest encode, all cores.
        decode_ms: the fastest decode, all cores.
        refused: why the model will not do.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    cells: int = 0
    maps: int = 0
    encode_ms: float = 0.0
    decode_ms: float = 0.0
    refused: str | None = None


def try_out(folder: Path, *, timeout_s: float = TIMEOUT_S) -> Trial:
    """Run the model in `folder`, where its manifest is, on the probe photos; keep its answers there. Blocks.

    Raises:
        ModelUnavailable: it does not run, or gives numbers that are not finite or not in the shape they should have.
    """
    trial = run_apart("avala_edge.models.promptables.trial", str(folder), answer=Trial, timeout_s=timeout_s)
    if trial.refused is not None:
        raise ModelUnavailable(trial.refused)
    return trial


async def run_here(folder: Path) -> Trial:
    """Do it in this process; see `try_out`."""
    from avala_edge.inference.engine import available

    runtime = EmbeddedRuntime(threads=len(os.sched_getaffinity(0)), bound=1)
    try:
        engine = available()[REFERENCE]
        model = PromptableModel(read_manifest(folder), folder, runtime)
        await model.load_encoder(engine)
        await model.load_decoder(engine)
        cells, maps = await _shape(model, runtime)
        settled = settle(model.manifest, cells=cells, maps=maps)
        model = PromptableModel(settled, folder, runtime)
        embeddings, encoding = await encode_probes(model)
        answers, decoding = await answer_probes(model, embeddings)
        if model.memory is not None:
            await model.memory.load(engine)
            await _try_memory(model.memory, embeddings)
        reference = Reference(tuple(embeddings), answers)
        write_atomically(folder / REFERENCE_FILE, pack_reference(reference), mode=0o600)
        return Trial(
            cells=cells,
            maps=maps,
            encode_ms=round(1000 * min(encoding), 1),
            decode_ms=round(1000 * min(decoding), 1),
        )
    finally:
        await runtime.close()


def settle(manifest: Manifest, *, cells: int, maps: int) -> Manifest:
    """Say what the answers have shown: the side of the logits, and whether the first of the maps is the one answer."""
    wiring = manifest.wiring.model_copy(update={"single_first": maps == 4})
    return manifest.model_copy(update={"cells": cells, "wiring": wiring})


async def _shape(model: PromptableModel, runtime: EmbeddedRuntime) -> tuple[int, int]:
    """Ask one prompt and look at what comes: the side of the logits, and how many maps there are."""
    manifest = model.manifest
    pixels = next(probe_photos())
    height, width = pixels.height, pixels.width
    prepared = model.prepare(pixels, View(0, 0, width, height), image_height=height, image_width=width)
    embedding = await model.encode(prepared, lane=Lane.CLICK)
    prompt = Prompt.in_image([(width / 2, height / 2, 1)], None, height=height, width=width)
    inputs = {**embedding.tensors, **decoder_tensors(embedding, prompt, None, manifest)}
    outputs = await runtime.run(model.decoder, inputs, lane=Lane.CLICK)
    wiring = manifest.wiring
    logits, scores = outputs[wiring.logits], outputs[wiring.scores]
    rank = 5 if wiring.queries else 4
    if logits.ndim != rank or logits.shape[-1] != logits.shape[-2] or logits.shape[-1] > LARGEST_CELLS:
        raise ModelUnavailable(f"the decoder's {wiring.logits} is {list(logits.shape)}; wanted is [B, M, side, side]")
    if scores.shape[-1] != logits.shape[-3] or scores.ndim != rank - 2:
        raise ModelUnavailable(f"the decoder gives {logits.shape[-3]} masks, but scores {list(scores.shape)}")
    if not np.isfinite(scores).all():
        raise ModelUnavailable("the decoder answered with numbers that are not finite")
    return int(logits.shape[-1]), int(logits.shape[-3])


async def _try_memory(memory: ObjectMemory, embeddings: Sequence[Embedding]) -> None:
    """Remember something on the first photo, find it on the second and on that again, and look at what comes."""
    first, second = embeddings[0], embeddings[-1]
    height, width = first.frame.image_height, first.frame.image_width
    mask = np.zeros((height, width), np.uint8)
    mask[height // 4 : height // 2, width // 4 : width // 2] = 1
    drawn = await memory.remember_drawn(first, memory.square(mask, first.frame), lane=Lane.CLICK)
    bank = [drawn]
    for frames in (1, 2):
        seen = Recollection(
            np.stack([each.memory for each in bank])[None],
            np.arange(frames, dtype=np.int64),
            np.stack([each.pointer for each in bank])[None],
            np.arange(1, frames + 1, dtype=np.float32)[::-1].copy(),
        )
        found = await memory.recall(second, seen, lane=Lane.CLICK)
        bank.append(await memory.remember(second, found, lane=Lane.CLICK))
        for what, numbers in (
            ("memory", bank[-1].memory),
            ("pointer", found.pointer),
            ("object score", np.array(found.presence)),
        ):
            if not np.isfinite(numbers).all():
                raise ModelUnavailable(f"the memory's {what} holds numbers that are not finite")
        if bank[-1].memory.ndim != 2 or bank[-1].memory.shape != drawn.memory.shape or found.pointer.ndim != 1:
            raise ModelUnavailable(
                f"a memory is {list(bank[-1].memory.shape)} and a pointer {list(found.pointer.shape)}; wanted are "
                "[tokens, channels] and [C]"
            )


if __name__ == "__main__":
    die_first()
    try:
        answer = asyncio.run(run_here(Path(sys.argv[1])))
    except EdgeError as refusal:
        answer = Trial(refused=refusal.message)
    except Exception as error:  # the engines' errors share no useful base class
        answer = Trial(refused=first_line(error)[:MOST_REASON])
    sys.stdout.write(answer.model_dump_json())
