"""One detector on a runtime: pixels in, detections out. Holds no image."""

from __future__ import annotations

import math
from collections.abc import Set

import numpy as np

from avala_edge.errors import EdgeError, ModelUnavailable, first_line
from avala_edge.imaging import Pixels
from avala_edge.inference import Lane, Runtime, Scheduler, Tensors
from avala_edge.models.detection import MOST_DETECTIONS, Detection, clip_box
from avala_edge.models.detectors.families import Outputs
from avala_edge.models.detectors.found import Found, Seen, Wanted
from avala_edge.models.detectors.manifest import DetectorManifest, DetectorTensors
from avala_edge.models.detectors.tensors import input_tensors, least_side, place_in


class Detector:
    """A manifest whose model the runtime has loaded as `loaded_as`."""

    def __init__(self, manifest: DetectorManifest, runtime: Runtime, cpu: Scheduler, *, loaded_as: str) -> None:
        """Compute on `runtime`; make tensors of pixels and detections of tensors on `cpu`."""
        self.manifest, self.loaded_as = manifest, loaded_as
        self._runtime, self._cpu = runtime, cpu

    async def detect(
        self, pixels: Pixels, *, height: int, width: int, floor: float, labels: Set[str] = frozenset()
    ) -> list[Detection]:
        """Return what is on an image of `height` × `width`, of which `pixels` may be a smaller version; the best first.

        `floor` 0 means the manifest's own threshold, no `labels` means all.

        Raises:
            Busy: a queue is full.
            ModelUnavailable: the model failed on this image, with the reason.
        """
        inputs, preparation = self.manifest.inputs, self.manifest.preparation
        seen = Seen(place_in(preparation.fit, height=height, width=width), height, width)
        tensors = await self._cpu.run(lambda: input_tensors(pixels, seen.place, inputs, preparation), lane=Lane.BATCH)
        outputs = await self._compute(tensors)
        return await self._cpu.run(
            lambda: read_detections(self.manifest, outputs, seen, floor=floor, labels=labels), lane=Lane.BATCH
        )

    async def _compute(self, tensors: Tensors) -> Outputs:
        try:
            return await self._runtime.run(self.loaded_as, tensors, lane=Lane.BATCH)
        except EdgeError:
            raise
        except Exception as error:  # the engines' errors share no useful base class
            raise ModelUnavailable(f"{self.manifest.name} failed on this image: {first_line(error)}") from error

    def least_side(self, *, height: int, width: int) -> int:
        """Longer side (px) that the pixels of such an image should have, at least, where it has that much."""
        return least_side(place_in(self.manifest.preparation.fit, height=height, width=width))


def read_detections(
    manifest: DetectorTensors, outputs: Outputs, seen: Seen, *, floor: float, labels: Set[str] = frozenset()
) -> list[Detection]:
    """Return detections in pixels of the displayed image, inside of it and finite, the best first. Blocks.

    Raises:
        ModelUnavailable: an output is missing or is not what the family gives.
    """
    for name in manifest.reading.outputs():
        if name not in outputs:
            raise ModelUnavailable(f"the model has no output {name!r}; it has {', '.join(sorted(outputs))}")
    classes = np.array([bool(label) and (not labels or label in labels) for label in manifest.labels])
    wanted = Wanted(floor or manifest.score_threshold, classes)
    with np.errstate(all="ignore"):  # what overflows is not finite, and so left out
        found = manifest.reading.read(outputs, seen, wanted) if classes.any() else []
    detections = [_detection(each, manifest, seen) for each in found]
    return [each for each in detections if each is not None][:MOST_DETECTIONS]


def _detection(found: Found, manifest: DetectorTensors, seen: Seen) -> Detection | None:
    box = clip_box(*found.box, width=seen.image_width, height=seen.image_height)
    if box is None or not all(map(math.isfinite, box)):
        return None
    return Detection(found.score, box, manifest.labels[found.class_index], found.polygons)
