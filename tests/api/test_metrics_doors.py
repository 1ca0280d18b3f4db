"""What a scraper reads: counts that follow the clicks, bounded labels, a key unless told otherwise."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from avala_edge import __version__
from avala_edge.api.app import make_app
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.inference import Lane
from avala_edge.observability import Metrics
from avala_edge.observability.metrics import BUCKETS, STAGES
from avala_edge.segment import Point, SegmentRequest
from avala_edge.store import Principal
from tests.api.conftest import EDGE, Client
from tests.api.photos import INSIDE

Scrape = dict[tuple[str, frozenset[tuple[str, str]]], float]
SEGMENT = f"{EDGE}/segment/"


def read(text: str) -> Scrape:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def scrape(client: Client, path: str = "/metrics") -> Scrape:
    answer = await client.get(path)
    assert answer.status == 200, await answer.text()
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return read(await answer.text())


def value(scraped: Scrape, name: str, **labels: str) -> float:
    return scraped[f"avala_edge_{name}", frozenset(labels.items())]


def labels_of(scraped: Scrape, name: str, label: str) -> set[str]:
    return {dict(labels)[label] for (found, labels) in scraped if found == f"avala_edge_{name}"}


async def click(client: Client, uid: str) -> None:
    answer = await client.post(SEGMENT, json={"image": uid, "points": [INSIDE]})
    assert answer.status == 200, await answer.text()


async def test_a_click_is_counted_in_every_stage_it_had(client: Client, uid: str) -> None:
    def counts(scraped: Scrape) -> dict[str, float]:
        return {stage: value(scraped, "segment_seconds_count", stage=stage) for stage in STAGES}

    assert set(counts(await scrape(client)).values()) == {0}
    await click(client, uid)
    cold = await scrape(client)
    assert set(counts(cold).values()) == {1}
    await click(client, uid)
    warm = await scrape(client)
    assert {stage for stage, count in counts(warm).items() if count == 1} == {"decode_image", "encode"}
    total = value(cold, "segment_seconds_sum", stage="total")
    parts = ("queue", "decode_image", "encode", "decode", "postprocess")
    assert 0 < sum(value(cold, "segment_seconds_sum", stage=stage) for stage in parts) <= total
    assert value(warm, "segment_seconds_bucket", stage="total", le="+Inf") == 2


async def test_a_refused_click_is_an_answer_and_no_click(client: Client) -> None:
    answer = await client.post(SEGMENT, json={"image": "sha256:" + "0" * 64, "points": [INSIDE]})
    assert answer.status == 404
    scraped = await scrape(client)
    assert value(scraped, "segment_seconds_count", stage="total") == 0
    assert value(scraped, "http_requests_total", method="POST", route=SEGMENT, status="404") == 1


async def test_work_that_is_no_click_is_not_counted_as_one(site: Site, client: Client, uid: str) -> None:
    request = SegmentRequest(uid, points=(Point(INSIDE["x"], INSIDE["y"]),))
    await site.segment.segment(request, Principal("job", "job", "owner"), lane=Lane.BATCH)
    assert value(await scrape(client), "segment_seconds_count", stage="total") == 0


async def test_requests_are_counted_by_pattern_and_true_status(client: Client, uid: str) -> None:
    for _ in range(2):
        assert (await client.get(f"{EDGE}/images/{uid}/")).status == 200
    whole = await client.get(f"{EDGE}/images/{uid}/content")
    await client.get(f"{EDGE}/images/{uid}/content", headers={"If-None-Match": whole.headers["ETag"]})
    await client.get(f"{EDGE}/images/{uid}/content", headers={"Range": "bytes=0-3"})
    scraped = await scrape(client)
    record, content = f"{EDGE}/images/{{uid}}/", f"{EDGE}/images/{{uid}}/content"
    assert value(scraped, "http_requests_total", method="GET", route=record, status="200") == 2
    assert value(scraped, "http_seconds_count", route=record) == 2
    for status in ("200", "206", "304"):
        assert value(scraped, "http_requests_total", method="GET", route=content, status=status) == 1
    assert uid not in str(scraped)


async def test_a_socket_is_an_answer_when_it_opens(client: Client) -> None:
    async with client.ws_connect(f"{EDGE}/segment/ws"):
        scraped = await scrape(client)
    route = f"{EDGE}/segment/ws"
    assert value(scraped, "http_requests_total", method="GET", route=route, status="101") == 1
    again = await scrape(client)
    assert value(again, "http_seconds_count", route=route) == 1
    assert "499" not in labels_of(again, "http_requests_total", "status")


async def test_a_body_refused_before_it_is_sent_is_counted(client: Client) -> None:
    answer = await client.post(f"{EDGE}/images/", data=b"x" * (9 * 1024 * 1024), expect100=True)
    assert answer.status == 413
    route = f"{EDGE}/images/"
    assert value(await scrape(client), "http_requests_total", method="POST", route=route, status="413") == 1


async def test_strange_paths_and_methods_add_no_labels(site: Site, stranger: Client, client: Client) -> None:
    for number in range(3):
        assert (await stranger.get(f"/api/nothing-{number}")).status in (401, 404)
        assert (await client.get(f"{EDGE}/nothing-{number}")).status == 404
        assert (await stranger.get(f"/nothing-{number}.js")).status == 404
        assert (await client.request(("PROPFIND", "LOCK", "SEARCH")[number], SEGMENT)).status == 405
    scraped = await scrape(client)
    assert "nothing" not in str(scraped)
    assert "PROPFIND" not in str(scraped)
    assert value(scraped, "http_requests_total", method="GET", route="unknown", status="404") == 3
    assert value(scraped, "http_requests_total", method="other", route="unknown", status="405") == 3
    patterns = {resource.canonical for resource in make_app(site).router.resources()}
    assert labels_of(scraped, "http_requests_total", "route") <= patterns | {"unknown"}


async def test_a_client_that_leaves_is_counted(site: Site, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def hang(*_: object, **__: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(site.segment, "segment", hang)
    server = TestServer(make_app(site))
    await server.start_server()
    async with TestClient(server, headers={"X-Avala-Api-Key": key}) as client:
        asking = asyncio.ensure_future(client.post(SEGMENT, json={"image": "x", "points": [INSIDE]}))
        await begun.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        statuses: set[str] = set()
        for _ in range(500):
            statuses = labels_of(await scrape(client), "http_requests_total", "status")
            if "499" in statuses:
                break
            await asyncio.sleep(0.01)
        assert "499" in statuses


async def test_memory_queues_and_what_runs(site: Site, client: Client, uid: str) -> None:
    await click(client, uid)
    scraped = await scrape(client, f"{EDGE}/metrics")
    assert 0 < value(scraped, "embedding_bytes") <= value(scraped, "embedding_budget_bytes")
    assert value(scraped, "embedding_budget_bytes") == site.config.embedding_budget_bytes
    for scheduler in ("encode", "decode", "cpu"):
        for lane in ("click", "prefetch", "batch"):
            assert value(scraped, "waiting", scheduler=scheduler, lane=lane) >= 0
    card = site.model.manifest
    assert value(scraped, "build_info", version=__version__, model=card.name, model_digest=card.digest) == 1
    assert scraped["process_resident_memory_bytes", frozenset()] > 1e6
    assert not [name for name, _ in scraped if name.endswith("_created")]


async def test_metrics_need_a_key(stranger: Client, client: Client) -> None:
    for path in ("/metrics", f"{EDGE}/metrics"):
        assert (await stranger.get(path)).status == 401
        assert (await stranger.get(path, headers={"X-Avala-Api-Key": "avk_wrong"})).status == 401
        await scrape(client, path)
        assert (await client.head(path)).status == 200


async def test_metrics_can_be_opened_to_scrapers(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_METRICS_PUBLIC", "1")
    assert Config.from_environment(data_dir=config.data_dir).metrics_public
    async with open_site(replace(config, metrics_public=True)) as site, TestClient(TestServer(make_app(site))) as open_:
        for path in ("/metrics", f"{EDGE}/metrics"):
            await scrape(open_, path)
        assert (await open_.get(f"{EDGE}/models/")).status == 401


def test_two_sites_do_not_mix_and_what_did_not_happen_is_not_counted() -> None:
    one, other = (Metrics(version="1", model="m", digest="d") for _ in range(2))
    one.stage("total", 0.01)
    one.stage("encode", 0.0)
    assert value(read(one.text().decode()), "segment_seconds_count", stage="total") == 1
    assert value(read(one.text().decode()), "segment_seconds_count", stage="encode") == 0
    assert value(read(other.text().decode()), "segment_seconds_count", stage="total") == 0


def test_the_figures_promised_are_bucket_edges() -> None:
    assert {0.001, 0.002, 0.012, 0.025, 0.06, 0.3, 3.0, 30.0} <= set(BUCKETS)
    assert list(BUCKETS) == sorted(set(BUCKETS))
