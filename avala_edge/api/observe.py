"""Metrics over HTTP: every answer counted by its route's pattern, one call that shows."""

from __future__ import annotations

import asyncio
from time import perf_counter

from aiohttp import web

from avala_edge.api.operation import Handler
from avala_edge.api.site_key import SITE

CLIENT_LEFT = 499  # nginx's number for it: the page drops a click that a newer one overtakes, and that is no failure
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BEGAN = web.RequestKey("began", float)
_COUNTED = web.RequestKey("counted", bool)


@web.middleware
async def time_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note when a request began; count it here only when it gets no answer."""
    request[_BEGAN] = perf_counter()
    try:
        return await handler(request)
    except asyncio.CancelledError:
        if _COUNTED not in request:
            _count(request, CLIENT_LEFT)
        raise


async def count_answer(request: web.Request, response: web.StreamResponse) -> None:
    """Count an answer as its head goes out: only then is a file's status known, and a socket's life is no time."""
    request[_COUNTED] = True
    _count(request, response.status)


def _count(request: web.Request, status: int) -> None:
    resource = request.match_info.route.resource
    route = "unknown" if resource is None else resource.canonical
    method = request.method if request.method in _METHODS else "other"
    began = request.get(_BEGAN)  # None: refused before any middleware ran (Expect)
    request.app[SITE].metrics.answered(method, route, status, None if began is None else perf_counter() - began)


async def get_metrics(request: web.Request) -> web.Response:
    """Answer in Prometheus' text format."""
    headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store"}
    return web.Response(body=request.app[SITE].metrics.text(), headers=headers)
