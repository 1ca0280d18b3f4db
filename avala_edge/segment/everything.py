"""All objects of one image: a grid of points decoded on its one embedding; good answers kept, doubles dropped, ranked.

Each point is one decode in the batch lane, so a click waits for one of them at most. (The decoder's graph takes one
prompt at a time, and on processors a batch of prompts would take as long as one after the other, at a click's cost.)
Masks are compared small; only what is kept is outlined at the image's size. The thresholds were chosen on held-out
photos: `docs/experiments/0003-everything.md`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import Busy, InvalidInput
from avala_edge.geometry import Frame, Outline, OutlineOptions, Rle, nms, outlines
from avala_edge.inference import Lane, Scheduler, working_for
from avala_edge.jobs import until_there_is_room
from avala_edge.models import Logits, Prompt
from avala_edge.segment.sight import Sight, Spent
from avala_edge.store import ImageRecord, Principal

MOST_PER_SIDE = 64
SHARE_OF_DEADLINE = 0.6  # of a request, for looking; what is left is for what comes before and after
MOST_OBJECTS = 500
LEAST_STEP = 8  # pixels between points
COMPARED_SIDE = 512  # pixels: masks are compared on an image of this longer side
SMALL = 5e-4  # of the image: what is smaller is no object
SPECK = 2e-5  # of the image: smaller islands and holes of an object are noise
IMAGES_AT_ONCE, IMAGES_WAITING = 2, 16
BATCH = 8  # outlines at a time: a click's piece of work does not wait long for a thread
MOST_HELD = 512  # candidates, before doubles are dropped


@dataclass(frozen=True)
class EverythingOptions:
    """What counts as an object.

    Attributes:
        points_per_side: points along the longer side; as many a pixel along the other.
        score: lowest expected IoU, 0 to 1.
        stability: lowest IoU of a mask at thresholds +1 and -1, 0 to 1.
        overlap: of two masks whose IoU is above this, the worse one goes.
        min_area_px2: smaller masks are no objects; None: 0.05 % of the image.
        most: objects, the best.
        tolerance_px: of the outlines; None: 1 px per 1024 px of the longer side.
        time_s: after so long, what was found is all.
    """

    points_per_side: int = 16
    score: float = 0.5
    stability: float = 0.3
    overlap: float = 0.7
    min_area_px2: float | None = None
    most: int = 100
    tolerance_px: float | None = None
    time_s: float = 20.0

    def __post_init__(self) -> None:
        """Check."""
        bounds = {"points_per_side": (1, MOST_PER_SIDE), "most": (1, MOST_OBJECTS), "time_s": (0, 3600)}
        for name in ("score", "stability", "overlap"):
            bounds[name] = (0, 1)
        for name, (least, greatest) in bounds.items():
            if not least <= getattr(self, name) <= greatest:
                raise InvalidInput(f"{name} must be {least} to {greatest}, got {getattr(self, name)}", field=name)


@dataclass(frozen=True)
class FoundObject:
    """One object; `point` (x, y) is where it was found, a prompt that gives it again."""

    score: float
    outline: Outline
    point: tuple[float, float]


@dataclass(frozen=True)
class EverythingAnswer:
    """What is on an image, the best first.

    Attributes:
        objects: in order of falling score.
        points: how many points the grid has.
        looked_at: how many of them there was time for.
        cache: whether the embedding was there: hit, miss or joined.
        timings_ms: embedding (waiting included), decode (sum), total.
    """

    objects: tuple[FoundObject, ...]
    points: int
    looked_at: int
    cache: str
    timings_ms: dict[str, float]


@dataclass(frozen=True)
class _Candidate:
    score: float
    point: tuple[float, float]
    small: Rle  # of the mask, at `COMPARED_SIDE`
    logits: NDArray[np.float16]  # [h, w]


class Everything:
    """A few images at a time, behind everybody's clicks."""

    def __init__(self, sight: Sight, cpu: Scheduler) -> None:
        """Take the site's parts."""
        self._sight, self._cpu = sight, cpu
        self._turns, self._here = asyncio.Semaphore(IMAGES_AT_ONCE), 0

    async def find(self, record: ImageRecord, options: EverythingOptions, principal: Principal) -> EverythingAnswer:
        """Find the objects of an image.

        Raises:
            Busy: too many images wait already.
            ImageRefused: the image's bytes have been damaged.
        """
        working_for.set(principal.uid)
        async with self._turn():
            began, spent = perf_counter(), Spent()
            points = _grid(record, options.points_per_side)
            frame = await self._sight.frame(record, Lane.BATCH, spent)
            candidates, looked_at = await self._look(record, points, options, frame, spent)
            kept = await self._cpu.run(partial(_best, candidates, options.overlap, options.most), lane=Lane.BATCH)
            objects = [found async for found in self._outlined(record, kept, options, frame)]
            timings = {"embedding": spent.embedding, "decode": spent.decode, "total": perf_counter() - began}
            return EverythingAnswer(
                tuple(objects),
                len(points),
                looked_at,
                "hit" if spent.outcome in ("disk", "shared") else spent.outcome,
                {name: round(1000 * seconds, 3) for name, seconds in timings.items()},
            )

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._here >= IMAGES_AT_ONCE + IMAGES_WAITING:
            raise Busy
        self._here += 1
        try:
            async with self._turns:
                yield
        finally:
            self._here -= 1

    async def _look(
        self,
        record: ImageRecord,
        points: Sequence[tuple[float, float]],
        options: EverythingOptions,
        frame: Frame,
        spent: Spent,
    ) -> tuple[list[_Candidate], int]:
        held: list[_Candidate] = []
        looked_at = 0
        try:
            async with asyncio.timeout(options.time_s):
                for point in points:
                    prompt = Prompt.in_image([(*point, 1)], None, height=record.height, width=record.width)
                    decode = partial(self._sight.glance, record, prompt, multimask=True, lane=Lane.BATCH, spent=spent)
                    logits = await until_there_is_room(decode)
                    judge = partial(_judge, logits, point, options, frame)
                    held += await until_there_is_room(partial(self._cpu.run, judge, lane=Lane.BATCH))
                    looked_at += 1
                    if len(held) > MOST_HELD + options.most:
                        held = _best(held, options.overlap, options.most)
        except TimeoutError:
            pass  # what was found is what there is
        return held, looked_at

    async def _outlined(
        self, record: ImageRecord, kept: Sequence[_Candidate], options: EverythingOptions, frame: Frame
    ) -> AsyncIterator[FoundObject]:
        area = record.width * record.height
        tolerance = options.tolerance_px
        how = OutlineOptions(
            tolerance_px=max(1.0, max(record.width, record.height) / 1024) if tolerance is None else tolerance,
            min_area_px2=SPECK * area,
            fill_holes_px2=SPECK * area,
        )
        for some in (kept[start : start + BATCH] for start in range(0, len(kept), BATCH)):
            logits = np.stack([each.logits for each in some]).astype(np.float32)
            work = partial(outlines, logits, frame, how)
            shapes = await until_there_is_room(partial(self._cpu.run, work, lane=Lane.BATCH))
            for each, shape in zip(some, shapes, strict=True):
                yield FoundObject(each.score, shape, each.point)


