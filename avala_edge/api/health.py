"""Alive, and able to serve a click."""

from __future__ import annotations

from aiohttp import web

from avala_edge.api.messages import json_answer
from avala_edge.api.site_key import SITE


async def healthz(request: web.Request) -> web.Response:
    """Answer 200 as long as the event loop turns."""
    return json_answer({"status": "alive"})


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 when a click can be served, else 503 and why not."""
    degraded = request.app[SITE].degraded()
    body = {"status": "ready"} if degraded is None else {"status": "ready", "degraded": degraded}
    return why_not_ready(request) or json_answer(body)


def why_not_ready(request: web.Request) -> web.Response | None:
    """Return the 503 that says why no click can be served, None when one can."""
    reason = request.app[SITE].ready()
    if reason is None:
        return None
    return json_answer({"detail": reason, "code": "not_ready"}, status=503, headers={"Retry-After": "1"})
