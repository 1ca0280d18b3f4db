"""Projects and tasks in Avala's words; they are made through `/api/edge/v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.projects import label_to_wire
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.projects import TasksQuery
from avala_edge.api.site_key import SITE
from avala_edge.store.accounts import SLUG

if TYPE_CHECKING:
    from avala_edge.store import Project, Task


async def list_projects_v1(request: web.Request) -> web.Response:
    """Answer with the projects that the caller may see."""
    query = read_query(request, V1PageQuery)
    rows = await request.app[SITE].projects.page(principal_of(request), query.page_of)
    return page_answer(request, rows, project_to_wire)


async def get_project_v1(request: web.Request) -> web.Response:
    """Answer with the record."""
    return json_answer(
        project_to_wire(await request.app[SITE].projects.get(principal_of(request), request.match_info["uid"]))
    )


async def list_tasks_v1(request: web.Request) -> web.Response:
    """Answer with the tasks of projects that the caller may see."""
    query = read_query(request, TasksQuery)
    rows = await request.app[SITE].tasks.page(
        principal_of(request), query.page_of, project=query.project, status=query.status
    )
    return page_answer(request, rows, task_to_wire)


async def get_task_v1(request: web.Request) -> web.Response:
    """Answer with the record."""
    return json_answer(
        task_to_wire(await request.app[SITE].tasks.get(principal_of(request), request.match_info["uid"]))
    )


def project_to_wire(found: Project) -> dict[str, Any]:
    """Say a project in the fields of `schemas.v1.projects.ProjectAnswerV1`."""
    return {
        **{name: getattr(found, name) for name in ("uid", "name", "status", "task_type")},
        "is_active": found.status == "active",
        "visibility": "private",
        "is_imported": False,
        "owner_name": SLUG,
        "short_description": found.description,
        "labels": [label_to_wire(label) for label in found.labels],
        "datasets": list(found.datasets),
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }


def task_to_wire(found: Task) -> dict[str, Any]:
    """Say a task in the fields of `schemas.v1.projects.TaskAnswer`."""
    return {
        **{name: getattr(found, name) for name in ("uid", "type", "name", "status", "project")},
        "dataset_item_uid": found.item,
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }
