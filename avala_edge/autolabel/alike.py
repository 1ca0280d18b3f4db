"""More like this: one accepted object → what is like it, on its image and on the next ones. Nothing is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

from avala_edge.autolabel.everything import mask_found
from avala_edge.errors import InvalidInput
from avala_edge.geometry import iou_matrix
from avala_edge.segment import Everything, EverythingOptions, FoundObject
from avala_edge.store import Annotation, Annotations, ExampleRows, ImageRecord, Item, Items, Principal, Projects
from avala_edge.training import Likeness
from avala_edge.training.regions import outline_region, region

NEXT = 4  # items that are looked through unless others are named: its own and these less one
SAME = 0.5  # what overlaps so much (IoU) with an annotation is annotated already
POINTS = 12  # a side: fewer than for everything, since several images are waited for


@dataclass(frozen=True)
class Candidate:
    """An object on an item that may be like the one asked about; `similarity` is a cosine, -1 to 1."""

    item: Item
    found: FoundObject
    similarity: float


@dataclass(frozen=True)
class Alike:
    """Candidates, the likest first; `looked_at` are the items there was time for, of those `asked`."""

    candidates: tuple[Candidate, ...]
    asked: int
    looked_at: tuple[str, ...]


class MoreLikeThis:
    """Segments everything, and ranks what is found by likeness."""

    def __init__(
        self,
        projects: Projects,
        items: Items,
        annotations: Annotations,
        rows: ExampleRows,
        everything: Everything,
        likeness: Likeness,
        *,
        time_s: float,
    ) -> None:
        """Take the site's parts; after `time_s` seconds what was found is all."""
        self._projects, self._items, self._annotations, self._rows = projects, items, annotations, rows
        self._everything, self._likeness, self._time_s = everything, likeness, time_s

    async def find(
        self, who: Principal, project_uid: str, annotation: str, items: Sequence[str] | None, *, most: int
    ) -> Alike:
        """Find objects that are like an annotation's, on `items`, or else on its own item and the next ones.

        Raises:
            NotFound: no such project, annotation or item.
            InvalidInput: the annotation is another project's, or its mask is empty.
            Busy: too much work waits already.
        """
        ends = monotonic() + self._time_s
        project = await self._projects.get(who, project_uid)
        like = await self._annotations.get(who, annotation)
        if like.project != project.uid:
            raise InvalidInput("the annotation is not of this project", field="annotation")
        named = list(dict.fromkeys(items)) if items else await self._rows.following(project.id, like.item, most=NEXT)
        asked = [await self._items.get(who, uid) for uid in named]
        drawn = await self._annotations.of_items(who, [item.id for item in asked])
        pattern = await self._likeness.pattern(project, (await self._rows.shapes([like.uid]))[0])
        found: list[Candidate] = []
        looked_at = []
        for item in asked:
            left = ends - monotonic()
            if left <= 0:
                break
            options = EverythingOptions(points_per_side=POINTS, time_s=left)
            objects = (await self._everything.find(item.image, options, who)).objects
            there = [each for each in drawn[item.id] if each.project == project.uid and each.state != "rejected"]
            new = await asyncio.to_thread(_not_there, objects, there, item.image)
            masks = [partial(mask_found, each) for each in new]
            similarities = await self._likeness.compare(pattern, item.image, masks)
            pairs = zip(new, similarities, strict=True)
            found += [Candidate(item, each, cosine) for each, cosine in pairs if cosine is not None]
            looked_at.append(item.uid)
        best = sorted(found, key=lambda each: -each.similarity)[:most]
        return Alike(tuple(best), len(asked), tuple(looked_at))


def _not_there(found: Sequence[FoundObject], drawn: Sequence[Annotation], image: ImageRecord) -> list[FoundObject]:
    """Return the objects that nobody has annotated."""
    if not drawn or not found:
        return list(found)
    size = {"height": image.height, "width": image.width}
    masks = [outline_region(each.outline.polygons or (), **size) for each in found]
    theirs = [region(each.type, each.geometry, **size) for each in drawn]
    overlaps = iou_matrix(masks, theirs).max(1)
    return [each for each, overlap in zip(found, overlaps, strict=True) if overlap < SAME]
