"""A promptable model on its way in: checked, read, guessed about, tried, and then installed or forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.inference import read_graph
from avala_edge.models.manifest import MANIFEST, Manifest, ModelFile, read_manifest
from avala_edge.models.onnx_file import check_onnx
from avala_edge.models.promptables.guess import guess_wiring, side_of
from avala_edge.models.promptables.library import Promptables
from avala_edge.models.promptables.trial import Trial, settle, try_out
from avala_edge.models.shelf import MOST_WEIGHTS_BYTES, Staged

ENCODER, DECODER = "encoder.onnx", "decoder.onnx"
USUAL_CELLS = 256
STATED, GUESSED = MANIFEST, "guessed"


@dataclass(frozen=True)
class Given:
    """What whoever imports says; it goes before everything that is guessed."""

    name: str | None = None
    size: int | None = None
    license: str | None = None


@dataclass(frozen=True)
class Pair:
    """The two files of a model, and the manifest beside them where there is one."""

    encoder: Path
    decoder: Path
    stated: Manifest | None = None


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
        return Pair(source / stated.encoder.path, source / stated.decoder.path, stated)
    if len(files) < 2:
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
    return Pair(encoders[0], decoders[0])


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


def _take(staged: Staged[Manifest], pair: Pair) -> list[ModelFile]:
    """Copy all files of a pair in: encoder, decoder, and the weights that they keep beside them."""
    taken, beside = [], {}
    for source, name in ((pair.encoder, ENCODER), (pair.decoder, DECODER)):
        taken.append(staged.take(source, name))
        for weights in check_onnx(staged.folder / name):
            beside[weights] = source.parent / weights
    for name, source in sorted(beside.items()):
        if name in (ENCODER, DECODER, MANIFEST) or source.is_symlink():
            raise InvalidInput(f"{source} cannot hold weights", field="FILE")
        taken.append(staged.take(source, name, most_bytes=MOST_WEIGHTS_BYTES))
    return taken


def _manifest(folder: Path, pair: Pair, files: Sequence[ModelFile], given: Given) -> Manifest:
    encoder, decoder, *weights = files
    if pair.stated is not None:
        return _stated(pair.stated, files, given)
    graphs = read_graph(folder / ENCODER), read_graph(folder / DECODER)
    wiring = guess_wiring(*graphs)
    try:
        return Manifest(
            name=given.name or _name_of(pair.encoder),
            family="sam",
            version="1",
            side=given.size or side_of(graphs[0], wiring),
            cells=USUAL_CELLS,
            preprocessing=1,
            encoder=encoder,
            decoder=decoder,
            weights=tuple(weights),
            wiring=wiring,
            license=given.license or "",
            source=f"{pair.encoder.name}, {pair.decoder.name}"[:1000],
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = "--name" if first["loc"] == ("name",) else "FILE"
        raise InvalidInput(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", field=where) from error


def _stated(stated: Manifest, files: Sequence[ModelFile], given: Given) -> Manifest:
    """Take the manifest beside the files; only the name and the licence can be others."""
    if given.size is not None:
        raise InvalidInput(f"{MANIFEST} says it already; change it there", field="--size")
    if sorted(file.sha256 for file in stated.files) != sorted(file.sha256 for file in files):
        raise ModelUnavailable(f"{MANIFEST} is of other files (sha256 differs)")
    encoder, decoder, *weights = files
    changes = {
        "name": given.name or stated.name,
        "license": stated.license if given.license is None else given.license,
        "encoder": encoder,
        "decoder": decoder,
        "weights": tuple(weights),
    }
    return Manifest.model_validate(stated.model_copy(update=changes).model_dump())


def _name_of(encoder: Path) -> str:
    """`sam_vit_b_01ec64.encoder.onnx` → `sam_vit_b_01ec64`; `encoder.onnx` → its folder's name."""
    stem = re.sub(r"[._-]*(image[._-])?encoder[._-]*", "", encoder.name.removesuffix(".onnx").lower())
    slug = re.sub(r"[^a-z0-9._-]+", "-", stem or encoder.resolve().parent.name.lower()).strip("-._")
    return slug[:64] or "sam"
