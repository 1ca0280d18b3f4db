"""Prompts over one WebSocket: text frames are JSON, binary frames MessagePack; of a stream only the newest waits."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import msgpack
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from avala_edge.api.auth import KEY_HEADER, principal_of
from avala_edge.api.errors import explain
from avala_edge.api.limits import deadline, parse_json
from avala_edge.api.messages import answer_to_wire
from avala_edge.api.schemas.segment import SegmentMessage
from avala_edge.api.segment import from_wire
from avala_edge.api.site_key import SITE
from avala_edge.errors import Busy, Forbidden, InvalidInput

HEARTBEAT_S = 20.0
MAX_IN_WORK = 16  # messages of one socket
MAX_SOCKETS = 512


class Sockets(set[web.WebSocketResponse]):
    """The sockets that are open."""


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)


async def segment_ws(request: web.Request) -> web.WebSocketResponse:
    """Answer prompts until the client leaves."""
    _check_origin(request)
    sockets = request.app[SOCKETS]
    if len(sockets) >= MAX_SOCKETS:
        raise Busy
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=request.app[SITE].config.max_json_bytes)
    await socket.prepare(request)
    sockets.add(socket)
    conversation = _Conversation(request, socket)
    try:
        async for message in socket:
            await conversation.take(message)
    finally:
        sockets.discard(socket)
        await conversation.end()
    return socket


async def close_sockets(app: web.Application) -> None:
    """Tell every client that the server goes away."""
    sockets = app[SOCKETS]
    for socket in tuple(sockets):
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server stops")


def _check_origin(request: web.Request) -> None:
    """Refuse a page of another site that uses this browser's session: WebSockets know no same-origin rule."""
    origin = request.headers.get("Origin")
    if origin is not None and KEY_HEADER not in request.headers and urlsplit(origin).netloc != request.host:
        raise Forbidden("A session cookie is good for pages of this server only.")


class _Conversation:
    """One socket's messages: what is in work, and of each stream the one that waits."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request, self._socket = request, socket
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, tuple[SegmentMessage, bool]] = {}
        self._busy: set[str] = set()

    async def take(self, message: WSMessage) -> None:
        packed = message.type is WSMsgType.BINARY
        try:
            body = _unpack(message.data) if packed else parse_json(message.data.encode())
        except (web.HTTPBadRequest, InvalidInput) as error:
            await self._send({"id": None, "error": _said(error)}, packed)
            return
        said_id = body.get("id")
        known = said_id if isinstance(said_id, (str, int)) else None
        try:
            prompt = SegmentMessage.model_validate(body)
            if len(self._tasks) >= MAX_IN_WORK:
                raise Busy
        except Exception as error:
            await self._send({"id": known, "error": _said(error)}, packed)
            return
        if prompt.stream is not None and prompt.stream in self._busy:
            older = self._waiting.pop(prompt.stream, None)
            self._waiting[prompt.stream] = (prompt, packed)
            if older is not None:
                await self._send({"id": older[0].id, "superseded": True}, older[1])
            return
        if prompt.stream is not None:
            self._busy.add(prompt.stream)
        task = asyncio.ensure_future(self._work(prompt, packed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, prompt: SegmentMessage, packed: bool) -> None:
        """Answer one message, and then whatever its stream has waiting."""
        stream = prompt.stream
        while True:
            await self._send({"id": prompt.id, **await self._answer(prompt)}, packed)
            if stream is None:
                return
            following = self._waiting.pop(stream, None)
            if following is None:
                self._busy.discard(stream)
                return
            prompt, packed = following

    async def _answer(self, prompt: SegmentMessage) -> dict[str, Any]:
        service = self._request.app[SITE].segment
        try:
            async with deadline(self._request):
                return answer_to_wire(await service.segment(from_wire(prompt), principal_of(self._request)))
        except Exception as error:
            return {"error": _said(error)}

    async def _send(self, body: dict[str, Any], packed: bool) -> None:
        try:
            if packed:
                await self._socket.send_bytes(msgpack.packb(body))
            else:
                await self._socket.send_str(json.dumps(body, separators=(",", ":"), allow_nan=False))
        except ConnectionError:
            return  # the client has left; its reader notices

    async def end(self) -> None:
        """Drop what is in work."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _said(error: Exception) -> dict[str, Any]:
    status, body = explain(error)
    return {"status": status, **body}


def _unpack(data: bytes) -> dict[str, Any]:
    try:
        body = msgpack.unpackb(data)
    except (ValueError, TypeError, msgpack.exceptions.UnpackException) as error:
        raise web.HTTPBadRequest(text=f"The message is not MessagePack: {error}") from None
    if not isinstance(body, dict) or not all(isinstance(name, str) for name in body):
        raise InvalidInput("The message must be a map with text keys.", field="body")
    return body
