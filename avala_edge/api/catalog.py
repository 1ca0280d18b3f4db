"""What this site has to offer at once: demo photos."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.images import image_to_wire
from avala_edge.api.messages import json_answer, page
from avala_edge.api.site_key import SITE

if TYPE_CHECKING:
    from avala_edge.assembly import DemoEntry, Site
    from avala_edge.store import ImageRecord


async def list_demo(request: web.Request) -> web.Response:
    """Answer with the demo photos, everyday ones first."""
    site = request.app[SITE]
    records = [await site.images.get(entry.uid) for entry in site.demo]
    return json_answer(page([_demo_to_wire(site, *pair) for pair in zip(site.demo, records, strict=True)]))


def _demo_to_wire(site: Site, entry: DemoEntry, record: ImageRecord) -> dict[str, Any]:
    words = {name: value for name, value in asdict(entry).items() if name != "uid"}
    return {**words, "image": image_to_wire(site, record)}
