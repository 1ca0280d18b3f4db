"""What a model said of an item, kept with the job, so that another threshold needs no second run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from avala_edge.autolabel.provider import Ask, Subject
from avala_edge.errors import NotFound
from avala_edge.geometry import Polygon
from avala_edge.models import Detection
from avala_edge.store import JobItems

MOST_KEPT = 300  # detections of one item
MOST_POINTS = 20_000  # of one item's outlines; beyond that boxes are kept only


def to_json(found: Sequence[Detection], model: str) -> dict[str, Any]:
    """Return what is kept of an item's detections, the best first."""
    best = sorted(found, key=lambda each: -each.score)[:MOST_KEPT]
    points = 0
    rows = []
    for one in best:
        row: dict[str, Any] = {
            "score": round(one.score, 4),
            "box": [round(value, 2) for value in one.box],
            "label": one.label,
        }
        if one.polygons is not None:
            points += sum(len(ring) for each in one.polygons for ring in (each.exterior, *each.holes))
            if points <= MOST_POINTS:
                row["polygons"] = [each.to_rings() for each in one.polygons]
        rows.append(row)
    return {"model": model, "detections": rows}


def from_json(kept: Mapping[str, Any]) -> list[Detection]:
    """Return the detections that `to_json` kept."""
    return [
        Detection(
            row["score"],
            tuple(row["box"]),
            row["label"],
            None if "polygons" not in row else tuple(map(Polygon.of_rings, row["polygons"])),
        )
        for row in kept["detections"]
    ]


class KeptPredictions:
    """What an earlier job's model said, as a provider."""

    def __init__(self, items: JobItems, job: str, name: str) -> None:
        """Read what `job` kept; `name` is the model that it asked."""
        self._items, self._job, self._name = items, job, name

    @property
    def name(self) -> str:
        """See `Provider.name`."""
        return self._name

    async def of_item(self, item: str) -> list[Detection]:
        """Return what was said of an item; raise `NotFound`."""
        kept = await self._items.kept(self._job, item)
        if kept is None:
            raise NotFound("the earlier job kept no predictions for this item")
        return from_json(kept)

    async def detect(self, subject: Subject, ask: Ask) -> list[Detection]:
        """See `Provider.detect`; kept by item, not by image."""
        raise NotImplementedError("ask for an item")
