"""Annotations over HTTP: made, read, changed with If-Match, deleted, and what happened to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.pages import PageQuery, page_answer
from avala_edge.api.permissions import require
from avala_edge.api.preconditions import fresh, tagged, version_needed
from avala_edge.api.schemas.geometry import SHAPES, Shape, shape_of_type
from avala_edge.api.schemas.items import ActivityQuery, AnnotationChange, AnnotationsQuery, NewAnnotationBody
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.site_key import SITE
from avala_edge.store import Annotation, AuditEvent, ImageRecord, NewAnnotation, Principal

if TYPE_CHECKING:
    from avala_edge.assembly import Site

ANNOTATION_BYTES = 8 * 1024 * 1024


async def add_annotation(request: web.Request) -> web.Response:
    """Make an annotation on an item; 200 when it was there under the caller's own uid."""
    site, who = request.app[SITE], principal_of(request)
    body = await read_json(request, NewAnnotationBody, least_cap=ANNOTATION_BYTES)
    if body.source == "imported" and body.state in ("accepted", "rejected"):
        require(who, "reviews.write")
    item = await site.items.get(who, request.match_info["uid"])
    values = body.model_dump(exclude={"project", "geometry"})
    geometry = await _checked(body.type, body.geometry, item.image)
    [(made, is_new)] = await site.annotations.add(
        who, item.uid, body.project, [NewAnnotation(geometry=geometry, **values)]
    )
    return tagged(annotation_to_wire(made), made.version, status=201 if is_new else 200)


async def list_annotations(request: web.Request) -> web.Response:
    """Answer with an item's annotations."""
    query = read_query(request, AnnotationsQuery)
    rows = await request.app[SITE].annotations.page(
        principal_of(request), request.match_info["uid"], query.page, project=query.project, state=query.state
    )
    return page_answer(request, rows, annotation_to_wire)


async def get_annotation(request: web.Request) -> web.Response:
    """Answer with the record."""
    found = await request.app[SITE].annotations.get(principal_of(request), request.match_info["uid"])
    return tagged(annotation_to_wire(found), found.version)


async def change_annotation(request: web.Request) -> web.Response:
    """Change what the body names, if nobody else did since the version of If-Match."""
    site, who, uid = request.app[SITE], principal_of(request), request.match_info["uid"]
    version = version_needed(request)
    body = await read_json(request, AnnotationChange, least_cap=ANNOTATION_BYTES)
    values = body.changes("label", "track")
    values |= await changed_geometry(site, who, uid, body.type, body.geometry)
    with fresh(annotation_to_wire):
        changed = await site.annotations.change(who, uid, version, **values)
    return tagged(annotation_to_wire(changed), changed.version)


async def delete_annotation(request: web.Request) -> web.Response:
    """Take an annotation away, if nobody else changed it since the version of If-Match."""
    version = version_needed(request)
    with fresh(annotation_to_wire):
        await request.app[SITE].annotations.delete(principal_of(request), request.match_info["uid"], version)
    return web.Response(status=204)


async def annotation_history(request: web.Request) -> web.Response:
    """Answer with what happened to an annotation, the oldest first; also to one that is gone."""
    query = read_query(request, PageQuery)
    rows = await request.app[SITE].activity.history(principal_of(request), request.match_info["uid"], query.page)
    return page_answer(request, rows, event_to_wire)


async def list_activity(request: web.Request) -> web.Response:
    """Answer with the log, the newest first."""
    query = read_query(request, ActivityQuery)
    rows = await request.app[SITE].activity.page(
        principal_of(request), query.page, project=query.project, job=query.job
    )
    return page_answer(request, rows, event_to_wire)


async def changed_geometry(
    site: Site, who: Principal, uid: str, kind: str | None, shape: Shape | None
) -> dict[str, Any]:
    """Return, under `geometry`, what an annotation's is when `kind` or `shape` are given anew; nothing if neither is.

    Raises:
        NotFound: no such annotation.
        InvalidInput: a geometry of another type than the annotation then has.
    """
    if shape is None and kind is None:
        return {}
    now = await site.annotations.get(who, uid)
    item = await site.items.get(who, now.item)
    whole = shape or SHAPES[now.type].model_validate(now.geometry)
    return {"geometry": await _checked(kind or now.type, whole, item.image)}


async def _checked(kind: str, shape: Shape, image: ImageRecord) -> dict[str, Any]:
    # Off the loop: a mask of a large photo takes a while to check.
    return await asyncio.to_thread(shape_of_type, kind, shape, width=image.width, height=image.height)


def annotation_to_wire(found: Annotation) -> dict[str, Any]:
    """Say an annotation in the fields of `schemas.items.AnnotationAnswer`."""
    plain = ("uid", "project", "item", "label", "type", "geometry", "attributes", "source", "state", "confidence")
    more = ("model", "track", "is_key", "version", "created_by", "updated_by")
    return {
        **{name: getattr(found, name) for name in (*plain, *more)},
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }


def event_to_wire(event: AuditEvent) -> dict[str, Any]:
    """Say an entry of the log in the fields of `schemas.items.ActivityAnswer`."""
    named = {name: getattr(event, name) for name in AuditEvent.__annotations__ if name != "created_at"}
    return {**named, "created_at": say_moment(event.created_at)}
