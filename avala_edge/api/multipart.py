"""The files of a multipart body, one after the other as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError


async def file_parts(request: web.Request, *names: str) -> AsyncIterator[BodyPartReader]:
    """Give each part that has one of these names; 400 for a body that is damaged."""
    with damage_is_400():
        reader = await request.multipart()
    while True:
        with damage_is_400():
            part = await reader.next()
        if part is None:
            return
        if isinstance(part, BodyPartReader) and part.name in names:
            yield part
        with damage_is_400():
            await part.release()  # what is left of it


@contextmanager
def damage_is_400() -> Iterator[None]:
    """Answer 400 for what the multipart reader cannot read."""
    try:
        yield
    except (ValueError, AssertionError, HttpProcessingError) as error:
        reason = error.message if isinstance(error, HttpProcessingError) else error
        raise web.HTTPBadRequest(text=f"The multipart body is damaged: {str(reason)[:200]}") from None
