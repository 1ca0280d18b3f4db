"""One object, one step: where motion says it went, what the prompt model says of that, and what is believed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import (
    decode_rle,
    drop_islands,
    encode_mask,
    fill_holes,
    grow,
    intersect,
    mask_extent,
    mask_iou,
    shrink,
    unite,
)
from avala_edge.inference import Lane, Scheduler
from avala_edge.models import Embedding, Logits
from avala_edge.segment.sight import Sight, Spent
from avala_edge.store import ImageRecord
from avala_edge.video.asking import Question, as_it_is, ask, best, levelled
from avala_edge.video.carried import FrameImage, Outcome, doubted
from avala_edge.video.identity import Appearance, Ground, appearance, blended, ground_of, likeness
from avala_edge.video.leaving import Whereabouts, has_left, stays_behind
from avala_edge.video.motion import Motion, Moved, Template, reduced, shift_matrix

Mask = NDArray[np.uint8]

LEAST_LIKE = 0.5  # below it, what was found looks like something else
LEAST_AGREED = 0.6  # of `trust`: IoU of the model's answer with the moved mask; below it one of them is wrong
LEARNS = 0.1  # how far the look of an object follows it, a frame
STEADY = 0.3  # of an object that must move alike both ways for its shift to be believed
HIDING = 0.6  # of an object's area: what is left of one that something hides moves with that
RENEWS = 3  # frames in a row that a template does not fit, then it is taken anew
SURELY = 0.7  # likeness that it is taken with
# How far from the moved outline the model may decide, in shares of the square root of the object's area. On its own,
# motion is better than the model from one frame to the next, but drifts, unless a template fits.
BAND_TRANSFORM, BAND_FLOW = 0.04, 0.1
TRUSTED, UNTRUSTED = 0.95, 0.7  # `trust` with which it may decide in all of that, and in nothing of it
SPECK = 0.01  # of the object's area: smaller islands and holes are noise


@dataclass(frozen=True, eq=False)
class Followed:
    """What is known of an object after a frame.

    Attributes:
        mask: uint8 `[H, W]` on that frame.
        where: all of it, also what the border hides.
        key: how it looks where a person drew it.
        recent: how it has looked lately.
        ground: what the key frame looks like anywhere.
        trust: IoU of the model's answer on the key frame with what the person drew.
        area: px², the largest lately.
        weak: frames in a row that were doubted.
        level: the logit from which the model's answer is the object, as a person drew it.
        template: what it is compared with while it is stiff.
        unfit: frames in a row where the template did not fit.
    """

    mask: Mask
    where: Whereabouts
    key: Appearance
    recent: Appearance
    ground: Ground
    trust: float
    area: float
    template: Template
    level: float
    weak: int = 0
    unfit: int = 0


@dataclass(frozen=True, eq=False)
class Advanced:
    """Where an object is after a step.

    Attributes:
        followed: None once it is not followed any more.
        logits: what the model said, for what several objects claim; None where it was not asked.
        confidence: 0 to 1.
        outcome: as told to people.
        detail: the same, in words.
    """

    followed: Followed | None
    logits: Logits | None
    confidence: float
    outcome: Outcome
    detail: str


class Stepper:
    """Takes one object from a frame to the next; holds none. Belongs to one event loop."""

    def __init__(self, sight: Sight, cpu: Scheduler, lane: Lane) -> None:
        """Ask `sight` in `lane`, and work on `cpu` in it."""
        self._sight, self._cpu, self._lane = sight, cpu, lane

    async def begin(self, frame: FrameImage, mask: Mask, key: tuple[FrameImage, Mask], *, weak: int) -> Followed | None:
        """Return what is known of an object on a frame, compared with how it looks on its key frame.

        None for an empty mask.
        """
        embedding = await self._sight.embedding(frame.record, self._lane)
        there = embedding if key[0].record == frame.record else await self._sight.embedding(key[0].record, self._lane)
        question = await self._cpu.run(lambda: ask(as_it_is(key[1]), None, there), lane=self._lane)
        answer = await self._answer(key[0].record, question)

        def look() -> Followed | None:
            bounds, rle = mask_extent(mask), encode_mask(mask)
            now = appearance(frame.pixels, embedding, mask, rle)
            then = appearance(key[0].pixels, there, key[1], encode_mask(key[1])) or now
            if bounds is None or now is None or then is None:
                return None
            level, trust = (0.0, 0.0) if answer is None else levelled(answer, question)
            where = Whereabouts(bounds).seen(bounds, frame.record.width, frame.record.height)
            drawn = float(np.count_nonzero(key[1])) or float(np.count_nonzero(mask))
            template = Template(reduced(frame.pixels), mask, np.eye(2, 3))
            return Followed(mask, where, then, now, ground_of(there), trust, drawn, template, level, weak)

        return await self._cpu.run(look, lane=self._lane)

    async def step(self, frame: FrameImage, embedding: Embedding, motion: Motion, known: Followed) -> Advanced:
        """Carry an object to `frame`, whose embedding as a whole this is, by the motion from the frame before."""

        def question_of() -> Question:
            moved = motion.carry(known.mask)
            found = motion.find(known.template, moved.step) or motion.find(
                known.template, shift_matrix(*known.where.speed)
            )
            return ask(moved if found is None else replace(moved, mask=found.visible), found, embedding)

        question = await self._cpu.run(question_of, lane=self._lane)
        answer = await self._answer(frame.record, question)
        return await self._cpu.run(lambda: _judge(frame, embedding, motion, known, question, answer), lane=self._lane)

    async def _answer(self, record: ImageRecord, question: Question) -> Logits | None:
        if question.prompt is None:
            return None
        return await self._sight.answer(
            record, question.prompt, question.seen, multimask=True, lane=self._lane, spent=Spent(), ahead=False
        )


def _judge(
    frame: FrameImage,
    embedding: Embedding,
    motion: Motion,
    known: Followed,
    question: Question,
    answer: Logits | None,
) -> Advanced:
    moved, (height, width) = question.moved, known.mask.shape
    known = _fitted(known, question, motion)
    measured = moved.reliability > STEADY and (question.found is not None or not _is_hiding(known, moved))
    stuck = stays_behind(known.where, moved.shift, width, height)
    where = known.where.moved(moved.shift if measured and not stuck else None)
    if answer is None:
        return _doubted(known, where, None, 0.0, "nothing of it is seen")
    model = best(answer, moved.mask, known.level)
    agreed = mask_iou(model, moved.mask)
    mask = _fused(moved, model, known.trust, stiff=question.found is not None)
    rle, bounds = encode_mask(mask), mask_extent(mask)
    looks = appearance(frame.pixels, embedding, mask, rle)
    if bounds is None or looks is None:
        return _doubted(known, where, None, 0.0, "nothing of it is seen")
    like = (likeness(looks, known.key, known.ground) + likeness(looks, known.recent, known.ground)) / 2
    where = where.seen(bounds, width, height)
    confidence = float(np.clip(like, 0, 1) * min(1.0, agreed / max(known.trust, 0.3)) ** 0.5)
    if stuck:
        return _doubted(known, where, answer, confidence, "it stopped at the border")
    if like < LEAST_LIKE:
        return _doubted(replace(known, mask=mask), where, answer, confidence, "looks unlike the object")
    surely = question.found is not None and like >= SURELY  # moved as one, and looks like it: whatever the model says
    if agreed < LEAST_AGREED * known.trust and not surely:
        return _doubted(replace(known, mask=mask), where, answer, confidence, "motion and model disagree")
    side = has_left(where, width, height)
    if side is not None:
        return Advanced(None, None, 1 - confidence, "gone", f"left the picture at the {side}")
    area = max(known.area * 0.98, float(np.count_nonzero(mask)))
    recent = blended(known.recent, looks, LEARNS) if question.found is not None or like >= SURELY else known.recent
    if known.unfit >= RENEWS and like >= SURELY:
        known = replace(known, template=Template(motion.picture, mask, np.eye(2, 3)), unfit=0)
    return Advanced(
        replace(known, mask=mask, where=where, recent=recent, area=area, weak=0), answer, confidence, "followed", ""
    )


def _is_hiding(known: Followed, moved: Moved) -> bool:
    """Say whether so little is left of an object that what moves there is rather what hides it."""
    return int(np.count_nonzero(moved.mask)) < HIDING * known.area and known.where.inside(*moved.mask.shape[::-1]) > 0.9


def _fitted(known: Followed, question: Question, motion: Motion) -> Followed:
    """Return what is known with its template where it was found, or moved on where it was not."""
    found, moved = question.found, question.moved
    if found is not None:
        return replace(known, template=replace(known.template, matrix=found.matrix), unfit=0)
    step = shift_matrix(*known.where.speed) if _is_hiding(known, moved) else moved.step
    matrix = step @ np.vstack((known.template.matrix, [0, 0, 1]))
    return replace(known, template=replace(known.template, matrix=matrix), unfit=known.unfit + 1)


def _doubted(known: Followed, where: Whereabouts, answer: Logits | None, confidence: float, why: str) -> Advanced:
    height, width = known.mask.shape
    weak = known.weak + 1
    outcome, detail = doubted(where, weak, width, height, why)
    if outcome == "weak":
        return Advanced(replace(known, where=where, weak=weak), answer, confidence, outcome, detail)
    return Advanced(None, None, 1 - confidence if outcome == "gone" else confidence, outcome, detail)


def _fused(moved: Moved, model: Mask, trust: float, *, stiff: bool) -> Mask:
    """Believe motion, but near the outline the model, unless the object is stiff and its template was found."""
    area = float(np.count_nonzero(moved.mask))
    leeway = 0.0 if stiff else BAND_FLOW if moved.matrix is None else BAND_TRANSFORM
    band = leeway * area**0.5 * float(np.clip((trust - UNTRUSTED) / (TRUSTED - UNTRUSTED), 0, 1))
    if band < 0.5:
        return moved.mask
    rle = encode_mask(moved.mask)
    sure, possible = shrink(rle, radius_px=band), grow(rle, radius_px=band)
    fused = unite(sure, intersect(encode_mask(model), possible))
    return decode_rle(drop_islands(fill_holes(fused, area_px2=area * SPECK), area_px2=area * SPECK))
