"""Metrics and spans over HTTP: every answer noted by its route's pattern, one call that shows the metrics."""

from __future__ import annotations

import asyncio
from time import perf_counter

from aiohttp import web

from avala_edge.api.auth import caller_of
from avala_edge.api.operation import Handler
from avala_edge.api.rate import RATES
from avala_edge.api.site_key import SITE
from avala_edge.observability import RequestSpan

CLIENT_LEFT = 499  # nginx's number for it: the page drops a click that a newer one overtakes, and that is no failure
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BEGAN = web.RequestKey("began", float)
_COUNTED = web.RequestKey("counted", bool)
_SPAN: web.RequestKey[RequestSpan] = web.RequestKey("span")


@web.middleware
async def time_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note when a request began; count it here only when it gets no answer."""
    request[_BEGAN] = perf_counter()
    request[_SPAN] = span = begin_span(request, _method(request))
    try:
        with span.active():
            return await handler(request)
    except asyncio.CancelledError:
        if _COUNTED not in request:
            _count(request, CLIENT_LEFT)
        raise


async def count_answer(request: web.Request, response: web.StreamResponse) -> None:
    """Count an answer as its head goes out: only then is a file's status known, and a socket's life is no time."""
    request[_COUNTED] = True
    if request.path.startswith("/api/"):
        response.headers.update(request.app[RATES].headers(caller_of(request)))
    _count(request, response.status)


def begin_span(request: web.Request, method: str | None = None) -> RequestSpan:
    """Begin to trace a request, or without `method` a message of its WebSocket; both follow the caller's trace."""
    return request.app[SITE].tracing.request(method, _route(request), request.headers.get("traceparent"))


def _count(request: web.Request, status: int) -> None:
    began = request.get(_BEGAN)  # None: refused before any middleware ran (Expect)
    request.app[SITE].metrics.answered(
        _method(request), _route(request), status, None if began is None else perf_counter() - began
    )
    if began is not None:
        request[_SPAN].end(status)


def _method(request: web.Request) -> str:
    return request.method if request.method in _METHODS else "other"


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return "unknown" if resource is None else resource.canonical


async def get_metrics(request: web.Request) -> web.Response:
    """Answer in Prometheus' text format."""
    await request.app[SITE].jobs.count()
    headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store"}
    return web.Response(body=request.app[SITE].metrics.text(), headers=headers)
