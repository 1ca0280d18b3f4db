"""Resumable uploads over HTTP, as tus 1.0 wants them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from aiohttp import web

from avala_edge.api import tus
from avala_edge.api.auth import principal_of
from avala_edge.api.limits import check_declared_size, deadline, read_parts
from avala_edge.api.messages import json_answer
from avala_edge.api.operation import EDGE
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.site_key import SITE
from avala_edge.errors import Gone, InvalidInput
from avala_edge.store import ALGORITHMS, Upload, item_key

PATH = f"{EDGE}/uploads/"


async def say_protocol(request: web.Request, response: web.StreamResponse) -> None:
    """Name the protocol's version in every answer about uploads, refusals too."""
    if request.path.startswith(PATH):
        response.headers["Tus-Resumable"] = tus.VERSION


async def upload_options(request: web.Request) -> web.Response:
    """Say what this server can, before anything is sent."""
    return web.Response(
        status=204,
        headers={
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(request.app[SITE].uploads.longest),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


async def create_upload(request: web.Request) -> web.Response:
    """Begin an upload, perhaps with its first part."""
    tus.check_version(request)
    uploads, who = request.app[SITE].uploads, principal_of(request)
    if "Upload-Defer-Length" in request.headers:
        raise InvalidInput("the length must be known: send Upload-Length", field="Upload-Defer-Length")
    length, said = tus.read_number(request, "Upload-Length"), tus.read_metadata(request)
    if request.body_exists:
        tus.check_part(request)
    upload = await uploads.create(
        who,
        dataset=said.dataset,
        key=item_key(said.filename),
        length=length,
        metadata=said.metadata,
        every=int(said.every),
        declared=request.headers["Upload-Metadata"],
    )
    if request.body_exists:
        try:
            upload = await _take(request, replace(upload, offset=0))
        except BaseException:  # its address was never said, so that nobody can go on with it
            await asyncio.shield(asyncio.ensure_future(uploads.remove(who, upload.uid)))
            raise
    return web.Response(status=201, headers={"Location": f"{PATH}{upload.uid}/", **_headers(upload)})


async def get_upload(request: web.Request) -> web.Response:
    """Answer with the record; HEAD is what a client asks to go on. What a crash left whole becomes an item here."""
    uploads, who = request.app[SITE].uploads, principal_of(request)
    asks_to_resume = request.method == "HEAD"
    if asks_to_resume:
        tus.check_version(request)
    upload = await uploads.get(who, request.match_info["uid"])
    async with deadline(request):
        upload = await uploads.finish(who, upload)
    if asks_to_resume and upload.status == "refused":
        raise Gone
    told = {"Upload-Length": str(upload.length), "Upload-Metadata": upload.declared, **tus.answer_headers(upload)}
    return json_answer(_upload_to_wire(upload), headers=told)


async def append_to_upload(request: web.Request) -> web.Response:
    """Take a part in; what came is kept when the line breaks."""
    tus.check_version(request)
    tus.check_part(request)
    offset = tus.read_number(request, "Upload-Offset")
    upload = await request.app[SITE].uploads.get(principal_of(request), request.match_info["uid"])
    return web.Response(status=204, headers=_headers(await _take(request, replace(upload, offset=offset))))


async def delete_upload(request: web.Request) -> web.Response:
    """Forget an upload; an item that it became stays."""
    tus.check_version(request)
    await request.app[SITE].uploads.remove(principal_of(request), request.match_info["uid"])
    return web.Response(status=204)


async def override_upload(request: web.Request) -> web.Response:
    """Do what X-HTTP-Method-Override says, for those behind a proxy that lets only GET and POST pass."""
    wanted = request.headers.get("X-HTTP-Method-Override", "")
    handlers = {"PATCH": append_to_upload, "DELETE": delete_upload}
    if wanted not in handlers:
        raise web.HTTPMethodNotAllowed("POST", ["DELETE", "GET", "HEAD", "PATCH"])
    return await handlers[wanted](request)


async def _take(request: web.Request, upload: Upload) -> Upload:
    uploads, who = request.app[SITE].uploads, principal_of(request)
    checksum = tus.read_checksum(request)
    check_declared_size(request, max(0, upload.length - upload.offset))
    taken = await uploads.append(who, upload.uid, upload.offset, read_parts(request), checksum)
    async with deadline(request):
        ended = await uploads.finish(who, taken)
    if ended.status == "refused":
        raise InvalidInput(ended.detail, field="file")
    return ended


def _headers(upload: Upload) -> dict[str, str]:
    return {"Cache-Control": "no-store", **tus.answer_headers(upload)}


def _upload_to_wire(upload: Upload) -> dict[str, Any]:
    plain = ("uid", "dataset", "key", "length", "offset", "status", "item", "sequence", "detail")
    return {
        **{name: getattr(upload, name) for name in plain},
        "created_at": say_moment(upload.created_at),
        "expires_at": say_moment(upload.expires_at),
    }
