from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from avala_edge.api.app import make_app
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from tests.api.photos import photo

EDGE = "/api/edge/v1"
Client = TestClient[Any, Any]
Connect = Callable[[str | None], Awaitable[Client]]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(
        data_dir=tmp_path / "data", demo=False, threads=1, engine="onnxruntime-fp32", max_image_bytes=8 * 1024 * 1024
    )


@pytest.fixture
async def site(config: Config) -> AsyncIterator[Site]:
    async with open_site(config) as opened:
        yield opened


@pytest.fixture
async def key(site: Site) -> str:
    return (await site.keys.create("first admin"))[1]


@pytest.fixture
async def connect(site: Site) -> AsyncIterator[Connect]:
    server = TestServer(make_app(site))
    await server.start_server(lingering_time=0.5)
    clients: list[Client] = []

    async def open_client(secret: str | None) -> Client:
        client = TestClient(server, headers={} if secret is None else {"X-Avala-Api-Key": secret})
        clients.append(client)
        return client

    yield open_client
    for client in clients:
        await client.close()
    await server.close()


@pytest.fixture
async def client(connect: Connect, key: str) -> Client:
    return await connect(key)


@pytest.fixture
async def stranger(connect: Connect) -> Client:
    return await connect(None)


@pytest.fixture
async def uid(client: Client) -> str:
    answer = await client.post(f"{EDGE}/images/", data=photo(), headers={"Content-Type": "image/png"})
    assert answer.status == 201, await answer.text()
    body = await answer.json()
    return str(body["uid"])
