"""A job's events as they happen: server-sent events that resume, beat when nothing happens, and hold nobody up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import asdict
from typing import Any

from aiohttp import web
from aiohttp_sse import EventSourceResponse

from avala_edge.api.auth import identify, principal_of
from avala_edge.api.jobs import job_to_wire
from avala_edge.api.site_key import SITE
from avala_edge.api.sockets import SOCKETS
from avala_edge.errors import Unauthenticated
from avala_edge.jobs import Event, ItemDone, ItemProblem, Job, Standing

HEARTBEAT_S = 10.0
SEND_S = 20.0  # a client that takes nothing for so long is cut off
PACE_S = 0.05  # between looks at what happened: meanwhile, progress gathers into one event
LONGEST_ID = 18


async def job_events(request: web.Request) -> web.StreamResponse:
    """Send what has happened and what happens, until the job has ended or the server stops."""
    jobs, uid = request.app[SITE].jobs, request.match_info["uid"]
    job, log = jobs.get(uid), jobs.log(uid)
    seen = _seen(request, log.newest)
    if job.has_ended and seen == log.newest:
        return web.Response(status=204)  # a browser would else come back for ever
    with request.app[SOCKETS].admit(principal_of(request).uid):
        stream = EventSourceResponse(
            ping_interval=HEARTBEAT_S, send_timeout=SEND_S, headers={"X-Content-Type-Options": "nosniff"}
        )
        await stream.prepare(request)
        async with stream:
            await _until_over(request, stream, _feed(request, stream, uid, seen))
    return stream


async def _until_over(request: web.Request, stream: EventSourceResponse, feed: Coroutine[Any, Any, None]) -> None:
    feeding = asyncio.ensure_future(feed)
    others = (asyncio.ensure_future(request.app[SOCKETS].stopping.wait()), asyncio.ensure_future(stream.wait()))
    try:
        await asyncio.wait((feeding, *others), return_when=asyncio.FIRST_COMPLETED)
        if feeding.done():
            feeding.result()
    except (ConnectionError, TimeoutError, Unauthenticated):
        return  # the client has left, takes nothing, or may not listen any more; the head has long been sent
    finally:
        for task in (feeding, *others):
            task.cancel()
        await asyncio.gather(feeding, *others, return_exceptions=True)


async def _feed(request: web.Request, stream: EventSourceResponse, uid: str, seen: int) -> None:
    jobs = request.app[SITE].jobs
    log = jobs.log(uid)
    while True:
        await log.news(seen)
        identify(request)
        found, whole = log.after(seen)
        if not whole:
            job = jobs.get(uid)
            await _send(stream, Standing(job.status, job.progress), None)
        for event in found:
            await _send(stream, event.body, event)
            seen = event.id
            if isinstance(event.body, Job):
                return
        await asyncio.sleep(PACE_S)


async def _send(
    stream: EventSourceResponse, body: Standing | ItemDone | ItemProblem | Job, event: Event | None
) -> None:
    match body:
        case Standing():
            name = "progress"
        case ItemDone():
            name = "item"
        case ItemProblem():
            name = "error"
        case Job():
            name = "done"
    data = job_to_wire(body) if isinstance(body, Job) else asdict(body)
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    await stream.send(text, id=None if event is None else str(event.id), event=name)


def _seen(request: web.Request, newest: int) -> int:
    """Read the last event that the client has; what is no id of this job counts as none."""
    said = request.headers.get("Last-Event-ID", "")
    if not said.isascii() or not said.isdigit() or len(said) > LONGEST_ID:
        return 0
    return int(said) if int(said) <= newest else 0
