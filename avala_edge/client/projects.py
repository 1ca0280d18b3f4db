"""Calls about projects: their labels, their items, how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal
from urllib.parse import quote

from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.reading import read
from avala_edge.client.records import Item, Label, Progress, Project, Source, State
from avala_edge.client.refusals import StaleProject
from avala_edge.client.steps import Request, Series, Steps
from avala_edge.errors import Stale


class Projects(Resource[WireT]):
    """Which datasets are annotated with which labels."""

    @series
    def list(self, *, status: Literal["active", "paused", "archived"] | None = None) -> Series[Project]:
        """Give the projects that you may see."""
        return self._pages(Request("GET", "projects/", query={"status": status}, again=True), Project)

    @call
    def create(
        self,
        name: str,
        *,
        datasets: Sequence[str] = (),
        labels: Sequence[Label] = (),
        description: str = "",
        task_type: Literal["image-annotation", "video-annotation"] = "image-annotation",
        members_only: bool = False,
        members: Sequence[str] = (),
        reviews_people: bool = False,
        self_review: bool = True,
    ) -> Steps[Project]:
        """Make a project over datasets (uids), with labels; `members` are usernames."""
        body = {
            "name": name,
            "datasets": tuple(datasets),
            "labels": tuple(_label(label) for label in labels),
            "description": description,
            "task_type": task_type,
            "members_only": members_only,
            "members": tuple(members),
            "reviews_people": reviews_people,
            "self_review": self_review,
        }
        return (yield from self._send(Request("POST", "projects/", body=body))).read(Project)

    @call
    def get(self, uid: str) -> Steps[Project]:
        """Return a project."""
        return (yield from self._send(Request("GET", project_path(uid), again=True))).read(Project)

    @call
    def change(
        self,
        project: Project,
        *,
        name: str | None = None,
        datasets: Sequence[str] | None = None,
        labels: Sequence[Label] | None = None,
        description: str | None = None,
        status: Literal["active", "paused", "archived"] | None = None,
        members_only: bool | None = None,
        members: Sequence[str] | None = None,
        reviews_people: bool | None = None,
        self_review: bool | None = None,
    ) -> Steps[Project]:
        """Change what is given, of the version that you have seen; labels, datasets and members as a whole.

        Raises:
            StaleProject: somebody else has changed it since; with the project as it is now.
        """
        said: dict[str, Any] = {
            "name": name,
            "datasets": None if datasets is None else tuple(datasets),
            "labels": None if labels is None else tuple(_label(label) for label in labels),
            "description": description,
            "status": status,
            "members_only": members_only,
            "members": None if members is None else tuple(members),
            "reviews_people": reviews_people,
            "self_review": self_review,
        }
        request = Request(
            "PATCH",
            project_path(project.uid),
            body={field: value for field, value in said.items() if value is not None},
            headers={"If-Match": f'"{project.version}"'},
            again=True,
        )
        try:
            return (yield from self._send(request)).read(Project)
        except Stale as error:
            raise StaleProject(error.message, read(Project, error.current)) from None

    @call
    def delete(self, uid: str) -> Steps[None]:
        """Take a project away; its annotations stay in the database and the log."""
        yield from self._send(Request("DELETE", project_path(uid), again=True))

    @series
    def items(
        self,
        uid: str,
        *,
        label: str | None = None,
        source: Source | None = None,
        state: State | Literal["empty"] | None = None,
    ) -> Series[Item]:
        """Give a project's items with their `counts`; those that have an annotation with all that is given.

        `state="empty"` gives those without any.
        """
        query = {"label": label, "source": source, "state": state}
        return self._pages(Request("GET", f"{project_path(uid)}items/", query=query, again=True), Item)

    @call
    def progress(self, uid: str) -> Steps[Progress]:
        """Return how far a project is."""
        return (yield from self._send(Request("GET", f"{project_path(uid)}progress/", again=True))).read(Progress)


def project_path(uid: str) -> str:
    """Return where the calls about a project are."""
    return f"projects/{quote(uid, safe='')}/"


def _label(label: Label) -> dict[str, Any]:
    return {field: value for field, value in asdict(label).items() if value is not None}
