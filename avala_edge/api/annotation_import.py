"""Files of annotations over HTTP: received whole, then imported into a project."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import IO

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import MULTIPART_OVERHEAD_BYTES, check_declared_size, read_parts, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.multipart import file_parts
from avala_edge.api.permissions import require
from avala_edge.api.schemas.annotation_import import AnnotationImportQuery
from avala_edge.api.site_key import SITE
from avala_edge.errors import Busy, InvalidInput, TooLarge

FILE_BYTES = 256 * 1024 * 1024


async def import_annotations(request: web.Request) -> web.Response:
    """Take a file in and answer what became of it, photo by photo."""
    site, who, query = request.app[SITE], principal_of(request), read_query(request, AnnotationImportQuery)
    if query.options.accepted:
        require(who, "reviews.write")
    if query.create_labels:
        require(who, "projects.write")
    project = request.match_info["uid"]
    await site.projects.get(who, project)
    check_declared_size(request, FILE_BYTES + MULTIPART_OVERHEAD_BYTES)
    async with site.annotation_imports.turn(), _received(request, query.name) as (file, name):
        report = await site.annotation_imports.perform(who, project, file, name, query.options)
    return json_answer(asdict(report))


@asynccontextmanager
async def _received(request: web.Request, name: str) -> AsyncIterator[tuple[IO[bytes], str]]:
    """Give the body, or its part named file, as a file that is gone afterwards, and what it is called."""
    with tempfile.TemporaryFile(dir=request.app[SITE].config.data_dir) as file:
        length = 0
        async for called, chunk in _chunks(request, name):
            name, length = called, length + len(chunk)
            if length > FILE_BYTES:
                raise TooLarge(f"A file may have {FILE_BYTES // 1024 // 1024} MiB.", field="file")
            try:
                await asyncio.to_thread(file.write, chunk)
            except OSError as error:
                raise Busy(f"The file cannot be kept for reading: {error.strerror}.", retry_after_s=60) from error
        if not length:
            raise InvalidInput("There is no file, or nothing in it.", field="file")
        yield file, name or "file"


async def _chunks(request: web.Request, name: str) -> AsyncIterator[tuple[str, bytes]]:
    if request.content_type != "multipart/form-data":
        async for chunk in read_parts(request):
            yield name, chunk
        return
    async for part in file_parts(request, "file"):
        async for chunk in read_parts(part):
            yield part.filename or name, chunk
        return
