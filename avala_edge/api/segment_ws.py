"""Prompts over one WebSocket: text frames are JSON, binary frames MessagePack; of a stream only the newest waits."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import msgpack
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import TypeAdapter, ValidationError

from avala_edge.api.auth import identify, principal_of
from avala_edge.api.errors import explain
from avala_edge.api.latest_wins import LatestWins
from avala_edge.api.limits import deadline, parse_json
from avala_edge.api.messages import answer_to_wire
from avala_edge.api.observe import CLIENT_LEFT, begin_span
from avala_edge.api.schemas.segment_ws import MessageId, SegmentMessage
from avala_edge.api.segment import from_wire
from avala_edge.api.site_key import SITE
from avala_edge.api.sockets import CLOSE_S, HEARTBEAT_S, SOCKETS, close, cut_off
from avala_edge.errors import InvalidInput, Retryable, Unauthenticated
from avala_edge.observability import RequestSpan, step

MAX_IN_WORK = 16  # messages of one socket, those that wait included
SEND_S = 20.0  # a client that takes no answer for so long is cut off
_UPGRADE = {"Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
_ID: TypeAdapter[int | str] = TypeAdapter(MessageId)


async def segment_ws(request: web.Request) -> web.StreamResponse:
    """Answer prompts until the client leaves or falls silent, or the server stops."""
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT_S,
        timeout=CLOSE_S,
        max_msg_size=request.app[SITE].config.max_json_bytes + 1,  # aiohttp refuses what reaches it
        compress=False,
    )
    if not socket.can_prepare(request):
        raise web.HTTPUpgradeRequired(text="This address speaks WebSocket only.", headers=_UPGRADE)
    with request.app[SOCKETS].admit(principal_of(request).uid):
        await socket.prepare(request)
        await _Conversation(request, socket).hold()
    return socket


@dataclass(frozen=True)
class _Message:
    prompt: SegmentMessage
    packed: bool
    arrived: float
    span: RequestSpan


class _Conversation:
    """One socket's messages, from its first to its end."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request, self._socket = request, socket
        self._site = request.app[SITE]
        self._desk = LatestWins(self._answer, bound=MAX_IN_WORK)

    async def hold(self) -> None:
        listening = asyncio.ensure_future(self._listen())
        stopping = asyncio.ensure_future(self._request.app[SOCKETS].stopping.wait())
        try:
            await asyncio.wait((listening, stopping), return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                await listening
            else:  # closed from here, once nobody reads: else aiohttp would not wait for the client's goodbye
                await _drop(listening)
                await close(self._request, self._socket, WSCloseCode.GOING_AWAY, "The server is stopping.")
        except Exception as error:
            explain(error)  # to the log; on an upgraded connection no HTTP answer may follow
            await close(self._request, self._socket, WSCloseCode.INTERNAL_ERROR, "Internal error.")
        finally:
            try:  # the connection's own end may cancel this cleaning up
                await _drop(listening, stopping)
            finally:
                await self._desk.drop()

    async def _listen(self) -> None:
        while not self._socket.closed:
            try:
                async with asyncio.timeout(self._site.config.socket_idle_s):  # receive's own starts anew at each pong
                    frame = await self._socket.receive()
            except TimeoutError:
                if not self._desk.held:
                    await close(self._request, self._socket, WSCloseCode.OK, "Idle.")
                continue
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            await self._take(frame.data, packed=frame.type is WSMsgType.BINARY)
            await asyncio.sleep(0)  # frames that came together would else keep the loop from everybody

    async def _take(self, data: bytes | str, *, packed: bool) -> None:
        arrived = asyncio.get_running_loop().time()
        known: int | str | None = None
        span = begin_span(self._request)
        try:
            body = _unpack(data) if isinstance(data, bytes) else parse_json(data)
            known = _id_of(body)
            message = _Message(SegmentMessage.model_validate(body), packed, arrived, span)
            identify(self._request)
            superseded = self._desk.add(message, message.prompt.stream)
        except Exception as error:
            said = _said(error)
            span.end(said["status"])
            await self._send(known, {"error": said}, packed)
            if isinstance(error, Unauthenticated):
                await close(self._request, self._socket, WSCloseCode.POLICY_VIOLATION, "The key or session has ended.")
            return
        if superseded is not None:
            superseded.span.note(superseded=True)
            superseded.span.end(200)
            await self._send(superseded.prompt.id, {"superseded": True}, superseded.packed)

    async def _answer(self, message: _Message) -> None:
        prompt, status = message.prompt, CLIENT_LEFT
        try:
            with message.span.active():
                body = await self._masks(message)
                await self._send(prompt.id, body, message.packed)
            status = body["error"]["status"] if "error" in body else 200
        finally:
            message.span.end(status)

    async def _masks(self, message: _Message) -> dict[str, Any]:
        prompt = message.prompt
        try:
            async with deadline(self._request, since=message.arrived):
                who = principal_of(self._request)
                asked = await from_wire(self._site, who, prompt)
                answer = await self._site.segment.segment(asked, who, ahead=prompt.stream is None)
            return answer_to_wire(answer)
        except Exception as error:
            return {"error": _said(error)}

    async def _send(self, known: int | str | None, body: dict[str, Any], packed: bool) -> None:
        whole = {"id": known, **body}
        with step("serialise"):
            wire = msgpack.packb(whole) if packed else json.dumps(whole, separators=(",", ":"), allow_nan=False)
        try:
            async with asyncio.timeout(SEND_S):
                if isinstance(wire, bytes):
                    await self._socket.send_bytes(wire)
                else:
                    await self._socket.send_str(wire)
        except TimeoutError:
            cut_off(self._request)
        except ConnectionError:
            return  # the client has left; its reader notices


async def _drop(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _said(error: Exception) -> dict[str, Any]:
    status, body = explain(error)
    hint = {"retry_after_s": error.retry_after_s} if isinstance(error, Retryable) else {}
    return {"status": status, **body, **hint}


def _unpack(data: bytes) -> dict[str, Any]:
    try:
        body = msgpack.unpackb(data)
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise web.HTTPBadRequest(text=f"The body is not MessagePack: {error or type(error).__name__}") from None
    if not isinstance(body, dict) or not all(isinstance(name, str) for name in body):
        raise InvalidInput("The body must be a map with text keys.", field="body")
    return body


def _id_of(body: dict[str, Any]) -> int | str:
    try:
        return _ID.validate_python(body.get("id"), strict=True)
    except ValidationError:
        raise InvalidInput("Each message needs an id: a whole number or a short string.", field="id") from None
