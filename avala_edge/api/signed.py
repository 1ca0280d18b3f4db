"""Photos for who has no key but an address that was given to somebody who has: signed, and for a day."""

from __future__ import annotations

import time

from aiohttp import web
from pydantic import Field

from avala_edge.api.images import content_answer, preview_answer
from avala_edge.api.limits import read_query
from avala_edge.api.schemas.strict import Query
from avala_edge.api.site_key import SITE
from avala_edge.errors import Forbidden

PREVIEW = 512
_HOUR = 3600
_HOURS = 24


class Signature(Query):
    """What makes an address good."""

    expires: int = Field(ge=0, le=10**11, description="Unix seconds.")
    signature: str = Field(max_length=100)


def content_url(request: web.Request, image: str) -> str:
    """Return an address of a photo's bytes that is good without a key, for a day at least."""
    return _url(request, image, "content")


def preview_url(request: web.Request, image: str) -> str:
    """Return such an address of a small JPEG of a photo."""
    return _url(request, image, "preview")


def _url(request: web.Request, image: str, what: str) -> str:
    return signed_url(request, f"/api/v1/signed/{image}/{what}", f"{what}:{image}")


def signed_url(request: web.Request, path: str, what: str) -> str:
    """Return an address of `path` on this server that carries a signature of `what`, good for a day at least."""
    # By the hour, so that who asks again gets the same address and finds it in their cache.
    expires = (int(time.time()) // _HOUR + _HOURS + 1) * _HOUR
    query = {"expires": str(expires), "signature": request.app[SITE].urls.sign(what, expires)}
    return str(request.url.with_path(path).with_query(query).with_fragment(None))


def check_signature(request: web.Request, what: str) -> None:
    """Raise `Forbidden` unless the request's address carries a signature of `what` that is still good."""
    asked = read_query(request, Signature)
    if not request.app[SITE].urls.verify(what, asked.expires, asked.signature):
        raise Forbidden("This address is not good, or not any more; ask for it again.")


def _check(request: web.Request, what: str) -> str:
    image = request.match_info["uid"]
    check_signature(request, f"{what}:{image}")
    return image


async def signed_content(request: web.Request) -> web.StreamResponse:
    """Answer with the bytes as they came."""
    return await content_answer(request, _check(request, "content"))


async def signed_preview(request: web.Request) -> web.StreamResponse:
    """Answer with a small JPEG."""
    return await preview_answer(request, _check(request, "preview"), PREVIEW)
