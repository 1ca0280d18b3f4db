from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One for the whole run; each test makes databases of its own there."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()
