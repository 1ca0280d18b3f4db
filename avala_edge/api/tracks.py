"""Tracks over HTTP: a project's in a sequence; cut in two, joined, cut short."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.schemas.sequences import MergeTrack, SplitTrack, TracksQuery, TrimTrack
from avala_edge.api.site_key import SITE
from avala_edge.store import TrackPoint


async def list_tracks(request: web.Request) -> web.Response:
    """Answer with the tracks of a project in a sequence."""
    query, uid = read_query(request, TracksQuery), request.match_info["uid"]
    points = await request.app[SITE].tracks.points(principal_of(request), query.project, uid)
    return json_answer({"tracks": _by_track(points)})


async def split_track(request: web.Request) -> web.Response:
    """Cut a track in two."""
    body, names = await read_json(request, SplitTrack), request.match_info
    who, tracks = principal_of(request), request.app[SITE].tracks
    return json_answer({"track": await tracks.split(who, body.project, names["uid"], names["track"], body.frame)})


async def merge_track(request: web.Request) -> web.Response:
    """Join another track to one."""
    body, names = await read_json(request, MergeTrack), request.match_info
    who, tracks = principal_of(request), request.app[SITE].tracks
    await tracks.merge(who, body.project, names["uid"], names["track"], body.other)
    return web.Response(status=204)


async def trim_track(request: web.Request) -> web.Response:
    """Take away what a track has outside of a range of frames."""
    body, names = await read_json(request, TrimTrack), request.match_info
    who, tracks = principal_of(request), request.app[SITE].tracks
    gone = await tracks.trim(who, body.project, names["uid"], names["track"], body.first, body.last)
    return json_answer({"deleted": gone})


def _by_track(points: list[TrackPoint]) -> list[dict[str, Any]]:
    tracks: dict[str, dict[str, Any]] = {}
    for point in points:
        drawn = point.annotation
        name = drawn.track or ""
        track = tracks.setdefault(name, {"track": name, "label": drawn.label, "points": []})
        plain = ("item", "type", "is_key", "source", "state", "confidence", "version")
        said = {"frame": point.frame, "annotation": drawn.uid, **{each: getattr(drawn, each) for each in plain}}
        track["points"].append(said)
    return list(tracks.values())
