"""`evaluate prompts`: simulated annotators through the segment service, on COCO panoptic photos."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.evaluate.clicks import iou, next_click
from avala_edge.geometry import decode_rle
from avala_edge.imaging import ImageLimits, panoptic_ids
from avala_edge.inference import Lane
from avala_edge.segment import BoxPrompt, Point, SegmentRequest
from avala_edge.store import Principal

SMALLEST = 0.002  # of the photo's area
TARGET = 0.80


@dataclass(frozen=True)
class PanopticPhoto:
    """One photo and its id map; `segments` are the ids that people named."""

    image: Path
    id_map: Path
    segments: tuple[int, ...]

    def masks(self, limits: ImageLimits) -> Iterator[NDArray[np.bool_]]:
        """Yield each segment above the smallest size, `[H, W]`."""
        ids = panoptic_ids(self.id_map.read_bytes(), limits)
        for segment in self.segments:
            mask = ids == segment
            if np.count_nonzero(mask) > SMALLEST * mask.size:
                yield mask


def read_panoptic(
    images: Path, panoptic: Path, annotations: Path, *, only: Path | None, limit: int | None
) -> list[PanopticPhoto]:
    """Read a COCO panoptic listing, sorted by file name.

    Raises:
        InvalidInput: a file is missing or is not what it should be.
    """
    try:
        listing = json.loads(annotations.read_bytes())
        names = {image["id"]: image["file_name"] for image in listing["images"]}
        entries = [
            (names[a["image_id"]], a["file_name"], tuple(s["id"] for s in a["segments_info"]))
            for a in listing["annotations"]
        ]
    except OSError as error:
        raise InvalidInput(f"{annotations} cannot be read: {error.strerror}", field="--annotations") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            f"{annotations} is not a COCO panoptic JSON ({type(error).__name__}: {error})", field="--annotations"
        ) from error
    if only is not None:
        try:
            wanted = frozenset(only.read_text().split())
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{only} cannot be read", field="--only") from error
        entries = [entry for entry in entries if entry[0] in wanted]
    photos = [PanopticPhoto(images / name, panoptic / id_map, segments) for name, id_map, segments in sorted(entries)][
        :limit
    ]
    if not photos:
        raise InvalidInput("no photo is left to measure", field="--only" if only else "--annotations")
    for photo in photos:
        for path, field in ((photo.image, "--images"), (photo.id_map, "--panoptic")):
            if not path.is_file():
                raise InvalidInput(f"{path} does not exist", field=field)
    return photos


async def measure(
    photos: Sequence[PanopticPhoto], model: str | None, scratch: Path, *, max_clicks: int, say: Callable[[str], None]
) -> dict[str, str]:
    """Run every mask's box and clicks; return the rows in print order. `say` hears of progress."""
    config = Config.for_scratch(scratch)
    boxes: list[float] = []
    runs: list[list[float]] = []
    async with open_site(config) as site:
        annotator = _Annotator(site, model)
        for number, photo in enumerate(photos, 1):
            await annotator.open(photo.image.read_bytes())
            for truth in photo.masks(site.intake.limits):
                boxes.append(await annotator.box(truth))
                runs.append(await annotator.clicks(truth, max_clicks))
            say(f"photo {number}/{len(photos)} {photo.image.name}: {len(runs)} masks so far, box {np.mean(boxes):.3f}")
    if not runs:
        raise InvalidInput("no mask above 0.2 % of its photo", field="--annotations")
    at = {n: float(np.mean([run[min(n, len(run)) - 1] for run in runs])) for n in (1, 3, 5)}
    noc = float(np.mean([next((i for i, v in enumerate(run, 1) if v >= TARGET), max_clicks) for run in runs]))
    return {
        "box_miou": f"{np.mean(boxes):.4f}",
        **{f"click{n}_miou": f"{value:.4f}" for n, value in at.items()},
        "noc80": f"{noc:.3f}",
        "n": str(len(runs)),
    }


class _Annotator:
    """Prompts one photo at a time as a client would, sending every point and the mask token along."""

    def __init__(self, site: Site, model: str | None) -> None:
        self._site, self._model, self._uid = site, model, ""
        self._principal = Principal("evaluate", "evaluate", "owner")

    async def open(self, data: bytes) -> None:
        record, _ = await self._site.intake.add(data)
        self._uid = record.uid

    async def _ask(
        self, points: tuple[Point, ...], box: BoxPrompt | None, token: str | None
    ) -> tuple[NDArray[np.bool_], str]:
        request = SegmentRequest(
            self._uid, model=self._model, points=points, box=box, mask=token, formats=frozenset({"rle"})
        )
        best = (await self._site.segment.segment(request, self._principal, lane=Lane.BATCH)).masks[0]
        if best.rle is None:
            raise InvalidInput("the answer has no RLE")
        return decode_rle(best.rle).astype(bool), best.token

    async def box(self, truth: NDArray[np.bool_]) -> float:
        ys, xs = np.flatnonzero(truth.any(1)), np.flatnonzero(truth.any(0))
        box = BoxPrompt(float(xs[0]), float(ys[0]), float(xs[-1] + 1 - xs[0]), float(ys[-1] + 1 - ys[0]))
        predicted, _ = await self._ask((), box, None)
        return iou(predicted, truth)

    async def clicks(self, truth: NDArray[np.bool_], most: int) -> list[float]:
        """Return the IoU after each click; stops early once five were made and the target was met."""
        points: tuple[Point, ...] = ()
        predicted, token = np.zeros_like(truth), None
        reached: list[float] = []
        while len(reached) < most:
            click = next_click(truth, predicted)
            if click is None:
                break
            points += (click,)
            predicted, token = await self._ask(points, None, token)
            reached.append(iou(predicted, truth))
            if len(reached) >= 5 and max(reached) >= TARGET:
                break
        return reached
