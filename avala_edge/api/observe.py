"""Metrics over HTTP: one middleware that counts, one call that shows."""

from __future__ import annotations

from time import perf_counter

from aiohttp import web

from avala_edge.api.operation import Handler
from avala_edge.api.site_key import SITE


@web.middleware
async def count_answers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count every answer by its route's pattern."""
    began, status = perf_counter(), 500
    try:
        answer = await handler(request)
        status = answer.status
        return answer
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        resource = request.match_info.route.resource
        route = "unknown" if resource is None else resource.canonical
        request.app[SITE].metrics.answered(request.method, route, status, perf_counter() - began)


async def get_metrics(request: web.Request) -> web.Response:
    """Answer in Prometheus' text format."""
    text = request.app[SITE].metrics.text()
    return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})
