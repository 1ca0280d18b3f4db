"""Several objects, frame after frame, by a model's memory of them; none takes pixels from another.

The same door as `Following`, which has motion and the prompt model instead. What SAM 2's video predictor does with
masks (`SAM2VideoPredictor.add_new_mask`, `propagate_in_video`), one object after the other.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle, decode_rle, mask_extent, mask_from_logits
from avala_edge.inference import Lane, Scheduler
from avala_edge.models import Embedding, ObjectMemory, Recalled, Remembered
from avala_edge.segment.sight import Sight
from avala_edge.video.carried import ORDER, Carried, Claim, FrameImage, Mask, checked, doubted, settled
from avala_edge.video.leaving import Bounds, Whereabouts, has_left
from avala_edge.video.memory_bank import MemoryBank, OnFrame

NOT_THERE = "the model does not see it"


@dataclass(frozen=True, eq=False)
class Kept:
    """What is known of an object after a frame.

    Attributes:
        bank: what is remembered of it.
        where: all of it, also what the border hides.
        bounds: of its mask, where it was seen last.
        weak: frames in a row that were doubted.
    """

    bank: MemoryBank
    where: Whereabouts
    bounds: Bounds
    weak: int


class Remembering:
    """Carries masks along one sequence, in one direction. Belongs to one event loop."""

    def __init__(self, sight: Sight, memory: ObjectMemory, cpu: Scheduler, *, lane: Lane = Lane.BATCH) -> None:
        """Take embeddings from `sight` in `lane`, and ask `memory` and work on `cpu` in it."""
        self._sight, self._memory, self._cpu, self._lane = sight, memory, cpu, lane
        self._known: dict[str, Kept] = {}
        self._last: tuple[int, Mapping[str, Rle]] | None = None  # the frame that was carried onto, and its masks
        self._size: tuple[int, int] | None = None
        self._ahead: tuple[str, asyncio.Task[Embedding]] | None = None

    @property
    def active(self) -> frozenset[str]:
        """See `Follower.active`."""
        return frozenset(self._known)

    async def start(
        self,
        frame: FrameImage,
        masks: Mapping[str, Rle],
        *,
        keys: Mapping[str, tuple[FrameImage, Rle]] | None = None,
        weak: Mapping[str, int] | None = None,
    ) -> None:
        """See `Follower.start`: the key frame is the lasting memory, this frame the newest.

        What is remembered of an object that was carried onto this frame, from the same key frame, stays as it is.
        """
        known, last = self._known, self._last
        await self.close()
        given, counts = keys or {}, weak or {}
        begun = {}
        for uid, mask in masks.items():
            checked(mask, frame.record, uid)
            key_frame, key_mask = given.get(uid, (frame, mask))
            checked(key_mask, key_frame.record, uid)
            found = known.get(uid)
            if last is None or last[0] != frame.index or last[1].get(uid) != mask:
                found = None
            if found is None or found.bank.key.index != key_frame.index:
                found = await self._begin(frame, mask, key_frame, key_mask, counts.get(uid, 0))
            if found is not None:
                begun[uid] = found
        self._known, self._last = begun, (frame.index, dict(masks))
        self._size = frame.record.height, frame.record.width

    async def _begin(
        self, frame: FrameImage, mask: Rle, key_frame: FrameImage, key_mask: Rle, weak: int
    ) -> Kept | None:
        """Return what is known of an object, None of an empty mask."""
        bounds = await self._cpu.run(lambda: mask_extent(decode_rle(mask)), lane=self._lane)
        if bounds is None:
            return None
        key = await self._drawn(key_frame, key_mask)
        there = frame.index == key_frame.index
        last = None if there and key is not None else await self._drawn(frame, mask)
        if key is None:  # nothing of it is left there: this frame has to do
            key, last, key_frame = last, None, frame
        if key is None:
            return None
        wiring = self._memory.wiring
        bank = MemoryBank(OnFrame(key_frame.index, key), wiring.most_memories, wiring.most_pointers)
        if last is not None:
            bank = bank.with_frame(frame.index, last)
        where = Whereabouts(bounds).seen(bounds, frame.record.width, frame.record.height)
        return Kept(bank, where, bounds, weak)

    async def _drawn(self, frame: FrameImage, mask: Rle) -> Remembered | None:
        """Remember a mask as it is; None where nothing is left of it at the model's size."""
        embedding = await self._sight.embedding(frame.record, self._lane)
        square = await self._cpu.run(lambda: self._memory.square(decode_rle(mask), embedding.frame), lane=self._lane)
        return await self._memory.remember_drawn(embedding, square, lane=self._lane) if square.any() else None

    def look_ahead(self, frame: FrameImage) -> None:
        """See `Follower.look_ahead`."""
        if self._size is not None and self._ahead is None:
            task = asyncio.ensure_future(self._sight.embedding(frame.record, self._lane))
            self._ahead = frame.record.pixels_sha256, task

    async def step(self, frame: FrameImage) -> dict[str, Carried]:
        """See `Follower.step`."""
        if self._size != (frame.record.height, frame.record.width):
            raise InvalidInput(ORDER, field="frame")
        before, self._ahead = self._ahead, None
        if before is not None and before[0] == frame.record.pixels_sha256:
            embedding = await before[1]
        else:
            if before is not None:
                before[1].cancel()
            embedding = await self._sight.embedding(frame.record, self._lane)
        claims: dict[str, Claim] = {}
        known: dict[str, Kept] = {}
        for uid, each in self._known.items():  # one after the other: each takes all of the cores
            claims[uid], kept = await self._carry(frame, embedding, each)
            if kept is not None:
                known[uid] = kept
        carried, _ = await self._cpu.run(lambda: settled(claims), lane=self._lane)
        self._known = known
        self._last = frame.index, {uid: each.mask for uid, each in carried.items() if each.mask is not None}
        return carried

    async def _carry(self, frame: FrameImage, embedding: Embedding, known: Kept) -> tuple[Claim, Kept | None]:
        recollection = await self._cpu.run(lambda: known.bank.seen_from(frame.index), lane=self._lane)
        recalled = await self._memory.recall(embedding, recollection, lane=self._lane)
        claim, kept = await self._cpu.run(lambda: _judge(known, recalled), lane=self._lane)
        if kept is None:
            return claim, None
        remembered = await self._memory.remember(embedding, recalled, lane=self._lane)
        return claim, replace(kept, bank=kept.bank.with_frame(frame.index, remembered))

    async def close(self) -> None:
        """See `Follower.close`."""
        ahead, self._ahead = self._ahead, None
        self._known, self._last, self._size = {}, None, None
        if ahead is not None:
            ahead[1].cancel()
            await asyncio.gather(ahead[1], return_exceptions=True)


