"""A promptable model on its way in: checked, read, guessed about, tried, and then installed or forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.inference import read_graph
from avala_edge.models.manifest import MANIFEST, Manifest, ModelFile, read_manifest
from avala_edge.models.onnx_file import check_onnx
from avala_edge.models.promptables.guess import guess_wiring, side_of
from avala_edge.models.promptables.guess_memory import check_memory, with_memory
from avala_edge.models.promptables.library import Promptables
from avala_edge.models.promptables.trial import Trial, settle, try_out
from avala_edge.models.shelf import MOST_WEIGHTS_BYTES, Staged

ENCODER, DECODER = "encoder.onnx", "decoder.onnx"
MEMORY_ATTENTION, MEMORY_ENCODER = "memory_attention.onnx", "memory_encoder.onnx"
GRAPHS = (ENCODER, DECODER, MEMORY_ATTENTION, MEMORY_ENCODER)
USUAL_CELLS = 256
STATED, GUESSED = MANIFEST, "guessed"


@dataclass(frozen=True)
class Given:
    """What whoever imports says; it goes before everything that is guessed."""

    name: str | None = None
    size: int | None = None
    license: str | None = None


@dataclass(frozen=True)
class MemoryFiles:
    """The two files of a model's memory."""

    attention: Path
    encoder: Path


@dataclass(frozen=True)
class Pair:
    """The two files of a model, those of its memory where it has one, and the manifest where that is beside them."""

    encoder: Path
    decoder: Path
    stated: Manifest | None = None
    memory: MemoryFiles | None = None

    @property
    def graphs(self) -> dict[str, Path]:
        """Where each file comes from, by what it is called here."""
        found = {ENCODER: self.encoder, DECODER: self.decoder}
        if self.memory is not None:
            found |= {MEMORY_ATTENTION: self.memory.attention, MEMORY_ENCODER: self.memory.encoder}
        return found


@dataclass(frozen=True)
class Proposal:
    """What would be installed, who said how it is asked, and how its test run went."""

    manifest: Manifest
    told: str
    trial: Trial
    _staged: Staged[Manifest]

    def install(self) -> Path:
        """Install it; return its folder. Raises `Conflict` when the name is taken."""
        return self._staged.install(self.manifest)


def find_pair(source: Path, decoder: Path | None = None) -> Pair | None:
    """Return the pair that a folder holds, or that two files are; None where it is none (but, perhaps, a detector).

    Raises:
        InvalidInput: a manifest that cannot be used, or files of which it is not clear which is which.
    """
    if decoder is not None:
        return Pair(source, decoder)
    if not source.is_dir():
        return None
    files = sorted(source.glob("*.onnx"))
    if (source / MANIFEST).is_file() and len(files) != 1:
        try:
            stated = read_manifest(source)
        except ModelUnavailable as error:
            raise InvalidInput(error.message, field="FILE") from error
        memory = None
        if stated.memory_attention is not None and stated.memory_encoder is not None:
            memory = MemoryFiles(source / stated.memory_attention.path, source / stated.memory_encoder.path)
        return Pair(source / stated.encoder.path, source / stated.decoder.path, stated, memory)
    memory = _memory_of(source, files)
    files = [path for path in files if memory is None or path not in (memory.attention, memory.encoder)]
    if len(files) < 2:
        if memory is not None:
            raise InvalidInput(f"{source} holds a memory, but no encoder.onnx and decoder.onnx", field="FILE")
        return None
    encoders = [path for path in files if "encoder" in path.name.lower()]
    decoders = [path for path in files if "decoder" in path.name.lower()]
    if len(files) == 2 and len(encoders) == 1 and not decoders:
        decoders = [path for path in files if path not in encoders]
    if len(encoders) != 1 or len(decoders) != 1:
        names = ", ".join(path.name for path in files[:8])
        raise InvalidInput(
            f"{source} holds {names}: give the encoder and --decoder DECODER, or name them encoder.onnx and "
            "decoder.onnx",
            field="FILE",
        )
    return Pair(encoders[0], decoders[0], memory=memory)


def _memory_of(source: Path, files: Sequence[Path]) -> MemoryFiles | None:
    """Find the two graphs of a memory by their names; none or both are there."""
    parts = []
    for part in ("memory_attention", "memory_encoder"):
        found = [path for path in files if part in path.name.lower().replace("-", "_")]
        if len(found) > 1:
            names = " and ".join(path.name for path in found[:8])
            raise InvalidInput(f"{source} holds {names}: which one is {part}.onnx?", field="FILE")
        parts.append(found[0] if found else None)
    attention, encoder = parts
    if attention is None and encoder is None:
        return None
    if attention is None or encoder is None:
        there, missing = (encoder, MEMORY_ATTENTION) if attention is None else (attention, MEMORY_ENCODER)
        name = there.name if there is not None else ""
        raise InvalidInput(
            f"{source} holds {name} without {missing}: a memory is both; without either, the pair alone is imported",
            field="FILE",
        )
    return MemoryFiles(attention, encoder)


