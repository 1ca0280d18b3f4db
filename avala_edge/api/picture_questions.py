"""A question about a picture, in each of the ways that other servers ask: JSON, a raw picture, a form."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from aiohttp import web

from avala_edge.api.limits import MULTIPART_OVERHEAD_BYTES, check_declared_size, parse_json, read_capped, read_query
from avala_edge.api.multipart import file_parts
from avala_edge.api.schemas.addresses import check_address
from avala_edge.api.schemas.inference import Instance, PredictBody, PredictQuery
from avala_edge.api.segment import box_prompt
from avala_edge.api.site_key import SITE
from avala_edge.autolabel import Ask, Question
from avala_edge.errors import InvalidInput
from avala_edge.outbound import NoAnswer
from avala_edge.segment import Point

if TYPE_CHECKING:
    from avala_edge.assembly import Site

FETCH_S = 20.0
MOST_FIELD_BYTES = 64 * 1024
FILES = ("file", "image")
FIELDS = ("labels", "confidence_threshold", "model", "model_type", "points", "box", "test", "item_uid", "project_uid")
_PICTURES = ("image", "image_base64")
_ADDRESSES = ("image_url", "url", "data_url")


async def read_question(request: web.Request) -> tuple[bytes | None, Question]:
    """Return the picture, None where a test has none, and what is wanted of it.

    Raises:
        InvalidInput: a field that is not what it should be, or an address without a picture.
        Forbidden: an address that the operator did not allow.
        TooLarge: more bytes than the limit.
        HTTPBadRequest: no JSON, or no picture where there is no test.
    """
    kind, cap = request.content_type, request.app[SITE].config.max_image_bytes
    if kind == "multipart/form-data":
        data, asked = await _form(request, cap)
    elif kind.startswith("image/") or kind in ("application/octet-stream", "application/x-image"):
        check_declared_size(request, cap)
        query = read_query(request, PredictQuery)
        data, asked = await read_capped(request, cap), _of_query(query)
    elif kind == "application/json" or kind.endswith("+json"):
        asked = await _json(request, base64_size(cap) + request.app[SITE].config.max_json_bytes)
        data = await _picture(request.app[SITE], asked)
    else:
        raise web.HTTPUnsupportedMediaType(
            text=f"Content-Type is {kind[:80]}; send application/json, image/*, or multipart/form-data."
        )
    if not data and not asked.test:
        raise web.HTTPBadRequest(text="There is no picture: send image, image_url, a raw picture, or a form's file.")
    return data or None, _to_question(asked)


def base64_size(count: int) -> int:
    """Return how many characters so many bytes become."""
    return -(-count // 3) * 4


async def _json(request: web.Request, cap: int) -> Instance:
    check_declared_size(request, cap)
    text = await read_capped(request, cap)
    # Off the loop: a photo in Base64 is megabytes.
    body = await asyncio.to_thread(lambda: PredictBody.model_validate(parse_json(text)))
    if not body.instances:
        return body
    outer = body.model_dump(exclude={"instances"}, exclude_none=True)
    return Instance.model_validate({**outer, **body.instances[0].model_dump(exclude_none=True)})


async def _form(request: web.Request, cap: int) -> tuple[bytes | None, Instance]:
    check_declared_size(request, cap + MULTIPART_OVERHEAD_BYTES)
    data: bytes | None = None
    fields: dict[str, Any] = {}
    async for part in file_parts(request, *FILES, *FIELDS):
        name = part.name or ""
        if name in FILES:
            data = await read_capped(part, cap)
        else:
            fields[name] = _field(name, await read_capped(part, MOST_FIELD_BYTES))
    return data, Instance.model_validate(fields)


def _field(name: str, data: bytes) -> object:
    """A form's field is JSON where it can be, else text; labels may be text with commas."""
    text = data.decode("utf-8", "replace")
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    return text.split(",") if name == "labels" and not isinstance(value, list) else value


def _of_query(query: PredictQuery) -> Instance:
    values = query.model_dump(exclude_none=True)
    if query.labels is not None:
        values["labels"] = [label for label in query.labels.split(",") if label]
    return Instance.model_validate(values)


async def _picture(site: Site, asked: Instance) -> bytes | None:
    for name in _PICTURES:
        if given := getattr(asked, name):
            return await asyncio.to_thread(_decoded, given, name)
    for name in _ADDRESSES:
        if given := getattr(asked, name):
            return await _fetched(site, given, name)
    return None


def _decoded(given: str, name: str) -> bytes:
    if given.startswith("data:"):
        return _of_data_address(given, name)
    try:
        return base64.b64decode("".join(given.split()).translate(_URL_SAFE), validate=True)
    except (ValueError, binascii.Error):
        raise InvalidInput("That is not Base64.", field=name) from None


_URL_SAFE = str.maketrans("-_", "+/")


def _of_data_address(given: str, name: str) -> bytes:
    about, comma, data = given.partition(",")
    if not comma:
        raise InvalidInput("That data: address has no data.", field=name)
    return _decoded(data, name) if about.endswith(";base64") else unquote_to_bytes(data)


async def _fetched(site: Site, address: str, name: str) -> bytes:
    if address.startswith("data:"):
        return await asyncio.to_thread(_of_data_address, address, name)
    try:
        check_address(address, name, instead="another way to send it")
    except ValueError as error:
        raise InvalidInput(str(error), field=name) from None
    cap = site.config.max_image_bytes
    try:
        answer = await site.image_outbound.get(address, {}, timeout_s=FETCH_S, most_bytes=cap)
    except NoAnswer as error:
        raise InvalidInput(f"The server at {name} {error}.", field=name) from None
    if answer.status != 200:
        raise InvalidInput(f"The server at {name} answered with status {answer.status}.", field=name)
    if not answer.whole:
        raise InvalidInput(f"What is at {name} is larger than {cap} bytes.", field=name)
    return answer.data


def _to_question(asked: Instance) -> Question:
    return Question(
        model=asked.model or asked.model_type or None,
        ask=Ask(asked.confidence_threshold or 0.0, frozenset(asked.labels or ())),
        points=tuple(Point(point.x, point.y, point.label) for point in asked.points or ()),
        box=box_prompt(asked.box),
        test=bool(asked.test),
    )
