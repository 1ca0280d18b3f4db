"""A prompt over HTTP: validated, translated, answered in JSON or MessagePack."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json
from avala_edge.api.messages import answer_to_wire, negotiated_answer
from avala_edge.api.schemas.segment import BoxBody, SegmentPrompt
from avala_edge.api.site_key import SITE
from avala_edge.observability import step
from avala_edge.segment.request import BoxPrompt, Point, SegmentRequest

if TYPE_CHECKING:
    from avala_edge.assembly import Site
    from avala_edge.store import Principal


async def segment(request: web.Request) -> web.Response:
    """Answer one prompt with masks, best first."""
    prompt = await read_json(request, SegmentPrompt)
    site, who = request.app[SITE], principal_of(request)
    answer = await site.segment.segment(await from_wire(site, who, prompt), who)
    began = perf_counter()
    with step("serialise"):
        wire = negotiated_answer(request, answer_to_wire(answer))
    request.app[SITE].metrics.stage("serialise", perf_counter() - began)
    return wire


async def from_wire(site: Site, who: Principal, prompt: SegmentPrompt) -> SegmentRequest:
    """Translate the wire's words into the service's; raises `NotFound` for an item that `who` may not see."""
    return SegmentRequest(
        image=await image_named(site, who, prompt.image, prompt.item),
        model=prompt.model,
        points=tuple(Point(point.x, point.y, point.label) for point in prompt.points),
        box=box_prompt(prompt.box),
        mask=prompt.mask,
        multimask=prompt.multimask,
        formats=frozenset(prompt.formats),
        tolerance_px=prompt.tolerance,
        min_area_px2=prompt.min_area,
        fill_holes_px2=prompt.fill_holes,
        looking_at=box_prompt(prompt.looking_at),
    )


def box_prompt(wire: BoxBody | None) -> BoxPrompt | None:
    """Translate a box of the wire."""
    return None if wire is None else BoxPrompt(wire.x, wire.y, wire.width, wire.height)


async def image_named(site: Site, who: Principal, image: str | None, item: str | None) -> str:
    """Return a photo's uid, else that of an item's photo; raises `NotFound` for an item that `who` may not see."""
    return image if image is not None else (await site.items.get(who, item or "")).image.uid
