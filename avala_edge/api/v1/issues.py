"""Annotation issues in Avala's words; an image that is in no sequence is found by its own uid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.issues import DatasetIssuesQuery, IssueChange, IssuesQuery, NewIssue, ToolsQuery
from avala_edge.api.site_key import SITE
from avala_edge.api.v1.datasets import named_dataset
from avala_edge.errors import InvalidInput
from avala_edge.store import PROBLEMS, TOOLS

if TYPE_CHECKING:
    from avala_edge.store import Issue

MOST_EXTRA = 16 * 1024
_RENAMED = {"tool_uid": "tool", "problem_uid": "problem"}


async def list_tools(request: web.Request) -> web.Response:
    """Answer with what can be reported."""
    query = read_query(request, ToolsQuery)
    problems = [{"uid": uid, "title": title} for uid, title in PROBLEMS.items()]
    default = next(iter(TOOLS))
    tools = [
        {
            "uid": uid,
            "name": name,
            "dataset_type": query.dataset_type,
            "default": uid == default,
            "problems": problems,
        }
        for uid, name in TOOLS.items()
    ]
    return json_answer(tools if query.dataset_type in ("image", "video") else [])


async def list_issues(request: web.Request) -> web.Response:
    """Answer with the issues of a sequence, a plain list."""
    query = read_query(request, IssuesQuery)
    found = await request.app[SITE].issues.of_place(
        principal_of(request), request.match_info["uid"], item=query.dataset_item_uid, project=query.project_uid
    )
    return json_answer([issue_to_wire(each) for each in found])


async def create_issue(request: web.Request) -> web.Response:
    """Report an issue."""
    body, place = await read_json(request, NewIssue), request.match_info["uid"]
    if body.sequence_uid not in (None, place):
        raise InvalidInput("another sequence is in the path", field="sequence_uid")
    values = body.model_dump()
    for name in ("coordinates", "query_params"):
        if len(json.dumps(values[name])) > MOST_EXTRA:
            raise InvalidInput(f"{name} is larger than {MOST_EXTRA} bytes", field=name)
    del values["sequence_uid"]
    item, project = values.pop("dataset_item_uid"), values.pop("project_uid")
    renamed = {_RENAMED.get(name, name): value for name, value in values.items()}
    made = await request.app[SITE].issues.create(principal_of(request), place, item=item, project=project, **renamed)
    return json_answer(issue_to_wire(made), status=201)


async def change_issue(request: web.Request) -> web.Response:
    """Change what the body names."""
    body, names = await read_json(request, IssueChange), request.match_info
    values = {_RENAMED.get(name, name): value for name, value in body.changes().items()}
    changed = await request.app[SITE].issues.change(principal_of(request), names["uid"], names["issue"], **values)
    return json_answer(issue_to_wire(changed))


async def delete_issue(request: web.Request) -> web.Response:
    """Take an issue away."""
    names = request.match_info
    await request.app[SITE].issues.delete(principal_of(request), names["uid"], names["issue"])
    return web.Response(status=204)


async def list_dataset_issues(request: web.Request) -> web.Response:
    """Answer with the issues of a dataset, a plain list."""
    query, dataset = read_query(request, DatasetIssuesQuery), await named_dataset(request)
    found = await request.app[SITE].issues.of_dataset(principal_of(request), dataset.uid, sequence=query.sequence_uid)
    return json_answer([issue_to_wire(each) for each in found])


async def get_issue_metrics(request: web.Request) -> web.Response:
    """Answer with counts and times; customers are not told apart from others here."""
    query, dataset = read_query(request, DatasetIssuesQuery), await named_dataset(request)
    found = await request.app[SITE].issues.metrics(principal_of(request), dataset.uid, sequence=query.sequence_uid)
    return json_answer(
        {
            "status_count": found.by_status,
            "priority_count": found.by_priority,
            "severity_count": found.by_severity,
            "mean_seconds_close_time_all": found.mean_seconds_to_close,
            "mean_seconds_close_time_customer": None,
            "mean_unresolved_issue_age_all": found.mean_age,
            "mean_unresolved_issue_age_customer": None,
            "object_count_by_annotation_issue_problem_uid": [
                {"uid": uid, "title": PROBLEMS[uid], "count": count} for uid, count in found.objects_by_problem.items()
            ],
        }
    )


def issue_to_wire(found: Issue) -> dict[str, Any]:
    """Say an issue in the fields of `schemas.v1.issues.IssueAnswer`."""
    plain = ("uid", "priority", "severity", "status", "description", "wrong_class", "correct_class", "object_uid")
    more = ("should_re_annotate", "should_delete", "frames_affected", "coordinates", "query_params")
    return {
        **{name: getattr(found, name) for name in (*plain, *more)},
        "dataset_uid": found.dataset,
        "sequence_uid": found.sequence,
        "dataset_item_uid": found.item,
        "project": None if found.project is None else {"uid": found.project, "name": found.project_name},
        "reporter": {"username": found.reporter},
        "tool": {"uid": found.tool, "name": TOOLS[found.tool]},
        "problem": {"uid": found.problem, "title": PROBLEMS[found.problem]},
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
        "closed_at": say_moment(found.closed_at),
    }
