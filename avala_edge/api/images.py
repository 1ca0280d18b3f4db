"""Photos over HTTP: upload, record, bytes, preview, prefetch of the embedding."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from avala_edge.api.limits import MULTIPART_OVERHEAD_BYTES, check_declared_size, deadline, read_capped, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.multipart import file_parts
from avala_edge.api.ranges import ranged_answer
from avala_edge.api.schemas.images import AddImageQuery, PreviewQuery
from avala_edge.api.site_key import SITE
from avala_edge.errors import InvalidInput

if TYPE_CHECKING:
    from avala_edge.assembly import Site
    from avala_edge.store import ImageRecord

FOREVER = "private, immutable, max-age=31536000"


async def add_image(request: web.Request) -> web.Response:
    """Keep a photo; 201, or 200 when the same bytes are known."""
    site, query = request.app[SITE], read_query(request, AddImageQuery)
    data = await _receive(request, site.config.max_image_bytes)
    async with deadline(request):
        record, is_new = await site.intake.add(data)
    if query.embed:
        await _prefetch(site, record)
    return json_answer(image_to_wire(site, record), status=201 if is_new else 200)


async def get_image(request: web.Request) -> web.Response:
    """Answer with the record."""
    site = request.app[SITE]
    record = await site.images.get(request.match_info["uid"])
    return json_answer(image_to_wire(site, record))


async def get_content(request: web.Request) -> web.StreamResponse:
    """Answer with the bytes as they came; ranges and revalidation are aiohttp's."""
    return await content_answer(request, request.match_info["uid"])


async def content_answer(request: web.Request, uid: str) -> web.StreamResponse:
    """Answer with a photo's bytes; raises `NotFound`."""
    site = request.app[SITE]
    images, record = site.images, await site.images.get(uid)
    if record.video is not None:
        tag = record.uid.removeprefix("sha256:")
        return await made_jpeg_answer(request, tag, partial(site.intake.content, record))
    path, headers = images.local_path(record.uid), _headers(record.media_type)
    if path is not None:
        return web.FileResponse(path, headers=headers)
    tag = record.uid.removeprefix("sha256:")
    return await ranged_answer(request, record.bytes, partial(images.part, record.uid), tag=tag, headers=headers)


async def get_preview(request: web.Request) -> web.Response:
    """Answer with a small JPEG; a client that has it is spared the work."""
    return await preview_answer(request, request.match_info["uid"], read_query(request, PreviewQuery).size)


async def preview_answer(request: web.Request, uid: str, size: int) -> web.Response:
    """Answer with a photo's preview, longer side `size` at most; raises `NotFound`."""
    site = request.app[SITE]
    record = await site.images.get(uid)
    tag = f"{record.uid.removeprefix('sha256:')}-{size}"
    return await made_jpeg_answer(request, tag, partial(site.intake.preview, record, size))


async def embed_image(request: web.Request) -> web.Response:
    """Start encoding and do not wait."""
    site = request.app[SITE]
    record = await site.images.get(request.match_info["uid"])
    await _prefetch(site, record)
    return json_answer(image_to_wire(site, record), status=202)


async def _prefetch(site: Site, record: ImageRecord) -> None:
    site.segment.start_embedding(record)
    await asyncio.sleep(0)  # it has begun when the answer says so


def image_to_wire(site: Site, record: ImageRecord) -> dict[str, Any]:
    """Translate a record into the wire's words, with the state of its embedding."""
    wire = asdict(record)
    for name in ("pixels_sha256", "video", "pts", "key_pts"):
        del wire[name]
    return {**wire, "embedding": site.segment.embedding_state(record)}


async def made_jpeg_answer(request: web.Request, tag: str, make: Callable[[], Awaitable[bytes]]) -> web.Response:
    """Answer with a JPEG that is always the same for its tag; a client that has it is spared its making."""
    headers = {**_headers("image/jpeg"), "ETag": f'"{tag}"'}
    if any(held.value in (tag, "*") for held in request.if_none_match or ()):
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers)
    return web.Response(body=await make(), headers=headers)


def _headers(media_type: str) -> dict[str, str]:
    return {
        "Cache-Control": FOREVER,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": media_type,
        "X-Content-Type-Options": "nosniff",
    }


async def _receive(request: web.Request, cap: int) -> bytes:
    kind = request.content_type
    if kind == "multipart/form-data":
        check_declared_size(request, cap + MULTIPART_OVERHEAD_BYTES)
        return await read_capped(await file_part(request), cap)
    if not kind.startswith("image/") and kind != "application/octet-stream":
        raise web.HTTPUnsupportedMediaType(
            text=f"Content-Type is {kind[:80]}; send image/*, application/octet-stream or multipart/form-data."
        )
    check_declared_size(request, cap)
    return await read_capped(request, cap)


async def file_part(request: web.Request) -> BodyPartReader:
    """Return the part named file of a multipart body; `InvalidInput` when there is none."""
    async for part in file_parts(request, "file"):
        return part
    raise InvalidInput("The multipart body has no part named file.", field="file")
