"""Several objects, frame after frame; none takes pixels from another. Forwards or backwards is all the same here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle, decode_rle
from avala_edge.inference import Lane, Scheduler
from avala_edge.models import Embedding
from avala_edge.segment.sight import Sight
from avala_edge.video.carried import ORDER, Carried, Claim, FrameImage, Outcome, checked, settled
from avala_edge.video.motion import Motion, Picture, motion_between, reduced
from avala_edge.video.propagate import Advanced, Followed, Stepper

Mask = NDArray[np.uint8]

__all__ = ["Carried", "Following", "FrameImage", "Outcome"]


class Following:
    """Carries masks along one sequence, in one direction. Belongs to one event loop."""

    def __init__(self, sight: Sight, cpu: Scheduler, *, lane: Lane = Lane.BATCH) -> None:
        """Ask `sight` in `lane`, and work on `cpu` in it."""
        self._sight, self._cpu, self._lane = sight, cpu, lane
        self._stepper = Stepper(sight, cpu, lane)
        self._known: dict[str, Followed] = {}
        self._picture: Picture | None = None
        self._size = (0, 0)
        self._ahead: tuple[str, asyncio.Task[tuple[Picture, Motion, Embedding]]] | None = None

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
        """See `Follower.start`: looks are compared with the key frame's."""
        await self.close()
        given, counts = keys or {}, weak or {}
        self._size = (frame.record.height, frame.record.width)
        self._picture = await self._cpu.run(lambda: reduced(frame.pixels), lane=self._lane)
        drawn = {uid: decode_rle(checked(mask, frame.record, uid)) for uid, mask in masks.items()}

        async def begin(uid: str) -> Followed | None:
            key_frame, key_mask = given.get(uid, (frame, masks[uid]))
            key = (key_frame, decode_rle(checked(key_mask, frame.record, uid)))
            return await self._stepper.begin(frame, drawn[uid], key, weak=counts.get(uid, 0))

        begun = await asyncio.gather(*(begin(uid) for uid in masks))
        self._known = {uid: each for uid, each in zip(masks, begun, strict=True) if each is not None}

    def look_ahead(self, frame: FrameImage) -> None:
        """See `Follower.look_ahead`."""
        if self._picture is not None and self._ahead is None:
            self._ahead = frame.record.pixels_sha256, asyncio.ensure_future(self._look(frame))

    async def step(self, frame: FrameImage) -> dict[str, Carried]:
        """See `Follower.step`."""
        if self._picture is None or (frame.record.height, frame.record.width) != self._size:
            raise InvalidInput(ORDER, field="frame")
        before, self._ahead = self._ahead, None
        if before is not None and before[0] == frame.record.pixels_sha256:
            self._picture, motion, embedding = await before[1]
        else:
            if before is not None:
                before[1].cancel()
            self._picture, motion, embedding = await self._look(frame)
        uids = list(self._known)
        steps = await asyncio.gather(*(self._stepper.step(frame, embedding, motion, self._known[uid]) for uid in uids))
        advanced = dict(zip(uids, steps, strict=True))
        carried, self._known = await self._cpu.run(lambda: _settled(advanced), lane=self._lane)
        return carried

    async def _look(self, frame: FrameImage) -> tuple[Picture, Motion, Embedding]:
        before, (height, width) = self._picture, self._size
        if before is None:
            raise InvalidInput(ORDER, field="frame")

        def move() -> tuple[Picture, Motion]:
            after = reduced(frame.pixels)
            return after, motion_between(before, after, height=height, width=width)

        (after, motion), embedding = await asyncio.gather(
            self._cpu.run(move, lane=self._lane), self._sight.embedding(frame.record, self._lane)
        )
        return after, motion, embedding

    async def close(self) -> None:
        """See `Follower.close`."""
        ahead, self._ahead = self._ahead, None
        self._known, self._picture = {}, None
        if ahead is not None:
            ahead[1].cancel()
            await asyncio.gather(ahead[1], return_exceptions=True)


def _settled(advanced: Mapping[str, Advanced]) -> tuple[dict[str, Carried], dict[str, Followed]]:
    """Give each pixel to one object, and say what became of all."""
    known = {uid: each.followed for uid, each in advanced.items() if each.followed is not None}
    claims = {
        uid: Claim(known[uid].mask if uid in known else None, each.logits, each.confidence, each.outcome, each.detail)
        for uid, each in advanced.items()
    }
    carried, masks = settled(claims)
    return carried, {uid: replace(each, mask=masks[uid]) for uid, each in known.items()}
