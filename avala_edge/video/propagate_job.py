"""A propagation at one frame: the objects are carried onto it from the frame before, and become drafts of their tracks.

Begun anew, in another process or after a crash, it goes on from what was drawn on the frame before.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.formats.records import rle_of
from avala_edge.geometry import Rle
from avala_edge.inference import Lane, Scheduler
from avala_edge.jobs import Skip, StopJob, until_there_is_room
from avala_edge.models import Manifest, ObjectMemory
from avala_edge.segment import BoxPrompt, Intake, SegmentRequest, SegmentService, Sight
from avala_edge.store import (
    Annotation,
    Annotations,
    Item,
    ItemResult,
    Items,
    Job,
    NewAnnotation,
    Principal,
    Sequences,
    Tracks,
)
from avala_edge.store import Sequence as FrameSequence
from avala_edge.video.carried import Carried, Follower, FrameImage
from avala_edge.video.orders import BACK, NO_EXTRA
from avala_edge.video.shapes import geometry_of_mask
from avala_edge.video.span import Leg

MOST_MISSED = 3  # frames in a row that could not be carried onto, after which objects are followed still
MOST_RUNS = 4  # jobs whose last frame is kept in memory


@dataclass
class _Run:
    """What one process knows of a job between two frames."""

    who: Principal
    sequence: FrameSequence
    legs: Sequence[Leg]
    keys: dict[str, Annotation]  # by their uid
    items: Mapping[int, str]  # by frame
    following: Follower
    at: tuple[int, int] | None = None  # the frame that was carried onto last, and the direction
    is_whole: bool = True  # False: a step was broken off, so that `following` must be started again
    next: tuple[int, asyncio.Task[FrameImage]] | None = None  # the frame that is looked at ahead
    last: FrameImage | None = None
    masks: dict[str, Rle] = field(default_factory=dict)  # of the objects on that frame, by track
    ended: set[Leg] = field(default_factory=set)  # whose objects are gone or lost
    seen: dict[str, tuple[FrameImage, Rle]] = field(default_factory=dict)  # key frames, by annotation

    def goes_on_at(self, index: int, step: int) -> bool:
        """Say whether a frame follows the last one, frames that could not be decoded aside."""
        return self.at is not None and self.at[1] == step and 0 < (index - self.at[0]) * step <= MOST_MISSED


class Propagation:
    """What propagation jobs do with a frame. Belongs to one event loop."""

    def __init__(
        self,
        sequences: Sequences,
        tracks: Tracks,
        items: Items,
        annotations: Annotations,
        intake: Intake,
        sight: Sight,
        segment: SegmentService,
        cpu: Scheduler,
        memory: ObjectMemory | None = None,
    ) -> None:
        """Take the site's parts; a model's `memory` carries objects where there is one, else motion does."""
        self._sequences, self._tracks, self._items, self._annotations = sequences, tracks, items, annotations
        self._intake, self._sight, self._segment, self._cpu = intake, sight, segment, cpu
        self._memory = memory
        self._runs: OrderedDict[str, _Run] = OrderedDict()  # by job

    @property
    def _model(self) -> Manifest:
        return self._segment.model

    async def perform(self, subject: str, job: Job) -> ItemResult | Skip:
        """Carry the job's objects onto one frame.

        Raises:
            EdgeError: why that could not be done.
            StopJob: the sequence or a key frame is not there any more.
        """
        run = self._runs.get(job.uid)
        if run is None:
            run = self._runs[job.uid] = await self._open(job)
            while len(self._runs) > MOST_RUNS:
                self._runs.popitem(last=False)
        step = -1 if subject.endswith(BACK) else 1
        item = await self._items.get(run.who, subject.removesuffix(BACK))
        index = item.frame_index
        if index is None:
            raise NotFound("the item is no frame any more", field="item")
        return await until_there_is_room(partial(self._carry, run, subject, item, index, step))

    async def _open(self, job: Job) -> _Run:
        try:
            follower = self._follower()
        except ImportError as error:
            raise StopJob(NO_EXTRA) from error
        who = Principal(job.created_by, "", "owner", user_id=job.user_id)  # what they may was asked at the order
        legs = [Leg(**each) for each in job.options["legs"]]
        try:
            sequence = await self._sequences.find(who, str(job.options["sequence"]))
            keys = {leg.annotation: await self._annotations.get(who, leg.annotation) for leg in legs}
        except NotFound as error:
            raise StopJob("The sequence, or an annotation that was to be carried, is not there any more.") from error
        items = {each.index: each.item for each in await self._sequences.frames(sequence)}
        return _Run(who, sequence, legs, keys, items, follower)

    def _follower(self) -> Follower:
        """Return what carries objects; raises `ImportError` without the extra `video`."""
        if self._memory is not None:
            from avala_edge.video.remembering import Remembering

            return Remembering(self._sight, self._memory, self._cpu, lane=Lane.BATCH)
        from avala_edge.video.following import Following

        return Following(self._sight, self._cpu, lane=Lane.BATCH)

    async def _carry(self, run: _Run, subject: str, item: Item, index: int, step: int) -> ItemResult:
        covering = [leg for leg in run.legs if leg.covers(index, step)]
        wanted = [leg for leg in covering if leg not in run.ended]
        if run.goes_on_at(index, step):
            await self._adjust(run, wanted, index - step)
        else:
            await self._take_up(run, wanted, index - step)
        wanted = [leg for leg in wanted if leg not in run.ended]
        if not wanted:
            run.at, run.last, run.masks = None, None, {}
            return ItemResult(subject, "skipped", cleared=tuple((item.uid, leg.track) for leg in covering))
        frame = await self._next_frame(run, item, index)
        run.is_whole = False
        carried = await run.following.step(frame)
        run.at, run.last, run.is_whole = (index, step), frame, True
        run.masks = {track: each.mask for track, each in carried.items() if each.mask is not None}
        if any(leg.covers(index + step, step) and leg.track in run.masks for leg in run.legs):
            run.next = index + step, asyncio.create_task(self._look_ahead(run, index + step))
        return await self._result(run, subject, item, index, covering, carried)

    async def _seen(self, item: Item) -> FrameImage:
        pixels = await self._intake.pixels(item.image, least_side=None, lane=Lane.BATCH)
        return FrameImage(item.image, pixels, item.frame_index or 0)

    async def _next_frame(self, run: _Run, item: Item, index: int) -> FrameImage:
        """Return a frame, most often decoded already while the one before was dealt with."""
        ahead, run.next = run.next, None
        if ahead is None or ahead[0] != index:
            if ahead is not None:
                ahead[1].cancel()
            return await self._seen(item)
        return await ahead[1]

    async def _look_ahead(self, run: _Run, index: int) -> FrameImage:
        frame = await self._frame(run, index)
        run.following.look_ahead(frame)
        return frame

    async def _take_up(self, run: _Run, wanted: Sequence[Leg], index: int) -> None:
        """Begin at a frame with what is there: key frames' masks, and what this or an earlier job drew."""
        run.masks, run.last = {}, None
        if not wanted:
            return
        points = await self._tracks.points(
            run.who,
            run.keys[wanted[0].annotation].project,
            run.sequence.uid,
            tracks=[leg.track for leg in wanted],
            frames=(index, index),
        )
        there = {each.annotation.track: each.annotation for each in points}
        run.last = await self._frame(run, index)
        for leg in wanted:
            drawn = there.get(leg.track)
            if leg.start == index:
                run.masks[leg.track] = (await self._key(run, leg))[1]
            elif drawn is not None:
                run.masks[leg.track] = await self._mask(run, drawn, run.last)
            else:
                run.ended.add(leg)  # it was lost before
        await self._start(run, wanted)

    async def _adjust(self, run: _Run, wanted: Sequence[Leg], index: int) -> None:
        """Take in objects whose key frame was the last one, let go of those whose way has ended."""
        fresh = [leg for leg in wanted if leg.start == index]
        for leg in wanted:
            if leg.start != index and leg.track not in run.masks:
                run.ended.add(leg)
        tracks = {leg.track for leg in wanted if leg not in run.ended}
        if not fresh and run.is_whole and tracks == run.masks.keys():
            return
        for leg in fresh:
            run.masks[leg.track] = (await self._key(run, leg))[1]
        run.masks = {track: mask for track, mask in run.masks.items() if track in tracks}
        await self._start(run, wanted)

    async def _start(self, run: _Run, wanted: Sequence[Leg]) -> None:
        if run.masks and run.last is not None:
            last, masks = run.last, dict(run.masks)
            keys = {leg.track: await self._key(run, leg) for leg in wanted if leg.track in masks}
            await run.following.start(last, masks, keys=keys)
            run.is_whole = True

    async def _frame(self, run: _Run, index: int) -> FrameImage:
        return await self._seen(await self._items.get(run.who, run.items[index]))

    async def _key(self, run: _Run, leg: Leg) -> tuple[FrameImage, Rle]:
        if leg.annotation not in run.seen:
            frame = await self._frame(run, leg.start)
            run.seen[leg.annotation] = frame, await self._mask(run, run.keys[leg.annotation], frame)
        return run.seen[leg.annotation]

    async def _mask(self, run: _Run, drawn: Annotation, frame: FrameImage) -> Rle:
        """Return the mask of an annotation; of a box what the model sees in it."""
        if drawn.type != "bounding_box":
            return await self._cpu.run(lambda: rle_of(drawn, frame.record), lane=Lane.BATCH)
        box = BoxPrompt(**drawn.geometry)
        request = SegmentRequest(image=frame.record.uid, box=box, formats=frozenset({"rle"}))
        answer = await self._segment.segment(request, run.who, lane=Lane.BATCH, ahead=False)
        if answer.masks[0].rle is None or not answer.masks[0].area:
            raise InvalidInput("nothing is seen in the box; draw an outline instead", field="annotation")
        return answer.masks[0].rle

    async def _result(
        self,
        run: _Run,
        subject: str,
        item: Item,
        index: int,
        covering: Sequence[Leg],
        carried: Mapping[str, Carried],
    ) -> ItemResult:
        counts: Counter[str] = Counter()
        drafts: list[tuple[str, NewAnnotation]] = []
        ends: list[tuple[str, str]] = []
        for leg in covering:
            each = carried.get(leg.track)
            if each is None:  # it ended before
                continue
            key = run.keys[leg.annotation]
            if each.mask is None:
                run.ended.add(leg)
                counts[f"{each.outcome}:{leg.track}:{index}"] = 1
                ends.append((each.outcome, each.detail))
                continue
            geometry = await self._cpu.run(
                lambda mask=each.mask, kind=key.type: geometry_of_mask(mask, kind),  # type: ignore[misc]
                lane=Lane.BATCH,
            )
            if geometry is not None:
                drafts.append((item.uid, self._draft(key, leg.track, geometry, each.confidence)))
            counts["weak"] += each.outcome == "weak"
        counts["drafts"] += len(drafts)
        drawn = {draft.track for _, draft in drafts}
        cleared = tuple((item.uid, leg.track) for leg in covering if leg.track not in drawn)
        if ends and not drafts:
            code, detail = ends[0]
            said = f"frame {index}: {detail}"
            return ItemResult(subject, "left_out", code, said, counts=dict(counts), cleared=cleared)
        return ItemResult(subject, "done", tracks=tuple(drafts), counts=dict(counts), cleared=cleared)

    def _draft(self, key: Annotation, track: str, geometry: dict[str, object], confidence: float) -> NewAnnotation:
        return NewAnnotation(
            key.type,
            geometry,
            key.label,
            key.attributes,
            source="propagated",
            confidence=round(confidence, 4),
            model=self._model.name,
            track=track,
        )
