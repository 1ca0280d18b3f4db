"""Our own client: photos and prompts, over HTTP and over a socket."""

from __future__ import annotations

import asyncio
import math
import queue
import signal
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from avala_edge.client import (
    AsyncClient,
    Client,
    ImageRefused,
    InvalidInput,
    NotFound,
    Prompt,
    SegmentAnswer,
    Superseded,
    Throttled,
    TokenRefused,
    Unauthenticated,
    Unreachable,
)
from tests.api.photos import HEIGHT, WIDTH, photo
from tests.clients.conftest import Stage
from tests.clients.driven import driven, open_socket
from tests.tls.process import run, serving

DISC = (120.5, 80.5)
UNKNOWN = "sha256:" + "0" * 64


def test_photos(edge: Any, tmp_path: Path) -> None:
    data = photo(shift=1)
    (tmp_path / "a.png").write_bytes(data)
    first = edge.images.add(tmp_path / "a.png", embed=True)
    assert (first.width, first.height, first.format, first.bytes) == (WIDTH, HEIGHT, "PNG", len(data))
    assert first.embedding in ("computing", "ready")
    assert edge.images.add(data).uid == edge.images.add(str(tmp_path / "a.png")).uid == first.uid
    assert edge.images.get(first.uid).uid == first.uid
    assert edge.images.content(first.uid) == data
    assert edge.images.prefetch(first.uid).embedding in ("computing", "ready")


def test_photos_that_are_none(edge: Any, tmp_path: Path) -> None:
    with pytest.raises(ImageRefused, match="text"):
        edge.images.add(b"no photo")
    with pytest.raises(InvalidInput, match=r"absent\.png cannot be read"):
        edge.images.add(tmp_path / "absent.png")
    for ask in (edge.images.get, edge.images.content, edge.images.prefetch):
        with pytest.raises(NotFound):
            ask(UNKNOWN)


def test_a_click_and_its_refinement(edge: Any, edge_stage: Stage) -> None:
    uid = edge.images.add(photo()).uid
    answer = edge.segment(Prompt(image=uid, points=[DISC], multimask=True, formats=["polygon", "png"]))
    assert (answer.image, len(answer.masks), answer.model.name) == (uid, 3, "avala-mini")
    best = answer.masks[0]
    assert best.polygon["polygons"][0]["exterior"]
    assert (best.rle, best.png is None) == (None, False)
    points = [DISC, (10.0, 10.0, 0)]
    refined = edge.segment(Prompt(item=edge_stage.item, points=points, mask=best.mask, box=(60, 20, 120, 120)))
    assert 5000 < refined.masks[0].area < 12_000
    assert refined.cache == "hit"
    with pytest.raises(TokenRefused):
        edge.segment(Prompt(image=uid, points=[DISC], mask="made up"))
    with pytest.raises(InvalidInput, match="At least one prompt"):
        edge.segment(Prompt(image=uid))
    with pytest.raises(InvalidInput, match="JSON"):
        edge.segment(Prompt(image=uid, points=[(math.nan, 1.0)]))


def is_answered(outcome: object, uid: str | None) -> bool:
    return isinstance(outcome, SegmentAnswer) and outcome.image == uid


def test_a_socket_that_blocks(edge_stage: Stage) -> None:
    with (
        Client(edge_stage.server.base, edge_stage.key, ca=edge_stage.authority) as client,
        client.segment_socket() as socket,
    ):
        uid = client.images.add(photo()).uid
        asked = [socket.send(Prompt(image=uid, points=[(100.5 + n, 80.5)]), stream="hover") for n in range(60)]
        outcomes = [future.exception(60) or future.result() for future in asked]
        assert is_answered(outcomes[-1], uid)
        assert {type(outcome) for outcome in outcomes} == {SegmentAnswer, Superseded}
        alone = [socket.send(Prompt(image=uid, points=[(100.5 + n, 80.5)])) for n in range(40)]
        assert all(is_answered(future.result(60), uid) for future in alone)
        with pytest.raises(NotFound):
            socket.ask(Prompt(image=UNKNOWN, points=[DISC]))
        with pytest.raises(InvalidInput) as refused:
            socket.ask(Prompt(image=uid, points=[DISC], tolerance=-1))
        assert refused.value.field == "tolerance"
        for _ in range(20):  # none of them stays in the way
            with pytest.raises(InvalidInput, match="JSON"):
                socket.send(Prompt(image=uid, points=[(math.nan, 1.0)]))
        assert is_answered(socket.ask(Prompt(image=uid, points=[DISC]), stream="hover"), uid)
    with pytest.raises(Unreachable):
        socket.ask(Prompt(image=uid, points=[DISC]))


