"""`evaluate detector`: a detector over photos with COCO instances, scored by pycocotools."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from avala_edge.assembly import open_detectors
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.imaging import ImageLimits, decode
from avala_edge.models import Detection
from avala_edge.models.detectors.guess import Given
from avala_edge.models.detectors.library import Library
from avala_edge.models.detectors.scratch import import_for_a_while

FLOOR = 0.001  # average precision wants the unlikely ones too


@dataclass(frozen=True)
class Instances:
    """COCO instances: file names by image id, category ids by name, in the order of their ids."""

    path: Path
    photos: Mapping[int, Path]
    categories: Mapping[str, int]


def read_instances(images: Path, annotations: Path, *, limit: int | None) -> Instances:
    """Read a COCO instances file, sorted by file name.

    Raises:
        InvalidInput: a file is missing or is not what it should be.
    """
    try:
        listing = json.loads(annotations.read_bytes())
        named = sorted((str(image["file_name"]), int(image["id"])) for image in listing["images"])
        categories = {str(each["name"]): int(each["id"]) for each in sorted(listing["categories"], key=_id)}
        if not listing["annotations"]:
            raise InvalidInput(f"{annotations} has no annotations", field="--annotations")
    except OSError as error:
        raise InvalidInput(f"{annotations} cannot be read: {error.strerror}", field="--annotations") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            f"{annotations} is not a COCO instances JSON ({type(error).__name__}: {error})", field="--annotations"
        ) from error
    photos = {number: images / name for name, number in named[:limit]}
    for path in photos.values():
        if not path.is_file():
            raise InvalidInput(f"{path} does not exist", field="--images")
    return Instances(annotations, photos, categories)


def _id(category: Mapping[str, Any]) -> int:
    return int(category["id"])


async def measure_detector(
    model: str, given: Given, truth: Instances, data_dir: Path, scratch: Path, *, say: Callable[[str], None]
) -> dict[str, str]:
    """Run the model on every photo; return the rows in print order. A model without class names has the truth's.

    Raises:
        InvalidInput: the model cannot be used, has no class of the truth, or pycocotools is not installed.
    """
    if find_spec("pycocotools") is None:
        raise InvalidInput("this needs pycocotools: pip install pycocotools")
    results: list[dict[str, Any]] = []
    config = Config.for_scratch(scratch)
    limits = ImageLimits(max_pixels=config.max_image_pixels, max_bytes=config.max_image_bytes)
    async with open_detectors(config) as detectors:
        given = replace(given, otherwise=tuple(truth.categories))
        card = import_for_a_while(model, given, installed=Library(data_dir), scratch=detectors.library)
        if not set(card.labels) & truth.categories.keys():
            raise InvalidInput(f"the model has no class of {truth.path}: it has {', '.join(card.labels[:5])} …")
        async with detectors.using(card.name) as detector:
            for number, (image, path) in enumerate(truth.photos.items(), 1):
                pixels = decode(path.read_bytes(), limits)
                found = await detector.detect(pixels, height=pixels.height, width=pixels.width, floor=FLOOR)
                results += [_result(image, each, truth) for each in found if each.label in truth.categories]
                say(f"photo {number}/{len(truth.photos)} {path.name}: {len(found)} detections")
    ap, ap50 = _score(truth, results)
    return {"detector_ap": f"{ap:.4f}", "detector_ap50": f"{ap50:.4f}", "detector_photos": str(len(truth.photos))}


def _result(image: int, found: Detection, truth: Instances) -> dict[str, Any]:
    """Return a detection as COCO's results have it."""
    category = truth.categories[found.label or ""]
    return {"image_id": image, "category_id": category, "bbox": list(found.box), "score": found.score}


def _score(truth: Instances, results: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return average precision over IoU 0.50 to 0.95, and at 0.50."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    if not results:
        return 0.0, 0.0
    with contextlib.redirect_stdout(sys.stderr):  # it prints as it goes
        annotated = COCO(str(truth.path))
        scored = COCOeval(annotated, annotated.loadRes([dict(each) for each in results]), "bbox")
        scored.params.imgIds = sorted(truth.photos)
        scored.evaluate()
        scored.accumulate()
        scored.summarize()
    return float(scored.stats[0]), float(scored.stats[1])
