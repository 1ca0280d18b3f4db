from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from avala_edge.store import database_url, migrate
from tests.postgres_server import PostgresServer
from tests.s3_server import S3Server
from tests.triton.server import serving as serving_triton


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--triton", action="store_true", help="Point every server at a real Triton.")


@pytest.fixture(scope="session", autouse=True)
def triton_for_all(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """With --triton: one for the whole run, whose address is in TEST_TRITON."""
    if not request.config.getoption("--triton"):
        yield
        return
    with serving_triton(tmp_path_factory.mktemp("triton")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_TRITON", server.address)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One for the whole run; each test has databases of its own there."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """One for the whole run; each test makes buckets of its own there."""
    server = S3Server()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    url = database_url("", tmp_path_factory.mktemp("migrated"))
    migrate(url)
    return Path(str(url.database))


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database: tests that use it run on both."""
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[URL]:
    """The address of a database with this version's tables and nothing in them."""
    if kind == "sqlite":
        yield _copy(request.getfixturevalue("migrated_sqlite"), tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.lent_database() as name:
        yield server.sqlalchemy_url(name)


@pytest.fixture
def site_database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """What AVALA_EDGE_DATABASE_URL says for the data folder `tmp_path/data`, whose database has its tables already."""
    if kind == "sqlite":
        _copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "data")
        yield ""
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.lent_database() as name:
        yield server.url(name)


def _copy(template: Path, folder: Path) -> URL:
    made = database_url("", folder)
    shutil.copyfile(template, str(made.database))
    return made
