"""An interpolation at one frame: the shape of a track between the key frames around it becomes a draft. No model."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from avala_edge.errors import NotFound
from avala_edge.jobs import Skip
from avala_edge.store import Item, ItemResult, Items, Job, NewAnnotation, Principal, TrackPoint, Tracks
from avala_edge.video.interpolate import interpolate

MOST_JOBS = 4  # whose key frames are kept in memory
MODEL = "interpolation"  # that drafts are said to be of


class Interpolation:
    """What interpolation jobs do with a frame."""

    def __init__(self, tracks: Tracks, items: Items) -> None:
        """Take the site's parts."""
        self._tracks, self._items = tracks, items
        self._keys: OrderedDict[str, list[TrackPoint]] = OrderedDict()  # by job

    async def perform(self, uid: str, job: Job) -> ItemResult | Skip:
        """Fill one frame; raises `NotFound`."""
        who = Principal(job.created_by, "", "owner", user_id=job.user_id)  # what they may was asked at the order
        item = await self._items.get(who, uid)
        keys = self._keys.get(job.uid)
        if keys is None:
            keys = self._keys[job.uid] = await self._find(who, job)
            while len(self._keys) > MOST_JOBS:
                self._keys.popitem(last=False)
        return await self._between(uid, item, keys)

    async def _find(self, who: Principal, job: Job) -> list[TrackPoint]:
        track = str(job.options["track"])
        points = await self._tracks.points(who, job.project or "", str(job.options["sequence"]), tracks=[track])
        return [each for each in points if each.is_settled and each.annotation.state != "rejected"]

    async def _between(self, uid: str, item: Item, keys: list[TrackPoint]) -> ItemResult | Skip:
        index = item.frame_index
        if index is None:
            raise NotFound("the item is no frame any more", field="item")
        before = max((each for each in keys if each.frame < index), key=lambda each: each.frame, default=None)
        after = min((each for each in keys if each.frame > index), key=lambda each: each.frame, default=None)
        if before is None or after is None:
            return Skip("no_key_frame", "It is not between two key frames any more.")
        one, other = before.annotation, after.annotation
        if one.type != other.type:
            return Skip("types_differ", f"Its key frames are a {one.type} and a {other.type}.")
        share = (index - before.frame) / (after.frame - before.frame)
        geometry = await asyncio.to_thread(interpolate, one.geometry, other.geometry, one.type, share)
        draft = NewAnnotation(
            one.type,
            geometry,
            one.label,
            one.attributes,
            source="propagated",
            model=MODEL,
            track=one.track,
        )
        return ItemResult(uid, "done", tracks=((item.uid, draft),), counts={"drafts": 1})
