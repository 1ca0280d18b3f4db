"""What a request may cost: bytes, patience and time; read caps hold while a body streams in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NoReturn, TypeVar

from aiohttp import BodyPartReader, web
from pydantic import BaseModel

from avala_edge.api.messages import json_answer
from avala_edge.api.multipart import damage_is_400
from avala_edge.api.operation import Handler, operation_of
from avala_edge.api.site_key import SITE
from avala_edge.errors import DeadlineExceeded, InvalidInput, NotFound, TooLarge

IDLE_S = 20.0  # longest silence inside a body; below the deadline, so that it is answered 408
UPLOAD_S = 600.0  # longest whole upload
MULTIPART_OVERHEAD_BYTES = 64 * 1024
NO_NUL = "A text must not hold U+0000, which PostgreSQL cannot keep."
_MEBIBYTE = 1024 * 1024

Schema = TypeVar("Schema", bound=BaseModel)


@asynccontextmanager
async def deadline(request: web.Request, *, since: float | None = None) -> AsyncIterator[None]:
    """Give the work inside the configured seconds from `since` (loop time; default: now), or `DeadlineExceeded`."""
    began = asyncio.get_running_loop().time() if since is None else since
    try:
        async with asyncio.timeout_at(began + request.app[SITE].config.request_deadline_s) as scope:
            yield
    except TimeoutError:
        if scope.expired():
            raise DeadlineExceeded from None
        raise


@web.middleware
async def limit_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Hold handlers to the deadline, except uploads and what stays open, which wait for clients."""
    if "\0" in request.path:
        raise NotFound
    operation = operation_of(request)
    if operation is not None and (operation.uploads or operation.stays_open):
        return await handler(request)
    async with deadline(request):
        return await handler(request)


def check_declared_size(request: web.Request, cap: int) -> None:
    """Refuse a body by its Content-Length, before any byte of it is read."""
    if request.content_length is not None and request.content_length > cap:
        raise TooLarge(f"The body is larger than the limit of {_size(cap)}.")


async def expect_body(request: web.Request) -> web.StreamResponse | None:
    """Answer `Expect: 100-continue`: 413 for a body that would be refused, so that it is never sent."""
    operation, cap = operation_of(request), request.app[SITE].config.max_image_bytes + MULTIPART_OVERHEAD_BYTES
    if operation is not None and operation.for_servers:
        cap += cap // 3  # in Base64
    if operation is not None:
        cap = max(cap, operation.most_bytes)
    try:
        check_declared_size(request, cap)
    except TooLarge as error:
        return json_answer({"detail": error.message, "code": error.code}, status=413, headers={"Connection": "close"})
    if request.headers.get("Expect", "").lower() != "100-continue":
        raise web.HTTPExpectationFailed(text="Only 100-continue can be expected.")
    if request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return None


async def read_capped(source: web.Request | BodyPartReader, cap: int) -> bytes:
    """Read a body or a part of one; 413 above `cap` bytes, 408 when it comes too slowly."""
    data = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_S):
            while chunk := await _chunk(source):
                if len(data) + len(chunk) > cap:
                    raise TooLarge(f"The body is larger than the limit of {_size(cap)}.")
                data += chunk
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return bytes(data)


async def read_parts(source: web.Request | BodyPartReader) -> AsyncIterator[bytes]:
    """Yield a body, or a part of one, as it comes; 408 when it comes too slowly."""
    ends = asyncio.get_running_loop().time() + UPLOAD_S
    while True:
        try:
            async with asyncio.timeout_at(ends):  # never around a yield: it would cancel who takes the bytes
                chunk = await _chunk(source)
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        if not chunk:
            return
        yield chunk


async def _chunk(source: web.Request | BodyPartReader) -> bytes:
    async with asyncio.timeout(IDLE_S):  # not wait_for: Python 3.11's can lose the deadline's cancellation
        if isinstance(source, BodyPartReader):
            with damage_is_400():
                return await source.read_chunk(_MEBIBYTE)
        return await source.content.readany()


async def read_json(request: web.Request, schema: type[Schema], *, least_cap: int = 0) -> Schema:
    """Read and validate a JSON body; 400 when it is no JSON, 422 when it is not what `schema` says.

    It may have the configured number of bytes, or `least_cap` if that is more.
    """
    cap = max(request.app[SITE].config.max_json_bytes, least_cap)
    check_declared_size(request, cap)
    return schema.model_validate(parse_json(await read_capped(request, cap)))


def parse_json(data: bytes | str) -> dict[str, Any]:
    """Parse a JSON object; 400 when it is no JSON, `InvalidInput` when it is no object."""
    try:
        body = json.loads(data, parse_constant=_refuse_constant)
        has_nul = _may_hold_nul(data) and _holds_nul(body)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise web.HTTPBadRequest(text=f"The body is not JSON: {reason}") from None
    if not isinstance(body, dict):
        raise InvalidInput("The body must be a JSON object.", field="body")
    if has_nul:
        raise InvalidInput(NO_NUL, field="body")
    return body


def read_query(request: web.Request, schema: type[Schema]) -> Schema:
    """Validate the query string; the last of repeated names counts."""
    if "\0" in request.query_string:
        raise InvalidInput(NO_NUL, field="query")
    return schema.model_validate(dict(request.query))


def _may_hold_nul(data: bytes | str) -> bool:
    return b"\\u0000" in data if isinstance(data, bytes) else "\\u0000" in data


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(name) or _holds_nul(each) for name, each in value.items())
    return isinstance(value, list) and any(_holds_nul(each) for each in value)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _size(count: int) -> str:
    return f"{count // _MEBIBYTE} MiB" if count >= _MEBIBYTE else f"{count} bytes"
