"""A job's events: in order, resumable, over when the job is, and never in the job's way."""

from __future__ import annotations

import asyncio

import pytest

from avala_edge.api import events as door
from avala_edge.api.schemas.jobs import ItemBody, ItemProblemBody, JobAnswer, StandingBody
from avala_edge.api.sockets import SOCKETS
from tests.api.conftest import EDGE, Client, Connect
from tests.api.streams import ended, events, listen, order, upload

UNKNOWN = "sha256:" + "0" * 64
MODELS = {"progress": StandingBody, "item": ItemBody, "error": ItemProblemBody, "done": JobAnswer}


async def test_what_happens_is_told_in_order(client: Client) -> None:
    uids = await upload(client, 3)
    job = await order(client, images=[*uids, UNKNOWN])
    said = await listen(client, job["uid"])
    for each in said:
        MODELS[each.name].model_validate(each.data)
    ids = [each.id for each in said if each.id is not None]
    assert ids == sorted(set(ids))
    assert {each.data["item"] for each in said if each.name == "item"} == set(uids)
    assert [each.data["item"] for each in said if each.name == "error"] == [UNKNOWN]
    counts = [each.data["progress"] for each in said if each.name == "progress"]
    through = [count["done"] + count["failed"] for count in counts]
    assert through == sorted(through)
    assert through[-1] == 4
    assert [each.name for each in said].count("done") == 1
    assert said[-1].name == "done"
    assert said[-1].data == await ended(client, job["uid"])


async def test_resuming_tells_what_came_after(client: Client) -> None:
    await upload(client, 6)
    job = await order(client, all=True)
    async with client.get(f"{EDGE}/jobs/{job['uid']}/events") as response:
        assert response.content_type == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-cache"
        async for said in events(response):
            if said.name == "item":
                break
    rest = await listen(client, job["uid"], str(said.id))
    assert all(each.id is not None and each.id > (said.id or 0) for each in rest)
    assert len([each for each in rest if each.name == "item"]) == 5
    assert rest[-1].name == "done"
    last = str(rest[-1].id)
    over = await client.get(f"{EDGE}/jobs/{job['uid']}/events", headers={"Last-Event-ID": last})
    assert over.status == 204
    assert [each.name for each in await listen(client, job["uid"], str(int(last) - 1))] == ["done"]


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 40, "1e3", "²", "999999"])
async def test_ids_that_are_none_start_anew(client: Client, odd: str) -> None:
    await upload(client, 1)
    job = await order(client, all=True)
    await ended(client, job["uid"])
    names = [each.name for each in await listen(client, job["uid"], odd)]
    assert names[0] in ("progress", "item")
    assert names[-1] == "done"


async def test_what_is_forgotten_is_replaced_by_a_snapshot(client: Client) -> None:
    many = [f"sha256:{number:064x}" for number in range(2000)]
    job = await order(client, images=many)
    await ended(client, job["uid"])
    said = await listen(client, job["uid"], "3")
    assert (said[0].name, said[0].id) == ("progress", None)
    assert said[0].data["progress"]["failed"] == 2000
    assert len(said) < 1100
    assert said[-1].name == "done"
    assert len(said[-1].data["errors"]) == 100


async def test_a_slow_listener_holds_nothing_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PACE_S", 0.2)
    job = await order(client, images=[f"sha256:{number:064x}" for number in range(3000)])
    async with client.get(f"{EDGE}/jobs/{job['uid']}/events") as idle:  # reads nothing
        assert idle.status == 200
        listening = asyncio.ensure_future(listen(client, job["uid"]))
        assert (await ended(client, job["uid"]))["progress"]["failed"] == 3000
    said = await listening
    assert len([each for each in said if each.name == "progress"]) < 300  # gathered, not one for each item
    assert said[-1].name == "done"


async def test_silence_is_filled_with_heartbeats(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "HEARTBEAT_S", 0.02)
    await upload(client, 4)
    first, behind = await order(client, all=True), await order(client, all=True)
    async with client.get(f"{EDGE}/jobs/{behind['uid']}/events") as response:
        async with asyncio.timeout(30):
            while not (await response.content.readline()).startswith(b":"):
                pass
    await ended(client, first["uid"])


async def test_listeners_are_bounded(client: Client, connect: Connect) -> None:
    sockets = client.server.app[SOCKETS]  # type: ignore[union-attr]
    sockets._most_per_key = 2
    await upload(client, 10)
    job = await order(client, all=True)
    url = f"{EDGE}/jobs/{job['uid']}/events"
    async with client.get(url), client.get(url):
        third = await client.get(url)
        assert third.status == 429
        assert int(third.headers["Retry-After"]) > 0
    await ended(client, job["uid"])
    assert (await listen(client, job["uid"]))[-1].name == "done"


async def test_a_server_that_stops_ends_streams_and_jobs(client: Client) -> None:
    await upload(client, 12)
    running, waiting = await order(client, all=True), await order(client, all=True)
    async with client.get(f"{EDGE}/jobs/{waiting['uid']}/events") as response:
        async with asyncio.timeout(10):
            closing = asyncio.ensure_future(client.server.close())
            names = [said.name async for said in events(response)]
            await closing
    assert "done" not in names
    assert running["status"] == "pending"
