"""A promptable model's manifest → the model repository that Triton serves it from.

Three models, whatever their graphs call things: `sam_image_encoder`, `sam_mask_decoder`, and `sam_prompt`, which keeps
embeddings and is asked by their keys. On a GPU the first two are TensorRT plans that are put there once built.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

import numpy as np

from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.geometry import View
from avala_edge.inference import Graph, TensorSpec, read_graph
from avala_edge.inference.triton import DECODER, EMBEDDING, ENCODER, KEY, KEY_BYTES, MODEL_DIGEST, PROMPT, STATUS
from avala_edge.models.manifest import Manifest, check_files, read_manifest
from avala_edge.models.parity import probe_photos
from avala_edge.models.tensors import encoder_tensors
from avala_edge.models.triton_config import TYPES, ModelConfig, Queue, TensorConfig
from avala_edge.models.types import MAX_POINTS

Target = Literal["gpu", "cpu"]
MARK = "rendered-by-avala-edge"
PLAN = "model.plan"
MEBIBYTE = 1024 * 1024
MOST_POINTS = MAX_POINTS + 2  # a box's corners
ENCODE_QUEUE, DECODE_QUEUE = Queue(timeout_us=20_000_000, size=64), Queue(timeout_us=4_000_000, size=256)
BATCH = {("gpu", "encoder"): 4, ("gpu", "decoder"): 16, ("cpu", "encoder"): 1, ("cpu", "decoder"): 1}
"""On a CPU a batch takes as long as one after the other, and Triton 2.51's batcher sleeps half a second at times."""
NICE = 10  # of encoders on a CPU: a decode that comes meanwhile gets most of the cores


@dataclass(frozen=True)
class Rendering:
    """What an operator chooses.

    Attributes:
        threads: of each graph on a CPU; 0 for all cores.
        budget_bytes: for embeddings that `sam_prompt` keeps.
    """

    target: Target
    threads: int = 0
    budget_bytes: int = 1024 * MEBIBYTE