def _judge(known: Kept, recalled: Recalled) -> tuple[Claim, Kept | None]:
    """Say what was found of an object, and what is known of it then; None once it is not followed any more.

    Of one that is not there, what the decoder drew all the same is its place, if any: doubted, as its score says.
    """
    logits = recalled.logits
    width, height = logits.frame.image_width, logits.frame.image_height
    mask: Mask = mask_from_logits(logits.masks[0], logits.frame)
    bounds = mask_extent(mask)
    confidence = float(logits.scores[0]) / (1 + math.exp(-min(max(recalled.presence, -30.0), 30.0)))
    if recalled.presence <= 0 or bounds is None:
        weak, where = known.weak + 1, known.where.moved(None)
        outcome, detail = doubted(where, weak, width, height, NOT_THERE)
        if outcome == "weak":
            return Claim(mask, logits, confidence, outcome, detail), replace(known, where=where, weak=weak)
        return Claim(None, None, 1 - confidence if outcome == "gone" else confidence, outcome, detail), None
    shift = known.where.shift(known.bounds, bounds, width, height) if known.weak == 0 else None
    where = known.where.moved(shift).seen(bounds, width, height)
    side = has_left(where, width, height)
    if side is not None:
        return Claim(None, None, 1 - confidence, "gone", f"left the picture at the {side}"), None
    return Claim(mask, logits, confidence, "followed", ""), replace(known, where=where, bounds=bounds, weak=0)
