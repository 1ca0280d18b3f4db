"""Segment everything, as a provider: whatever is on an image, outlined, called what people called its like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from avala_edge.autolabel.provider import Ask, Subject
from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle
from avala_edge.inference import Lane
from avala_edge.models.detection import Detection
from avala_edge.segment import Everything, EverythingOptions, FoundObject
from avala_edge.store import ImageRecord, Principal, Projects
from avala_edge.training import Suggester

EVERYTHING = "everything"
OPTIONS = EverythingOptions(time_s=120.0)  # for an image; behind many clicks it may take long


class Labels:
    """What objects are called in a project, by what its people accepted."""

    def __init__(self, projects: Projects, suggester: Suggester) -> None:
        """Take the site's parts."""
        self._projects, self._suggester = projects, suggester

    async def of(self, found: Sequence[FoundObject], record: ImageRecord, project: str) -> list[str | None]:
        """Return the likeliest label of each object, None where nothing that was accepted is like it.

        Raises:
            NotFound: no such project.
            Busy: too much work waits already.
        """
        masks = [partial(mask_found, each) for each in found]
        there = await self._projects.get(_NOBODY, project)
        answers = await self._suggester.suggest(there, record, masks, top=1, lane=Lane.BATCH)
        return [answer.labels[0].label if answer.labels else None for answer in answers]


class EverythingProvider:
    """The active prompt model, asked at many points."""

    def __init__(
        self,
        everything: Everything,
        *,
        model: str,
        options: EverythingOptions = OPTIONS,
        labels: Labels | None = None,
    ) -> None:
        """Ask `everything`; annotations say that `model` did it. Without `labels` objects have none."""
        self._everything, self._options, self._labels = everything, options, labels
        self.name = f"{model}/{EVERYTHING}"

    async def detect(self, subject: Subject, ask: Ask) -> list[Detection]:
        """See `Provider.detect`; labels are not asked for, they are the project's own.

        A score says whether it is an object, not whether the label is right: else what is labelled would fall below a
        threshold that the same object passes without a label.
        """
        options = replace(self._options, score=ask.floor) if ask.floor else self._options
        found = (await self._everything.find(subject.record, options, _NOBODY)).objects
        named: Sequence[str | None] = [None] * len(found)
        if self._labels is not None and ask.project is not None:
            named = await self._labels.of(found, subject.record, ask.project)
        pairs = zip(found, named, strict=True)
        return [detection for each, label in pairs if (detection := _detection(each, label)) is not None]


_NOBODY = Principal("", EVERYTHING, "owner")  # on whose behalf batch work goes: fair shares are between people


def mask_found(found: FoundObject) -> Rle:
    """Return an object's mask; raise `InvalidInput` when it has none."""
    if found.outline.rle is None:
        raise InvalidInput("the object has no mask")
    return found.outline.rle


def _detection(found: FoundObject, label: str | None) -> Detection | None:
    box = found.outline.box
    if not (found.outline.polygons and box.width and box.height):
        return None
    score = min(1.0, max(0.0, found.score))
    return Detection(score, (box.x, box.y, box.width, box.height), label, found.outline.polygons)