def render(folder: Path, out: Path, rendering: Rendering) -> Manifest:
    """Make `out` from the promptable model in `folder`, whole or not at all; plans of the same model stay. Blocks.

    Raises:
        InvalidInput: `out` holds something else.
        ModelUnavailable: the model is damaged or has tensors that Triton cannot be told of.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest.files)
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InvalidInput(f"{out} is no folder", field="--out")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise InvalidInput(f"{out} holds something that was not rendered here; name an empty folder", field="--out")
    configs = configs_of(manifest, folder, rendering)
    warm_up = _warm_up_files(manifest)
    made = out.with_name(f".{out.name}.{uuid4().hex}")
    try:
        made.mkdir(parents=True)
        for config in configs:
            (made / config.name / "1").mkdir(parents=True)
            (made / config.name / "config.pbtxt").write_text(config.text(manifest.digest))
        (made / ENCODER / "warmup").mkdir()
        for name, array in warm_up.items():
            (made / ENCODER / "warmup" / name).write_bytes(array.tobytes())
        _add_code(made, manifest, folder, rendering.target)
        (made / MARK).write_text(manifest.digest + "\n")
        if out.is_dir():
            _keep_plans(out, made, manifest)
        with _out_of_the_way(out):
            made.rename(out)
    except OSError as error:
        raise InvalidInput(f"{out} cannot be made: {error.strerror}", field="--out") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return manifest


def configs_of(manifest: Manifest, folder: Path, rendering: Rendering) -> tuple[ModelConfig, ...]:
    """Return what the three models' files say; raises `ModelUnavailable` for graphs that do not fit their manifest."""
    encoder, decoder = read_graph(folder / manifest.encoder.path), read_graph(folder / manifest.decoder.path)
    _check(manifest, encoder, decoder)
    on_gpu = rendering.target == "gpu"
    kind = "KIND_GPU" if on_gpu else "KIND_CPU"
    links = manifest.wiring.embedding
    common = {MODEL_DIGEST: manifest.digest, "model": manifest.name}
    threads = str(rendering.threads or len(os.sched_getaffinity(0)))

    def parameters(path: str, nice: int) -> dict[str, str]:
        return common if on_gpu else {**common, "file": path, "threads": threads, "nice": str(nice)}

    warm_encoder = {
        name: (tuple(array.shape[1:] if _batch(encoder, 1) else array.shape), name)
        for name, array in _warm_up_files(manifest).items()
    }
    decoder_batch = _batch(decoder, BATCH[rendering.target, "decoder"])
    asked = _tensors(decoder.inputs, decoder_batch, manifest)
    answered = _tensors(decoder.outputs, decoder_batch, manifest)
    embedding = {link.decoder for link in links}
    return (
        ModelConfig(
            name=ENCODER,
            backend="tensorrt" if on_gpu else "python",
            file=PLAN if on_gpu else "",
            max_batch=_batch(encoder, BATCH[rendering.target, "encoder"]),
            inputs=_tensors(encoder.inputs, _batch(encoder, 1), manifest),
            outputs=_tensors(encoder.outputs, _batch(encoder, 1), manifest),
            parameters=parameters(manifest.encoder.path, NICE),
            kind=kind,
            instances=1,
            priorities=True,
            queue=ENCODE_QUEUE,
            resource="encode",
            warm_up=warm_encoder,
        ),
        ModelConfig(
            name=DECODER,
            backend="tensorrt" if on_gpu else "python",
            file=PLAN if on_gpu else "",
            max_batch=decoder_batch,
            inputs=asked,
            outputs=answered,
            parameters=parameters(manifest.decoder.path, 0),
            kind=kind,
            instances=2 if on_gpu else 1,
            priorities=True,
            queue=DECODE_QUEUE,
            warm_up={each.name: (_first(each), "") for each in asked},
        ),
        ModelConfig(
            name=PROMPT,
            backend="python",
            max_batch=decoder_batch,  # all of a batch are answered together, so no more than the decoder does at once
            inputs=(
                TensorConfig(KEY, "uint8", (KEY_BYTES,)),
                *(_of_prompt(each, manifest, embedding) for each in asked),
            ),
            outputs=(*(_plain(each) for each in answered), TensorConfig(STATUS, "int32", (1,))),
            parameters={
                **common,
                EMBEDDING: ",".join(link.decoder for link in links),
                "budget_bytes": str(rendering.budget_bytes),
            },
            kind=kind,
            instances=1,
            priorities=True,
            queue=DECODE_QUEUE,
        ),
    )


def _check(manifest: Manifest, encoder: Graph, decoder: Graph) -> None:
    wiring = manifest.wiring
    wanted = {
        "encoder": ({wiring.picture.tensor, *_named(wiring.valid_size)}, {link.encoder for link in wiring.embedding}),
        "decoder": (
            {link.decoder for link in wiring.embedding}
            | {wiring.points, wiring.point_labels, *_named(wiring.mask, wiring.has_mask, wiring.size)},
            {wiring.logits, wiring.scores},
        ),
    }
    for part, graph in (("encoder", encoder), ("decoder", decoder)):
        inputs, outputs = wanted[part]
        has = {each.name for each in graph.inputs}
        if has != inputs:
            raise ModelUnavailable(f"{manifest.name}'s {part} takes {sorted(has)}, its manifest says {sorted(inputs)}")
        lacking = outputs - {each.name for each in graph.outputs}
        if lacking:
            raise ModelUnavailable(f"{manifest.name}'s {part} does not answer with {', '.join(sorted(lacking))}")
        for each in (*graph.inputs, *graph.outputs):
            if each.dtype not in TYPES or "," in each.name or "/" in each.name or each.name in (KEY, STATUS):
                raise ModelUnavailable(f"{manifest.name}'s {part} has {each.name!r} of {each.dtype}: it is not served")


