"""One prompt → logits: find or make the embedding, decode, and look closer where that pays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Literal
from weakref import WeakValueDictionary

import numpy as np

from avala_edge.embeddings import EmbeddingKey, EmbeddingStore, Outcome
from avala_edge.errors import EdgeError
from avala_edge.geometry import Frame, View, reframe
from avala_edge.imaging import Pixels
from avala_edge.inference import Lane, Urgency, urgency
from avala_edge.models import Embedding, Logits, Prepared, Prompt, PromptableModel
from avala_edge.observability import step
from avala_edge.segment.closer import Seen, holds, is_part, is_small, refinement_view, view_for
from avala_edge.segment.images import Intake
from avala_edge.segment.strays import remove_strays
from avala_edge.store import ImageRecord

Warmth = Literal["already", "now", "no_room"]
_WORST_FIRST: tuple[Outcome, ...] = ("miss", "joined", "shared", "disk", "hit")


@dataclass
class Spent:
    """Where one request's time went, in seconds, and the worst outcome of its embeddings."""

    decode_image: float = 0.0
    encode: float = 0.0
    embedding: float = 0.0  # waiting included
    decode: float = 0.0
    outcome: Outcome = "hit"


class Sight:
    """Answers prompts with logits; holds no image between them."""

    def __init__(
        self,
        intake: Intake,
        embeddings: EmbeddingStore,
        model: PromptableModel,
        *,
        closer: bool,
        busy: Callable[[], bool],
        patience_s: float,
    ) -> None:
        """Look closer at small objects only if `closer`.

        While encoders are `busy`, only where a view is there or on its way; and never wait longer than `patience_s`.
        """
        self._intake, self._embeddings, self._model = intake, embeddings, model
        self._closer, self._busy, self._patience_s = closer, busy, patience_s
        self._begun: set[asyncio.Task[object]] = set()
        self._urgencies: WeakValueDictionary[EmbeddingKey, Urgency] = WeakValueDictionary()  # of those asked for now

    async def answer(
        self,
        record: ImageRecord,
        prompt: Prompt,
        seen: Seen | None,
        *,
        multimask: bool,
        lane: Lane,
        spent: Spent,
        ahead: bool = True,
        on_screen: View | None = None,
    ) -> Logits:
        """Decode a prompt that may refine an answer seen before.

        A lone click is answered from the whole image at once, or from the part of it that is `on_screen`; the closer
        view that its refinement will want is begun meanwhile if `ahead`, and a refinement is one decode in that view.
        A box, several points at once, or a click that found something small, is looked at twice; a box's view is
        encoded beside its first look. Under load nobody waits long for a closer look: then the whole image has to do.
        """
        everything = _all_of(record)
        if seen is not None and self._closer:
            view = refinement_view(prompt, seen)
            if view != everything and await self._in_time(record, view, lane, spent):
                return await self._decode(record, view, prompt, seen, multimask, lane, spent)
        lone = prompt.box is None and len(prompt.points) == 1
        if lone and seen is None and self._closer and on_screen not in (None, everything):
            near = await self._near(record, prompt, on_screen, multimask, lane, spent, ahead)
            if near is not None:
                return near
        whole = self._decode(record, everything, prompt, seen, multimask, lane, spent)
        if not self._closer or not (len(prompt.points) or prompt.box):
            return await whole
        if prompt.box is not None and seen is None and not multimask:
            view = view_for(prompt, None, record.height, record.width)
            logits, in_time = await asyncio.gather(whole, self._in_time(record, view, lane, spent))
            first = _best(logits)  # with its strays: the second look judges better what belongs to a box
        else:
            logits = await whole
            first = _shown(logits, prompt, refines=seen is not None)
            view = view_for(prompt, first, record.height, record.width)
            small = lone and ahead and is_small(view, record.height, record.width)
            if (multimask or lone) and not small:
                if ahead:
                    self.prefetch(record, view)
                return logits
            in_time = await self._in_time(record, view, lane, spent)
        if not in_time:
            view = everything
        if view == everything and (seen is not None or len(prompt.points)):
            return logits
        return await self._decode(record, view, prompt, first, multimask, lane, spent)

    async def _near(
        self,
        record: ImageRecord,
        prompt: Prompt,
        on_screen: View,
        multimask: bool,
        lane: Lane,
        spent: Spent,
        ahead: bool,
    ) -> Logits | None:
        """Decode a lone click in what is on the screen; None where all of the image is to be looked at instead.

        That is where the view cannot be had, and where what was found is only a part of something larger than that.
        A click waits for the view as a first click on any image does; a pointer that only hovers, and so is not `ahead`
        of anything, waits for nothing.
        """
        if ahead:
            in_time = await self._arrives(record, on_screen, lane, spent, None)
        else:
            in_time = self._embeddings.state(self._key(record, on_screen)) == "ready"
            if not in_time and not self._busy():
                self.prefetch(record, on_screen)
        if not in_time:
            return None
        logits = await self._decode(record, on_screen, prompt, None, multimask, lane, spent)
        first = _shown(logits, prompt, refines=False)
        if not holds(prompt, first):
            whole = await self._decode(record, _all_of(record), prompt, None, False, lane, spent)
            if is_part(first, _best(whole)):
                return None
        if ahead and (view := refinement_view(prompt, first)) != on_screen:
            self.prefetch(record, view)
        return logits

    async def glance(self, record: ImageRecord, prompt: Prompt, *, multimask: bool, lane: Lane, spent: Spent) -> Logits:
        """Decode a prompt in the whole image, once."""
        return await self._decode(record, _all_of(record), prompt, None, multimask, lane, spent)

    async def embedding(self, record: ImageRecord, lane: Lane, *, in_use: bool = True) -> Embedding:
        """Return the embedding of the whole image; one that is not `in_use` takes nobody's place in memory."""
        return await self._embedding(record, _all_of(record), lane, Spent(), in_use=in_use)

    async def frame(self, record: ImageRecord, lane: Lane, spent: Spent) -> Frame:
        """Return how the logits of the whole image lie on it, once its embedding is at hand."""
        return (await self._embedding(record, _all_of(record), lane, spent)).frame

    async def _in_time(self, record: ImageRecord, view: View, lane: Lane, spent: Spent) -> bool:
        """Wait for a closer view while that is worth it, and say whether it came.

        In batch work it always is: there nobody waits, and answers must not vary.
        """
        state = self._embeddings.state(self._key(record, view))
        if lane is Lane.BATCH or state == "ready":
            return True
        if state == "absent" and self._busy():
            return False
        return await self._arrives(record, view, lane, spent, self._patience_s)

    async def _arrives(
        self, record: ImageRecord, view: View, lane: Lane, spent: Spent, patience_s: float | None
    ) -> bool:
        task = self._begin(record, view, lane, spent)
        await asyncio.wait({task}, timeout=patience_s)
        return task.done() and not task.cancelled() and task.exception() is None

    async def _decode(
        self,
        record: ImageRecord,
        view: View,
        prompt: Prompt,
        seen: Seen | None,
        multimask: bool,
        lane: Lane,
        spent: Spent,
    ) -> Logits:
        embedding = await self._embedding(record, view, lane, spent)
        began = perf_counter()
        with step("decode"):
            previous = None if seen is None else np.ascontiguousarray(reframe(seen.logits, seen.frame, embedding.frame))
            logits = await self._model.decode(embedding, prompt, previous, multimask=multimask, lane=lane)
        spent.decode += perf_counter() - began
        return logits

    async def _embedding(
        self, record: ImageRecord, view: View, lane: Lane, spent: Spent, *, in_use: bool = True
    ) -> Embedding:
        began, key = perf_counter(), self._key(record, view)
        shared = self._urgencies.setdefault(key, Urgency(lane))
        shared.raise_to(lane)  # a click that joins a prefetch does not wait as a prefetch

        def prepare(seen: Pixels) -> Prepared:
            return self._model.prepare(seen, view, image_height=record.height, image_width=record.width)

        async def encode() -> Embedding:
            urgency.set(shared)  # in the task of this one encode
            start = perf_counter()
            with step("decode_image"):
                prepared = await self._intake.view(record, view, prepare, least_side=self._model.least_side, lane=lane)
            decoded = perf_counter()
            with step("encode"):
                embedding = await self._model.encode(prepared, key=key.name, lane=lane)
            spent.decode_image += decoded - start
            spent.encode += perf_counter() - decoded
            return embedding

        with step("embedding", lane=lane.name.lower()) as look_up:
            embedding, outcome = await self._embeddings.get(key, encode, ahead=lane is not Lane.CLICK, in_use=in_use)
            look_up.note(outcome=outcome)
        if embedding.frame.image_height != record.height or embedding.frame.image_width != record.width:
            raise EdgeError(f"embedding of {record.uid} has another size than its image")
        spent.embedding += perf_counter() - began
        spent.outcome = min(spent.outcome, outcome, key=_WORST_FIRST.index)
        return embedding

    def _key(self, record: ImageRecord, view: View) -> EmbeddingKey:
        manifest = self._model.manifest
        return EmbeddingKey(record.pixels_sha256, manifest.digest, manifest.preprocessing, view.xywh)

    def state(self, record: ImageRecord) -> Literal["ready", "computing", "absent"]:
        """Say whether a click on this image would be warm."""
        return self._embeddings.state(self._key(record, _all_of(record)))

    def prefetch(self, record: ImageRecord, view: View | None = None) -> None:
        """Begin to bring to memory a view (default: all) of an image likely to be clicked soon; does not wait."""
        view = view or _all_of(record)
        if self._embeddings.at_hand(self._key(record, view)):
            return
        self._begin(record, view, Lane.PREFETCH, Spent())

    def _begin(self, record: ImageRecord, view: View, lane: Lane, spent: Spent) -> asyncio.Task[object]:
        task: asyncio.Task[object] = asyncio.ensure_future(self._embedding(record, view, lane, spent))
        self._begun.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._begun.discard(task)
        if not task.cancelled():
            task.exception()  # one that failed ahead of its click is tried again, and reported, by the click itself

    async def warm(self, record: ImageRecord) -> Warmth:
        """Have the embedding of a whole image kept, behind everybody's work and out of the way of those in use."""
        key = self._key(record, _all_of(record))
        if self._embeddings.state(key) == "ready":
            return "already"
        spent = Spent()
        await self._embedding(record, _all_of(record), Lane.BATCH, spent, in_use=False)
        if spent.outcome not in ("miss", "joined"):
            return "already"
        return "now" if await self._embeddings.kept(key) else "no_room"

    async def close(self) -> None:
        """Drop what was begun ahead."""
        for task in list(self._begun):
            task.cancel()
        await asyncio.gather(*self._begun, return_exceptions=True)


def _all_of(record: ImageRecord) -> View:
    return View(0, 0, record.width, record.height)


def _best(logits: Logits) -> Seen:
    return Seen(logits.masks[int(logits.scores.argmax())], logits.frame)


def _shown(logits: Logits, prompt: Prompt, *, refines: bool) -> Seen:
    """Return the likeliest mask as the annotator sees it; its strays are gone from `logits`, too."""
    best = _best(logits)
    remove_strays(best.logits[None], best.frame, prompt, refines=refines)
    return best
