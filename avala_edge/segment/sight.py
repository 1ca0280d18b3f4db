"""One prompt → logits: find or make the embedding, decode, and look closer where that pays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

import numpy as np

from avala_edge.embeddings import EmbeddingKey, EmbeddingStore, Outcome
from avala_edge.errors import EdgeError
from avala_edge.geometry import View, reframe
from avala_edge.inference import Lane
from avala_edge.models import Embedding, Logits, Prompt, PromptableModel
from avala_edge.segment.closer import Seen, refinement_view, view_for
from avala_edge.segment.images import Intake
from avala_edge.store import ImageRecord

Warmth = Literal["already", "now", "no_room"]
_WORST_FIRST: tuple[Outcome, ...] = ("miss", "joined", "disk", "hit")


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
    ) -> None:
        """Look closer at small objects only if `closer`; while encoders are `busy`, only where that needs no encode."""
        self._intake, self._embeddings, self._model = intake, embeddings, model
        self._closer, self._busy = closer, busy
        self._prefetches: set[asyncio.Task[object]] = set()

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
    ) -> Logits:
        """Decode a prompt that may refine an answer seen before.

        A lone click is answered from the whole image at once, and the closer view that its refinement will want is
        begun meanwhile if `ahead`; a refinement is one decode in that view. A box, or several points at once, is
        looked at twice.
        Under load nobody waits behind others' encodes for a closer look: then the whole image has to do.
        """
        everything = _all_of(record)
        if seen is not None and self._closer:
            view = refinement_view(prompt, seen)
            if view != everything and self._in_time(record, view, lane):
                return await self._decode(record, view, prompt, seen, multimask, lane, spent)
        logits = await self._decode(record, everything, prompt, seen, multimask, lane, spent)
        if not self._closer or not (len(prompt.points) or prompt.box):
            return logits
        first = Seen(logits.masks[int(logits.scores.argmax())], logits.frame)
        view = view_for(prompt, first)
        if multimask or (prompt.box is None and len(prompt.points) == 1):
            if ahead:
                self.prefetch(record, view)
            return logits
        if not self._in_time(record, view, lane):
            view = everything
        if view == everything and (seen is not None or len(prompt.points)):
            return logits
        return await self._decode(record, view, prompt, first, False, lane, spent)

    def _in_time(self, record: ImageRecord, view: View, lane: Lane) -> bool:
        """Say whether a closer look keeps nobody waiting; in batch work nobody does, and answers must not vary."""
        return lane is Lane.BATCH or self._embeddings.state(self._key(record, view)) == "ready" or not self._busy()

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
        previous = None if seen is None else np.ascontiguousarray(reframe(seen.logits, seen.frame, embedding.frame))
        logits = await self._model.decode(embedding, prompt, previous, multimask=multimask, lane=lane)
        spent.decode += perf_counter() - began
        return logits

    async def _embedding(
        self, record: ImageRecord, view: View, lane: Lane, spent: Spent, *, in_use: bool = True
    ) -> Embedding:
        began = perf_counter()

        async def encode() -> Embedding:
            start = perf_counter()
            seen = await self._intake.view(record, view, least_side=self._model.least_side, lane=lane)
            decoded = perf_counter()
            embedding = await self._model.encode(
                seen, view, image_height=record.height, image_width=record.width, lane=lane
            )
            spent.decode_image += decoded - start
            spent.encode += perf_counter() - decoded
            return embedding

        embedding, outcome = await self._embeddings.get(self._key(record, view), encode, in_use=in_use)
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
        """Begin to encode a view (default: all) of an image that is likely to be clicked soon; does not wait."""
        view = view or _all_of(record)
        if self._embeddings.state(self._key(record, view)) != "absent":
            return
        task: asyncio.Task[object] = asyncio.ensure_future(self._embedding(record, view, Lane.PREFETCH, Spent()))
        self._prefetches.add(task)
        task.add_done_callback(self._prefetched)

    def _prefetched(self, task: asyncio.Task[object]) -> None:
        self._prefetches.discard(task)
        if not task.cancelled():
            task.exception()  # a prefetch that failed is retried, and reported, by the click itself

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
        """Drop prefetches."""
        for task in list(self._prefetches):
            task.cancel()
        await asyncio.gather(*self._prefetches, return_exceptions=True)


def _all_of(record: ImageRecord) -> View:
    return View(0, 0, record.width, record.height)
