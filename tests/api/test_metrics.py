"""Metrics: what a click leaves behind, and that names, page and dashboard agree."""

from __future__ import annotations

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.api.conftest import EDGE, Client
from tests.api.photos import INSIDE

DOCS = Path(__file__).parents[2] / "docs"


async def scrape(client: Client) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = await client.get(f"{EDGE}/metrics")
    assert answer.status == 200
    assert answer.content_type == "text/plain"
    families = text_string_to_metric_families(await answer.text())
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


async def test_a_click_is_counted(client: Client, uid: str) -> None:
    for _ in range(2):
        answer = await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})
        assert answer.status == 200
    found = await scrape(client)
    for stage in ("queue", "decode", "postprocess", "serialise", "total"):
        assert found["avala_edge_segment_seconds_count", frozenset({("stage", stage)})] == 2
    assert found["avala_edge_embedding_total", frozenset({("outcome", "miss")})] >= 1
    assert found["avala_edge_embedding_total", frozenset({("outcome", "ram")})] >= 1
    route = {("method", "POST"), ("route", f"{EDGE}/segment/"), ("status", "200")}
    assert found["avala_edge_http_requests_total", frozenset(route)] == 2
    assert found["avala_edge_embedding_bytes", frozenset()] > 0
    assert found["process_resident_memory_bytes", frozenset()] > 0


async def test_unknown_paths_make_no_series(client: Client) -> None:
    for number in range(30):
        await client.get(f"{EDGE}/nothing/{number}")
        await client.get(f"{EDGE}/images/sha256:{number:064x}/")
    routes = {
        dict(labels)["route"] for name, labels in await scrape(client) if name == "avala_edge_http_requests_total"
    }
    assert len(routes) <= 3


async def test_no_key_no_metrics(stranger: Client) -> None:
    assert (await stranger.get(f"{EDGE}/metrics")).status == 401


async def test_names_page_and_dashboard_agree(client: Client, uid: str) -> None:
    await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})
    served = {re.sub(r"_(bucket|count|sum)$", "", name) for name, _ in await scrape(client)}
    ours = {name for name in served if name.startswith("avala_edge_") and not name.endswith("_created")}
    page = (DOCS / "reference" / "metrics.md").read_text()
    assert {name for name in ours if f"`{name}`" not in page} == set()
    dashboard = json.dumps(json.loads((DOCS / "observability" / "grafana-dashboard.json").read_text()))
    named = {
        re.sub(r"_(bucket|count|sum)$", "", name) for name in re.findall(r"\b(?:avala_edge|process)_\w+", dashboard)
    }
    assert len(named) > 5
    assert named <= served