def _named(*names: str | None) -> list[str]:
    return [name for name in names if name is not None]


def _batch(graph: Graph, most: int) -> int:
    """Return the largest batch: `most` where any will do, 1 where the graph has one, 0 where it knows of none."""
    firsts = [each.shape[0] if each.shape else 0 for each in (*graph.inputs, *graph.outputs)]
    if all(first is None for first in firsts):
        return most
    return 1 if all(first in (None, 1) for first in firsts) else 0


def _tensors(specs: tuple[TensorSpec, ...], batch: int, manifest: Manifest) -> tuple[TensorConfig, ...]:
    wiring, found = manifest.wiring, []
    for spec in specs:
        shape = spec.shape[1:] if batch else spec.shape
        dims = tuple(-1 if side is None else side for side in shape)
        if spec.name == wiring.mask:
            dims = (*(1 for _ in dims[:-2]), manifest.cells, manifest.cells)
        legal = f"-1: 1 to {MOST_POINTS} points" if spec.name in (wiring.points, wiring.point_labels) else ""
        found.append(TensorConfig(spec.name, spec.dtype, dims or (1,), flat=not dims, range=legal))
    return tuple(found)


def _of_prompt(tensor: TensorConfig, manifest: Manifest, embedding: set[str]) -> TensorConfig:
    optional = tensor.name in embedding or tensor.name in (manifest.wiring.mask, manifest.wiring.has_mask)
    return TensorConfig(tensor.name, tensor.dtype, tensor.dims, optional=optional, range=tensor.range)


def _plain(tensor: TensorConfig) -> TensorConfig:
    return TensorConfig(tensor.name, tensor.dtype, tensor.dims)


def _first(tensor: TensorConfig) -> tuple[int, ...]:
    return tuple(2 if side < 0 else side for side in tensor.dims)


def _warm_up_files(manifest: Manifest) -> Mapping[str, np.ndarray]:
    """Return what the encoder takes of the first probe photo."""
    pixels = next(probe_photos())
    height, width = pixels.height, pixels.width
    return encoder_tensors(pixels, View(0, 0, width, height), height, width, manifest)[0]


def _add_code(made: Path, manifest: Manifest, folder: Path, target: Target) -> None:
    code = _code()
    for file in (code / "arrays.py", *sorted((code / "sam_prompt").glob("*.py"))):
        shutil.copyfile(file, made / PROMPT / "1" / file.name)
    if target == "gpu":
        return
    for name, graph in ((ENCODER, manifest.encoder), (DECODER, manifest.decoder)):
        for python in (code / "arrays.py", code / "onnx" / "model.py"):
            shutil.copyfile(python, made / name / "1" / python.name)
        for part in (graph, *manifest.weights):
            _link(folder / part.path, made / name / "1" / part.path)


def _link(source: Path, target: Path) -> None:
    """Make a hard link, or a copy on another file system: weights are large."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _code() -> Path:
    """Return the folder of Triton's Python files: beside the package in a checkout, inside it where installed."""
    package = Path(__file__).parents[1]
    for folder in (package / "model-repository", package.parent / "model_repository"):
        if (folder / "sam_prompt" / "model.py").is_file():
            return folder
    raise ModelUnavailable("Triton's Python files are missing from this installation")


def _keep_plans(out: Path, made: Path, manifest: Manifest) -> None:
    """Take over plans that were built of the same model."""
    if (out / MARK).is_file() and (out / MARK).read_text().strip() == manifest.digest:
        for name in (ENCODER, DECODER):
            for plan in (out / name / "1").glob(f"{PLAN}*"):
                _link(plan, made / name / "1" / plan.name)


@contextlib.contextmanager
def _out_of_the_way(out: Path) -> Iterator[None]:
    """Put what is there aside, and back if its successor does not come."""
    if not out.exists():
        yield
        return
    old = out.with_name(f".{out.name}.{uuid4().hex}")
    out.rename(old)
    try:
        yield
    except BaseException:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
