"""What is wrong with an item's annotations by models: outlines beside the prompt model's, labels, background, gaps.

The thresholds were chosen on other photos than those that `docs/review.md` reports (`avala-edge evaluate checks`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial
from time import monotonic

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.formats.records import bounds_of
from avala_edge.geometry import Rle
from avala_edge.inference import Lane
from avala_edge.jobs import until_there_is_room
from avala_edge.review.compare import mask_of, not_drawn, share_far, with_masks
from avala_edge.review.finding import Finding, ModelKind
from avala_edge.segment import AnswerMask, BoxPrompt, Everything, EverythingOptions, SegmentRequest, SegmentService
from avala_edge.store import Annotation, ImageRecord, Item, Principal, Project
from avala_edge.training import Contrast, Elsewhere, Suggester
from avala_edge.training.regions import outline_region

SMALL = 0.002  # of the image: below, an object is too few of the model's cells to judge its outline or its ground

SURE_OF_OUTLINE, STABLE_OUTLINE = 0.6, 0.5  # expected IoU and stability of a mask whose outline is compared with
FAR, LEAST_FAR_PX = 0.02, 2.0  # of the diagonal of the annotation's bounds; a pixel or two are never far
TOO_FAR = 0.8  # share of the outline that is so far from the model's
ROOM = 0.1  # of its bounds, on each side: where an outline is off, so are its bounds, and the object runs over them

NO_CONTRAST = 0.08  # `Contrast` below which something looks like its surroundings
UNSTABLE = 0.55  # stability below which what the model sees in its bounds is no object

UNLIKELY, LIKELY = 0.1, 0.6  # chance of its own label at most, and of another one at least

POINTS = 12  # a side, of the grid on which missed objects are looked for
SURE_OF_OBJECT, STABLE_OBJECT = 0.5, 0.4  # expected IoU and stability of one
SURE_OF_LABEL = 0.6  # chance of its label
TOUCHES = 0.1  # of the smaller of two: what overlaps more with anything drawn is not missed

_CHECKS = Principal("quality-checks", "quality-checks", "owner")  # its answers push none of a person's out of memory
_log = logging.getLogger(__name__)


class ModelChecks:
    """Asks models about annotations, behind everybody's clicks."""

    def __init__(
        self,
        segment: SegmentService,
        everything: Everything,
        suggester: Suggester,
        elsewhere: Elsewhere,
        contrast: Contrast,
        *,
        time_s: float,
    ) -> None:
        """Take the site's parts; after `time_s` seconds what was found on an item is all."""
        self._segment, self._everything, self._suggester = segment, everything, suggester
        self._elsewhere, self._contrast, self._time_s = elsewhere, contrast, time_s

    async def check(
        self, project: Project, item: Item, drawn: Sequence[Annotation], kinds: Collection[ModelKind]
    ) -> list[Finding]:
        """Return what is wrong on one item; nothing on one that nobody has begun, or whose photo is damaged.

        Args:
            project: whose annotations they are.
            item: that they are on.
            drawn: all of the project's there; rejected ones are left out.
            kinds: what to look for; what only others need is not computed.
        """
        kept = [each for each in drawn if each.state != "rejected"]
        found: list[Finding] = []
        if not kept:
            return found
        ends = monotonic() + self._time_s
        try:
            async with asyncio.timeout(self._time_s):
                if "label_outlier" in kinds:
                    found += await self._labels(project, item.image, kept)
                if "background" in kinds or "boundary" in kinds:
                    await self._shapes(item.image, kept, kinds, found)
                if "missed" in kinds:
                    found += await self._missed(project, item.image, kept, ends - monotonic())
        except TimeoutError:
            _log.warning("time was over before item %s was looked at in full", item.uid)
        except (InvalidInput, NotFound) as error:
            _log.warning("item %s cannot be looked at: %s", item.uid, error.message)
        return found

    async def _labels(self, project: Project, image: ImageRecord, drawn: Sequence[Annotation]) -> list[Finding]:
        named = [(each, each.label) for each in drawn if each.label is not None]
        masks = [partial(mask_of, each, image) for each, _ in named]
        ask = partial(self._elsewhere.opinions, project, image, masks, lane=Lane.BATCH)
        found = []
        for (each, label), opinion in zip(named, await until_there_is_room(ask), strict=True):
            own = None if opinion is None else opinion.chances.get(label)
            if opinion is None or own is None:
                continue
            other, chance = opinion.label, opinion.chances[opinion.label]
            if own <= UNLIKELY and chance >= LIKELY:
                words = f"It looks like {other} ({chance:.0%}), not like {label} ({own:.0%})."
                found.append(Finding("label_outlier", each.uid, opinion.because, round(chance, 4), words, other))
        return found

    async def _shapes(
        self, image: ImageRecord, drawn: Sequence[Annotation], kinds: Collection[ModelKind], found: list[Finding]
    ) -> None:
        """Add to `found`, one by one, what is background, and outlines that are not where the model's are."""
        pairs = await asyncio.to_thread(with_masks, drawn, image, least=SMALL)
        contrasts: list[float | None] = [None] * len(pairs)
        if "background" in kinds:
            ask = partial(self._contrast.of, image, [_giving(mask) for _, mask in pairs], lane=Lane.BATCH)
            contrasts = await until_there_is_room(ask)
        for (each, mask), contrast in zip(pairs, contrasts, strict=True):
            if contrast is not None and contrast < NO_CONTRAST:
                best = await self._in_bounds(image, each, room=0.0)
                if best is not None and best.stability < UNSTABLE:
                    words = f"It looks like what is around it ({contrast:.2f}), and no object is seen there."
                    found.append(Finding("background", each.uid, (), round(contrast, 4), words))
                    continue
            if "boundary" in kinds and each.type != "bounding_box":
                found += await self._outline(image, each, mask)

    async def _outline(self, image: ImageRecord, drawn: Annotation, mask: Rle) -> list[Finding]:
        """Return that an outline is not where the model's is, if the model is sure."""
        best = await self._in_bounds(image, drawn, room=ROOM)
        if best is None or best.score < SURE_OF_OUTLINE or best.stability < STABLE_OUTLINE:
            return []
        seen = outline_region(best.outline, height=image.height, width=image.width)
        far = await asyncio.to_thread(share_far, mask, seen, by=FAR, least_px=LEAST_FAR_PX)
        if far <= TOO_FAR:
            return []
        words = f"{far:.0%} of its outline is far from where the edges of the object are seen."
        there = {"polygons": list(best.polygons or ())}
        return [Finding("boundary", drawn.uid, (), round(far, 4), words, geometry=there)]

    async def _in_bounds(self, image: ImageRecord, drawn: Annotation, *, room: float) -> AnswerMask | None:
        """Return what the prompt model sees in an annotation's box, `room` of it wider on each side, if anything."""
        left, top, right, bottom = bounds_of(drawn) or (0.0, 0.0, 0.0, 0.0)
        more_x, more_y = room * (right - left), room * (bottom - top)
        left, top = max(left - more_x, 0.0), max(top - more_y, 0.0)
        right, bottom = min(right + more_x, image.width), min(bottom + more_y, image.height)
        box = BoxPrompt(left, top, right - left, bottom - top)
        request = SegmentRequest(image.uid, box=box, formats=frozenset({"polygon"}))
        ask = partial(self._segment.segment, request, _CHECKS, lane=Lane.BATCH, ahead=False)
        try:
            best = (await until_there_is_room(ask)).masks[0]
        except InvalidInput:  # a box too thin to be a prompt
            return None
        return best if best.polygons else None

    async def _missed(
        self, project: Project, image: ImageRecord, drawn: Sequence[Annotation], time_s: float
    ) -> list[Finding]:
        if time_s <= 0 or await self._suggester.known(project) is None:
            return []
        options = EverythingOptions(
            points_per_side=POINTS, score=SURE_OF_OBJECT, stability=STABLE_OBJECT, time_s=time_s
        )
        look = partial(self._everything.find, image, options, _CHECKS)
        objects = (await until_there_is_room(look)).objects
        new = await asyncio.to_thread(not_drawn, objects, drawn, image, touches=TOUCHES)
        masks = [_giving(mask) for _, mask in new]
        ask = partial(self._suggester.suggest, project, image, masks, top=1, lane=Lane.BATCH)
        found = []
        for (each, _), said in zip(new, await until_there_is_room(ask), strict=True):
            if not said.labels or said.labels[0].score < SURE_OF_LABEL:
                continue
            best = said.labels[0]
            words = f"Nobody has drawn this; it looks like {best.label} ({best.score:.0%})."
            there = {"polygons": [polygon.to_rings() for polygon in each.outline.polygons or ()]}
            found.append(Finding("missed", None, best.because, round(best.score, 4), words, best.label, there))
        return found


def _giving(mask: Rle) -> Callable[[], Rle]:
    return lambda: mask
