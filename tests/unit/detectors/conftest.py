from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avala_edge.inference import REFERENCE, Scheduler
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models.detectors import DetectorManifest, Detectors, Library
from avala_edge.models.detectors.families import Yolov8
from avala_edge.models.detectors.inputs import DetectorInputs, Letterbox, Preparation
from tests.unit.detectors.graphs import write_constant

Install = Callable[..., DetectorManifest]

# columns of YOLOv8, one for each cell: centre x, y, width, height, two scores; in pixels of a 64 x 64 rectangle
TWO_CATS_AND_A_DOG = np.array(
    [
        [16, 16.5, 48, 32],
        [20, 20.5, 32, 32],
        [20, 20, 8, 64],
        [20, 20, 64, 64],
        [0.9, 0.8, 0.1, 0.2],
        [0.1, 0.2, 0.7, 0.1],
    ],
    np.float32,
)
TWO_CATS_AND_A_DOG = np.pad(TWO_CATS_AND_A_DOG, ((0, 0), (0, 80)))[None]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data")


@pytest.fixture
def install(library: Library, tmp_path: Path) -> Install:
    """Installs a YOLOv8 of two classes that always says the same."""

    def put(name: str, said: NDArray[np.float32] = TWO_CATS_AND_A_DOG) -> DetectorManifest:
        source = write_constant(tmp_path / f"{name}.onnx", {"output0": said})
        with library.staged() as staged:
            manifest = DetectorManifest(
                name=name,
                file=staged.take(source, "model.onnx"),
                inputs=DetectorInputs(picture="images"),
                preparation=Preparation(fit=Letterbox(height=64, width=64, placement="centre", pad=114)),
                reading=Yolov8(output="output0"),
                labels=("cat", "dog"),
                score_threshold=0.25,
            )
            staged.install(manifest)
        return manifest

    return put


@pytest.fixture
async def runtime() -> AsyncIterator[EmbeddedRuntime]:
    runtime = EmbeddedRuntime(threads=1, bound=64)
    yield runtime
    await runtime.close()


@pytest.fixture
async def cpu() -> AsyncIterator[Scheduler]:
    cpu = Scheduler("cpu", threads=1, bound=64)
    yield cpu
    await cpu.close()


@pytest.fixture
async def detectors(library: Library, runtime: EmbeddedRuntime, cpu: Scheduler) -> AsyncIterator[Detectors]:
    detectors = Detectors(library, runtime, available()[REFERENCE], cpu, most_loaded=2, idle_s=600)
    yield detectors
    await detectors.close()
