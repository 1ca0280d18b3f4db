"""All objects of one photo over HTTP."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json
from avala_edge.api.messages import negotiated_answer, outline_to_wire
from avala_edge.api.schemas.everything import EverythingPrompt
from avala_edge.api.segment import image_named
from avala_edge.api.site_key import SITE
from avala_edge.segment import SHARE_OF_DEADLINE, EverythingOptions

if TYPE_CHECKING:
    from avala_edge.assembly import Site
    from avala_edge.segment import FoundObject


async def segment_everything(request: web.Request) -> web.Response:
    """Answer with the objects of a photo, best first; with those found so far when time is over."""
    prompt = await read_json(request, EverythingPrompt)
    site, who = request.app[SITE], principal_of(request)
    record = await site.images.get(await image_named(site, who, prompt.image, prompt.item))
    site.segment.check_model(prompt.model)
    found = await site.everything.find(record, _options(site, prompt), who)
    manifest = site.model.manifest
    wire = {
        "image": record.uid,
        "model": {"name": manifest.name, "digest": manifest.digest},
        "masks": [object_to_wire(each, prompt.formats) for each in found.objects],
        "points": {"asked": found.points, "looked_at": found.looked_at},
        "cache": found.cache,
        "timings_ms": found.timings_ms,
    }
    return negotiated_answer(request, wire)


def _options(site: Site, prompt: EverythingPrompt) -> EverythingOptions:
    return EverythingOptions(
        points_per_side=prompt.points_per_side,
        score=prompt.score_threshold,
        stability=prompt.stability_threshold,
        overlap=prompt.overlap,
        min_area_px2=prompt.min_area,
        most=prompt.max_objects,
        tolerance_px=prompt.tolerance,
        time_s=SHARE_OF_DEADLINE * site.config.request_deadline_s,
    )


def object_to_wire(found: FoundObject, formats: Collection[str]) -> dict[str, Any]:
    """Say an object in the fields of `schemas.everything.ObjectBody`."""
    return {
        **outline_to_wire(found.outline, formats),
        "score": round(found.score, 4),
        "point": {"x": found.point[0], "y": found.point[1]},
    }
