"""Keys over HTTP: who may call the server. Nobody makes or ends a key that may do more than their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json
from avala_edge.api.messages import json_answer, page
from avala_edge.api.permissions import ROLE_MAY, check_scopes
from avala_edge.api.schemas.keys import NewKey
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.site_key import SITE
from avala_edge.errors import Forbidden
from avala_edge.store import KeyRecord, Principal


async def list_keys(request: web.Request) -> web.Response:
    """Answer with all keys, the oldest first."""
    return json_answer(page([key_to_wire(each) for each in await request.app[SITE].keys.list()]))


async def create_key(request: web.Request) -> web.Response:
    """Make a key; its secret is in this answer and nowhere else."""
    site, who = request.app[SITE], principal_of(request)
    body = await read_json(request, NewKey)
    check_scopes(body.scopes, field="scopes")
    _check_power(who, body.role, tuple(body.scopes))
    made, secret = await site.keys.create(
        body.name,
        body.role,
        username=body.username,
        scopes=tuple(body.scopes),
        expires_at=None if body.expires_days is None else datetime.now(UTC) + timedelta(days=body.expires_days),
        by=who,
    )
    return json_answer({**key_to_wire(made), "secret": secret}, status=201)


async def revoke_key(request: web.Request) -> web.Response:
    """End a key for good, with its sessions and sockets."""
    site, who = request.app[SITE], principal_of(request)
    key = await site.keys.get(request.match_info["uid"])
    _check_power(who, key.role, key.scopes)
    await site.keys.revoke(key.uid, by=who)
    return web.Response(status=204)


def key_to_wire(key: KeyRecord) -> dict[str, Any]:
    """Say a key in the fields of `schemas.keys.KeyAnswer`."""
    plain = {name: getattr(key, name) for name in ("uid", "name", "username", "role", "state")}
    moments = {name: say_moment(getattr(key, name)) for name in ("created_at", "expires_at", "revoked_at")}
    return {**plain, "scopes": list(key.scopes), **moments}


def _check_power(who: Principal, role: str, scopes: tuple[str, ...]) -> None:
    """Refuse what may do more than who asks; an owner's key is an owner's business."""
    if role == "owner" and who.role != "owner":
        raise Forbidden("Keys of owners are made and ended by owners.")
    power = frozenset(scopes) if scopes else ROLE_MAY[role]
    own = frozenset(who.scopes) if who.scopes else ROLE_MAY[who.role]
    if beyond := sorted(power - own):
        raise Forbidden(f"Your key is limited; the other one may also {beyond[0]}.")
