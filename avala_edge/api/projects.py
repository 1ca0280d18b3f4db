"""Projects over HTTP: made, listed, changed, deleted; their items and how far they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.items import item_to_wire
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.preconditions import fresh, tagged, version_asked
from avala_edge.api.review import estimate_to_wire
from avala_edge.api.schemas.items import ItemsQuery
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.projects import LabelBody, NewProject, ProjectChange, ProjectsQuery
from avala_edge.api.site_key import SITE
from avala_edge.review import acceptance
from avala_edge.store import Count, Label, LabelSpec, Pace, Project

PROJECT_BYTES = 1024 * 1024


async def create_project(request: web.Request) -> web.Response:
    """Make a project."""
    body = await read_json(request, NewProject, least_cap=PROJECT_BYTES)
    project = await request.app[SITE].projects.create(
        principal_of(request),
        name=body.name,
        dataset_uids=body.datasets,
        labels=_specs(body.labels),
        description=body.description,
        task_type=body.task_type,
        members_only=body.members_only,
        reviews_people=body.reviews_people,
        self_review=body.self_review,
        members=body.members,
    )
    return tagged(project_to_wire(project), project.version, status=201)


async def list_projects(request: web.Request) -> web.Response:
    """Answer with the projects that the caller may see."""
    query = read_query(request, ProjectsQuery)
    rows = await request.app[SITE].projects.page(principal_of(request), query.page, status=query.status)
    return page_answer(request, rows, project_to_wire)


async def get_project(request: web.Request) -> web.Response:
    """Answer with the record."""
    project = await request.app[SITE].projects.get(principal_of(request), request.match_info["uid"])
    return tagged(project_to_wire(project), project.version)


async def change_project(request: web.Request) -> web.Response:
    """Change what the body names; If-Match is honoured when it is there."""
    body = await read_json(request, ProjectChange, least_cap=PROJECT_BYTES)
    values = body.changes()
    if "datasets" in values:
        values["dataset_uids"] = values.pop("datasets")
    if body.labels is not None:
        values["labels"] = _specs(body.labels)
    version = version_asked(request)
    with fresh(project_to_wire):
        project = await request.app[SITE].projects.change(
            principal_of(request), request.match_info["uid"], version=version, **values
        )
    return tagged(project_to_wire(project), project.version)


async def delete_project(request: web.Request) -> web.Response:
    """Take a project away."""
    await request.app[SITE].projects.delete(principal_of(request), request.match_info["uid"])
    return web.Response(status=204)


async def list_project_items(request: web.Request) -> web.Response:
    """Answer with the project's items and how many annotations each has in which state."""
    site, query = request.app[SITE], read_query(request, ItemsQuery)
    number = await site.projects.number(principal_of(request), request.match_info["uid"])
    rows = await site.items.project_page(number, query.page, label=query.label, source=query.source, state=query.state)
    return page_answer(request, rows, lambda pair: {**item_to_wire(site, pair[0]), "counts": dict(pair[1])})


async def get_progress(request: web.Request) -> web.Response:
    """Answer how far the project is."""
    site = request.app[SITE]
    number = await site.projects.number(principal_of(request), request.match_info["uid"])
    counts, tasks = await site.projects.counts(number), await site.projects.task_counts(number)
    by_state: Counter[str] = Counter()
    by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in counts:
        by_state[each.state] += each.count
        by_source[each.source][each.state] += each.count
    rows = [
        {
            **{name: getattr(each, name) for name in ("state", "source", "model", "label", "count")},
            "confidence": None if each.tenth is None else [each.tenth / 10, (each.tenth + 1) / 10],
        }
        for each in counts
    ]
    whole = {"annotations": sum(by_state.values()), "by_state": by_state, "by_source": by_source, "counts": rows}
    pace = await site.review_figures.pace(principal_of(request), request.match_info["uid"])
    return json_answer(
        {"tasks": tasks, **whole, "acceptance": _acceptance(counts), "review": _pace_to_wire(pace, by_state["draft"])}
    )


def _acceptance(counts: list[Count]) -> dict[str, Any]:
    keys: dict[str, Callable[[Count], str | float | None]] = {
        "by_model": lambda each: each.model,
        "by_label": lambda each: each.label,
        "by_confidence": lambda each: None if each.tenth is None else each.tenth / 10,
    }
    return {
        name: [{**vars(each), "rate": estimate_to_wire(each.rate)} for each in acceptance(counts, key)]
        for name, key in keys.items()
    }


def _pace_to_wire(pace: Pace, drafts: int) -> dict[str, Any]:
    # Of the last hour if anybody worked in it; by hand, for that is how long the rest takes.
    an_hour = pace.by_hand_last_hour or pace.by_hand_last_day / 24
    hours = round(drafts / an_hour, 1) if an_hour else None
    return {**vars(pace), "drafts": drafts, "remaining_hours": hours}


def _specs(labels: list[LabelBody]) -> list[LabelSpec]:
    return [LabelSpec(**label.model_dump()) for label in labels]


def project_to_wire(project: Project) -> dict[str, Any]:
    """Say a project in the fields of `schemas.projects.ProjectAnswer`."""
    plain = ("uid", "name", "description", "task_type", "status", "members_only", "version")
    return {
        **{name: getattr(project, name) for name in (*plain, "reviews_people", "self_review")},
        "members": list(project.members),
        "datasets": list(project.datasets),
        "labels": [label_to_wire(label) for label in project.labels],
        "created_at": say_moment(project.created_at),
        "updated_at": say_moment(project.updated_at),
    }


def label_to_wire(label: Label) -> dict[str, Any]:
    """Say a label in the fields of `schemas.projects.LabelAnswer`."""
    named = {name: getattr(label, name) for name in ("uid", "name", "color", "shortcut")}
    return {**named, "attributes": list(label.attributes)}
