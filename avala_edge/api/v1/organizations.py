"""The site's one organization and who calls, in Avala's words."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_query
from avala_edge.api.messages import json_answer, page
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.organizations import OrganizationsQuery
from avala_edge.api.site_key import SITE
from avala_edge.errors import NotFound


async def list_organizations(request: web.Request) -> web.Response:
    """Answer with the one organization."""
    read_query(request, OrganizationsQuery)
    return json_answer(page([await _organization(request)]))


async def get_organization(request: web.Request) -> web.Response:
    """Answer with the record."""
    found = await _organization(request)
    if request.match_info["slug"] not in (found["slug"], found["uid"]):
        raise NotFound
    return json_answer(found)


async def get_me(request: web.Request) -> web.Response:
    """Answer who calls."""
    user = await request.app[SITE].accounts.user(principal_of(request))
    named = {name: getattr(user, name) for name in ("uid", "username", "email", "role")}
    return json_answer({**named, "first_name": None, "last_name": None, "in_waitlist": False})


async def _organization(request: web.Request) -> dict[str, Any]:
    found, who = await request.app[SITE].accounts.organization(), principal_of(request)
    counts = ("member_count", "dataset_count", "project_count")
    return {
        **{name: getattr(found, name) for name in ("uid", "name", "slug", *counts)},
        "role": who.role if who.role in ("owner", "admin") else "member",
        "visibility": "private",
        "is_active": True,
        "is_verified": False,
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }
