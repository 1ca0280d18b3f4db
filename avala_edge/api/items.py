"""Items over HTTP: photos into a dataset, many in one request, and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from avala_edge.api.auth import principal_of
from avala_edge.api.images import image_to_wire
from avala_edge.api.limits import deadline, read_capped
from avala_edge.api.messages import json_answer
from avala_edge.api.multipart import file_parts
from avala_edge.api.schemas.items import MOST_AT_ONCE
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.site_key import SITE
from avala_edge.errors import EdgeError, InvalidInput, Retryable
from avala_edge.store import LONGEST_KEY, Item, NewItem, item_key

if TYPE_CHECKING:
    from avala_edge.assembly import Site


async def add_items(request: web.Request) -> web.Response:
    """Take in files one after the other; each is kept or refused by itself, and a refused one stops nothing."""
    site, who, dataset = request.app[SITE], principal_of(request), request.match_info["uid"]
    await site.datasets.get(who, dataset)
    results: list[dict[str, Any]] = []
    async for part in file_parts(request, "file", "files"):
        if len(results) == MOST_AT_ONCE:
            raise InvalidInput(f"at most {MOST_AT_ONCE} files in one request", field="file")
        results.append(await _add(request, dataset, part))
    if not results:
        raise InvalidInput("The multipart body has no part named file.", field="file")
    counts = {status: sum(each["status"] == status for each in results) for status in ("added", "known", "refused")}
    return json_answer({"results": results, **counts}, status=201 if counts["added"] else 200)


async def _add(request: web.Request, dataset: str, part: BodyPartReader) -> dict[str, Any]:
    site, name = request.app[SITE], part.filename or ""
    shown = {"key": name[:LONGEST_KEY], "item": None, "detail": None}
    try:
        key = item_key(name)
        data = await read_capped(part, site.config.max_image_bytes)
        async with deadline(request):
            record, _ = await site.intake.add(data)
            [(item, is_new)] = await site.items.add(principal_of(request), dataset, [NewItem(record.uid, key)])
    except Retryable:
        raise
    except EdgeError as error:
        return {**shown, "status": "refused", "detail": error.message}
    return {**shown, "key": key, "status": "added" if is_new else "known", "item": item_to_wire(site, item)}


async def get_item(request: web.Request) -> web.Response:
    """Answer with the record."""
    site = request.app[SITE]
    return json_answer(item_to_wire(site, await site.items.get(principal_of(request), request.match_info["uid"])))


def item_to_wire(site: Site, item: Item) -> dict[str, Any]:
    """Say an item in the fields of `schemas.items.ItemAnswer`."""
    plain = ("uid", "key", "dataset", "sequence", "frame_index", "metadata", "is_hidden")
    return {
        **{name: getattr(item, name) for name in plain},
        "image": image_to_wire(site, item.image),
        "created_at": say_moment(item.created_at),
        "updated_at": say_moment(item.updated_at),
    }
