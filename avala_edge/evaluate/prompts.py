"""`evaluate prompts`: simulated annotators through the segment service, on photos with masks that people drew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.evaluate.clicks import next_click
from avala_edge.evaluate.mask_measures import boundary_accuracy
from avala_edge.evaluate.panoptic import OutlinedPhoto
from avala_edge.evaluate.shots import TARGET, Shot, Shots
from avala_edge.geometry import decode_rle, mask_extent, mask_iou
from avala_edge.inference import Lane
from avala_edge.models.promptables.importing import Given, find_pair, proposed
from avala_edge.models.promptables.library import Promptables
from avala_edge.segment import AnswerMask, BoxPrompt, Point, SegmentRequest
from avala_edge.store import Principal

Mask = NDArray[np.bool_]
BOUNDARY_PX = 2.0
MEASURED = "measured"  # what a model that is only measured is called meanwhile


async def measure(
    photos: Sequence[OutlinedPhoto],
    folder: Path | None,
    scratch: Path,
    *,
    max_clicks: int,
    zoomed: float | None,
    say: Callable[[str], None],
) -> list[Shots]:
    """Run every mask's box and clicks; `say` hears of progress.

    Args:
        photos: to be annotated.
        folder: of another model than the one that ships.
        scratch: an empty folder.
        max_clicks: after which nobody goes on.
        zoomed: annotators look at each object in a square of so many times its longer side; None: at all of the photo.
        say: takes a line.

    Raises:
        InvalidInput: the folder holds no model, or no mask is large enough.
    """
    if folder is not None:
        use_model(folder, scratch)
    shots: list[Shots] = []
    async with open_site(Config.for_scratch(scratch)) as site:
        annotator = _Annotator(site, zoomed)
        for number, photo in enumerate(photos, 1):
            await annotator.open(photo.image.read_bytes())
            for segment, truth in photo.masks(site.intake.limits):
                shots.append(
                    Shots(
                        photo.image.name,
                        segment.id,
                        segment.category,
                        segment.is_thing,
                        float(truth.mean()),
                        await annotator.box(truth),
                        await annotator.clicks(truth, max_clicks),
                        await annotator.alternatives(truth),
                    )
                )
            so_far = np.mean([each.box.iou for each in shots]) if shots else 0
            say(f"photo {number}/{len(photos)} {photo.image.name}: {len(shots)} masks so far, box {so_far:.3f}")
    if not shots:
        raise InvalidInput("no mask above 0.2 % of its photo", field="--annotations")
    return shots


def use_model(folder: Path, scratch: Path) -> None:
    """Let the scratch site serve the model in a folder."""
    pair = find_pair(folder)
    if pair is None:
        raise InvalidInput(f"{folder} holds no pair of encoder and decoder", field="--model")
    library = Promptables(scratch)
    with proposed(library, pair, Given(name=MEASURED)) as proposal:
        proposal.install()
    library.activate(MEASURED)


class _Annotator:
    """Prompts one photo at a time as a client would, sending every point and the mask token along."""

    def __init__(self, site: Site, zoomed: float | None) -> None:
        self._site, self._zoomed, self._uid = site, zoomed, ""
        self._principal = Principal("evaluate", "evaluate", "owner")

    async def open(self, data: bytes) -> None:
        record, _ = await self._site.intake.add(data)
        self._uid = record.uid

    async def _ask(
        self,
        points: tuple[Point, ...],
        box: BoxPrompt | None = None,
        token: str | None = None,
        *,
        multimask: bool = False,
        looking_at: BoxPrompt | None = None,
    ) -> tuple[AnswerMask, ...]:
        request = SegmentRequest(
            self._uid,
            points=points,
            box=box,
            mask=token,
            multimask=multimask,
            formats=frozenset({"rle"}),
            looking_at=looking_at,
        )
        return (await self._site.segment.segment(request, self._principal, lane=Lane.BATCH)).masks

    async def box(self, truth: Mask) -> Shot:
        (answer,) = await self._ask((), _box_of(truth))
        return _shot(answer, truth)

    async def clicks(self, truth: Mask, most: int) -> tuple[Shot, ...]:
        """Return what each click got; stops early once five were made and the target was met."""
        points: tuple[Point, ...] = ()
        predicted, token, looking_at = np.zeros_like(truth), None, self._looking_at(truth)
        reached: list[Shot] = []
        while len(reached) < most:
            click = next_click(truth, predicted)
            if click is None:
                break
            points += (click,)
            (answer,) = await self._ask(points, token=token, looking_at=looking_at)
            predicted, token = _mask(answer), answer.token
            reached.append(_shot(answer, truth))
            if len(reached) >= 5 and max(shot.iou for shot in reached) >= TARGET:
                break
        return tuple(reached)

    async def alternatives(self, truth: Mask) -> tuple[Shot, ...]:
        """Return the alternatives of the first click, the likeliest first."""
        click = next_click(truth, np.zeros_like(truth))
        if click is None:
            raise InvalidInput("a mask is empty", field="--annotations")
        looking_at = self._looking_at(truth)
        return tuple(
            _shot(answer, truth) for answer in await self._ask((click,), multimask=True, looking_at=looking_at)
        )

    def _looking_at(self, truth: Mask) -> BoxPrompt | None:
        if self._zoomed is None:
            return None
        box = _box_of(truth)
        side = self._zoomed * max(box.width, box.height)
        x, y = box.x + box.width / 2 - side / 2, box.y + box.height / 2 - side / 2
        return BoxPrompt(max(0.0, x), max(0.0, y), side, side)


def _box_of(truth: Mask) -> BoxPrompt:
    left, top, right, bottom = mask_extent(truth) or (0, 0, 0, 0)
    return BoxPrompt(left, top, right - left, bottom - top)


def _mask(answer: AnswerMask) -> Mask:
    if answer.rle is None:
        raise InvalidInput("the answer has no RLE")
    return decode_rle(answer.rle).astype(bool)


def _shot(answer: AnswerMask, truth: Mask) -> Shot:
    predicted = _mask(answer)
    return Shot(
        round(mask_iou(predicted, truth), 4),
        answer.score,
        round(boundary_accuracy(predicted, truth, radius_px=BOUNDARY_PX), 4),
    )
