"""A real server process with something in it, and what the official clients need to call it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.store import LabelSpec, NewAnnotation, NewItem
from tests.api.photos import photo
from tests.clients.driven import driven
from tests.postgres_server import PostgresServer
from tests.tls.process import Server, init, serving

PHOTOS = 5


@dataclass(frozen=True)
class Stage:
    """A running server and the uids of what it has."""

    server: Server
    key: str
    annotator: str
    authority: Path | None
    dataset: str
    project: str
    item: str
    data_dir: Path
    database: str = ""

    @property
    def base(self) -> str:
        return f"{self.server.base}/api/v1"

    @property
    def driver(self) -> str:
        """How a test looks into the database."""
        return "postgresql+psycopg" if self.database else "sqlite"

    def environment(self) -> dict[str, str]:
        """What the official clients read."""
        tls = {"SSL_CERT_FILE": str(self.authority)} if self.authority else {"AVALA_ALLOW_INSECURE_BASE_URL": "1"}
        return {"AVALA_API_KEY": self.key, "AVALA_BASE_URL": self.base, **tls}


async def _fill(data_dir: Path, database_url: str = "") -> dict[str, str]:
    config = Config(data_dir=data_dir, database_url=database_url, demo=False, threads=1, engine="onnxruntime-fp32")
    async with open_site(config) as site:
        _, key = await site.keys.create("lead")
        _, annotator = await site.keys.create("anna", role="annotator")
        boss = site.keys.first()
        dataset = await site.datasets.create(boss, name="Street scenes", slug="street")
        record, _ = await site.intake.add(photo())
        new = [NewItem(record.uid, f"{number}.png", {"camera": "left"}) for number in range(PHOTOS)]
        items = await site.items.add(boss, dataset.uid, new)
        project = await site.projects.create(boss, name="Cars", dataset_uids=[dataset.uid], labels=[LabelSpec("car")])
        ring = [[1.0, 1.0], [9.0, 1.0], [5.0, 8.0]]
        box = {"x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0}
        shapes = [
            NewAnnotation("bounding_box", box, label="car"),
            NewAnnotation("polygon", {"polygons": [{"exterior": ring, "holes": []}]}, label="car"),
            NewAnnotation("bounding_box", box, label="car", source="auto_label", confidence=0.8, model="yolo"),
        ]
        await site.annotations.add(boss, items[0][0].uid, project.uid, shapes)
    return {
        "key": key,
        "annotator": annotator,
        "dataset": dataset.uid,
        "project": project.uid,
        "item": items[0][0].uid,
    }


def fill(data_dir: Path, database_url: str = "") -> dict[str, str]:
    """Make a site with something in it; returns keys and uids."""
    return asyncio.run(_fill(data_dir, database_url))


@pytest.fixture(scope="session", params=["http", "https"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    data_dir = tmp_path_factory.mktemp(request.param) / "data"
    authority = init(data_dir) if request.param == "https" else None
    filled = fill(data_dir)
    with serving(data_dir) as server:
        yield Stage(server=server, authority=authority, data_dir=data_dir, **filled)


@pytest.fixture(scope="session", params=["http", "https"])
def edge_stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Where our own client changes things; photos may be imported from `import` in the data's neighbourhood."""
    folder = tmp_path_factory.mktemp(f"edge-{request.param}")
    authority = init(folder / "data") if request.param == "https" else None
    (folder / "import").mkdir()
    filled = asyncio.run(_fill(folder / "data"))
    with serving(folder / "data", AVALA_EDGE_IMPORT_ROOTS=str(folder / "import")) as server:
        yield Stage(server=server, authority=authority, data_dir=folder / "data", **filled)


@pytest.fixture(params=["blocking", "awaited"])
def kind(request: pytest.FixtureRequest) -> str:
    """Of our own client."""
    return str(request.param)


@pytest.fixture
def edge(edge_stage: Stage, kind: str) -> Iterator[Any]:
    """Our own client of either kind, at that stage."""
    with driven(kind, edge_stage.server.base, edge_stage.key, ca=edge_stage.authority) as client:
        yield client


@pytest.fixture(params=["sqlite", "postgresql"])
def busy_stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A server of its own that takes as many requests as somebody likes to send."""
    url = ""
    if request.param == "postgresql":
        postgres: PostgresServer = request.getfixturevalue("postgres_server")
        url = postgres.url(postgres.new_database())
    filled, settings = fill(tmp_path / "data", url), {"AVALA_EDGE_DATABASE_URL": url}
    with serving(tmp_path / "data", AVALA_EDGE_REQUESTS_PER_MINUTE="1000000", **settings) as server:
        yield Stage(server=server, authority=None, data_dir=tmp_path / "data", database=url, **filled)


@pytest.fixture
def official(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The stage, with the environment of its clients."""
    for name, value in stage.environment().items():
        monkeypatch.setenv(name, value)
    return stage


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def changing_stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    data_dir, url = tmp_path_factory.mktemp("workshop") / "data", ""
    if request.param == "postgresql":
        postgres: PostgresServer = request.getfixturevalue("postgres_server")
        url = postgres.url(postgres.new_database())
    filled = fill(data_dir, url)
    settings = {"AVALA_EDGE_PROVIDER_TARGETS": "127.0.0.1", "AVALA_EDGE_WEBHOOK_TARGETS": "127.0.0.1"}
    with serving(data_dir, AVALA_EDGE_DATABASE_URL=url, **settings) as server:
        yield Stage(server=server, authority=None, data_dir=data_dir, database=url, **filled)


@pytest.fixture
def workshop(changing_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A stage for tests that change things, so that those which count them have another."""
    for name, value in changing_stage.environment().items():
        monkeypatch.setenv(name, value)
    return changing_stage
