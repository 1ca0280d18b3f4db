"""Calls about sequences: their frames, their tracks, and what is carried through them."""

from __future__ import annotations

from collections.abc import Sequence as Many
from typing import Literal
from urllib.parse import quote

from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.records import Job
from avala_edge.client.sequence_records import Frame, Frames, Sequence, Track, Tracks
from avala_edge.client.steps import Emit, Request, Series, Steps

FRAMES_AT_ONCE = 1000


class Sequences(Resource[WireT]):
    """Videos and folders of frames, each frame an item."""

    @series
    def list(self, dataset: str) -> Series[Sequence]:
        """Give a dataset's sequences, in the order in which they came."""
        return self._pages(Request("GET", f"datasets/{quote(dataset, safe='')}/sequences/", again=True), Sequence)

    @call
    def get(self, uid: str) -> Steps[Sequence]:
        """Return a sequence."""
        return (yield from self._send(Request("GET", _path(uid), again=True))).read(Sequence)

    @series
    def frames(self, uid: str, *, first: int = 0) -> Series[Frame]:
        """Give the frames of a sequence in order, from `first` on."""
        while True:
            query = {"first": first, "limit": FRAMES_AT_ONCE}
            answer = yield from self._send(Request("GET", f"{_path(uid)}frames/", query=query, again=True))
            some = answer.read(Frames).frames
            for frame in some:
                yield Emit(frame)
            if len(some) < FRAMES_AT_ONCE:
                return
            first += FRAMES_AT_ONCE

    @call
    def tracks(self, uid: str, *, project: str) -> Steps[tuple[Track, ...]]:
        """Return a project's tracks in a sequence, in the order of their first frames."""
        request = Request("GET", f"{_path(uid)}tracks/", query={"project": project}, again=True)
        return (yield from self._send(request)).read(Tracks).tracks

    @call
    def propagate(
        self,
        uid: str,
        annotations: Many[str],
        *,
        direction: Literal["forward", "backward", "both"] = "forward",
        from_frame: int | None = None,
        to_frame: int | None = None,
    ) -> Steps[Job]:
        """Order that objects are carried from key frames (uids of annotations) until the next ones."""
        body: dict[str, object] = {"annotations": tuple(annotations), "direction": direction}
        said = {"from_frame": from_frame, "to_frame": to_frame}
        body |= {name: value for name, value in said.items() if value is not None}
        return (yield from self._send(Request("POST", f"{_path(uid)}propagate/", body=body))).read(Job)

    @call
    def interpolate(self, uid: str, track: str, *, project: str) -> Steps[Job]:
        """Order that a track is filled between its key frames, without a model."""
        body = {"project": project, "track": track}
        return (yield from self._send(Request("POST", f"{_path(uid)}interpolate/", body=body))).read(Job)

    @call
    def split(self, uid: str, track: str, *, project: str, frame: int) -> Steps[str]:
        """Cut a track in two and return the new one, which has what is from `frame` on."""
        request = Request("POST", f"{_track(uid, track)}split/", body={"project": project, "frame": frame})
        return str((yield from self._send(request)).json()["track"])

    @call
    def merge(self, uid: str, track: str, *, project: str, other: str) -> Steps[None]:
        """Give all that another track has to one; raises `Conflict` when both are on a frame."""
        body = {"project": project, "other": other}
        yield from self._send(Request("POST", f"{_track(uid, track)}merge/", body=body))

    @call
    def trim(self, uid: str, track: str, *, project: str, first: int, last: int) -> Steps[int]:
        """Keep a track on frames `first` to `last` only; return how many annotations went."""
        body = {"project": project, "first": first, "last": last}
        return int((yield from self._send(Request("POST", f"{_track(uid, track)}trim/", body=body))).json()["deleted"])


def _path(uid: str) -> str:
    return f"sequences/{quote(uid, safe='')}/"


def _track(uid: str, track: str) -> str:
    return f"{_path(uid)}tracks/{quote(track, safe='')}/"
