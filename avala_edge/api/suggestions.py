"""What people accepted teaches, over HTTP: label suggestions, heads, and more of the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.annotation import ANNOTATION_BYTES
from avala_edge.api.auth import principal_of
from avala_edge.api.everything import object_to_wire
from avala_edge.api.jobs import job_to_wire
from avala_edge.api.limits import read_json
from avala_edge.api.messages import json_answer, page
from avala_edge.api.schemas.geometry import SHAPES, shape_of_type
from avala_edge.api.schemas.suggestions import LikeOrder, SuggestOrder, TrainOrder
from avala_edge.api.segment import image_named
from avala_edge.api.site_key import SITE
from avala_edge.errors import InvalidInput, NotFound
from avala_edge.training.regions import box_region, region

if TYPE_CHECKING:
    from avala_edge.assembly import Site
    from avala_edge.geometry import Rle
    from avala_edge.store import ImageRecord, Principal, Project
    from avala_edge.training import HeadCard, Suggested


async def suggest(request: web.Request) -> web.Response:
    """Suggest labels for an object."""
    site, who = request.app[SITE], principal_of(request)
    order = await read_json(request, SuggestOrder, least_cap=ANNOTATION_BYTES)
    project = await site.projects.get(who, order.project)
    record = await site.images.get(await image_named(site, who, order.image, order.item))
    (answer,) = await site.suggester.suggest(project, record, [await _mask(site, who, order, record)], top=order.top)
    return json_answer(_suggested_to_wire(answer))


async def _mask(site: Site, who: Principal, order: SuggestOrder, record: ImageRecord) -> Callable[[], Rle]:
    """Return what makes the object's mask off the loop."""
    size = {"height": record.height, "width": record.width}
    if order.mask is not None:
        return site.segment.mask_behind(order.mask, record.uid, who)
    if order.box is not None:
        box = order.box
        if box.x >= record.width or box.y >= record.height or box.x + box.width <= 0 or box.y + box.height <= 0:
            raise InvalidInput("the box is outside the photo", field="box")
        return partial(box_region, box.x, box.y, box.width, box.height, **size)
    geometry = order.geometry
    kind = next(name for name, shape in SHAPES.items() if isinstance(geometry, shape))
    if geometry is None:
        raise InvalidInput("there is no geometry", field="geometry")
    checked = await asyncio.to_thread(shape_of_type, kind, geometry, **size)
    return partial(region, kind, checked, **size)


def _suggested_to_wire(answer: Suggested) -> dict[str, Any]:
    labels = [{**asdict(each), "score": round(each.score, 4), "because": list(each.because)} for each in answer.labels]
    head = None if answer.head is None else {"version": answer.head}
    return {"labels": labels, "unknown": answer.reason is not None, "reason": answer.reason, "head": head}


async def train_head(request: web.Request) -> web.Response:
    """Take in a job that trains a project's head."""
    site, who = request.app[SITE], principal_of(request)
    order = await read_json(request, TrainOrder)
    job = await site.trainer.order(site.jobs, who, request.match_info["uid"], activate=order.activate)
    return json_answer(job_to_wire(job), status=202)


async def list_heads(request: web.Request) -> web.Response:
    """Answer with the versions of a project's head, the newest first."""
    site = request.app[SITE]
    project = await site.projects.get(principal_of(request), request.match_info["uid"])
    cards, active = await site.trainer.versions(project)
    return json_answer(page([_head_to_wire(card, project, active) for card in cards]))


async def activate_head(request: web.Request) -> web.Response:
    """Use a version from now on."""
    site = request.app[SITE]
    project = await site.projects.get(principal_of(request), request.match_info["uid"])
    said = request.match_info["version"]
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise NotFound("a version is a number", field="version")
    card = await site.trainer.activate(project, int(said))
    return json_answer(_head_to_wire(card, project, card.version))


def _head_to_wire(card: HeadCard, project: Project, active: int | None) -> dict[str, Any]:
    names = {label.uid: label.name for label in project.labels}
    wire = asdict(card)
    del wire["features"]
    return {**wire, "active": card.version == active, "labels": [names[uid] for uid in card.labels if uid in names]}


async def more_like_this(request: web.Request) -> web.Response:
    """Answer with objects that are like an annotation's."""
    site, who = request.app[SITE], principal_of(request)
    order = await read_json(request, LikeOrder)
    found = await site.alike.find(who, request.match_info["uid"], order.annotation, order.items, most=order.most)
    candidates = [
        {
            **object_to_wire(each.found, ("polygon",)),
            "item": each.item.uid,
            "similarity": round(max(-1.0, min(1.0, each.similarity)), 4),
        }
        for each in found.candidates
    ]
    return json_answer({"candidates": candidates, "items": list(found.looked_at), "asked": found.asked})
