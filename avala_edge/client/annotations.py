"""Calls about annotations: made, changed by version, taken away, and what happened to them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any
from urllib.parse import quote

from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.records import Activity, Annotation, Source, State
from avala_edge.client.shapes import Shape, ShapeType
from avala_edge.client.steps import Request, Series, Steps


class Keep(Enum):
    """What a change does not name."""

    KEEP = auto()


KEEP = Keep.KEEP


class Annotations(Resource[WireT]):
    """What people and models have drawn. Two people cannot overwrite each other: a change is of a version."""

    @series
    def list(self, item: str, *, project: str | None = None, state: State | None = None) -> Series[Annotation]:
        """Give an item's annotations."""
        query = {"project": project, "state": state}
        path = f"items/{quote(item, safe='')}/annotations/"
        return self._pages(Request("GET", path, query=query, again=True), Annotation)

    @call
    def create(
        self,
        item: str,
        *,
        project: str,
        type: ShapeType,
        geometry: Shape,
        label: str | None = None,
        attributes: Mapping[str, Any] | None = None,
        source: Source = "human",
        state: State | None = None,
        confidence: float | None = None,
        model: str | None = None,
        track: str | None = None,
        uid: str | None = None,
    ) -> Steps[Annotation]:
        """Make an annotation on an item, under a new `uid` if you give none: a second try makes nothing twice."""
        said: dict[str, Any] = {
            "project": project,
            "type": type,
            "geometry": geometry,
            "label": label,
            "attributes": None if attributes is None else dict(attributes),
            "source": source,
            "state": state,
            "confidence": confidence,
            "model": model,
            "track": track,
            "uid": uid or str(uuid.uuid4()),
        }
        body = {field: value for field, value in said.items() if value is not None}
        path = f"items/{quote(item, safe='')}/annotations/"
        return (yield from self._send(Request("POST", path, body=body, again=True))).read(Annotation)

    @call
    def get(self, uid: str) -> Steps[Annotation]:
        """Return an annotation."""
        return (yield from self._send(Request("GET", _path(uid), again=True))).read(Annotation)

    @call
    def change(
        self,
        annotation: Annotation,
        *,
        type: ShapeType | Keep = KEEP,
        geometry: Shape | Keep = KEEP,
        label: str | Keep | None = KEEP,
        attributes: Mapping[str, Any] | Keep = KEEP,
        confidence: float | Keep = KEEP,
        track: str | Keep | None = KEEP,
    ) -> Steps[Annotation]:
        """Change what is given, of the version that you have seen; `label=None` takes the label away.

        Raises:
            StaleAnnotation: somebody else has changed it since; with the annotation as it is now.
        """
        said: dict[str, Any] = {
            "type": type,
            "geometry": geometry,
            "label": label,
            "attributes": attributes,
            "confidence": confidence,
            "track": track,
        }
        body = {field: value for field, value in said.items() if value is not KEEP}
        return (yield from self._of_version("PATCH", _path(annotation.uid), annotation, body, again=True)).read(
            Annotation
        )

    @call
    def delete(self, annotation: Annotation) -> Steps[None]:
        """Take an annotation away, of the version that you have seen; raises as `change`."""
        yield from self._of_version("DELETE", _path(annotation.uid), annotation, None, again=True)

    @series
    def history(self, uid: str) -> Series[Activity]:
        """Give what happened to an annotation, the oldest first; also to one that is gone."""
        return self._pages(Request("GET", f"{_path(uid)}history/", again=True), Activity)


def _path(uid: str) -> str:
    return f"annotations/{quote(uid, safe='')}/"
