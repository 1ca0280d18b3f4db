"""Exports in Avala's words: asked for, looked at, fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.exports import NewExport
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.signed import check_signature, signed_url
from avala_edge.api.site_key import SITE
from avala_edge.errors import NotFound

if TYPE_CHECKING:
    from avala_edge.store import Export


async def list_exports(request: web.Request) -> web.Response:
    """Answer with the exports that the caller asked for; admins see all."""
    query = read_query(request, V1PageQuery)
    rows = await request.app[SITE].exports.page(principal_of(request), query.page_of)
    return page_answer(request, rows, lambda export: export_to_wire(request, export))


async def create_export(request: web.Request) -> web.Response:
    """Ask for an export; its file comes later."""
    site, body = request.app[SITE], await read_json(request, NewExport)
    made = await site.exports.create(
        principal_of(request),
        projects=body.all_projects,
        datasets=body.all_datasets,
        name=body.name,
        format_=body.format,
        options=body.options,
    )
    site.jobs.wake()
    return json_answer(export_to_wire(request, made), status=201)


async def get_export(request: web.Request) -> web.Response:
    """Answer with the record."""
    found = await request.app[SITE].exports.get(principal_of(request), request.match_info["uid"])
    return json_answer(export_to_wire(request, found))


async def download_export(request: web.Request) -> web.StreamResponse:
    """Answer with the file, by an address that the record gave."""
    uid = request.match_info["uid"]
    check_signature(request, f"export:{uid}")
    path = request.app[SITE].exporter.path(uid)
    if not path.is_file():
        raise NotFound("The file of this export is not on this server any more.")
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{path.name}"',
        "Content-Type": "application/zip" if path.suffix == ".zip" else "application/json",
        "X-Content-Type-Options": "nosniff",
    }
    return web.FileResponse(path, headers=headers)


def export_to_wire(request: web.Request, found: Export) -> dict[str, Any]:
    """Say an export in the fields of `schemas.v1.exports.ExportAnswer`."""
    plain = ("uid", "name", "format", "status", "error_message", "total_task_count", "exported_task_count")
    address = signed_url(request, f"/api/v1/exports/{found.uid}/download", f"export:{found.uid}")
    return {
        **{name: getattr(found, name) for name in plain},
        "download_url": address if found.status == "exported" else None,
        "projects": found.scope["projects"],
        "datasets": found.scope["datasets"],
        "slices": [],
        "options": found.options.to_json(),
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }
