from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def durable_server() -> Iterator[PostgresServer]:
    """One that waits for its disk, as a site's does."""
    server = PostgresServer(durable=True)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def given_url(request: pytest.FixtureRequest) -> str:
    """What AVALA_EDGE_DATABASE_URL says: nothing, or where a new database is."""
    if request.param == "sqlite":
        return ""
    server: PostgresServer = request.getfixturevalue("durable_server")
    return server.url(server.new_database(migrated=False))
