"""Sequences over HTTP: listed, looked at, their frames, and what is carried through them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.jobs import job_to_wire
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import PageQuery, page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.sequences import FramesQuery, Interpolate, Propagate
from avala_edge.api.site_key import SITE
from avala_edge.video import PropagationOrder

if TYPE_CHECKING:
    from avala_edge.store import Frame, Sequence


async def list_sequences(request: web.Request) -> web.Response:
    """Answer with a dataset's sequences."""
    site, query = request.app[SITE], read_query(request, PageQuery)
    rows = await site.sequences.page(principal_of(request), request.match_info["uid"], query.page)
    posters = await site.sequences.first_images(rows.items)
    return page_answer(request, rows, lambda each: sequence_to_wire(each, posters.get(each.uid)))


async def get_sequence(request: web.Request) -> web.Response:
    """Answer with the record."""
    site = request.app[SITE]
    found = await site.sequences.find(principal_of(request), request.match_info["uid"])
    posters = await site.sequences.first_images([found])
    return json_answer(sequence_to_wire(found, posters.get(found.uid)))


async def list_frames(request: web.Request) -> web.Response:
    """Answer with frames of a sequence."""
    site, query = request.app[SITE], read_query(request, FramesQuery)
    found = await site.sequences.find(principal_of(request), request.match_info["uid"])
    frames = await site.sequences.frames(found, first=query.first, last=query.first + query.limit - 1)
    return json_answer(
        {"number_of_frames": found.number_of_frames, "frames": [frame_to_wire(frame) for frame in frames]}
    )


async def propagate(request: web.Request) -> web.Response:
    """Take in a job that carries objects through a sequence."""
    body = await read_json(request, Propagate, least_cap=64 * 1024)
    annotations = body.annotations or [body.annotation or ""]
    asked = PropagationOrder(annotations, body.from_frame, body.to_frame, body.direction)
    who, uid = principal_of(request), request.match_info["uid"]
    job = await request.app[SITE].video_orders.propagate(who, uid, asked)
    return json_answer(job_to_wire(job), status=202)


async def interpolate(request: web.Request) -> web.Response:
    """Take in a job that fills a track between its key frames."""
    body = await read_json(request, Interpolate)
    who, uid = principal_of(request), request.match_info["uid"]
    job = await request.app[SITE].video_orders.interpolate(who, uid, body.project, body.track)
    return json_answer(job_to_wire(job), status=202)


def sequence_to_wire(found: Sequence, poster: str | None) -> dict[str, Any]:
    """Say a sequence in the fields of `schemas.sequences.FrameSequenceAnswer`."""
    plain = ("uid", "key", "dataset", "status", "number_of_frames", "every", "detail")
    return {
        **{name: getattr(found, name) for name in plain},
        "rate": None if found.rate is None else found.rate / found.every,
        "poster": poster,
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }


def frame_to_wire(frame: Frame) -> dict[str, Any]:
    """Say a frame in the fields of `schemas.sequences.FrameAnswer`."""
    wire = asdict(frame)
    del wire["key"]
    return wire
