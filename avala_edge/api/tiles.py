"""Large photos in tiles over HTTP."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from avala_edge.api.images import made_jpeg_answer
from avala_edge.api.messages import json_answer
from avala_edge.api.site_key import SITE
from avala_edge.errors import NotFound
from avala_edge.imaging import TILE, TILE_RECIPE

_DIGITS = 4  # of a level, column or row


async def get_tiles(request: web.Request) -> web.Response:
    """Answer with how the photo is cut and whether that is done; begin it."""
    site = request.app[SITE]
    record = await site.images.get(request.match_info["uid"])
    state = site.pyramids.ask(record)
    levels = site.pyramids.levels(record) if state != "none" else ()
    body = {
        "width": record.width,
        "height": record.height,
        "tile_size": TILE,
        "levels": [{"scale": 0.5**each.number, "columns": each.columns, "rows": each.rows} for each in levels],
        "state": state,
    }
    return json_answer(body, headers={"Cache-Control": "no-store"})


async def get_tile(request: web.Request) -> web.Response:
    """Answer with a tile's JPEG; a client that has it is spared the work."""
    site = request.app[SITE]
    record = await site.images.get(request.match_info["uid"])
    place = tuple(_number(request.match_info[name]) for name in ("level", "column", "row"))
    tag = "-".join((record.uid.removeprefix("sha256:"), TILE_RECIPE, *map(str, place)))
    return await made_jpeg_answer(request, tag, partial(site.pyramids.tile, record, *place))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise NotFound("the photo has no such tile", field="tile")
    return int(text)
