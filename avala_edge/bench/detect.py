"""What a detector costs on a photo, step by step: alone, then through the queues as a job asks it."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from avala_edge.assembly import Lane, open_detectors
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.imaging import ImageLimits, decode, demo_photos, probe
from avala_edge.models.detectors import Library, read_detections
from avala_edge.models.detectors.found import Seen
from avala_edge.models.detectors.guess import Given
from avala_edge.models.detectors.scratch import import_for_a_while
from avala_edge.models.detectors.tensors import input_tensors, place_in

WARM_UP = 2


async def measure_detect(
    model: str, given: Given, image: Path | None, repeats: int, data_dir: Path, scratch: Path
) -> list[Row]:
    """Return ms for decoding the photo, making tensors, computing, reading the answer, and all of it as a job does."""
    paths = [image] if image else [photo.path for photo in demo_photos()][:1]
    if not paths:
        raise InvalidInput("no demo photo is installed; name a photo of yours", field="--image")
    try:
        data = paths[0].read_bytes()
    except OSError as error:
        raise InvalidInput(f"{paths[0]} cannot be read: {error.strerror}", field="--image") from error
    seconds: dict[str, list[float]] = {name: [] for name in ("decode_image", "prepare", "compute", "read", "photo")}
    limits = ImageLimits()
    info = probe(data, limits)
    height, width = info.height, info.width
    async with open_detectors(Config.for_scratch(scratch)) as detectors:
        card = import_for_a_while(model, given, installed=Library(data_dir), scratch=detectors.library)
        async with detectors.using(card.name) as detector:
            side = detector.least_side(height=height, width=width)
            fit = card.preparation.fit
            seen = Seen(place_in(fit, height=height, width=width), height, width)
            for _ in range(WARM_UP + repeats):
                marks = [perf_counter()]
                pixels = decode(data, limits, least_side=side)
                marks.append(perf_counter())
                tensors = input_tensors(pixels, seen.place, card.inputs, card.preparation)
                marks.append(perf_counter())
                outputs = await detectors.runtime.run(detector.loaded_as, tensors, lane=Lane.BATCH)
                marks.append(perf_counter())
                found = read_detections(card, outputs, seen, floor=0.0)
                marks.append(perf_counter())
                await detector.detect(pixels, height=height, width=width, floor=0.0)
                marks.append(perf_counter())
                for name, begun, ended in zip(seconds, marks, marks[1:], strict=False):
                    seconds[name].append(ended - begun)
    rows = [Row.of_seconds(f"detect_{name}", times[WARM_UP:]) for name, times in seconds.items()]
    count = float(len(found))
    return [*rows, Row("detect_found", count, "detections", 1, count, count)]
