"""One object, one step: where motion says it went, what the prompt model says of that, and what to believe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from avala_edge.geometry import (
    Frame,
    Rle,
    View,
    decode_rle,
    drop_islands,
    encode_mask,
    fill_holes,
    grow,
    intersect,
    logits_from_mask,
    mask_from_logits,
    shrink,
    unite,
)
from avala_edge.imaging import Pixels
from avala_edge.inference import Lane, Scheduler
from avala_edge.models import Embedding, Logits, Prompt
from avala_edge.segment.closer import Seen
from avala_edge.segment.sight import Sight, Spent
from avala_edge.store import ImageRecord
from avala_edge.video.identity import Appearance, Ground, appearance, blended, ground_of, likeness
from avala_edge.video.leaving import Bounds, Whereabouts, has_left
from avala_edge.video.motion import Found, Motion, Moved, Template, grey

Outcome = Literal["followed", "weak", "gone", "lost"]
Mask = NDArray[np.uint8]

ROOM = 2.0  # a view's side over the long side of the object, at least
SIZES_PER_OCTAVE = 2
PLACES = 4  # a view's corner is a multiple of its side over this: small changes of a mask do not change its view
SMALLEST = 64  # px
LEAST_LIKE = 0.4  # below it, what was found looks like something else
LEAST_AGREED = 0.6  # IoU of the model's answer with the moved mask; below it one of them is wrong
PATIENCE = 3  # weak frames in a row, then an object is lost
LEARNS = 0.1  # how far the look of an object follows it, a frame
LEAST_AREA = 16  # px²


@dataclass(frozen=True)
class FrameImage:
    """One frame as the follower sees it: its record, and its pixels decoded, oriented, at full size."""

    record: ImageRecord
    pixels: Pixels


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


def view_around(bounds: Bounds, height: int, width: int) -> View:
    """Return the view of an image of `height` × `width` that an object within these bounds is looked at in.

    All of the image for large objects. Of few sizes and places, so that it is found again.
    """
    x0, y0, x1, y1 = bounds
    longest = max(height, width)
    wanted = max(max(x1 - x0, y1 - y0) * ROOM, SMALLEST)
    steps = int(np.floor(np.log2(longest / wanted) * SIZES_PER_OCTAVE)) if wanted < longest else 0
    if steps == 0:
        return View(0, 0, width, height)
    side = longest / 2 ** (steps / SIZES_PER_OCTAVE)

    def span(middle: float, available: int) -> tuple[int, int]:
        length = min(int(np.ceil(side)), available)
        start = round((middle - length / 2) / side * PLACES) * side / PLACES
        return int(min(max(start, 0.0), available - length)), length

    (x, across), (y, down) = span((x0 + x1) / 2, width), span((y0 + y1) / 2, height)
    return View(x, y, across, down)


def bounds_of(mask: Mask) -> Bounds | None:
    """Return x0, y0, x1, y1 of a mask in pixels; None when it is empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


@dataclass(frozen=True, eq=False)
class _Question:
    """A prompt in a view: the moved mask's box, the mask itself, and a point inside it."""

    moved: Moved
    found: Found | None
    rle: Rle
    bounds: Bounds | None
    prompt: Prompt | None
    seen: Seen | None


