"""Signing a browser in and out: by key, or once by the URL that the server prints at its start."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from avala_edge.api.auth import principal_of, sign_in, sign_out
from avala_edge.api.limits import read_json
from avala_edge.api.messages import json_answer
from avala_edge.api.schemas.session import SignIn
from avala_edge.api.site_key import SITE
from avala_edge.api.throttle import SIGN_INS
from avala_edge.errors import Unauthenticated
from avala_edge.store import Principal


async def get_session(request: web.Request) -> web.Response:
    """Answer who calls."""
    return json_answer(principal_to_wire(principal_of(request)))


async def post_session(request: web.Request) -> web.Response:
    """Trade a key for a session cookie."""
    throttle, address = request.app[SIGN_INS], request.remote or ""
    secret = (await read_json(request, SignIn)).key
    throttle.admit(address)  # no await from here to the count, or a burst would slip through
    principal = request.app[SITE].keys.check(secret)
    if principal is None:
        throttle.failed(address)
        raise Unauthenticated("Invalid API key.")
    response = json_answer(principal_to_wire(principal))
    sign_in(request, response, principal)
    return response


def principal_to_wire(who: Principal) -> dict[str, Any]:
    """Say who calls in the fields of `schemas.session.SessionAnswer`."""
    named = {name: getattr(who, name) for name in ("uid", "name", "role", "user", "username")}
    return {**named, "scopes": list(who.scopes)}


async def delete_session(request: web.Request) -> web.Response:
    """Sign out."""
    response = web.Response(status=204)
    sign_out(request, response)
    return response


def enter_once(request: web.Request, token: str) -> web.Response:
    """Sign in as the oldest key when `token` is good and unused; go to the page either way, without the token."""
    site = request.app[SITE]
    response = web.Response(status=303, headers={"Location": "/", "Cache-Control": "no-store"})
    response.headers["Referrer-Policy"] = "no-referrer"
    if site.sign_in.take(token) and not site.keys.is_empty:
        sign_in(request, response, site.keys.first())
    return response
