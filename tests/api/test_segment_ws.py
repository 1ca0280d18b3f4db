"""Prompts over a WebSocket: the same answers, the newest first, nothing left behind."""

from __future__ import annotations

import asyncio
from typing import Any

import msgpack
import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from avala_edge.api.schemas.segment import SegmentAnswer
from avala_edge.assembly import Site
from tests.api.conftest import EDGE, Client
from tests.api.photos import INSIDE

WS = f"{EDGE}/segment/ws"


async def ask(socket: ClientWebSocketResponse, **message: Any) -> dict[str, Any]:
    await socket.send_json(message)
    answer: dict[str, Any] = await socket.receive_json(timeout=20)
    return answer


def settled(body: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs each time."""
    masks = [{k: v for k, v in mask.items() if k != "mask"} for mask in body["masks"]]
    return {**{k: v for k, v in body.items() if k not in ("id", "timings_ms", "cache")}, "masks": masks}


async def test_the_same_answer_as_over_http(client: Client, uid: str) -> None:
    posted = await (await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})).json()
    async with client.ws_connect(WS) as socket:
        answer = await ask(socket, id="a", image=uid, points=[INSIDE])
        assert answer.pop("id") == "a"
        SegmentAnswer.model_validate(answer)
        assert settled(answer) == settled(posted)
        await socket.send_bytes(msgpack.packb({"id": 2, "image": uid, "points": [INSIDE]}))
        packed = await socket.receive(timeout=20)
        assert packed.type is WSMsgType.BINARY
        assert settled(msgpack.unpackb(packed.data)) == settled(posted)
        refined = await ask(socket, id=3, image=uid, points=[INSIDE], mask=posted["masks"][0]["mask"])
        token = refined["masks"][0]["mask"]
    back = await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE], "mask": token})
    assert back.status == 200


async def test_a_hovering_mouse_builds_no_backlog(client: Client, uid: str) -> None:
    await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})
    count = 200
    async with client.ws_connect(WS) as socket:
        for number in range(count):
            await socket.send_json({"id": number, "stream": "hover", "image": uid, "points": [INSIDE]})
        answers = [await socket.receive_json(timeout=30) for _ in range(count)]
    assert sorted(answer["id"] for answer in answers) == list(range(count))
    worked = [answer["id"] for answer in answers if "masks" in answer]
    assert worked == sorted(worked)
    assert worked[-1] == count - 1
    assert all("masks" in answer or answer.get("superseded") is True for answer in answers)
    assert len(worked) < count / 2


async def test_streams_do_not_supersede_each_other(client: Client, uid: str) -> None:
    async with client.ws_connect(WS) as socket:
        for name in ("a", "b", "c"):
            await socket.send_json({"id": name, "stream": name, "image": uid, "points": [INSIDE]})
        answers = [await socket.receive_json(timeout=20) for _ in range(3)]
    assert {answer["id"] for answer in answers if "masks" in answer} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("message", "id_", "status"),
    [
        ("no json", None, 400),
        ("[1]", None, 422),
        ('{"id": 1, "image": "sha256:00", "points": [{"x": NaN, "y": 1, "label": 1}]}', None, 400),
        ('{"image": "sha256:00", "points": []}', None, 422),
        ('{"id": null, "image": "UID", "points": [{"x": 1, "y": 1, "label": 1}]}', None, 422),
        ('{"id": true, "image": "UID", "points": [{"x": 1, "y": 1, "label": 1}]}', None, 422),
        ('{"id": 1.5, "image": "UID", "points": [{"x": 1, "y": 1, "label": 1}]}', None, 422),
        ('{"id": 9007199254740992, "image": "UID", "points": [{"x": 1, "y": 1, "label": 1}]}', None, 422),
        ('{"id": "\\ud800", "image": "UID", "points": [{"x": 1, "y": 1, "label": 1}]}', None, 422),
        ('{"id": 4, "stream": 3, "image": "UID", "points": [{"x": 1, "y": 1, "label": 1}]}', 4, 422),
        ('{"id": 5, "image": "UID", "unknown": 1, "points": [{"x": 1, "y": 1, "label": 1}]}', 5, 422),
        ('{"id": 6, "image": "UID"}', 6, 422),
        ('{"id": 7, "image": "UID", "points": [{"x": -9, "y": 1, "label": 1}]}', 7, 422),
        ('{"id": 8, "image": "UID", "points": [{"x": 1, "y": 1, "label": 1}], "mask": "not mine"}', 8, 422),
        ('{"id": 9, "image": "sha256:NONE", "points": [{"x": 1, "y": 1, "label": 1}]}', 9, 404),
    ],
)
async def test_a_bad_message_is_answered_and_the_socket_lives(
    client: Client, uid: str, message: str, id_: int | None, status: int
) -> None:
    async with client.ws_connect(WS) as socket:
        await socket.send_str(message.replace("UID", uid).replace("NONE", "0" * 64))
        answer = await socket.receive_json(timeout=20)
        assert (answer["id"], answer["error"]["status"]) == (id_, status)
        assert "Traceback" not in str(answer)
        assert "masks" in await ask(socket, id="alive", image=uid, points=[INSIDE])


async def test_a_frame_above_the_limit_closes(client: Client) -> None:
    async with client.ws_connect(WS) as socket:
        await socket.send_str("x" * 300_000)
        message = await socket.receive(timeout=20)
        assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING)
        assert socket.close_code == 1009


async def test_a_client_that_leaves_takes_its_work_along(client: Client, site: Site, uid: str) -> None:
    socket = await client.ws_connect(WS)
    for number in range(12):
        await socket.send_json({"id": number, "image": uid, "points": [INSIDE]})
    await socket.close()
    for _ in range(100):
        if not any(task.get_coro().__qualname__.startswith("_Conversation") for task in asyncio.all_tasks()):
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("work of a client that left goes on")
    assert (await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})).status == 200


async def test_a_server_that_stops_says_so(client: Client) -> None:
    async with client.ws_connect(WS) as socket:
        stopping = asyncio.ensure_future(client.app.shutdown())
        message = await socket.receive(timeout=20)
        assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING)
        assert socket.close_code == 1001
        await stopping


async def test_no_key_no_socket(stranger: Client) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await stranger.ws_connect(WS)
    assert refused.value.status == 401


async def test_another_sites_page_cannot_use_the_session(client: Client, stranger: Client, key: str) -> None:
    signed_in = await stranger.post(f"{EDGE}/session/", json={"key": key})
    assert signed_in.status == 200
    cookie = signed_in.headers["Set-Cookie"].split(";")[0]
    with pytest.raises(WSServerHandshakeError) as refused:
        await stranger.ws_connect(WS, headers={"Origin": "https://evil.example", "Cookie": cookie})
    assert refused.value.status == 403
    origin = f"http://{stranger.server.host}:{stranger.server.port}"
    async with stranger.ws_connect(WS, headers={"Origin": origin, "Cookie": cookie}) as socket:
        assert (await ask(socket, id=1))["error"]["status"] == 422