class Stepper:
    """Takes one object from a frame to the next; holds none. Belongs to one event loop."""

    def __init__(self, sight: Sight, cpu: Scheduler, lane: Lane) -> None:
        """Ask `sight` in `lane`, and work on `cpu` in it."""
        self._sight, self._cpu, self._lane = sight, cpu, lane

    async def begin(
        self, frame: FrameImage, mask: Mask, key: tuple[FrameImage, Mask], *, weak: int
    ) -> Followed | None:
        """Return what is known of an object on a frame, compared with how it looks on its key frame.

        None for an empty mask.
        """
        embedding = await self._sight.embedding(frame.record, self._lane)
        there = embedding if key[0].record == frame.record else await self._sight.embedding(key[0].record, self._lane)
        question = await self._cpu.run(lambda: _ask(_as_it_is(key[1]), None, there), lane=self._lane)
        answer = await self._answer(key[0].record, question)

        def look() -> Followed | None:
            bounds, rle = bounds_of(mask), encode_mask(mask)
            now = appearance(frame.pixels, embedding, mask, rle)
            then = appearance(key[0].pixels, there, key[1], encode_mask(key[1])) or now
            if bounds is None or now is None or then is None:
                return None
            trust = 0.0 if answer is None else _iou(_best(answer, question)[0], key[1])
            where = Whereabouts(bounds).seen(bounds, frame.record.width, frame.record.height)
            drawn = float(np.count_nonzero(key[1])) or float(np.count_nonzero(mask))
            template = Template(grey(frame.pixels), mask, np.eye(2, 3))
            return Followed(mask, where, then, now, ground_of(there), trust, drawn, template, weak)

        return await self._cpu.run(look, lane=self._lane)

    async def step(self, frame: FrameImage, embedding: Embedding, motion: Motion, known: Followed) -> Advanced:
        """Carry an object to `frame`, whose embedding as a whole this is, by the motion from the frame before."""
        def ask() -> _Question:
            moved = motion.carry(known.mask)
            found = motion.find(known.template, moved)
            return _ask(moved if found is None else replace(moved, mask=found.visible), found, embedding)

        question = await self._cpu.run(ask, lane=self._lane)
        answer = await self._answer(frame.record, question)
        return await self._cpu.run(lambda: _judge(frame, embedding, motion, known, question, answer), lane=self._lane)

    async def _answer(self, record: ImageRecord, question: _Question) -> Logits | None:
        if question.prompt is None:
            return None
        return await self._sight.answer(
            record, question.prompt, question.seen, multimask=True, lane=self._lane, spent=Spent(), ahead=False
        )


def _as_it_is(mask: Mask) -> Moved:
    return Moved(mask, mask, 1.0, (0.0, 0.0), None)


def _ask(moved: Moved, found: Found | None, embedding: Embedding) -> _Question:
    rle, bounds = encode_mask(moved.mask), bounds_of(moved.mask)
    if bounds is None or np.count_nonzero(moved.mask) < LEAST_AREA:
        return _Question(moved, found, rle, bounds, None, None)
    height, width = moved.mask.shape
    view = view_around(bounds, height, width)
    cells = max(embedding.frame.valid_height, embedding.frame.valid_width)
    cell = max(view.width, view.height) / cells
    frame = Frame(height, width, view.height / cell, view.width / cell, view)
    side = round(cells)
    logits = logits_from_mask(rle, frame, cells_height=side, cells_width=side)
    x0, y0, x1, y1 = bounds
    prompt = Prompt.in_image(
        [_deepest(moved.mask, bounds)], (x0, y0, x1 - x0, y1 - y0), refines=True, height=height, width=width
    )
    return _Question(moved, found, rle, bounds, prompt, Seen(logits, frame))