def test_who_is_told_may_ask_again(edge_stage: Stage) -> None:
    with (
        Client(edge_stage.server.base, edge_stage.key, ca=edge_stage.authority) as client,
        client.segment_socket() as socket,
    ):
        prompt = Prompt(image=client.images.add(photo()).uid, points=[DISC])
        more: queue.Queue[Future[SegmentAnswer]] = queue.Queue()
        socket.send(prompt).add_done_callback(lambda _: more.put(socket.send(prompt)))
        assert is_answered(more.get(timeout=60).result(60), prompt.image)


async def test_a_socket_that_is_awaited(edge_stage: Stage) -> None:
    async with (
        AsyncClient(edge_stage.server.base, edge_stage.key, ca=edge_stage.authority) as client,
        client.segment_socket() as socket,
    ):
        uid = (await client.images.add(photo())).uid
        hover = [socket.ask(Prompt(image=uid, points=[(100.5 + n, 80.5)]), stream="hover") for n in range(60)]
        outcomes = await asyncio.gather(*hover, return_exceptions=True)
        assert is_answered(outcomes[-1], uid)
        assert {type(outcome) for outcome in outcomes} == {SegmentAnswer, Superseded}
        alone = [socket.ask(Prompt(image=uid, points=[(100.5 + n, 80.5)])) for n in range(40)]
        assert all(is_answered(outcome, uid) for outcome in await asyncio.gather(*alone))
        with pytest.raises(NotFound):
            await socket.ask(Prompt(image=UNKNOWN, points=[DISC]))
        left = asyncio.create_task(socket.ask(Prompt(image=uid, points=[DISC])))
        await asyncio.sleep(0)
        left.cancel()  # whose answer then comes to nobody
        assert is_answered(await socket.ask(Prompt(image=uid, points=[DISC])), uid)
    with pytest.raises(Unreachable):
        await socket.ask(Prompt(image=uid, points=[DISC]))


@contextmanager
def client_and_socket(kind: str, base: str, key: str) -> Iterator[Any]:
    with driven(kind, base, key, timeout_s=20) as client, open_socket(client, kind) as socket:
        yield socket


def test_sockets_that_are_refused(kind: str, tmp_path: Path) -> None:
    with serving(tmp_path, AVALA_EDGE_MAX_SOCKETS_PER_KEY="1") as server:
        with pytest.raises(Unauthenticated, match="Invalid API key"), client_and_socket(kind, server.base, "avk_wrong"):
            pass
        with (
            client_and_socket(kind, server.base, server.key),
            pytest.raises(Throttled) as second,
            client_and_socket(kind, server.base, server.key),
        ):
            pass
        assert second.value.retry_after_s == 5


def ask_on_and_on(socket: Any, prompt: Prompt) -> None:
    """Until the server has noticed."""
    while True:
        socket.ask(prompt)


def test_a_socket_whose_key_ends(kind: str, tmp_path: Path) -> None:
    made = run("keys", "create", "bob", "--data-dir", str(tmp_path))
    key = made.stdout.strip()
    with serving(tmp_path) as server, Client(server.base, key) as client:
        prompt = Prompt(image=client.images.add(photo()).uid, points=[DISC])
        with client_and_socket(kind, server.base, key) as socket:
            assert is_answered(socket.ask(prompt), prompt.image)
            assert run("keys", "revoke", made.stderr.split()[0], "--data-dir", str(tmp_path)).returncode == 0
            with pytest.raises(Unauthenticated):
                ask_on_and_on(socket, prompt)
            with pytest.raises(Unauthenticated):
                socket.ask(prompt)


def test_a_socket_whose_server_dies(kind: str, tmp_path: Path) -> None:
    with serving(tmp_path, ends=-signal.SIGKILL) as server, Client(server.base, server.key) as client:
        prompt = Prompt(image=client.images.add(photo()).uid, points=[DISC])
        with client_and_socket(kind, server.base, server.key) as socket:
            assert is_answered(socket.ask(prompt), prompt.image)
            server.process.kill()
            for _ in range(2):
                with pytest.raises(Unreachable):
                    socket.ask(prompt)
