from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from avala_edge.store import Database, database_url
from tests.postgres_server import PostgresServer


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
async def database(url: URL) -> AsyncIterator[Database]:
    """A migrated database, open."""
    opened = Database(url)
    yield opened
    await opened.close()
