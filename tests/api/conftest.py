from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from avala_edge.api.app import make_app
from avala_edge.assembly import Site, open_site, parts
from avala_edge.config import Config
from avala_edge.inference.engine import Loaded
from avala_edge.inference.onnxruntime_engine import OnnxRuntimeEngine
from avala_edge.inference.triton import endpoint
from avala_edge.models.triton_gate import TritonGate
from tests.api.calls import CAR, EDGE, Client, files, said
from tests.api.photos import photo

ON_BOTH = {"test_projects", "test_jobs", "test_uploads", "test_permissions", "test_imports"}
Connect = Callable[[str | None], Awaitable[Client]]


@pytest.fixture(scope="module", autouse=True)
def one_model() -> Iterator[None]:
    """The model's files are opened once for all sites, and tried once a site; a Triton is checked once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TritonGate, "check", _check_once)
        patch.setattr(endpoint, "POLL_S", 0.05)
        patch.setattr(OnnxRuntimeEngine, "open", _open_once)
        patch.setattr(parts, "TRIES", 1)
        yield


_open, _opened = OnnxRuntimeEngine.open, dict[tuple[Path, int, int], Loaded]()


def _open_once(self: OnnxRuntimeEngine, path: Path, *, threads: int) -> Loaded:
    key = (path, threads, os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    if key not in _opened:
        _opened[key] = _open(self, path, threads=threads)
    return _opened[key]


_check, _admitted = TritonGate.check, dict[str, endpoint.Admission]()


async def _check_once(self: TritonGate, place: endpoint.Endpoint) -> endpoint.Admission:
    if place.address not in _admitted:
        _admitted[place.address] = await _check(self, place)
    return _admitted[place.address]


async def served_by_triton(site: Site) -> None:
    """Wait until the servers that are configured serve."""
    assert site.runtime.triton is not None
    async with asyncio.timeout(60):
        while any(each.state != "serves" for each in site.runtime.triton.endpoints.values()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is about the database on both kinds; the rest of the API knows nothing of it."""
    if "kind" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] in ON_BOTH:
        metafunc.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def config(tmp_path: Path, site_database: str) -> Config:
    return Config(
        data_dir=tmp_path / "data",
        database_url=site_database,
        demo=False,
        threads=1,
        engine="onnxruntime-fp32",
        max_image_bytes=8 * 1024 * 1024,
        triton=tuple(filter(None, [os.environ.get("TEST_TRITON")])),
    )


@pytest.fixture
async def site(config: Config) -> AsyncIterator[Site]:
    async with open_site(config) as opened:
        if config.triton:
            await served_by_triton(opened)
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


@pytest.fixture
async def dataset(site: Site, key: str) -> str:
    return (await site.datasets.create(site.keys.first(), name="Street scenes")).uid


@pytest.fixture
async def items(client: Client, dataset: str) -> list[str]:
    answer = await client.post(f"{EDGE}/datasets/{dataset}/items/", data=files(("a.png", "PNG"), ("b.jpg", "JPEG")))
    return [row["item"]["uid"] for row in (await answer.json())["results"]]


@pytest.fixture
async def project(client: Client, dataset: str, items: list[str]) -> str:
    body = {"name": "Cars", "datasets": [dataset], "labels": [CAR, {"name": "dog", "shortcut": "d"}]}
    return str((await said(client, "POST", "projects/", 201, json=body))["uid"])
