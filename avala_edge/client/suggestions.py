"""Calls about what accepted annotations teach: labels for an object, heads, more of the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.projects import project_path
from avala_edge.client.records import Job
from avala_edge.client.shapes import Shape
from avala_edge.client.steps import Request, Series, Steps
from avala_edge.client.suggested import Alike, Head, Suggested


class Suggestions(Resource[WireT]):
    """Labels by appearance, in a project."""

    @call
    def labels(
        self,
        project: str,
        *,
        image: str | None = None,
        item: str | None = None,
        mask: str | None = None,
        box: tuple[float, float, float, float] | None = None,
        geometry: Shape | None = None,
        top: int = 5,
    ) -> Steps[Suggested]:
        """Return labels for an object of a photo; one of `mask` (a token), `box` and `geometry` says where it is."""
        corners = None if box is None else dict(zip(("x", "y", "width", "height"), box, strict=True))
        said = {"image": image, "item": item, "mask": mask, "box": corners, "geometry": geometry}
        body = {"project": project, "top": top, **{name: value for name, value in said.items() if value is not None}}
        return (yield from self._send(Request("POST", "segment/suggest/", body=body, again=True))).read(Suggested)

    @call
    def train(self, project: str, *, activate: Literal["if_better", "always", "never"] = "if_better") -> Steps[Job]:
        """Order that a head is trained on what was accepted."""
        return (yield from self._send(Request("POST", _heads(project), body={"activate": activate}))).read(Job)

    @series
    def heads(self, project: str) -> Series[Head]:
        """Give the versions of a project's head, the newest first."""
        return self._pages(Request("GET", _heads(project), again=True), Head)

    @call
    def activate(self, project: str, version: int) -> Steps[Head]:
        """Use a version of a project's head from now on."""
        return (yield from self._send(Request("POST", f"{_heads(project)}{version}/activate/", again=True))).read(Head)

    @call
    def like(
        self, project: str, annotation: str, *, items: Sequence[str] | None = None, most: int = 20
    ) -> Steps[Alike]:
        """Return objects that are like an annotation's, on `items`, else on its own photo and the next three."""
        body: dict[str, object] = {"annotation": annotation, "most": most}
        if items is not None:
            body["items"] = tuple(items)
        request = Request("POST", f"{project_path(project)}like/", body=body, again=True)
        return (yield from self._send(request)).read(Alike)


def _heads(project: str) -> str:
    return f"{project_path(project)}heads/"
