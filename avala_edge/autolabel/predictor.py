"""What this server finds on a picture that another one sends it: it answers as the providers do that it asks itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from avala_edge.autolabel.everything import EverythingProvider
from avala_edge.autolabel.order import SAM
from avala_edge.autolabel.prediction_wire import to_prediction
from avala_edge.autolabel.provider import Ask, Provider
from avala_edge.autolabel.site_models import SiteModels
from avala_edge.autolabel.subject import SiteImage
from avala_edge.errors import NotFound
from avala_edge.inference import Lane
from avala_edge.models import Detection
from avala_edge.segment import Answer, BoxPrompt, Intake, Point, SegmentRequest, SegmentService
from avala_edge.store import ImageRecord, Principal

PROMPTED = frozenset({"polygon", "bbox"})


@dataclass(frozen=True)
class Question:
    """What another server wants to know of a picture.

    Attributes:
        model: a model of this site by name or by what Avala's clients call it; None: everything, outlined.
        ask: floor and labels.
        points: prompts; with them, or a box, the prompt model answers.
        box: a prompt.
        test: only whether there would be an answer.
    """

    model: str | None = None
    ask: Ask = field(default_factory=Ask)
    points: tuple[Point, ...] = ()
    box: BoxPrompt | None = None
    test: bool = False


@dataclass(frozen=True)
class Answering:
    """The model that answers, as annotations say it, and which version of it."""

    name: str
    version: str


@dataclass(frozen=True)
class Predicted:
    """Predictions in the prediction format v1, and what they were made of; `record` is None for a test without one."""

    predictions: Sequence[dict[str, Any]]
    model: Answering
    record: ImageRecord | None
    seconds: float


class Predictor:
    """Asks the models of this site, and nobody else: no picture that came from elsewhere goes on to others."""

    def __init__(
        self,
        intake: Intake,
        segment: SegmentService,
        models: SiteModels,
        everything: EverythingProvider,
    ) -> None:
        """Take the site's parts."""
        self._intake, self._segment = intake, segment
        self._models, self._everything = models, everything

    async def predict(self, data: bytes | None, question: Question, who: Principal) -> Predicted:
        """Answer a question about a picture, which is not kept; a test needs none.

        Raises:
            NotFound: no such model here.
            InvalidInput: it is no picture, or a prompt does not fit it.
            TooLarge: more bytes than the limit.
            Busy: too much work waits already.
        """
        began = perf_counter()
        prompted = question.points or question.box is not None
        provider = self._everything if prompted else await self._provider(question.model)
        name = self._segment.model.name if prompted else provider.name
        answering = Answering(name, await self._version(provider))
        if data is None:
            return Predicted((), answering, None, perf_counter() - began)
        async with self._intake.passing(data, lane=Lane.BATCH) as record:
            if question.test:
                found: Sequence[Detection] = ()
            elif prompted:
                request = SegmentRequest(record.uid, points=question.points, box=question.box, formats=PROMPTED)
                found = _prompted(await self._segment.segment(request, who, ahead=False))
            else:
                found = await provider.detect(SiteImage(record, self._intake), question.ask)
            size = {"width": record.width, "height": record.height}
            said = await asyncio.to_thread(lambda: [to_prediction(each, **size) for each in found])
            return Predicted(said, answering, record, perf_counter() - began)

    async def _provider(self, model: str | None) -> Provider:
        if model is None or model.lower() in SAM:
            return self._everything
        found = await self._models.local(model)
        if found is None and model.lower() == "yolo":
            found = await self._models.first_detector()
        if found is None:
            known = ", ".join(await self._models.names())
            raise NotFound(f"there is no model {model[:80]!r} here; this server has {known}", field="model")
        return found

    async def _version(self, provider: Provider) -> str:
        if provider is self._everything:
            return self._segment.model.version
        return await self._models.digest(provider.name)


def _prompted(answer: Answer) -> list[Detection]:
    found = []
    for mask in answer.masks:
        x, y, width, height = map(float, mask.box)
        if mask.polygons and width and height:
            found.append(Detection(min(1.0, max(0.0, mask.score)), (x, y, width, height), None, mask.outline))
    return found
