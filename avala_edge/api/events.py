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
from avala_edge.store import UNFINISHED, ItemEnd, Job, Progress

HEARTBEAT_S = 10.0
SEND_S = 20.0  # a client that takes nothing for so long is cut off
PACE_S = 0.05  # between looks at what happened: meanwhile, progress gathers into one event
LOOK_S = 1.0  # between looks at what other processes did
MOST_EVENTS = 1024  # of the past; who comes later is told how far the job is, and the newest
EVENTS_AT_ONCE = 256
LONGEST_ID = 18


async def job_events(request: web.Request) -> web.StreamResponse:
    """Send what has happened and what happens, until the job has ended or the server stops."""
    jobs, uid = request.app[SITE].jobs, request.match_info["uid"]
    job = await jobs.get(uid, principal_of(request))
    seen = _seen(request, job)
    if job.has_ended and seen == _done_id(job.progress):
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
    jobs, told = request.app[SITE].jobs, None
    number = seen // 2  # of the last item that the client knows of
    while True:
        who = identify(request)
        standing = await jobs.standing(uid)
        through = standing.progress.through
        if through - number > MOST_EVENTS:
            number = through - MOST_EVENTS
            await _send(stream, "progress", asdict(standing), None)
        while number < through and (ends := await jobs.ended_after(uid, number, most=EVENTS_AT_ONCE)):
            for end in ends:
                await _send(stream, *_item(end), 2 * end.number)
            number = ends[-1].number
            standing = await jobs.standing(uid)
            through = standing.progress.through
        if standing != told and seen < _progress_id(standing.progress):
            await _send(stream, "progress", asdict(standing), _progress_id(standing.progress) if through else None)
        told = standing
        if standing.status not in UNFINISHED:
            job = await jobs.get(uid, who)
            await _send(stream, "done", job_to_wire(job), _done_id(job.progress))
            return
        await jobs.news(longest_s=LOOK_S)
        await asyncio.sleep(PACE_S)


def _item(end: ItemEnd) -> tuple[str, dict[str, Any]]:
    if end.status == "failed":
        return "error", {"item": end.item, "code": end.code or "", "detail": end.detail or ""}
    outcome = "skipped" if end.status == "left_out" else end.status
    return "item", {"item": end.item, "outcome": outcome, "detail": end.detail}


async def _send(stream: EventSourceResponse, name: str, data: dict[str, Any], id_: int | None) -> None:
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    await stream.send(text, id=None if id_ is None else str(id_), event=name)


def _progress_id(progress: Progress) -> int:
    """Number what is said after an item: items have even numbers, the standing after each the odd one behind."""
    return 2 * progress.through + 1


def _done_id(progress: Progress) -> int:
    return 2 * progress.through + 2


def _seen(request: web.Request, job: Job) -> int:
    """Read the last event that the client has; what is no id of this job counts as none."""
    said = request.headers.get("Last-Event-ID", "")
    if not said.isascii() or not said.isdigit() or len(said) > LONGEST_ID:
        return 0
    return int(said) if int(said) <= _done_id(job.progress) else 0
