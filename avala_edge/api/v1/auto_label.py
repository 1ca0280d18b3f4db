"""Auto-label jobs in Avala's words; one cannot be begun in this version, and is refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.auto_label import AutoLabelJobsQuery, AutoLabelOrder
from avala_edge.api.site_key import SITE
from avala_edge.errors import Conflict

if TYPE_CHECKING:
    from avala_edge.store import AutoLabelJob


async def create_auto_label_job(request: web.Request) -> web.Response:
    """Say what is missing to do it."""
    site, who = request.app[SITE], principal_of(request)
    await site.projects.get(who, request.match_info["uid"])
    body = await read_json(request, AutoLabelOrder)
    raise Conflict(
        f"No model of type {body.model_type} can label a batch on this server: this version has no runner of "
        "auto-label jobs. Predictions of models elsewhere can be sent in as drafts: "
        "POST /api/edge/v1/items/{uid}/annotations/ with source auto_label."
    )


async def list_auto_label_jobs(request: web.Request) -> web.Response:
    """Answer with the jobs of projects that the caller may see."""
    query = read_query(request, AutoLabelJobsQuery)
    rows = await request.app[SITE].auto_label_jobs.page(
        principal_of(request), query.page_of, project=query.project, status=query.status
    )
    return page_answer(request, rows, job_to_wire)


async def get_auto_label_job(request: web.Request) -> web.Response:
    """Answer with the record."""
    found = await request.app[SITE].auto_label_jobs.get(principal_of(request), request.match_info["uid"])
    return json_answer(job_to_wire(found))


async def cancel_auto_label_job(request: web.Request) -> web.Response:
    """Call a job off."""
    await request.app[SITE].auto_label_jobs.cancel(principal_of(request), request.match_info["uid"])
    return web.Response(status=204)


def job_to_wire(found: AutoLabelJob) -> dict[str, Any]:
    """Say a job in the fields of `schemas.v1.auto_label.AutoLabelJobAnswer`."""
    plain = ("uid", "project", "status", "total_items", "successful_items", "failed_items", "skipped_items", "summary")
    asked = {**AutoLabelOrder().model_dump(), **found.options}
    processed = found.successful_items + found.failed_items + found.skipped_items
    moments = {name: getattr(found, name) for name in ("started_at", "completed_at", "created_at")}
    return {
        **{name: getattr(found, name) for name in plain},
        **{name: asked[name] for name in ("model_type", "confidence_threshold", "labels", "dry_run")},
        "processed_items": processed,
        "progress_pct": 100.0 * processed / found.total_items if found.total_items else 0.0,
        "error_message": found.error_message,
        **{name: say_moment(moment) for name, moment in moments.items()},
    }
