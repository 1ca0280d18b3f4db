"""`/openapi.json`: OpenAPI 3.1 from the route table and the schemas, nothing written twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from avala_edge import __version__
from avala_edge.api.auth import COOKIE, KEY_HEADER
from avala_edge.api.messages import JSON, json_answer
from avala_edge.api.operation import Body, Operation
from avala_edge.api.routes import ALTERNATIVES, OPERATIONS
from avala_edge.api.schemas.errors import ErrorAnswer

_REF = "#/components/schemas/{model}"
_VARIABLE = re.compile(r"{(\w+)}")
_UNNAMED = re.compile(r"[^a-zA-Z0-9.\-_]")  # what pydantic takes out of a generic model's name
_EVERYWHERE = (401, 403, 429)
_TOO_LONG = 400  # an address or header of more than 8 kB, before any call is known


async def get_openapi(request: web.Request) -> web.Response:
    """Answer with the document."""
    return json_answer(document(OPERATIONS), headers={"Cache-Control": "no-cache"})


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """Describe the operations."""
    rows = tuple(operations)
    paths: dict[str, dict[str, Any]] = {}
    uses = Counter(row.handler for row in rows)
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row, shared=uses[row.handler] > 1)
    return {
        "openapi": "3.1.0",
        "info": {"title": "avala-edge", "version": __version__, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": _schemas(rows),
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": KEY_HEADER},
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "x_api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
        "security": [{"key": []}, {"session": []}],
    }


_ABOUT = (
    "Photos and clicks. Coordinates are pixels of the displayed photo (EXIF orientation applied): origin top-left, "
    "pixel centres at +0.5, x right, y down. With the session cookie, calls that change something need X-Avala-Csrf: 1."
)

_ON_SOCKETS = (
    "Upgrades to a WebSocket. Text frames are JSON, binary frames MessagePack; an answer comes in the kind of its "
    "message. `x-websocket` names the schemas of what the client sends and of what it gets. With the session cookie, "
    "Origin must be this server's own."
)

_ON_EVENTS = (
    "Server-sent events; `x-server-sent-events` names the schema of each one's data. `Last-Event-ID` resumes after an "
    "event; a `progress` of now stands for what is not remembered. 204 says that nothing more will come."
)


def _operation(row: Operation, *, shared: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": row.handler.__name__ + (f"_{row.path.strip('/').replace('/', '_')}" if shared else ""),
        "summary": row.summary,
        "parameters": _parameters(row),
        "responses": _responses(row),
    }
    if row.takes is not None or row.uploads:
        content = {**_content(row.takes), **{kind: _file(kind) for kind in row.uploads}}
        described["requestBody"] = {"required": row.takes is not None or not row.headers, "content": content}
    if row.socket is not None:  # OpenAPI has no words for what follows an upgrade
        described["description"] = _ON_SOCKETS
        described["x-websocket"] = {
            "receives": _reference(row.socket.receives),
            "sends": {"anyOf": [_reference(model) for model in row.socket.sends]},
        }
    if row.events is not None:  # nor for what a stream says
        described["description"] = _ON_EVENTS
        described["x-server-sent-events"] = {name: _reference(model) for name, model in row.events.items()}
    if row.public:
        described["security"] = []
    if row.for_servers:
        described["security"] = [{"key": []}, {"bearer": []}, {"basic": []}, {"x_api_key": []}]
    return described


def _parameters(row: Operation) -> list[dict[str, Any]]:
    named: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _VARIABLE.findall(row.path)
    ]
    for name, meaning in row.headers.items():
        named.append({"name": name, "in": "header", "description": meaning, "schema": {"type": "string"}})
    if 412 in row.refuses and not row.headers:
        words = "The version that the change is for, from ETag."
        header = {"name": "If-Match", "in": "header", "required": 428 in row.refuses, "description": words}
        named.append({**header, "schema": {"type": "string", "examples": ['"3"']}})
    properties = {} if row.query is None else row.query.model_json_schema()["properties"]
    return named + [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _responses(row: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, body in row.answers.items():
        words = "Upgraded" if status == 101 else "Success"
        responses[str(status)] = {"description": words} | ({"content": _content(body)} if body else {})
    for status in sorted({_TOO_LONG, *row.refuses, *(() if row.public else _EVERYWHERE)}):
        responses[str(status)] = {"description": "Refused", "content": _content(ErrorAnswer)}
    return responses


def _content(body: Body) -> dict[str, Any]:
    if body is None:
        return {}
    if isinstance(body, str):
        return {kind: _file(kind) for kind in body.split(", ")}
    kinds = (JSON, ALTERNATIVES[body]) if body in ALTERNATIVES else (JSON,)
    return {kind: {"schema": _reference(body)} for kind in kinds}


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=_UNNAMED.sub("_", model.__name__))}


def _file(kind: str) -> dict[str, Any]:
    if kind != "multipart/form-data":
        return {"schema": {"type": "string", "format": "binary"}}
    part = {"type": "string", "format": "binary"}
    return {"schema": {"type": "object", "required": ["file"], "properties": {"file": part}}}


def _schemas(rows: tuple[Operation, ...]) -> dict[str, Any]:
    models: dict[type[BaseModel], None] = {ErrorAnswer: None}
    for row in rows:
        said = () if row.socket is None else (row.socket.receives, *row.socket.sends)
        for body in (row.takes, *row.answers.values(), *said, *(row.events or {}).values()):
            if isinstance(body, type):
                models[body] = None
    _, schema = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    definitions: dict[str, Any] = schema["$defs"]
    return definitions
