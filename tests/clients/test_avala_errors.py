"""Each error of a real server is the class that Avala's own clients, blocking and awaited, have for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from avala import AsyncClient, Client
from avala.errors import (
    AuthenticationError,
    AvalaError,
    ForbiddenError,
    NotFoundError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
    ValidationError,
)

from avala_edge.assembly import open_store
from avala_edge.config import Config
from avala_edge.store import Keys
from tests.clients.conftest import Stage
from tests.clients.driven import Driven
from tests.postgres_server import PostgresServer
from tests.tls.process import Server, serving

Open = Callable[..., Any]


@pytest.fixture
def client_of(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """What opens an official client of either kind, driven from a test that blocks."""
    monkeypatch.setenv("AVALA_ALLOW_INSECURE_BASE_URL", "1")
    with asyncio.Runner() as runner:
        opened = []

        def make(**named: object) -> Driven:
            opened.append(Driven((Client if kind == "blocking" else AsyncClient)(**named), runner))
            return opened[-1]

        yield make
        for client in opened:
            client.close()


@pytest.fixture
def client(client_of: Open, workshop: Stage) -> Any:
    return client_of()


def expired_key(stage: Stage) -> str:
    async def make() -> str:
        config = Config(data_dir=stage.data_dir, database_url=stage.database)
        async with open_store(config) as database:
            expires_at = datetime.now(UTC) + timedelta(seconds=0.5)
            return (await Keys(database).create("once", "admin", expires_at=expires_at))[1]

    return asyncio.run(make())


def test_401_a_key_that_is_missing_or_wrong(client: Any, client_of: Open) -> None:
    with pytest.raises(AuthenticationError, match="Invalid API key") as wrong:
        client_of(api_key="avk_wrong").datasets.list()
    assert wrong.value.status_code == 401
    del client._transport._client._target.headers["X-Avala-Api-Key"]  # as a proxy in between may
    with pytest.raises(AuthenticationError, match="Authentication credentials were not provided"):
        client.datasets.list()


def test_401_a_key_that_has_expired(client_of: Open, workshop: Stage) -> None:
    client = client_of(api_key=expired_key(workshop))
    ends = time.monotonic() + 30
    said = ""
    while "expired" not in said:  # a running server hears of a key that another process made within seconds
        try:
            client.datasets.list()
        except AuthenticationError as error:
            said = error.message
        assert time.monotonic() < ends, said
    with pytest.raises(AuthenticationError, match=r"API key has expired\.") as late:
        client.datasets.list()
    assert late.value.status_code == 401


def test_403_and_404(client: Any, client_of: Open, workshop: Stage) -> None:
    with pytest.raises(ForbiddenError, match=r"datasets\.write") as forbidden:
        client_of(api_key=workshop.annotator).datasets.create(name="No", slug="no", data_type="image")
    assert forbidden.value.status_code == 403
    for ask in (client.datasets.get, client.projects.get, client.tasks.get, client.exports.get, client.agents.get):
        with pytest.raises(NotFoundError) as absent:
            ask("none")
        assert absent.value.status_code == 404
    with pytest.raises(NotFoundError):  # what this server does not have
        client.slices.list("local")


def test_400_and_422(client: Any) -> None:
    for broken in (b"{", b"\xff", b'{"name": NaN}'):
        with pytest.raises(ValidationError) as bad:
            client._transport.request("POST", "/datasets/", content=broken)
        assert (bad.value.status_code, bad.value.body["code"]) == (400, "bad_request")
    with pytest.raises(ValidationError, match="data_type") as invalid:
        client.datasets.create(name="Clouds", slug="clouds-3", data_type="lidar")
    assert (invalid.value.status_code, invalid.value.body["field"]) == (422, "data_type")
    with pytest.raises(ValidationError) as unknown:
        client._transport.request("POST", "/datasets/", json={"name": "a", "colour": "red"})
    assert unknown.value.body["detail"] == {"colour": ["Unknown field."]}
    with pytest.raises(ValidationError):
        client.datasets.list(cursor="nonsense")


def test_409(client: Any, kind: str) -> None:
    client.datasets.create(name="Twice", slug=f"twice-{kind}", data_type="image")
    with pytest.raises(AvalaError) as taken:
        client.datasets.create(name="Twice", slug=f"twice-{kind}", data_type="image")
    assert (type(taken.value), taken.value.status_code) == (AvalaError, 409)


def test_413_of_one_file_and_of_all(client_of: Open, tmp_path: Path) -> None:
    with serving(tmp_path, AVALA_EDGE_UPLOAD_BYTES_PER_USER="5000", AVALA_EDGE_MAX_IMAGE_BYTES="4000") as server:
        client = client_of(api_key=server.key, base_url=f"{server.base}/api/v1")

        def announce(length: int) -> None:
            client.datasets.create_manual_upload_url(
                dataset_name="full", file_path_in_dataset=f"{length}.png", content_length=length
            )

        with pytest.raises(AvalaError) as large:
            announce(4001)
        assert (type(large.value), large.value.status_code) == (AvalaError, 413)  # nothing about a quota
        announce(3000)
        with pytest.raises(QuotaExceededError) as full:
            announce(2500)
        assert (full.value.status_code, full.value.used, full.value.limit) == (413, 3000, 5000)


def test_429(client_of: Open, tmp_path: Path) -> None:
    with serving(tmp_path, AVALA_EDGE_REQUESTS_PER_MINUTE="3") as server:
        client = client_of(api_key=server.key, base_url=f"{server.base}/api/v1")
        for _ in range(3):
            client.datasets.list()
        with pytest.raises(RateLimitError, match="throttled") as throttled:
            client.datasets.list()
        retry_after = throttled.value.retry_after
        assert retry_after is not None
        assert retry_after == int(retry_after)
        assert 1 <= retry_after <= 60
        answer = httpx.get(f"{server.base}/api/v1/datasets/", headers={"X-Avala-Api-Key": server.key})
        assert answer.headers["Retry-After"].isdigit()


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def on_postgres(own_postgres: PostgresServer, tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server and its database's address."""
    url = own_postgres.url(own_postgres.new_database())
    with serving(tmp_path, AVALA_EDGE_DATABASE_URL=url, AVALA_EDGE_REQUEST_DEADLINE_S="2") as server:
        yield server, url


def test_503_without_a_database(client_of: Open, own_postgres: PostgresServer, on_postgres: tuple[Server, str]) -> None:
    server, _ = on_postgres
    client = client_of(api_key=server.key, base_url=f"{server.base}/api/v1")
    made = client.datasets.create(name="Kept", slug="kept", data_type="image")
    own_postgres.stop()
    try:
        for ask in (
            client.datasets.list,
            lambda: client.datasets.create(name="Lost", slug="lost", data_type="image"),
            lambda: client.agents.delete("none"),
        ):
            with pytest.raises(ServerError) as away:
                ask()
            assert (away.value.status_code, away.value.body["code"]) == (503, "busy")
        answer = httpx.get(f"{server.base}/api/v1/datasets/", headers={"X-Avala-Api-Key": server.key})
        assert (answer.status_code, answer.headers["Retry-After"].isdigit()) == (503, True)
    finally:
        own_postgres.start()
    assert [each.uid for each in client.datasets.list().items] == [made.uid]


def test_5xx_while_the_database_is_held_up(client_of: Open, on_postgres: tuple[Server, str]) -> None:
    server, url = on_postgres
    client = client_of(api_key=server.key, base_url=f"{server.base}/api/v1")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE datasets IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(ServerError) as late:
            client.datasets.list()
        assert late.value.status_code in (503, 504)
    assert client.datasets.list().items == []
