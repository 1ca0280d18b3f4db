from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from avala_edge.store import Database, database_url, migrate
from tests.postgres_server import PostgresServer


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
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[URL]:
    """The address of a database without tables."""
    if kind == "sqlite":
        yield database_url("", tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.new_database(migrated=False)
    yield server.sqlalchemy_url(name)
    server.drop_database(name)


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[URL]:
    """The address of a database with this version's tables and nothing in them."""
    if kind == "sqlite":
        made = database_url("", tmp_path)
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), str(made.database))
        yield made
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.new_database()
    yield server.sqlalchemy_url(name)
    server.drop_database(name)


@pytest.fixture
async def database(url: URL) -> AsyncIterator[Database]:
    """A migrated database, open."""
    opened = Database(url)
    yield opened
    await opened.close()