def _deepest(mask: Mask, bounds: Bounds) -> tuple[float, float, int]:
    x0, y0, x1, y1 = (int(each) for each in bounds)
    every = max(1, max(x1 - x0, y1 - y0) // 128)
    depth = distance_transform_edt(np.pad(mask[y0:y1:every, x0:x1:every], 1))
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return x0 + (x - 1) * every + 0.5, y0 + (y - 1) * every + 0.5, 1


def _best(answer: Logits, question: _Question) -> tuple[Mask, int]:
    """Return the alternative that agrees most with the moved mask."""
    masks = [mask_from_logits(np.ascontiguousarray(each), answer.frame) for each in answer.masks]
    index = max(range(len(masks)), key=lambda i: _iou(masks[i], question.moved.mask))
    return masks[index], index


def _iou(a: Mask, b: Mask) -> float:
    union = np.count_nonzero(a | b)
    return 1.0 if union == 0 else np.count_nonzero(a & b) / union


def _judge(
    frame: FrameImage,
    embedding: Embedding,
    motion: Motion,
    known: Followed,
    question: _Question,
    answer: Logits | None,
) -> Advanced:
    moved, (height, width) = question.moved, known.mask.shape
    known = _fitted(known, question, motion)
    where = known.where.moved(moved.shift if moved.reliability > STEADY else None)
    if answer is None:
        return _doubted(known, where, None, 0.0, "nothing of it is seen")
    model, _ = _best(answer, question)
    agreed = _iou(model, moved.mask)
    mask = _fused(moved, model, known.trust, question.found is not None)
    rle, bounds = encode_mask(mask), bounds_of(mask)
    looks = appearance(frame.pixels, embedding, mask, rle)
    if bounds is None or looks is None:
        return _doubted(known, where, None, 0.0, "nothing of it is seen")
    like = (likeness(looks, known.key, known.ground) + likeness(looks, known.recent, known.ground)) / 2
    where = where.seen(bounds, width, height)
    confidence = float(np.clip(like, 0, 1) * min(1.0, agreed / max(known.trust, 0.3)) ** 0.5)
    STATS.append((frame.record.uid, like, likeness(looks, known.key, known.ground), agreed, known.trust, moved.reliability, question.found is not None))
    if like < LEAST_LIKE:
        return _doubted(replace(known, mask=mask), where, answer, confidence, "looks unlike the object")
    if agreed < LEAST_AGREED * known.trust:
        return _doubted(replace(known, mask=mask), where, answer, confidence, "motion and model disagree")
    side = has_left(where, width, height, doubted=False)
    if side is not None:
        return Advanced(None, None, 1 - confidence, "gone", f"left the picture at the {side}")
    area = max(known.area * 0.98, float(np.count_nonzero(mask)))
    recent = blended(known.recent, looks, LEARNS)
    if known.unfit >= RENEWS:
        known = replace(known, template=Template(motion.after, mask, np.eye(2, 3)), unfit=0)
    return Advanced(
        replace(known, mask=mask, where=where, recent=recent, area=area, weak=0), answer, confidence, "followed", ""
    )

STATS = []
RENEWS = 3
BAND_STIFF=0.0

def _fitted(known: Followed, question: _Question, motion: Motion) -> Followed:
    """Return what is known with its template where it was found, or moved on where it was not."""
    found, moved = question.found, question.moved
    if found is not None:
        return replace(known, template=replace(known.template, matrix=found.matrix), unfit=0)
    step = moved.matrix if moved.matrix is not None else np.array([[1, 0, moved.shift[0]], [0, 1, moved.shift[1]]])
    matrix = step @ np.vstack((known.template.matrix, [0, 0, 1]))
    return replace(known, template=replace(known.template, matrix=matrix), unfit=known.unfit + 1)

def _doubted(
    known: Followed, where: Whereabouts, answer: Logits | None, confidence: float, why: str
) -> Advanced:
    height, width = known.mask.shape
    side = has_left(where, width, height, doubted=True)
    if side is not None:
        return Advanced(None, None, 1 - confidence, "gone", f"left the picture at the {side}")
    weak = known.weak + 1
    if weak >= PATIENCE:
        return Advanced(None, None, confidence, "lost", f"lost: {why} for {weak} frames")
    return Advanced(replace(known, where=where, weak=weak), answer, confidence, "weak", why)


def _fused(moved: Moved, model: Mask, trust: float, stiff: bool) -> Mask:
    """Believe motion, but near the outline the model: the nearer the more the motion is to be relied on."""
    area = float(np.count_nonzero(moved.mask))
    band = (BAND_RIGID if stiff else BAND_FLOW) * area**0.5 * trust
    if band < 0.5:
        return moved.mask
    rle = encode_mask(moved.mask)
    sure, possible = shrink(rle, radius_px=band), grow(rle, radius_px=band)
    fused = unite(sure, intersect(encode_mask(model), possible))
    small = area * 0.01
    return decode_rle(drop_islands(fill_holes(fused, area_px2=small), area_px2=small))

STEADY = 0.3
BAND_RIGID = 0.0
BAND_FLOW = 0.1
