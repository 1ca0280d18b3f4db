"""Answers with bytes that are no file of this machine: whole or a range, part by part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from aiohttp import hdrs, web

from avala_edge.errors import EdgeError

PART = 4 * 1024 * 1024  # bytes in memory for one answer
ReadPart = Callable[[int, int], bytes]  # start, stop; blocks


async def ranged_answer(
    request: web.Request, length: int, read: ReadPart, *, tag: str, headers: Mapping[str, str]
) -> web.Response:
    """Answer with `length` bytes, or with the range that is asked for; `tag` is other for other bytes.

    What `read` raises at the first part is the answer; later it ends the connection.
    """
    answer = web.Response(headers={**headers, hdrs.ETAG: f'"{tag}"', hdrs.ACCEPT_RANGES: "bytes"})
    if any(held.value in (tag, "*") for held in request.if_none_match or ()):
        answer.set_status(304)
        return answer
    try:
        start, stop, is_part = _range_of(request, length, tag)
    except ValueError:
        answer.headers[hdrs.CONTENT_RANGE] = f"bytes */{length}"
        answer.set_status(416)
        return answer
    if is_part:
        answer.headers[hdrs.CONTENT_RANGE] = f"bytes {start}-{stop - 1}/{length}"
        answer.set_status(206)
    answer.headers[hdrs.CONTENT_LENGTH] = str(stop - start)
    if request.method != hdrs.METH_HEAD:
        first = await asyncio.to_thread(read, start, min(stop, start + PART))
        answer.body = _parts(first, start + len(first), stop, read)
    return answer


def _range_of(request: web.Request, length: int, tag: str) -> tuple[int, int, bool]:
    """Return start, stop and whether that is a range; raise `ValueError` for one outside of the bytes."""
    asked = request.http_range
    if asked.start is None or request.headers.get(hdrs.IF_RANGE, f'"{tag}"') != f'"{tag}"':
        return 0, length, False
    start, stop, _ = asked.indices(length)
    if start >= stop:
        raise ValueError("the range is outside")
    return start, stop, True


async def _parts(first: bytes, start: int, stop: int, read: ReadPart) -> AsyncIterator[bytes]:
    yield first
    while start < stop:
        try:
            data = await asyncio.to_thread(read, start, min(stop, start + PART))
        except EdgeError as error:
            raise ConnectionResetError(error.message) from error  # the client sees that bytes are missing
        if not data:
            raise ConnectionResetError("there are fewer bytes than were announced")
        yield data
        start += len(data)
