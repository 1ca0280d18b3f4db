"""Auto-label jobs in Avala's words: ordered, listed, looked at, called off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.auto_label import MOST_NAMED, AutoLabelJobsQuery, AutoLabelOrder
from avala_edge.api.site_key import SITE
from avala_edge.autolabel import Options
from avala_edge.errors import Conflict
from avala_edge.store import UNFINISHED

ORDER_BYTES = 50 * MOST_NAMED

if TYPE_CHECKING:
    from avala_edge.store import AutoLabelJob


async def create_auto_label_job(request: web.Request) -> web.Response:
    """Take a job in."""
    site, who = request.app[SITE], principal_of(request)
    body = await read_json(request, AutoLabelOrder, least_cap=ORDER_BYTES)
    asked = body.model_dump(exclude={"items"})
    options = Options(**{**asked, "labels": tuple(body.labels), "model": body.model or ""})
    job = await site.auto_label.create(who, request.match_info["uid"], options, body.items)
    return json_answer(job_to_wire(await site.auto_label_jobs.get(who, job.uid)), status=202)


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
    """Call a job off; one that has ended cannot be."""
    site, who, uid = request.app[SITE], principal_of(request), request.match_info["uid"]
    found = await site.auto_label_jobs.get(who, uid)
    if found.status not in UNFINISHED:
        raise Conflict(f"the job is {found.status} already")
    await site.jobs.cancel(uid, who)
    return web.Response(status=204)


def job_to_wire(found: AutoLabelJob) -> dict[str, Any]:
    """Say a job in the fields of `schemas.v1.auto_label.AutoLabelJobAnswer`."""
    plain = ("uid", "project", "status", "total_items", "successful_items", "failed_items", "skipped_items", "summary")
    asked = Options.of_job(found.options).to_job()
    processed = found.successful_items + found.failed_items + found.skipped_items
    moments = {name: getattr(found, name) for name in ("started_at", "completed_at", "created_at")}
    return {
        **{name: getattr(found, name) for name in plain},
        **{name: asked[name] for name in ("model_type", "model", "confidence_threshold", "labels", "dry_run")},
        **{name: asked[name] for name in ("refine", "label_map", "overwrite", "from_job")},
        "processed_items": processed,
        "progress_pct": 100.0 * processed / found.total_items if found.total_items else 0.0,
        "seconds_left": seconds_left(found, processed),
        "error_message": found.error_message,
        **{name: say_moment(moment) for name, moment in moments.items()},
    }


def seconds_left(found: AutoLabelJob, processed: int) -> float | None:
    """Return how long the rest will take at the pace so far; None while nobody knows, or nothing is left."""
    if found.started_at is None or found.completed_at is not None or not processed:
        return None
    spent = (datetime.now(UTC) - found.started_at).total_seconds()
    return round(spent / processed * (found.total_items - processed), 1)
