"""A model file on its way in: checked, read, guessed about, tried, and then installed or forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.inference import read_graph
from avala_edge.models.detectors.guess import PARTS, Given, Guess, guess
from avala_edge.models.detectors.hints import from_hugging_face, from_metadata, merged
from avala_edge.models.detectors.library import Library
from avala_edge.models.detectors.manifest import MODEL, DetectorManifest, read_manifest
from avala_edge.models.detectors.trial import Trial, try_out
from avala_edge.models.manifest import MANIFEST, ModelFile
from avala_edge.models.onnx_file import check_one_file
from avala_edge.models.shelf import Staged


@dataclass(frozen=True)
class Proposal:
    """What would be installed, who said each part of it, and how its test run went."""

    manifest: DetectorManifest
    told: dict[str, str]
    trial: Trial
    _staged: Staged[DetectorManifest]

    def install(self) -> Path:
        """Install it; return its folder. Raises `Conflict` when the name is taken."""
        return self._staged.install(self.manifest)


@contextmanager
def proposed(library: Library, source: Path, given: Given) -> Iterator[Proposal]:
    """Give what a file, or a folder with one in it, would be as a detector; what is not installed is gone afterwards.

    A folder may have a `manifest.json` as this module writes it, which says everything, or Hugging Face's JSON files.

    Raises:
        InvalidInput: no ONNX file, or one that does not fit or does not run, or something that nobody said.
        TooLarge: more bytes than an ONNX file can have.
        Conflict: the name is taken.
    """
    file = _file(source)
    with library.staged() as staged:
        copy = staged.take(file, MODEL)
        check_one_file(staged.folder / MODEL)
        try:
            stated = source.is_dir() and (source / MANIFEST).is_file()
            guessed = _stated(source, copy, given) if stated else _guessed(source, file, staged.folder, copy, given)
            library.refuse_taken(guessed.manifest.name)
            staged.write(guessed.manifest)
            trial = try_out(staged.folder, settle=not stated)
        except ModelUnavailable as error:
            raise InvalidInput(f"{file} cannot be used: {error.message}", field="FILE") from error
        settled = guessed.manifest.model_copy(update={"reading": trial.reading})
        yield Proposal(settled, dict(guessed.told), trial, staged)


def _file(source: Path) -> Path:
    if not source.is_dir():
        if not source.is_file():
            raise InvalidInput(f"{source} is no file and no folder", field="FILE")
        return source
    files = sorted(source.glob("*.onnx"))
    if (source / MODEL) in files:
        return source / MODEL
    if len(files) != 1:
        raise InvalidInput(f"{source} should hold one .onnx file, but holds {len(files)}", field="FILE")
    return files[0]


def _guessed(source: Path, file: Path, staged: Path, copy: ModelFile, given: Given) -> Guess:
    graph = read_graph(staged / MODEL)
    hints = from_metadata(graph.metadata, file.name)
    if source.is_dir():
        hints = merged(hints, from_hugging_face(source))
    name = file.name if file.name != MODEL else f"{file.resolve().parent.name}.onnx"
    return guess(graph, hints, given, sha256=copy.sha256, file_name=name)


def _stated(source: Path, copy: ModelFile, given: Given) -> Guess:
    """Take the manifest beside the file; only the name can be another one."""
    if given.family is not None or given.labels is not None or given.size is not None or given.license is not None:
        raise InvalidInput(f"{source / MANIFEST} says it already; change it there", field="FILE")
    manifest = read_manifest(source)
    if manifest.file.sha256 != copy.sha256:
        raise ModelUnavailable(f"{source / MANIFEST} is of another file (sha256 differs)")
    changes = {"name": given.name or manifest.name, "file": manifest.file.model_copy(update={"path": MODEL})}
    stated = DetectorManifest.model_validate({**manifest.model_dump(), **changes})
    return Guess(stated, dict.fromkeys(PARTS, MANIFEST))