def _grid(record: ImageRecord, per_side: int) -> list[tuple[float, float]]:
    """Centres of equal cells, in an order that spreads the first ones as evenly as all."""
    longest = max(record.width, record.height)
    per_side = min(per_side, max(1, longest // LEAST_STEP))
    columns, rows = (max(1, round(per_side * side / longest)) for side in (record.width, record.height))
    points = [
        ((column + 0.5) * record.width / columns, (row + 0.5) * record.height / rows)
        for row in range(rows)
        for column in range(columns)
    ]
    return [points[place] for place in np.random.default_rng(0).permutation(len(points))]


def _judge(logits: Logits, point: tuple[float, float], options: EverythingOptions, frame: Frame) -> list[_Candidate]:
    """Return those of a point's masks that may be objects."""
    likely = [index for index, score in enumerate(logits.scores) if score >= options.score]
    if not likely:
        return []
    shrink = min(1.0, COMPARED_SIDE / max(frame.image_width, frame.image_height))
    width, height = (max(1, round(shrink * side)) for side in (frame.image_width, frame.image_height))
    whole, area = frame.image_width * frame.image_height, width * height
    least = SMALL * area if options.min_area_px2 is None else options.min_area_px2 / whole * area
    masks = np.ascontiguousarray(logits.masks[likely])
    small = Frame.whole(height, width, frame.valid_height, frame.valid_width)
    how = OutlineOptions(min_area_px2=SPECK * area, fill_holes_px2=SPECK * area, want_polygon=False)
    found = []
    for index, mask, shape in zip(likely, masks, outlines(masks, small, how), strict=True):
        if shape.area >= max(least, 1) and shape.stability >= options.stability and shape.rle is not None:
            kept = np.clip(mask, -64, 64).astype(np.float16)
            found.append(_Candidate(float(logits.scores[index]), point, shape.rle, kept))
    return found


def _best(candidates: Sequence[_Candidate], overlap: float, most: int) -> list[_Candidate]:
    kept = nms([each.small for each in candidates], [each.score for each in candidates], threshold=overlap)
    return [candidates[index] for index in kept[:most]]
