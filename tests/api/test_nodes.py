"""What is encoded once is found again: after a restart on disk, on another node through the shared server."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.segment import Point, SegmentRequest
from avala_edge.store import Principal
from tests.api.photos import INSIDE, photo
from tests.valkey_server import ValkeyServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ValkeyServer]:
    started = ValkeyServer(tmp_path)
    started.start()
    yield started
    started.kill()


async def click(site: Site, uid: str) -> str:
    request = SegmentRequest(image=uid, points=(Point(INSIDE["x"], INSIDE["y"], 1),))
    return (await site.segment.segment(request, Principal("anna", "Anna", "annotator"), ahead=False)).cache


async def counted(site: Site, outcome: str) -> float:
    line = f'avala_edge_embedding_total{{outcome="{outcome}"}} '
    (value,) = [row.removeprefix(line) for row in site.metrics.text().decode().splitlines() if row.startswith(line)]
    return float(value)


async def test_a_click_on_one_node_warms_the_other(tmp_path: Path, server: ValkeyServer) -> None:
    for name, cache, outcome in (("first", "miss", "miss"), ("second", "hit", "shared")):
        config = Config(data_dir=tmp_path / name, demo=False, threads=1, shared_embeddings=server.url)
        async with open_site(config) as site:
            record, _ = await site.intake.add(photo())
            assert site.segment.embedding_state(record) == "absent"
            assert await click(site, record.uid) == cache
            assert await counted(site, outcome) == 1
            assert await counted(site, "unreachable") == 0


async def test_an_embedding_on_disk_is_ready_and_a_prefetch_brings_it_to_memory(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, demo=False, threads=1)
    async with open_site(config) as site:
        record, _ = await site.intake.add(photo())
        assert await click(site, record.uid) == "miss"
    async with open_site(config) as site:
        assert site.segment.embedding_state(record) == "ready"
        site.segment.start_embedding(record)
        async with asyncio.timeout(5):
            while await counted(site, "ahead_disk") == 0:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await click(site, record.uid) == "hit"
        assert await counted(site, "ram") == 1
        assert await counted(site, "ahead_miss") == 0
        shutil.rmtree(tmp_path / "embeddings")
        assert site.segment.embedding_state(record) == "ready"  # in memory


async def test_clicks_and_what_was_asked_ahead_of_them_are_counted_apart(tmp_path: Path) -> None:
    async with open_site(Config(data_dir=tmp_path, demo=False, threads=1)) as site:
        record, _ = await site.intake.add(photo())
        site.segment.start_embedding(record)
        async with asyncio.timeout(5):
            while await counted(site, "ahead_miss") == 0:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await click(site, record.uid) == "hit"
        assert [await counted(site, name) for name in ("ram", "miss", "ahead_miss")] == [1, 0, 1]
