"""Who calls: the key header, or the session cookie of the web client (with a CSRF header for what changes things)."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

from aiohttp import web

from avala_edge.api.operation import Handler, operation_of
from avala_edge.api.permissions import require
from avala_edge.api.rate import RATES
from avala_edge.api.site_key import SITE
from avala_edge.errors import Forbidden, Unauthenticated
from avala_edge.store import Principal
from avala_edge.store.sessions import SESSION_SECONDS

KEY_HEADER = "X-Avala-Api-Key"
CSRF_HEADER = "X-Avala-Csrf"
COOKIE = "avala_edge_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PRINCIPAL = web.RequestKey("principal", Principal)


@web.middleware
async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let an operation, and anything under /api/, pass with a known principal or when it is public."""
    operation = operation_of(request)
    if operation is None:
        needs_key = request.path.startswith("/api/")
    else:
        needs_key = not operation.is_public(request.app[SITE].config)
    if needs_key:
        who = request[_PRINCIPAL] = identify(request)
        request.app[RATES].admit(who.uid)
        if operation is not None and operation.needs is not None:
            require(who, operation.needs)
    return await handler(request)


def caller_of(request: web.Request) -> str:
    """Return under what name a request counts: its key's, or the address of who sent none."""
    who = request.get(_PRINCIPAL)
    return (request.remote or "") if who is None else who.uid


def principal_of(request: web.Request) -> Principal:
    """Return who calls; only operations that are not public may ask."""
    return request[_PRINCIPAL]


def sign_in(request: web.Request, response: web.Response, principal: Principal) -> None:
    """Give the browser a session; scripts cannot read it and other sites cannot use it."""
    value = request.app[SITE].sessions.sign(principal)
    response.set_cookie(
        COOKIE, value, max_age=SESSION_SECONDS, httponly=True, samesite="Strict", secure=request.secure, path="/"
    )


def sign_out(request: web.Request, response: web.Response) -> None:
    """Take the browser's session away."""
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict", secure=request.secure)


def identify(request: web.Request) -> Principal:
    """Find out who calls; a connection that stays open asks again.

    Raises:
        Unauthenticated: no key, a wrong one, or one that is gone.
        Forbidden: a browser's session, in a call that another site could have caused.
    """
    site, operation = request.app[SITE], operation_of(request)
    secret = request.headers.get(KEY_HEADER)
    if secret is None and operation is not None and operation.for_servers:
        secret = _other_secret(request)
    if secret is not None:
        return _known(site.keys.check(secret), "Invalid API key.")
    cookie = request.cookies.get(COOKIE)
    uid = None if cookie is None else site.sessions.verify(cookie)
    principal = _known(None if uid is None else site.keys.find(uid), None)
    if operation is not None and operation.socket is not None:
        if not _is_own_page(request):
            raise Forbidden("A session cookie opens sockets for pages of this server only.")
    elif request.method not in _SAFE and request.headers.get(CSRF_HEADER) != "1":
        raise Forbidden(f"A call with the session cookie that changes something needs the header {CSRF_HEADER}: 1.")
    return principal


def _other_secret(request: web.Request) -> str | None:
    """Return a key in one of the headers that other platforms can be told to send; of `Basic` the password.

    Not for calls that a browser makes: it sends `Basic` by itself, also when another site makes it.
    """
    given = request.headers.get("X-API-Key") or request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, value = given.partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
        except ValueError:
            return ""
        return password or user
    return value.strip() if scheme.lower() == "bearer" else given


def _is_own_page(request: web.Request) -> bool:
    """Scripts cannot set headers on a WebSocket, so its Origin stands in for the CSRF header."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get(CSRF_HEADER) == "1"
    try:
        page, here = urlsplit(origin), urlsplit(f"//{request.host}")
        usual = {"http": 80, "https": 443}[page.scheme]  # by the page's scheme: TLS may end before this server
        return (page.hostname, page.port or usual) == (here.hostname, here.port or usual)
    except (ValueError, KeyError):
        return False


def _known(principal: Principal | None, otherwise: str | None) -> Principal:
    if principal is None:
        raise Unauthenticated(otherwise)
    return principal
