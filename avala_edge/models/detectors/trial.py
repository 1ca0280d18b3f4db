"""A test run of a model that nobody has vouched for, in a process of its own: it may crash, hang or eat memory there.

`python -m avala_edge.models.detectors.trial FOLDER [settle]` is that process.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from pydantic import BaseModel, ConfigDict

from avala_edge.errors import EdgeError, ModelUnavailable, first_line
from avala_edge.inference import REFERENCE
from avala_edge.models.apart import MOST_REASON, die_first, run_apart
from avala_edge.models.detectors.detector import read_detections
from avala_edge.models.detectors.families import AnyFamily, Outputs
from avala_edge.models.detectors.found import Seen
from avala_edge.models.detectors.manifest import DetectorManifest, read_manifest
from avala_edge.models.detectors.tensors import input_tensors, place_in
from avala_edge.models.parity import probe_photos

TIMEOUT_S = 300.0
LEAST_FLOOR = 0.001  # of what is read in a trial, so that a wrong reading shows


class Trial(BaseModel):
    """What came of it.

    Attributes:
        reading: the family's options, as the answers show them to be.
        ms: the fastest run, one thread.
        found: detections at the manifest's threshold on all probe photos together.
        labels: their classes, most frequent first.
        refused: why the model will not do.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    reading: AnyFamily | None = None
    ms: float = 0.0
    found: int = 0
    labels: tuple[str, ...] = ()
    refused: str | None = None


def try_out(folder: Path, *, settle: bool, timeout_s: float = TIMEOUT_S) -> Trial:
    """Run the model in `folder`, where its manifest is, on the probe photos. Blocks.

    With `settle` the answers have the last word on how they are read, else the manifest.

    Raises:
        ModelUnavailable: it does not run, gives numbers that are not finite, or not what its family gives.
    """
    words = [str(folder), *(["settle"] if settle else [])]
    trial = run_apart("avala_edge.models.detectors.trial", *words, answer=Trial, timeout_s=timeout_s)
    if trial.refused is not None or trial.reading is None:
        raise ModelUnavailable(trial.refused)
    return trial


def run_here(folder: Path, *, settle: bool) -> Trial:
    """Do it in this process; see `try_out`."""
    from avala_edge.inference.engine import available

    manifest = read_manifest(folder)
    inputs, preparation = manifest.inputs, manifest.preparation
    try:
        loaded = available()[REFERENCE].open(folder / manifest.file.path, threads=1)
    except Exception as error:  # the engines' errors share no useful base class
        raise ModelUnavailable(first_line(error)[:MOST_REASON]) from error
    seconds, labels = [], []
    for pixels in probe_photos():
        height, width = pixels.height, pixels.width
        seen = Seen(place_in(preparation.fit, height=height, width=width), height, width)
        tensors = input_tensors(pixels, seen.place, inputs, preparation)
        began = perf_counter()
        try:
            outputs = loaded(tensors)
        except Exception as error:
            raise ModelUnavailable(first_line(error)[:MOST_REASON]) from error
        seconds.append(perf_counter() - began)
        _check_finite(manifest, outputs)
        if settle:
            manifest = manifest.model_copy(update={"reading": manifest.reading.settled(outputs)})
        read_detections(manifest, outputs, seen, floor=LEAST_FLOOR)
        labels += [each.label or "" for each in read_detections(manifest, outputs, seen, floor=0.0)]
    often = tuple(sorted(set(labels), key=lambda label: -labels.count(label)))
    return Trial(reading=manifest.reading, ms=round(1000 * min(seconds), 1), found=len(labels), labels=often[:10])


def _check_finite(manifest: DetectorManifest, outputs: Outputs) -> None:
    for name in manifest.reading.outputs():
        if name in outputs and not np.isfinite(outputs[name]).all():
            raise ModelUnavailable(f"output {name!r} has numbers that are not finite")


if __name__ == "__main__":
    die_first()
    try:
        answer = run_here(Path(sys.argv[1]), settle="settle" in sys.argv[2:])
    except EdgeError as refusal:
        answer = Trial(refused=refusal.message)
    sys.stdout.write(answer.model_dump_json())
