"""An auto-label job at one item: the model is asked, its answer becomes drafts, the job writes them."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from avala_edge.autolabel.kept import KeptPredictions, to_json
from avala_edge.autolabel.mapping import map_detections
from avala_edge.autolabel.options import Options
from avala_edge.autolabel.provider import Ask, Provider
from avala_edge.autolabel.refine import Refiner
from avala_edge.autolabel.subject import SiteImage
from avala_edge.errors import Conflict, Forbidden, InvalidInput, NotFound
from avala_edge.jobs import Skip, StopJob, until_there_is_room
from avala_edge.models import Detection
from avala_edge.segment import Intake
from avala_edge.store import (
    Annotation,
    Annotations,
    Item,
    ItemResult,
    Items,
    Job,
    JobItems,
    NewAnnotation,
    Principal,
    Projects,
)

AT_ONCE = 3  # one is looked at, one decoded, one mapped and refined
MOST_JOBS = 16  # whose models are kept open


class Models(Protocol):
    """Where models are found by name."""

    async def open(self, who: Principal, name: str, *, project: str | None = None) -> Provider:
        """Return the model that `who` may ask; raise `NotFound`, `Conflict` or `InvalidInput`."""


@dataclass(frozen=True)
class _Open:
    options: Options
    provider: Provider
    labels: frozenset[str]
    who: Principal
    project: str | None


class AutoLabel:
    """What auto-label jobs do with an item."""

    def __init__(
        self,
        models: Models,
        projects: Projects,
        items: Items,
        annotations: Annotations,
        job_items: JobItems,
        intake: Intake,
        refiner: Refiner,
    ) -> None:
        """Take the site's parts."""
        self._models, self._projects, self._items, self._annotations = models, projects, items, annotations
        self._job_items, self._intake, self._refiner = job_items, intake, refiner
        self._open: OrderedDict[str, _Open] = OrderedDict()  # by job

    async def perform(self, uid: str, job: Job) -> ItemResult | Skip:
        """Label one item.

        Raises:
            EdgeError: why this item could not be labelled.
            StopJob: no item can be.
        """
        opened = await self._opened(job)
        options = opened.options
        item = await self._items.get(opened.who, uid)
        there = (await self._annotations.of_items(opened.who, [item.id]))[item.id]
        there = [each for each in there if each.project == job.project]
        replaceable = [each for each in there if options.overwrite == "drafts" and _is_untouched(each)]
        others = [each for each in there if each not in replaceable]
        if others and not options.named:
            return Skip("labelled", "It has been labelled meanwhile.")
        found = await self._detect(opened, item)
        mapped = map_detections(found, options, opened.labels, others)
        wanted, counts = mapped.wanted, mapped.counts
        if options.refine == "sam":
            wanted = await self._refined(item, wanted, counts)
        counts["drafts"] += len(wanted)
        counts["items_with_drafts"] += bool(wanted)
        for _, label in wanted:
            counts[f"label:{label or ''}"] += 1
        kept = to_json(found, opened.provider.name)
        if options.dry_run:
            return ItemResult(uid, "done", kept=kept, counts=dict(counts))
        drafts = tuple(_draft(one, label, opened.provider.name) for one, label in wanted)
        return ItemResult(uid, "done", drafts=drafts, instead=bool(replaceable), kept=kept, counts=dict(counts))

    async def _detect(self, opened: _Open, item: Item) -> list[Detection]:
        provider = opened.provider
        if isinstance(provider, KeptPredictions):
            return await provider.of_item(item.uid)
        subject = SiteImage(item.image, self._intake)
        labels = opened.options.model_labels(opened.labels)
        ask = Ask(opened.options.floor, labels, item=item.uid, project=opened.project)
        return await until_there_is_room(lambda: provider.detect(subject, ask))

    async def _refined(
        self, item: Item, wanted: Sequence[tuple[Detection, str | None]], counts: Counter[str]
    ) -> list[tuple[Detection, str | None]]:
        refined = []
        for one, label in wanted:
            better = None
            if one.polygons is None:
                better = await until_there_is_room(partial(self._refiner.refine, item.image.uid, one))
                counts["refined" if better is not None else "not_refined"] += 1
            refined.append((better or one, label))
        return refined

    async def _opened(self, job: Job) -> _Open:
        known = self._open.get(job.uid)
        if known is None:
            known = self._open[job.uid] = await self._opening(job)
            while len(self._open) > MOST_JOBS:
                self._open.popitem(last=False)
        return known

    async def _opening(self, job: Job) -> _Open:
        who = Principal(job.created_by, "", "owner", user_id=job.user_id)  # what they may was asked at the order
        options = Options.of_job(job.options)
        try:
            project = await self._projects.get(who, job.project or "")
            if options.from_job is None:
                provider: Provider = await self._models.open(who, options.model, project=job.project)
            else:
                provider = KeptPredictions(self._job_items, options.from_job, options.model)
        except (NotFound, Conflict, InvalidInput, Forbidden) as error:
            raise StopJob(error.message) from error
        return _Open(options, provider, frozenset(label.name for label in project.labels), who, job.project)


def _is_untouched(drawn: Annotation) -> bool:
    return (drawn.source, drawn.state, drawn.version) == ("auto_label", "draft", 1)


def _draft(one: Detection, label: str | None, model: str) -> NewAnnotation:
    confidence = round(one.score, 4)
    if one.polygons is None:
        x, y, width, height = (round(value, 2) for value in one.box)
        shape = {"x": x, "y": y, "width": max(width, 0.01), "height": max(height, 0.01)}
        return NewAnnotation("bounding_box", shape, label, source="auto_label", confidence=confidence, model=model)
    rings = {"polygons": [each.to_rings() for each in one.polygons]}
    return NewAnnotation("polygon", rings, label, source="auto_label", confidence=confidence, model=model)
