"""Embedding warm-ups as jobs, through the API: what is counted, who may, what is bounded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from avala_edge.api.app import make_app
from avala_edge.api.schemas.jobs import JobAnswer, JobPage
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.store import jobs as rows
from tests.api.conftest import EDGE, Client, Connect
from tests.api.photos import INSIDE
from tests.api.streams import begun, ended, order, record, upload
from tests.api.test_metrics import scrape

UNKNOWN = "sha256:" + "0" * 64


async def cache_of_a_click(client: Client, uid: str) -> str:
    answer = await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})
    assert answer.status == 200, await answer.text()
    return str((await answer.json())["cache"])


async def test_all_photos_are_warm_afterwards(client: Client) -> None:
    uids = await upload(client, 3)
    job = await order(client, all=True)
    assert (job["kind"], job["status"]) == ("embedding_warm_up", "pending")
    assert job["progress"] == {"total": 3, "done": 0, "failed": 0, "skipped": 0}
    done = await ended(client, job["uid"])
    JobAnswer.model_validate(done)
    assert done["status"] == "completed"
    assert done["progress"] == {"total": 3, "done": 3, "failed": 0, "skipped": 0}
    assert done["created_at"] <= done["started_at"] <= done["finished_at"]
    assert [await cache_of_a_click(client, uid) for uid in uids] == ["hit"] * 3


async def test_warm_ones_are_skipped_also_after_a_restart(config: Config) -> None:
    async def warm_up(site: Site, first: int, count: int) -> dict[str, int]:
        secret = (await site.keys.create("somebody"))[1]
        async with TestClient(TestServer(make_app(site)), headers={"X-Avala-Api-Key": secret}) as client:
            await upload(client, count, first=first)
            progress = (await ended(client, (await order(client, all=True))["uid"]))["progress"]
            return {name: count for name, count in progress.items() if count}

    async with open_site(config) as site:
        assert await warm_up(site, 0, 2) == {"total": 2, "done": 2}
        assert await warm_up(site, 2, 1) == {"total": 3, "done": 1, "skipped": 2}
    async with open_site(config) as site:
        assert await warm_up(site, 3, 1) == {"total": 4, "done": 1, "skipped": 3}


async def test_unknown_and_damaged_photos_fail_alone_and_can_be_retried(client: Client, site: Site) -> None:
    good, damaged, twice = await upload(client, 3)
    path = site.images.local_path(damaged)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes(len(whole) - 100))
    job = await ended(client, (await order(client, images=[UNKNOWN, good, damaged, twice, twice]))["uid"])
    assert job["status"] == "completed"
    assert job["progress"] == {"total": 4, "done": 2, "failed": 2, "skipped": 0}
    assert {(error["item"], error["code"]) for error in job["errors"]} == {
        (UNKNOWN, "not_found"),
        (damaged, "image_refused"),
    }
    path.write_bytes(whole)
    again = await client.post(f"{EDGE}/jobs/{job['uid']}/retry-failed/")
    assert again.status == 202
    second = await again.json()
    assert second["retry_of"] == job["uid"]
    third = await ended(client, second["uid"])
    assert third["progress"] == {"total": 2, "done": 1, "failed": 1, "skipped": 0}
    assert (await ended(client, job["uid"])) == job  # as it ended


async def test_nothing_to_retry_is_a_conflict(client: Client) -> None:
    await upload(client, 8)
    job = await order(client, all=True)
    running = await client.post(f"{EDGE}/jobs/{job['uid']}/retry-failed/")
    await ended(client, job["uid"])
    none = await client.post(f"{EDGE}/jobs/{job['uid']}/retry-failed/")
    assert [(answer.status, (await answer.json())["code"]) for answer in (running, none)] == [(409, "conflict")] * 2


async def test_clicks_go_first(client: Client) -> None:
    uids, fresh = await upload(client, 24), await upload(client, 8, first=30)
    job = await order(client, images=uids)
    now = await begun(client, job["uid"])
    outcomes = await asyncio.gather(*(cache_of_a_click(client, uid) for uid in fresh))
    after = await record(client, job["uid"])
    assert outcomes == ["miss"] * 8  # each needed an encode of its own
    assert after["status"] == "running"
    # Beside a click's encode goes one of the job's at most, on cores that the click leaves; two more were in work.
    assert after["progress"]["done"] - now["progress"]["done"] <= len(fresh) + 2
    assert (await ended(client, job["uid"]))["progress"]["done"] == 24


async def test_cancelling_takes_effect_at_once_and_twice_is_once(client: Client) -> None:
    uids = await upload(client, 20)
    job, behind = await order(client, images=uids), await order(client, images=uids[:1])
    await begun(client, job["uid"])
    answers = [await client.post(f"{EDGE}/jobs/{job['uid']}/cancel/") for _ in range(2)]
    first, second = [await answer.json() for answer in answers]
    assert [answer.status for answer in answers] == [200, 200]
    assert first == second
    assert first["status"] == "cancelled"
    assert 0 < first["progress"]["done"] < 20
    assert first["finished_at"]
    assert (await ended(client, behind["uid"]))["status"] == "completed"
    assert await record(client, job["uid"]) == first


async def test_who_may_what(connect: Connect, site: Site, client: Client, stranger: Client) -> None:
    member = await connect((await site.keys.create("a", role="annotator"))[1])
    other = await connect((await site.keys.create("b", role="annotator"))[1])
    await upload(client, 12)
    running, waiting = await order(member, all=True), await order(member, all=True)
    assert (await stranger.get(f"{EDGE}/jobs/")).status == 401
    listed = JobPage.model_validate(await (await other.get(f"{EDGE}/jobs/")).json())
    assert [job.uid for job in listed.results] == [waiting["uid"], running["uid"]]
    assert (await other.post(f"{EDGE}/jobs/{waiting['uid']}/cancel/")).status == 403
    assert (await member.post(f"{EDGE}/jobs/{waiting['uid']}/cancel/")).status == 200
    assert (await client.post(f"{EDGE}/jobs/{running['uid']}/cancel/")).status == 200  # an owner


@pytest.mark.parametrize("path", ["", "events", "cancel/", "retry-failed/"])
async def test_unknown_jobs(client: Client, path: str) -> None:
    send = client.post if path.endswith(("cancel/", "failed/")) else client.get
    answer = await send(f"{EDGE}/jobs/job_none/{path}")
    assert (answer.status, (await answer.json())["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"all": False}, "all"),
        ({"all": True, "images": [UNKNOWN]}, "body"),
        ({"images": []}, "images"),
        ({"images": [UNKNOWN, "sha256:xyz"]}, "images.1"),
        ({"images": [7]}, "images.0"),
        ({"images": ["bad"] * 90_000}, "images.0"),
        ({"images": [UNKNOWN] * 100_001}, "images"),
        ({"datasets": "d"}, "datasets"),
    ],
)
async def test_orders_that_make_no_sense(client: Client, body: dict[str, object], field: str) -> None:
    answer = await client.post(f"{EDGE}/embeddings/warm-up/", json=body)
    said = await answer.json()
    assert (answer.status, said["field"]) == (422, field)
    assert len(said["detail"]) <= 2
    assert (await (await client.get(f"{EDGE}/jobs/")).json())["results"] == []


async def test_a_hundred_thousand_photos_are_taken_in(client: Client) -> None:
    job = await order(client, images=[f"sha256:{number:064x}" for number in range(100_000)])
    assert job["progress"]["total"] == 100_000
    cancelled = await (await client.post(f"{EDGE}/jobs/{job['uid']}/cancel/")).json()
    assert len(cancelled["errors"]) <= 100


async def test_more_jobs_than_may_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_UNFINISHED", 8)
    uids = await upload(client, 12)
    jobs = [await order(client, images=uids) for _ in range(8)]
    refused = await client.post(f"{EDGE}/embeddings/warm-up/", json={"images": uids})
    assert (refused.status, (await refused.json())["code"]) == (429, "throttled")
    assert int(refused.headers["Retry-After"]) > 0
    await client.post(f"{EDGE}/jobs/{jobs[-1]['uid']}/cancel/")
    assert (await client.post(f"{EDGE}/embeddings/warm-up/", json={"images": uids})).status == 202


async def test_pages_and_filters(client: Client) -> None:
    jobs = [(await order(client, images=[UNKNOWN]))["uid"] for _ in range(5)]
    for uid in jobs:
        await ended(client, uid)
    url, seen = f"{EDGE}/jobs/?limit=2&status=completed&kind=embedding_warm_up", []
    while url:
        body = await (await client.get(url)).json()
        seen.append([job["uid"] for job in body["results"]])
        assert body["next"] is None or body["next"].startswith("http://127.0.0.1:")
        url = body["next"] and body["next"][body["next"].index("/api/") :]
    assert seen == [jobs[:2:-1], jobs[2:0:-1], jobs[:1]]
    assert (await (await client.get(f"{EDGE}/jobs/?status=running")).json())["results"] == []
    assert (await (await client.get(f"{EDGE}/jobs/?kind=export")).json())["results"] == []
    for query in ("status=odd", "limit=0", "limit=201", "cursor=x"):
        assert (await client.get(f"{EDGE}/jobs/?{query}")).status == 422
    assert (await client.head(f"{EDGE}/jobs/")).status == 200
    assert (await client.head(f"{EDGE}/jobs/{jobs[0]}/")).status == 200
    assert (await client.head(f"{EDGE}/jobs/{jobs[0]}/events")).status == 405


async def test_without_a_disk_it_stops_when_memory_is_full(tmp_path: Path) -> None:
    small = Config(data_dir=tmp_path, demo=False, threads=1, embedding_disk_bytes=0)
    async with open_site(small) as site:
        secret = (await site.keys.create("somebody"))[1]
        async with TestClient(TestServer(make_app(site)), headers={"X-Avala-Api-Key": secret}) as client:
            (used,) = await upload(client, 1)
            await cache_of_a_click(client, used)
            one = (await scrape(client))["avala_edge_embedding_bytes", frozenset()]
    room = replace(small, data_dir=tmp_path / "second", embedding_budget_bytes=int(4.5 * one), closer_look=False)
    async with open_site(room) as site:
        secret = (await site.keys.create("somebody"))[1]
        async with TestClient(TestServer(make_app(site)), headers={"X-Avala-Api-Key": secret}) as client:
            uids = await upload(client, 12)
            assert await cache_of_a_click(client, uids[0]) == "miss"
            job = await ended(client, (await order(client, images=uids))["uid"])
            assert job["status"] == "failed"
            assert "AVALA_EDGE_EMBEDDING_BUDGET_BYTES" in job["error_message"]
            assert 0 < job["progress"]["done"] < 5
            assert await cache_of_a_click(client, uids[0]) == "hit"  # what is in use stays


async def test_jobs_are_counted(client: Client) -> None:
    await upload(client, 2)
    await ended(client, (await order(client, all=True))["uid"])
    await ended(client, (await order(client, images=[UNKNOWN]))["uid"])
    found = await scrape(client)
    assert found["avala_edge_jobs", frozenset({("status", "completed")})] == 2
    items = {
        outcome: found["avala_edge_job_items_total", frozenset({("outcome", outcome)})]
        for outcome in ("done", "failed")
    }
    assert items == {"done": 2, "failed": 1}


async def test_full_queues_are_waited_for(config: Config) -> None:
    async with open_site(replace(config, max_queue=3)) as site:
        secret = (await site.keys.create("somebody"))[1]
        async with TestClient(TestServer(make_app(site)), headers={"X-Avala-Api-Key": secret}) as client:
            uids, others = await upload(client, 10), await upload(client, 12, first=30)
            statuses: set[int] = set()

            async def click_on(uid: str) -> None:
                while not over.is_set():
                    answer = await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})
                    statuses.add(answer.status)

            over = asyncio.Event()
            clicking = asyncio.gather(*(click_on(uid) for uid in others))
            while 503 not in statuses:  # noqa: ASYNC110  # until the queues are full
                await asyncio.sleep(0.01)
            job = await order(client, images=uids)
            await asyncio.sleep(0.3)
            over.set()
            await clicking
            assert (await ended(client, job["uid"]))["progress"] == {"total": 10, "done": 10, "failed": 0, "skipped": 0}
