"""Optimistic locking over HTTP: ETag says a version, If-Match asks for it, 412 answers with what there is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from avala_edge.api.messages import json_answer
from avala_edge.errors import InvalidInput, Stale, VersionMissing


def tagged(body: dict[str, Any], version: int, *, status: int = 200) -> web.Response:
    """Answer with a record and its version."""
    return json_answer(body, status=status, headers={"ETag": f'"{version}"'})


def version_needed(request: web.Request) -> int:
    """Return the version of If-Match; raise `VersionMissing` without one, and `InvalidInput` as `version_asked`."""
    version = version_asked(request)
    if version is None:
        raise VersionMissing
    return version


def version_asked(request: web.Request) -> int | None:
    """Return the version of If-Match, None without one; raise `InvalidInput` for what is no version."""
    text = request.headers.get("If-Match")
    if text is None:
        return None
    bare = text.strip().removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 10):
        raise InvalidInput('If-Match must be one version in quotes, as in "3"', field="If-Match")
    return int(bare)


@contextmanager
def fresh(say: Callable[[Any], dict[str, Any]]) -> Iterator[None]:
    """Let a 412 carry the record as it is now, in the wire's words."""
    try:
        yield
    except Stale as error:
        raise Stale(error.message, current=say(error.current)) from None