@contextmanager
def proposed(library: Promptables, pair: Pair, given: Given) -> Iterator[Proposal]:
    """Give what a pair would be as a model; what is not installed is gone afterwards.

    Raises:
        InvalidInput: no ONNX files, or a pair that does not fit or does not run.
        TooLarge: more bytes than such files can have.
        Conflict: the name is taken.
    """
    with library.staged() as staged:
        files = _take(staged, pair)
        try:
            manifest = _manifest(staged.folder, pair, files, given)
            library.refuse_taken(manifest.name)
            staged.write(manifest)
            trial = try_out(staged.folder)
        except ModelUnavailable as error:
            raise InvalidInput(f"{pair.encoder} cannot be used: {error.message}", field="FILE") from error
        settled = settle(manifest, cells=trial.cells, maps=trial.maps)
        if pair.stated is not None and settled != manifest:
            raise InvalidInput(
                f"{MANIFEST} says {manifest.cells} cells, but the decoder gives {trial.maps} maps of {trial.cells}",
                field="FILE",
            )
        yield Proposal(settled, GUESSED if pair.stated is None else STATED, trial, staged)


def _take(staged: Staged[Manifest], pair: Pair) -> dict[str, ModelFile]:
    """Copy all files in, by what they are called here: the graphs, and the weights that they keep beside them."""
    taken: dict[str, ModelFile] = {}
    beside: dict[str, Path] = {}
    for name, source in pair.graphs.items():
        taken[name] = staged.take(source, name)
        for weights in check_onnx(staged.folder / name):
            if beside.setdefault(weights, source.parent / weights) != source.parent / weights:
                raise InvalidInput(f"two graphs keep weights in a file named {weights}; rename one", field="FILE")
    for name, source in sorted(beside.items()):
        if name in (*GRAPHS, MANIFEST) or source.is_symlink():
            raise InvalidInput(f"{source} cannot hold weights", field="FILE")
        taken[name] = staged.take(source, name, most_bytes=MOST_WEIGHTS_BYTES)
    return taken


def _parts(files: Mapping[str, ModelFile]) -> dict[str, Any]:
    """Return what a manifest says of these files."""
    return {
        "encoder": files[ENCODER],
        "decoder": files[DECODER],
        "memory_attention": files.get(MEMORY_ATTENTION),
        "memory_encoder": files.get(MEMORY_ENCODER),
        "weights": tuple(file for name, file in files.items() if name not in GRAPHS),
    }


def _manifest(folder: Path, pair: Pair, files: Mapping[str, ModelFile], given: Given) -> Manifest:
    if pair.stated is not None:
        stated = _stated(pair.stated, files, given)
        if stated.wiring.memory is not None:
            check_memory(stated.wiring.memory, *(read_graph(folder / name) for name in GRAPHS[1:]))
        return stated
    graphs = {name: read_graph(folder / name) for name in pair.graphs}
    wiring = guess_wiring(graphs[ENCODER], graphs[DECODER])
    if pair.memory is not None:
        wiring = with_memory(wiring, graphs[DECODER], graphs[MEMORY_ATTENTION], graphs[MEMORY_ENCODER])
    try:
        return Manifest(
            name=given.name or _name_of(pair.encoder),
            family="sam",
            version="1",
            side=given.size or side_of(graphs[ENCODER], wiring),
            cells=USUAL_CELLS,
            preprocessing=1,
            wiring=wiring,
            license=given.license or "",
            source=", ".join(path.name for path in pair.graphs.values())[:1000],
            **_parts(files),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = "--name" if first["loc"] == ("name",) else "FILE"
        raise InvalidInput(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", field=where) from error


def _stated(stated: Manifest, files: Mapping[str, ModelFile], given: Given) -> Manifest:
    """Take the manifest beside the files, but for what is in 8 bits; name and licence can be others."""
    if given.size is not None:
        raise InvalidInput(f"{MANIFEST} says it already; change it there", field="--size")
    if sorted(file.sha256 for file in stated.whole) != sorted(file.sha256 for file in files.values()):
        raise ModelUnavailable(f"{MANIFEST} is of other files (sha256 differs)")
    changes = {
        "name": given.name or stated.name,
        "license": stated.license if given.license is None else given.license,
        "encoder_int8": None,
        "decoder_int8": None,
        **_parts(files),
    }
    return Manifest.model_validate(stated.model_copy(update=changes).model_dump())


def _name_of(encoder: Path) -> str:
    """`sam_vit_b_01ec64.encoder.onnx` → `sam_vit_b_01ec64`; `encoder.onnx` → its folder's name."""
    stem = re.sub(r"[._-]*(image[._-])?encoder[._-]*", "", encoder.name.removesuffix(".onnx").lower())
    slug = re.sub(r"[^a-z0-9._-]+", "-", stem or encoder.resolve().parent.name.lower()).strip("-._")
    return slug[:64] or "sam"
