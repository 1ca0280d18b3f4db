"""What this site has to offer: demo photos and models."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from avala_edge.api.messages import json_answer, page
from avala_edge.api.site_key import SITE


async def list_demo(request: web.Request) -> web.Response:
    """Answer with the demo photos, everyday ones first."""
    return json_answer(page([asdict(entry) for entry in request.app[SITE].demo]))


async def list_models(request: web.Request) -> web.Response:
    """Answer with the models, the active one first."""
    return json_answer(page(request.app[SITE].models()))
