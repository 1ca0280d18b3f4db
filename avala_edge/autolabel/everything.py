"""Segment everything, as a provider: whatever is on an image, outlined, without labels."""

from __future__ import annotations

from dataclasses import replace

from avala_edge.autolabel.provider import Ask, Subject
from avala_edge.models.detection import Detection
from avala_edge.segment import Everything, EverythingOptions, FoundObject
from avala_edge.store import Principal

EVERYTHING = "everything"
OPTIONS = EverythingOptions(time_s=120.0)  # for an image; behind many clicks it may take long


class EverythingProvider:
    """The active prompt model, asked at many points."""

    def __init__(self, everything: Everything, *, model: str, options: EverythingOptions = OPTIONS) -> None:
        """Ask `everything`; annotations say that `model` did it."""
        self._everything, self._options = everything, options
        self.name = f"{model}/{EVERYTHING}"

    async def detect(self, subject: Subject, ask: Ask) -> list[Detection]:
        """See `Provider.detect`; labels are not asked for, since it has none."""
        options = replace(self._options, score=ask.floor) if ask.floor else self._options
        found = await self._everything.find(subject.record, options, _NOBODY)
        return [detection for each in found.objects if (detection := _detection(each)) is not None]


_NOBODY = Principal("", EVERYTHING, "owner")  # on whose behalf batch work goes: fair shares are between people


def _detection(found: FoundObject) -> Detection | None:
    box = found.outline.box
    if not (found.outline.polygons and box.width and box.height):
        return None
    score = min(1.0, max(0.0, found.score))
    return Detection(score, (box.x, box.y, box.width, box.height), None, found.outline.polygons)
