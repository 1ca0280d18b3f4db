"""Inference providers in Avala's words: connected, changed, tested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.providers import NewProvider, ProviderChange
from avala_edge.api.site_key import SITE
from avala_edge.autolabel import check_config

if TYPE_CHECKING:
    from avala_edge.store import Provider


async def list_providers(request: web.Request) -> web.Response:
    """Answer with the providers."""
    query = read_query(request, V1PageQuery)
    rows = await request.app[SITE].providers.page(principal_of(request), query.page_of)
    return page_answer(request, rows, provider_to_wire)


async def create_provider(request: web.Request) -> web.Response:
    """Connect a provider; nothing is called yet."""
    body = await read_json(request, NewProvider)
    check_config(body.provider_type, body.config)
    values = {**body.model_dump(), "project": None if body.project is None else str(body.project)}
    made = await request.app[SITE].providers.create(principal_of(request), **values)
    return json_answer(provider_to_wire(made), status=201)


async def get_provider(request: web.Request) -> web.Response:
    """Answer with the record."""
    found = await request.app[SITE].providers.get(principal_of(request), request.match_info["uid"])
    return json_answer(provider_to_wire(found))


async def change_provider(request: web.Request) -> web.Response:
    """Change what the body names."""
    providers, who, uid = request.app[SITE].providers, principal_of(request), request.match_info["uid"]
    body = await read_json(request, ProviderChange)
    values = body.changes("project")
    if values.get("project") is not None:
        values["project"] = str(values["project"])
    before = await providers.get(who, uid)
    check_config(values.get("provider_type", before.provider_type), values.get("config", before.config))
    return json_answer(provider_to_wire(await providers.change(who, uid, **values)))


async def delete_provider(request: web.Request) -> web.Response:
    """Forget a provider."""
    await request.app[SITE].providers.delete(principal_of(request), request.match_info["uid"])
    return web.Response(status=204)


async def try_provider(request: web.Request) -> web.Response:
    """Send a tiny picture there; a failure is an answer, too."""
    site, who = request.app[SITE], principal_of(request)
    found = await site.providers.get(who, request.match_info["uid"])
    tried = await site.connected.test(found)
    moment = await site.providers.tested(who, found.uid, success=tried.success)
    return json_answer({"success": tried.success, "message": tried.message, "tested_at": say_moment(moment)})


def provider_to_wire(found: Provider) -> dict[str, Any]:
    """Say a provider in the fields of `schemas.v1.providers.ProviderAnswer`."""
    plain = ("uid", "name", "description", "provider_type", "is_active", "project", "last_test_success")
    return {
        **{name: getattr(found, name) for name in plain},
        "config": found.shown,
        "last_test_at": say_moment(found.last_test_at),
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }
