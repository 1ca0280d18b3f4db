"""Answers on the wire: JSON, or MessagePack for who asks for it; and a mask answer's fields."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgpack
from aiohttp import web

if TYPE_CHECKING:
    from avala_edge.segment.request import Answer, AnswerMask

MSGPACK = "application/msgpack"
JSON = "application/json"


def json_answer(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with compact JSON that no browser may take for anything else."""
    text = json.dumps(body, separators=(",", ":"), allow_nan=False)
    return _bytes_answer(text.encode(), JSON, status, headers)


def negotiated_answer(request: web.Request, body: object) -> web.Response:
    """Answer 200 with MessagePack when `Accept` names it, else with JSON."""
    accepted = request.headers.get("Accept", "")
    wanted = any(part.split(";")[0].strip() in (MSGPACK, "application/x-msgpack") for part in accepted.split(","))
    if not wanted:
        return json_answer(body)
    packed: bytes = msgpack.packb(body)
    return _bytes_answer(packed, MSGPACK, 200, {"Vary": "Accept"})


def _bytes_answer(body: bytes, media_type: str, status: int, headers: Mapping[str, str] | None) -> web.Response:
    safe = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", **(headers or {})}
    return web.Response(body=body, status=status, content_type=media_type, headers=safe)


def page(results: list[Any], *, next_: str | None = None) -> dict[str, Any]:
    """Wrap a list, with the address of what follows."""
    return {"results": results, "next": next_, "previous": None}


def answer_to_wire(answer: Answer) -> dict[str, Any]:
    """Say an answer in the fields of `schemas.segment.SegmentAnswer`."""
    return {
        "image": answer.image,
        "model": {"name": answer.model_name, "digest": answer.model_digest},
        "masks": [_mask_to_wire(mask) for mask in answer.masks],
        "cache": answer.cache,
        "timings_ms": answer.timings_ms,
    }


def _mask_to_wire(mask: AnswerMask) -> dict[str, Any]:
    x, y, width, height = mask.box
    wire: dict[str, Any] = {
        "score": mask.score,
        "stability": mask.stability,
        "area": mask.area,
        "bbox": {"x": x, "y": y, "width": width, "height": height},
        "mask": mask.token,
    }
    if mask.polygons is not None:
        rings = [{"exterior": exterior, "holes": holes} for exterior, holes in mask.polygons]
        wire["polygon"] = {"polygons": rings}
    if mask.rle is not None:
        wire["rle"] = mask.rle.coco()
    if mask.png is not None:
        wire["png"] = base64.b64encode(mask.png).decode("ascii")
    return wire
