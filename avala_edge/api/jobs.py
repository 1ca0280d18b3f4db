"""Jobs over HTTP: ordered, listed, looked at, cancelled, their failed items tried again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.jobs import MAX_IMAGES, ImportOrder, JobsQuery, KeptQuery, WarmUpOrder
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.site_key import SITE
from avala_edge.autolabel.kept import from_json
from avala_edge.errors import NotFound
from avala_edge.models import Detection
from avala_edge.segment import EMBEDDING_WARM_UP
from avala_edge.store import Job, PageOf
from avala_edge.transfer import IMPORT, FileImportOptions

ORDER_BYTES = 80 * MAX_IMAGES  # a uid is 71 bytes, its quotes and comma three


async def warm_up(request: web.Request) -> web.Response:
    """Take in a job that encodes photos ahead of their first click."""
    site = request.app[SITE]
    order = await read_json(request, WarmUpOrder, least_cap=ORDER_BYTES)
    who = principal_of(request)
    if order.dataset is not None:
        uids = await site.items.image_uids(who, order.dataset)
    elif order.images is not None:
        uids = list(dict.fromkeys(order.images))
    else:
        uids = await site.images.uids()
    return json_answer(job_to_wire(await site.jobs.create(EMBEDDING_WARM_UP, uids, who)), status=202)


async def import_files(request: web.Request) -> web.Response:
    """Take in a job that brings photos and videos from the server's own folders into a dataset."""
    site, who, dataset = request.app[SITE], principal_of(request), request.match_info["uid"]
    order = await read_json(request, ImportOrder)
    await site.datasets.get(who, dataset)
    asked = FileImportOptions(order.recursive, order.pattern, order.every, order.sequences)
    names, options = await site.imports.list(order.path, asked)
    job = await site.jobs.create(IMPORT, names, who, options={**options, "dataset": dataset})
    return json_answer(job_to_wire(job), status=202)


async def list_jobs(request: web.Request) -> web.Response:
    """Answer with the jobs of everybody, the newest first."""
    query = read_query(request, JobsQuery)
    which = {"kind": query.kind, "status": query.status, "project": query.project}
    rows = await request.app[SITE].jobs.page(principal_of(request), PageOf(query.limit, query.cursor), **which)
    return page_answer(request, rows, job_to_wire)


async def get_job(request: web.Request) -> web.Response:
    """Answer with the record."""
    job = await request.app[SITE].jobs.get(request.match_info["uid"], principal_of(request))
    return json_answer(job_to_wire(job))


async def job_predictions(request: web.Request) -> web.Response:
    """Answer with what a job's model said of one of its items."""
    site, query = request.app[SITE], read_query(request, KeptQuery)
    job = await site.jobs.get(request.match_info["uid"], principal_of(request))
    kept = await site.job_items.kept(job.uid, query.item)
    if kept is None:
        raise NotFound("this job has kept no predictions for this item", field="item")
    return json_answer({"model": kept["model"], "results": [_detection_to_wire(each) for each in from_json(kept)]})


def _detection_to_wire(found: Detection) -> dict[str, Any]:
    box = dict(zip(("x", "y", "width", "height"), found.box, strict=True))
    polygons = None if found.polygons is None else [each.to_rings() for each in found.polygons]
    return {"score": found.score, "label": found.label, "box": box, "polygons": polygons}


async def cancel_job(request: web.Request) -> web.Response:
    """End a job."""
    return json_answer(
        job_to_wire(await request.app[SITE].jobs.cancel(request.match_info["uid"], principal_of(request)))
    )


async def retry_failed(request: web.Request) -> web.Response:
    """Take in a job with another's failed items."""
    job = await request.app[SITE].jobs.retry_failed(request.match_info["uid"], principal_of(request))
    return json_answer(job_to_wire(job), status=202)


def job_to_wire(job: Job) -> dict[str, Any]:
    """Say a job in the fields of `schemas.jobs.JobAnswer`."""
    wire = asdict(job)
    del wire["user_id"]
    for name in ("created_at", "started_at", "finished_at"):
        wire[name] = say_moment(wire[name])
    return {**wire, "errors": list(wire["errors"]), "left_out": list(wire["left_out"])}
