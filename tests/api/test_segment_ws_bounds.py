"""What one socket, one key, a silent client and a leaving one may cost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgpack
import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient, TestServer

from avala_edge.api import segment_ws
from avala_edge.api.app import make_app
from avala_edge.api.latest_wins import LatestWins
from avala_edge.assembly import Site
from avala_edge.inference import Lane
from avala_edge.segment import SegmentService
from tests.api.conftest import EDGE, Client, Connect
from tests.api.photos import INSIDE, small_disc
from tests.api.test_segment_ws import WS, ask

SETTLED_S = 10.0


def setting(site: Site, name: str, value: float) -> None:
    object.__setattr__(site.config, name, value)


async def warm(client: Client, uid: str) -> None:
    assert (await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})).status == 200


@asynccontextmanager
async def stuck(site: Site) -> AsyncIterator[Any]:
    """The decoders' places held, so that whatever comes has to wait."""
    turns, release = site.runtime.queue("decode"), asyncio.Event()
    held = [asyncio.ensure_future(turns.take(release.wait, lane=Lane.CLICK)) for _ in range(turns._free)]
    await asyncio.sleep(0)
    try:
        yield turns
    finally:
        release.set()
        await asyncio.gather(*held)


async def until(condition: Any) -> None:
    async with asyncio.timeout(SETTLED_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def answers(socket: ClientWebSocketResponse, count: int) -> list[dict[str, Any]]:
    return [await socket.receive_json(timeout=20) for _ in range(count)]


async def test_the_seventeenth_message_is_busy_and_the_waiting_one_still_gives_way(
    client: Client, site: Site, uid: str
) -> None:
    await warm(client, uid)
    click = {"image": uid, "points": [INSIDE]}
    async with client.ws_connect(WS) as socket:
        async with stuck(site):
            for number in range(14):
                await socket.send_json({"id": number, **click})
            for number in (14, 15):
                await socket.send_json({"id": number, "stream": "hover", **click})
            refused = await ask(socket, id=16, **click)
            assert (refused["id"], refused["error"]["code"], refused["error"]["retry_after_s"]) == (16, "busy", 1)
            assert await ask(socket, id=17, stream="hover", **click) == {"id": 15, "superseded": True}
        assert {a["id"] for a in await answers(socket, 16) if "masks" in a} == {*range(15), 17}
        assert "masks" in await ask(socket, id=18, **click)


async def test_a_refused_message_supersedes_nothing(client: Client, site: Site, uid: str) -> None:
    await warm(client, uid)
    click = {"image": uid, "points": [INSIDE], "stream": "hover"}
    async with client.ws_connect(WS) as socket:
        async with stuck(site):
            for number in (1, 2):
                await socket.send_json({"id": number, **click})
            assert (await ask(socket, id=3, **click, colour="red"))["error"]["field"] == "colour"
        assert [a["id"] for a in await answers(socket, 2) if "masks" in a] == [1, 2]


async def test_a_client_that_leaves_is_dropped_from_the_queue(site: Site, key: str) -> None:
    server = TestServer(make_app(site))
    async with TestClient(server, headers={"X-Avala-Api-Key": key}) as client:
        uid = (await (await client.post(f"{EDGE}/images/", data=small_disc())).json())["uid"]
        await warm(client, uid)
        await asyncio.sleep(0.2)
        before = len(asyncio.all_tasks())
        async with stuck(site) as scheduler:
            socket = await client.ws_connect(WS)
            for number in range(5):
                await socket.send_json({"id": number, "image": uid, "points": [INSIDE]})
            await until(lambda: scheduler.waiting()[Lane.CLICK] == 5)
            assert socket._response.connection is not None
            socket._response.connection.transport.abort()  # no goodbye
            await until(lambda: scheduler.waiting()[Lane.CLICK] == 0)
        await until(lambda: not scheduler._waiting and not scheduler.busy)
        await until(lambda: len(asyncio.all_tasks()) <= before)
        await warm(client, uid)


async def test_sockets_are_counted_by_key_and_in_all(site: Site, key: str, uid: str, connect: Connect) -> None:
    object.__setattr__(site.config, "max_sockets", 3)
    object.__setattr__(site.config, "max_sockets_per_key", 2)
    server = TestServer(make_app(site))
    mine = TestClient(server, headers={"X-Avala-Api-Key": key})
    theirs = TestClient(server, headers={"X-Avala-Api-Key": (await site.keys.create("somebody else"))[1]})
    async with mine, theirs:
        first, _ = await mine.ws_connect(WS), await mine.ws_connect(WS)
        with pytest.raises(WSServerHandshakeError) as by_key:
            await mine.ws_connect(WS)
        assert by_key.value.status == 429
        await theirs.ws_connect(WS)
        with pytest.raises(WSServerHandshakeError) as in_all:
            await theirs.ws_connect(WS)
        assert in_all.value.status == 503
        assert in_all.value.headers is not None
        assert in_all.value.headers["Retry-After"] == "5"
        await first.close()
        await asyncio.sleep(0.1)
        assert "masks" in await ask(await mine.ws_connect(WS), id=1, image=uid, points=[INSIDE])


async def test_a_silent_socket_is_closed_but_not_while_it_waits_for_an_answer(
    client: Client, site: Site, uid: str
) -> None:
    await warm(client, uid)
    setting(site, "socket_idle_s", 0.2)
    async with client.ws_connect(WS) as socket:
        async with stuck(site):
            await socket.send_json({"id": 1, "image": uid, "points": [INSIDE]})
            await asyncio.sleep(0.5)
        assert "masks" in await socket.receive_json(timeout=20)
        assert (await socket.receive(timeout=20)).type is WSMsgType.CLOSE
        assert socket.close_code == 1000


async def test_the_deadline_counts_from_arrival(client: Client, site: Site, uid: str) -> None:
    await warm(client, uid)
    setting(site, "request_deadline_s", 0.4)
    async with client.ws_connect(WS) as socket:
        async with stuck(site) as scheduler:
            began = asyncio.get_running_loop().time()
            for number in (1, 2):
                await socket.send_json({"id": number, "stream": "hover", "image": uid, "points": [INSIDE]})
            late = await answers(socket, 2)
            assert asyncio.get_running_loop().time() - began < 0.75  # not one deadline after the other
            assert scheduler.waiting()[Lane.CLICK] == 0
        assert [(a["id"], a["error"]["code"]) for a in late] == [(1, "deadline_exceeded"), (2, "deadline_exceeded")]


async def test_hovering_begins_no_closer_views(client: Client, site: Site) -> None:
    uid = (await (await client.post(f"{EDGE}/images/", data=small_disc(300, 240))).json())["uid"]
    point = {"x": 150.5, "y": 150.5, "label": 1}
    async with client.ws_connect(WS) as socket:
        assert "masks" in await ask(socket, id=1, stream="hover", image=uid, points=[point])
        assert not site.segment._sight._begun
        assert "masks" in await ask(socket, id=2, image=uid, points=[point])
        assert site.segment._sight._begun


async def test_a_token_is_good_for_its_principal_only(client: Client, connect: Connect, site: Site, uid: str) -> None:
    other = await connect((await site.keys.create("somebody else"))[1])
    async with client.ws_connect(WS) as mine, other.ws_connect(WS) as theirs:
        token = (await ask(mine, id=1, image=uid, points=[INSIDE]))["masks"][0]["mask"]
        refused = await ask(theirs, id=1, image=uid, points=[INSIDE], mask=token)
        assert refused["error"]["code"] == "token_refused"
        assert "masks" in await ask(mine, id=2, image=uid, points=[INSIDE], mask=token)


@pytest.mark.parametrize(
    ("data", "known", "status"),
    [
        (b"", None, 400),
        (b"\xc1", None, 400),
        (msgpack.packb({"id": 1}) + b"\x00", None, 400),
        (b"\x91" * 5000 + b"\x00", None, 400),
        (b"\xdf\xff\xff\xff\xff", None, 400),
        (msgpack.packb([1]), None, 422),
        (msgpack.packb({b"id": 1}), None, 422),
        (msgpack.packb({"id": b"x"}), None, 422),
        (msgpack.packb({"id": 2, "points": msgpack.Timestamp(1)}), 2, 422),
        (msgpack.packb({"id": 3, "image": "x", "points": [{"x": float("nan"), "y": 1.0}]}), 3, 422),
    ],
)
async def test_bad_messagepack_is_answered_in_messagepack(
    client: Client, data: bytes, known: int | None, status: int
) -> None:
    async with client.ws_connect(WS) as socket:
        await socket.send_bytes(data)
        said = msgpack.unpackb(await socket.receive_bytes(timeout=20))
        assert (said["id"], said["error"]["status"]) == (known, status), said
        await socket.send_bytes(msgpack.packb({"id": "alive"}))
        assert msgpack.unpackb(await socket.receive_bytes(timeout=20))["id"] == "alive"


async def test_the_largest_frame_and_one_byte_more(client: Client, site: Site) -> None:
    most = site.config.max_json_bytes
    async with client.ws_connect(WS) as socket:
        await socket.send_str(" " * most)
        assert (await socket.receive_json(timeout=20))["error"]["status"] == 400
        await socket.send_str(" " * (most + 1))
        assert (await socket.receive(timeout=20)).type is WSMsgType.CLOSE
        assert socket.close_code == 1009


async def test_a_failure_tells_the_log_and_nobody_else(
    client: Client, uid: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def explode(self: SegmentService, *_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    with monkeypatch.context() as broken:
        broken.setattr(SegmentService, "segment", explode)
        async with client.ws_connect(WS) as socket:
            said = await ask(socket, id=1, image=uid, points=[INSIDE])
    assert (said["error"]["code"], "secret" in str(said), "secret detail" in caplog.text) == ("internal", False, True)

    def worse(*_: object) -> None:
        raise RuntimeError("worse detail")

    monkeypatch.setattr(segment_ws, "_said", worse)
    async with client.ws_connect(WS) as socket:
        await socket.send_str("no json")
        closing = await socket.receive(timeout=20)
    assert (closing.type, socket.close_code, "worse" in str(closing.extra)) == (WSMsgType.CLOSE, 1011, False)


async def test_a_key_that_is_gone_ends_its_sockets(
    client: Client, site: Site, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with client.ws_connect(WS) as socket:
        assert "masks" in await ask(socket, id=1, image=uid, points=[INSIDE])
        monkeypatch.setattr(type(site.keys), "check", lambda self, secret: None)
        assert (await ask(socket, id=2, image=uid, points=[INSIDE]))["error"]["code"] == "unauthenticated"
        await socket.receive(timeout=20)
        assert socket.close_code == 1008


@pytest.mark.parametrize(
    ("headers", "opens"),
    [
        ({}, False),
        ({"X-Avala-Csrf": "1"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "http://HOST"}, True),
        ({"Origin": "https://HOST"}, True),
        ({"Origin": "http://NAME:1"}, False),
        ({"Origin": "http://NAME"}, False),
        ({"Origin": "http://HOST.evil.example"}, False),
        ({"Origin": "http://evil.example", "X-Avala-Csrf": "1"}, False),
    ],
)
async def test_the_session_opens_sockets_for_own_pages_only(
    stranger: Client, key: str, headers: dict[str, str], opens: bool
) -> None:
    signed_in = await stranger.post(f"{EDGE}/session/", json={"key": key})
    name, host = stranger.server.host, f"{stranger.server.host}:{stranger.server.port}"
    sent = {k: v.replace("HOST", host).replace("NAME", name) for k, v in headers.items()}
    sent["Cookie"] = signed_in.headers["Set-Cookie"].split(";")[0]
    if opens:
        async with stranger.ws_connect(WS, headers=sent) as socket:
            assert (await ask(socket, id=1))["id"] == 1
        return
    with pytest.raises(WSServerHandshakeError) as refused:
        await stranger.ws_connect(WS, headers=sent)
    assert refused.value.status == 403


async def test_without_an_upgrade(client: Client) -> None:
    plain = await client.get(WS)
    assert (plain.status, (await plain.json())["code"]) == (426, "upgrade_required")
    assert plain.headers["Upgrade"] == "websocket"
    assert (await client.head(WS)).status == 405


async def test_a_server_that_stops_does_not_wait_for_its_clients(site: Site, key: str, uid: str) -> None:
    server = TestServer(make_app(site))
    async with TestClient(server, headers={"X-Avala-Api-Key": key}) as client:
        sockets = [await client.ws_connect(WS) for _ in range(8)]
        async with stuck(site), asyncio.timeout(8):
            for socket in sockets:
                await socket.send_json({"id": 1, "image": uid, "points": [INSIDE]})
            closing = asyncio.ensure_future(server.close())
            for socket in sockets[1:]:  # the first says no goodbye
                assert (await socket.receive(timeout=5)).type is WSMsgType.CLOSE
                assert socket.close_code == 1001
            await closing
        assert not [task for task in asyncio.all_tasks() if "LatestWins" in task.get_coro().__qualname__]


async def test_a_client_that_takes_nothing_is_cut_off(
    client: Client, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as full:
        full.setattr(segment_ws, "SEND_S", 0.2)
        full.setattr(web.WebSocketResponse, "send_str", never)
        socket = await client.ws_connect(WS)
        await socket.send_json({"id": 1})
        gone = await socket.receive(timeout=5)
        assert gone.type in (WSMsgType.CLOSED, WSMsgType.ERROR)
        assert socket.close_code == 1006
    async with client.ws_connect(WS) as socket:
        assert "masks" in await ask(socket, id=1, image=uid, points=[INSIDE])


async def test_latest_wins_in_order() -> None:
    done: list[int] = []

    async def work(item: int) -> None:
        await asyncio.sleep(0)
        done.append(item)

    desk = LatestWins(work, bound=4)
    assert [desk.add(item, "a") for item in range(5)] == [None, None, 1, 2, 3]
    desk.add(10, "b")
    await until(lambda: desk.held == 0)
    assert sorted(done) == [0, 4, 10]
    assert done.index(0) < done.index(4)
