"""Which engine runs a model's encoder and its decoder on this machine: measured once, recorded, and then known.

The record is `engines.json`, beside an imported model, in the data directory for the one that ships. It is good for
the same model files (those in 8 bits, too), processor, number of threads and library versions; anything else measures
again.
"""

from __future__ import annotations

import json
import logging
import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from avala_edge.errors import EdgeError, ModelUnavailable
from avala_edge.inference import REFERENCE, Engine
from avala_edge.models.parity import Answers, Parity, answer_probes, compare, cosine, encode_probes
from avala_edge.models.promptable import PromptableModel
from avala_edge.models.promptables.reference import Reference
from avala_edge.models.types import Embedding
from avala_edge.store import write_atomically

CLEARLY = 0.95  # of the reference's time: less of a gain is noise
RECORD = "engines.json"

_log = logging.getLogger(__name__)


class Measured(BaseModel):
    """One engine on one of a model's files."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    part: Literal["encoder", "decoder"]
    engine: str
    ms: float | None
    parity: Parity | None
    refused: str | None


class Choice(BaseModel):
    """What was chosen, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    made_for: tuple[str, ...]
    encoder: str
    decoder: str
    measured: tuple[Measured, ...]


async def load_chosen(
    model: PromptableModel,
    engines: Mapping[str, Engine],
    *,
    wanted: str | None,
    threads: int,
    folder: Path,
    kept: Reference | None = None,
) -> Choice:
    """Load the model on the engines that the record in `folder` names, or measure, record and load.

    `engines` has the reference first; those of 8 bits are tried with models that have such files. `wanted` names the
    only one to try beside it; if that is refused, the reference serves and the choice says why. All are held to the
    answers `kept` from the import, else to the reference engine's.

    Raises:
        ModelUnavailable: not even the reference can run the model, or not as it did when it was imported.
    """
    tried = [engine for engine in engines.values() if _is_tried(engine, engines, model, wanted)]
    made_for = (
        model.manifest.digest,
        *(f"8 bits {file.sha256}" for file in model.manifest.eight_bits.values()),
        _processor(),
        f"{threads} threads",
        f"wanted {wanted or 'the fastest'}",
        *(f"{engine.name} of {engine.version}" for engine in tried),
    )
    choice = _recorded(folder / RECORD, made_for)
    if choice is None or not {choice.encoder, choice.decoder} <= engines.keys():
        measured = await measure(model, tried, kept) if len(tried) > 1 or kept is not None else []
        choice = Choice(
            made_for=made_for,
            encoder=_best(measured, "encoder", wanted),
            decoder=_best(measured, "decoder", wanted),
            measured=tuple(measured),
        )
        _record(folder / RECORD, choice)
    await model.load_encoder(engines[choice.encoder])
    await model.load_decoder(engines[choice.decoder])
    return choice


async def measure(model: PromptableModel, engines: Sequence[Engine], kept: Reference | None = None) -> list[Measured]:
    """Compare engines with the first on the probe photos: its two rows, then every other's decoder and encoder.

    All are held to the answers `kept` from the import, else to the first engine's.

    Raises:
        ModelUnavailable: the first cannot run the model, or not as it did when it was imported.
    """
    reference = engines[0]
    await model.load_encoder(reference)
    await model.load_decoder(reference)
    embeddings, encoding = await encode_probes(model)
    answers, decoding = await answer_probes(model, embeddings)
    held_to = Reference(tuple(embeddings), answers) if kept is None else kept
    likeness = compare(held_to.answers, answers, cosine=cosine(held_to.embeddings, embeddings))
    measured = [_row("encoder", reference, encoding, likeness), _row("decoder", reference, decoding, likeness)]
    if likeness.refusal() is not None:
        raise ModelUnavailable(f"{model.manifest.name} does not answer as when it was imported: {likeness.refusal()}")
    embeddings, answers = list(held_to.embeddings), held_to.answers
    for engine in engines[1:]:  # each file alone, so that a good decoder is not refused for its encoder
        measured.append(await _try_decoder(model, engine, embeddings, answers))
    await model.load_decoder(reference)
    for engine in engines[1:]:
        measured.append(await _try_encoder(model, engine, embeddings, answers))
    return measured


def _is_tried(engine: Engine, engines: Mapping[str, Engine], model: PromptableModel, wanted: str | None) -> bool:
    if wanted is not None:
        return engine.name in (REFERENCE, wanted)
    if engine.name == "onnxruntime-int8" and "openvino-int8" in engines:
        return False  # the slower of both wherever it was measured; a first start is four seconds shorter without it
    return not engine.eight_bits or bool(model.manifest.eight_bits)


async def _try_decoder(
    model: PromptableModel, engine: Engine, embeddings: Sequence[Embedding], answers: Answers
) -> Measured:
    try:
        await model.load_decoder(engine)
        others, seconds = await answer_probes(model, embeddings)
    except EdgeError as error:
        return Measured(part="decoder", engine=engine.name, ms=None, parity=None, refused=error.message)
    return _row("decoder", engine, seconds, compare(answers, others))


async def _try_encoder(
    model: PromptableModel, engine: Engine, embeddings: Sequence[Embedding], answers: Answers
) -> Measured:
    try:
        await model.load_encoder(engine)
        own, seconds = await encode_probes(model)
        others, _ = await answer_probes(model, own)
    except EdgeError as error:
        return Measured(part="encoder", engine=engine.name, ms=None, parity=None, refused=error.message)
    return _row("encoder", engine, seconds, compare(answers, others, cosine=cosine(embeddings, own)))


def _row(part: Literal["encoder", "decoder"], engine: Engine, seconds: Sequence[float], parity: Parity) -> Measured:
    ms = round(1000 * min(seconds), 3)  # the best run: others' work makes runs longer, never shorter
    return Measured(part=part, engine=engine.name, ms=ms, parity=parity, refused=parity.refusal())


def _best(measured: Sequence[Measured], part: str, wanted: str | None) -> str:
    rows = [row for row in measured if row.part == part]
    if not rows:
        return REFERENCE
    reference, able = rows[0], [row for row in rows[1:] if row.refused is None and row.ms is not None]
    for row in rows[1:]:
        if row.refused is not None:
            _log.info("%s does not run the %s: %s", row.engine, part, row.refused)
    if wanted is not None:
        return able[0].engine if able else reference.engine
    fastest: Callable[[Measured], float] = lambda row: row.ms or 0.0  # noqa: E731
    best = min(able, key=fastest, default=reference)
    return best.engine if fastest(best) < CLEARLY * fastest(reference) else reference.engine


def _recorded(path: Path, made_for: tuple[str, ...]) -> Choice | None:
    try:
        choice = Choice.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        _log.warning("%s cannot be read (%s) and is made again", path, type(error).__name__)
        return None
    return choice if choice.made_for == made_for else None


def _record(path: Path, choice: Choice) -> None:
    try:
        write_atomically(path, json.dumps(choice.model_dump(mode="json"), indent=2).encode() + b"\n", mode=0o600)
    except OSError as error:
        _log.warning("%s cannot be written (%s): engines are measured again at the next start", path, error.strerror)


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
