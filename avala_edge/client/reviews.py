"""Calls about reviews: decisions and what takes them back, what to review next, how good a model is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import quote

from avala_edge.client.annotations import KEEP, Keep
from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.projects import project_path
from avala_edge.client.records import Annotation, Source, State
from avala_edge.client.review_records import BulkReview, Finding, Reliability, Reviewed, ReviewSample, UndoneReview
from avala_edge.client.shapes import Shape, ShapeType
from avala_edge.client.steps import Request, Series, Steps

Decision = Literal["accept", "reject"]
Order = Literal["uncertainty", "confidence", "item", "novelty"]
Checks = Literal["shapes", "model"]


@dataclass(frozen=True)
class ReviewFilter:
    """Annotations that have all of this; None: whatever it is. `label=""` is those without one."""

    state: State = "draft"
    source: Source | None = None
    model: str | None = None
    label: str | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    items: Sequence[str] = ()
    job: str | None = None

    def wire(self) -> dict[str, Any]:
        """Say it as the API does."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return {**said, "items": list(self.items)}


class Reviews(Resource[WireT]):
    """A draft counts when a person has said so."""

    @call
    def decide(
        self,
        annotation: Annotation,
        decision: Decision,
        *,
        comment: str = "",
        type: ShapeType | Keep = KEEP,
        geometry: Shape | Keep = KEEP,
        label: str | Keep | None = KEEP,
        attributes: Mapping[str, Any] | Keep = KEEP,
    ) -> Steps[Reviewed]:
        """Accept or reject an annotation, of the version that you have seen; what else is given is changed first.

        Raises:
            StaleAnnotation: somebody else has changed or decided it since; with the annotation as it is now.
        """
        changes = {"type": type, "geometry": geometry, "label": label, "attributes": attributes}
        body = {"decision": decision, "comment": comment}
        body |= {name: value for name, value in changes.items() if value is not KEEP}  # type: ignore[misc]
        path = f"annotations/{quote(annotation.uid, safe='')}/review/"
        return (yield from self._of_version("POST", path, annotation, body)).read(Reviewed)

    @call
    def bulk(
        self,
        project: str,
        decision: Decision,
        which: ReviewFilter,
        *,
        comment: str = "",
        dry_run: bool = False,
    ) -> Steps[BulkReview]:
        """Accept or reject all that `which` means, in one transaction; or only count them."""
        body = {"decision": decision, "filter": which.wire(), "comment": comment, "dry_run": dry_run}
        return (yield from self._send(Request("POST", f"{_path(project)}bulk/", body=body))).read(BulkReview)

    @call
    def undo(self, project: str, undo: str) -> Steps[UndoneReview]:
        """Take a decision back, by what it was answered with."""
        request = Request("POST", f"{_path(project)}undo/", body={"undo": undo})
        return (yield from self._send(request)).read(UndoneReview)

    @series
    def queue(
        self,
        project: str,
        *,
        order: Order = "uncertainty",
        state: State = "draft",
        source: Source | None = None,
        model: str | None = None,
        label: str | None = None,
        min_confidence: float | None = None,
        max_confidence: float | None = None,
        item: str | None = None,
        job: str | None = None,
    ) -> Series[Annotation]:
        """Give what to review, what is first in the order first."""
        query = {
            "order": order,
            "state": state,
            "source": source,
            "model": model,
            "label": label,
            "min_confidence": None if min_confidence is None else str(min_confidence),
            "max_confidence": None if max_confidence is None else str(max_confidence),
            "item": item,
            "job": job,
        }
        return self._pages(Request("GET", f"{_path(project)}queue/", query=query, again=True), Annotation)

    @call
    def draw_sample(self, project: str, size: int = 100, which: ReviewFilter | None = None) -> Steps[ReviewSample]:
        """Draw a stratified sample of what `which` means to judge it by."""
        body = {"size": size, "filter": (which or ReviewFilter()).wire()}
        return (yield from self._send(Request("POST", f"{_path(project)}samples/", body=body))).read(ReviewSample)

    @call
    def sample(self, project: str, uid: str) -> Steps[ReviewSample]:
        """Return what a sample says so far."""
        path = f"{_path(project)}samples/{quote(uid, safe='')}/"
        return (yield from self._send(Request("GET", path, again=True))).read(ReviewSample)

    @series
    def of_sample(self, project: str, uid: str) -> Series[Annotation]:
        """Give what of a sample is not decided yet."""
        query = {"sample": uid, "limit": "1000"}
        return self._pages(Request("GET", f"{_path(project)}queue/", query=query, again=True), Annotation)

    @call
    def reliability(
        self,
        project: str,
        *,
        model: str | None = None,
        label: str | None = None,
        target: float = 0.95,
        by_hand: bool = True,
    ) -> Steps[Reliability]:
        """Return what confidence is worth by what was decided, and from where on to trust it."""
        query = {"model": model, "label": label, "target": str(target), "by_hand": str(by_hand).lower()}
        request = Request("GET", f"{_path(project)}reliability/", query=query, again=True)
        return (yield from self._send(request)).read(Reliability)

    @series
    def findings(self, project: str, *, checks: Checks | None = None, kind: str | None = None) -> Series[Finding]:
        """Give what is wrong, photo by photo: with shapes, or by what models say (seconds a photo)."""
        path = f"{project_path(project)}quality/"
        return self._pages(Request("GET", path, query={"checks": checks, "kind": kind}, again=True), Finding)


def _path(project: str) -> str:
    return f"{project_path(project)}review/"
