"""Avala's manual upload: an address for each file, then a dataset of the files that came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.images import file_part
from avala_edge.api.limits import (
    MULTIPART_OVERHEAD_BYTES,
    check_declared_size,
    deadline,
    read_capped,
    read_json,
    read_query,
)
from avala_edge.api.messages import json_answer
from avala_edge.api.schemas.v1.manual_upload import DatasetOfFiles, NewFile, QuotaQuery
from avala_edge.api.signed import check_signature, signed_url
from avala_edge.api.site_key import SITE
from avala_edge.api.v1.datasets import check_owner, dataset_to_wire
from avala_edge.errors import InvalidInput, TooLarge
from avala_edge.store import NewItem, item_key

if TYPE_CHECKING:
    from avala_edge.assembly import Site
    from avala_edge.store import Dataset, ManualUpload, Principal

MIMES = ("image/jpeg", "image/png", "image/webp", "image/tiff", "image/bmp", "image/gif")
NO_VIDEO = "video/not-taken-here"  # readers ask whether a type begins with it; empty would be every type
PART_BYTES = 128 * 1024 * 1024
AT_ONCE = 500  # items in one transaction, so that others get their turn


async def get_quota(request: web.Request) -> web.Response:
    """Answer how many bytes wait for a dataset, and how many may."""
    site = request.app[SITE]
    read_query(request, QuotaQuery)
    used = await site.manual_uploads.used(principal_of(request))
    return json_answer({"used": used, "limit": site.config.upload_bytes_per_user})


async def get_mimes(request: web.Request) -> web.Response:
    """Answer what files may be."""
    return json_answer({"mime_types": list(MIMES), "video_prefix": NO_VIDEO})


async def create_target(request: web.Request) -> web.Response:
    """Expect a file, and say where."""
    site, body = request.app[SITE], await read_json(request, NewFile)
    if body.content_length > site.config.max_image_bytes:
        raise TooLarge(f"A file may have {site.config.max_image_bytes} bytes.", field="content_length")
    expected = await site.manual_uploads.create(
        principal_of(request),
        body.dataset_name,
        item_key(body.file_path_in_dataset),
        body.content_length,
        limit=site.config.upload_bytes_per_user,
    )
    path = f"/api/v1/datasets/manual-upload/files/{expected.uid}"
    return json_answer(
        {
            "url": signed_url(request, path, f"upload:{expected.uid}"),
            "fields": {},
            "method": "PUT",
            "upload_uid": expected.uid,
            "headers": {},
            "part_size": PART_BYTES,
            "part_count": 1,
            "uploaded_parts": [],
            "complete": False,
        }
    )


async def put_file(request: web.Request) -> web.Response:
    """Take the file as it is."""
    expected = await _expected(request)
    check_declared_size(request, expected.length)
    return await _keep(request, expected, await read_capped(request, expected.length))


async def post_file(request: web.Request) -> web.Response:
    """Take the file out of a form."""
    expected = await _expected(request)
    check_declared_size(request, expected.length + MULTIPART_OVERHEAD_BYTES)
    return await _keep(request, expected, await read_capped(await file_part(request), expected.length))


async def create_dataset_of_files(request: web.Request) -> web.Response:
    """Make a dataset of the files that were sent under its name."""
    site, who, body = request.app[SITE], principal_of(request), await read_json(request, DatasetOfFiles)
    check_owner(body.owner_name)
    files = await site.manual_uploads.waiting(who, body.name)
    if not files:
        raise InvalidInput("no file was uploaded for a dataset of this name", field="name")
    named = {name: getattr(body, name) for name in ("name", "slug", "data_type", "visibility", "metadata")}
    made = await site.datasets.create(who, **named, status="creating")
    try:
        filled = await _fill(site, who, made, files)
    except BaseException:
        await site.datasets.delete(who, made.uid)  # so that a second try finds its slug free
        raise
    await site.manual_uploads.forget(who, body.name)
    return json_answer(dataset_to_wire(filled), status=201)


async def _fill(site: Site, who: Principal, made: Dataset, files: list[ManualUpload]) -> Dataset:
    new = [NewItem(each.image_uid or "", each.key) for each in files]
    for start in range(0, len(new), AT_ONCE):
        await site.items.add(who, made.uid, new[start : start + AT_ONCE])
    return await site.datasets.change(who, made.uid, status="created")


async def _expected(request: web.Request) -> ManualUpload:
    uid = request.match_info["uid"]
    check_signature(request, f"upload:{uid}")
    return await request.app[SITE].manual_uploads.find(uid)


async def _keep(request: web.Request, expected: ManualUpload, data: bytes) -> web.Response:
    if len(data) != expected.length:
        raise InvalidInput(f"{len(data)} bytes came, {expected.length} were announced", field="content_length")
    site = request.app[SITE]
    async with deadline(request):
        record, _ = await site.intake.add(data)
    await site.manual_uploads.received(expected.uid, record.uid)
    return web.Response(status=204)
