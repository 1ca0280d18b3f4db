"""Answers on the wire: JSON, or MessagePack for who asks for it; and a mask answer's fields."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import msgpack
from aiohttp import web

if TYPE_CHECKING:
    from avala_edge.geometry import Outline
    from avala_edge.segment.request import Answer, AnswerMask

MSGPACK = "application/msgpack"
JSON = "application/json"
COMPRESS_ABOVE = 1400  # bytes: what fits one packet anyway is not worth the time
_REFUSED = re.compile(r"q=0(\.0{0,3})?")


def json_answer(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with compact JSON that no browser may take for anything else."""
    return _bytes_answer(_compact(body), JSON, status, headers)


def negotiated_answer(request: web.Request, body: object) -> web.Response:
    """Answer 200 with MessagePack when `Accept` names it, else with JSON; compressed where that pays and is taken."""
    headers = {"Vary": "Accept, Accept-Encoding"}
    if any(kind in _listed(request, "Accept") for kind in (MSGPACK, "application/x-msgpack")):
        media_type, data = MSGPACK, msgpack.packb(body)
    else:
        media_type, data = JSON, _compact(body)
    if len(data) > COMPRESS_ABOVE and "gzip" in _listed(request, "Accept-Encoding"):
        data = gzip.compress(data, compresslevel=1)
        headers["Content-Encoding"] = "gzip"
    return _bytes_answer(data, media_type, 200, headers)


def _listed(request: web.Request, header: str) -> set[str]:
    """Names in a header's list, but for those refused with `q=0`."""
    parts = (part.replace(" ", "").split(";") for part in request.headers.get(header, "").split(","))
    return {name for name, *options in parts if not any(_REFUSED.fullmatch(option) for option in options)}


def _compact(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()


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
        wire["polygon"] = {"polygons": mask.polygons}
    if mask.rle is not None:
        wire["rle"] = mask.rle.coco()
    if mask.png is not None:
        wire["png"] = base64.b64encode(mask.png).decode("ascii")
    return wire


def outline_to_wire(outline: Outline, formats: Collection[str]) -> dict[str, Any]:
    """Say an outline in the fields of a mask; `formats` are what to say beside its box."""
    box = outline.box
    wire: dict[str, Any] = {
        "stability": round(outline.stability, 4),
        "area": outline.area,
        "bbox": {"x": box.x, "y": box.y, "width": box.width, "height": box.height},
    }
    if "polygon" in formats and outline.polygons is not None:
        wire["polygon"] = {"polygons": [polygon.to_rings() for polygon in outline.polygons]}
    if "rle" in formats and outline.rle is not None:
        wire["rle"] = outline.rle.coco()
    return wire
