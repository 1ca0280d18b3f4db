"""Calls about photos: keep one, look at it, prepare it for its first click."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from avala_edge.client.calls import Resource, WireT, call
from avala_edge.client.records import Image
from avala_edge.client.steps import Request, Steps, photo_of


class Images(Resource[WireT]):
    """Photos, found by their content: the same bytes are kept once."""

    @call
    def add(self, source: Path | str | bytes, *, embed: bool = False) -> Steps[Image]:
        """Keep a photo, a file's or its bytes; `embed` starts encoding it for its first click."""
        data = yield from photo_of(source)
        request = Request(
            "POST",
            "images/",
            query={"embed": embed},
            content=data,
            headers={"Content-Type": "application/octet-stream"},
            again=True,
        )
        return (yield from self._send(request)).read(Image)

    @call
    def get(self, uid: str) -> Steps[Image]:
        """Return a photo's record."""
        return (yield from self._send(Request("GET", f"images/{quote(uid)}/", again=True))).read(Image)

    @call
    def content(self, uid: str) -> Steps[bytes]:
        """Return a photo's bytes as they came."""
        return (yield from self._send(Request("GET", f"images/{quote(uid)}/content", again=True))).body

    @call
    def prefetch(self, uid: str) -> Steps[Image]:
        """Start encoding a photo, without waiting, so that its first click is fast."""
        return (yield from self._send(Request("POST", f"images/{quote(uid)}/embed/", again=True))).read(Image)
