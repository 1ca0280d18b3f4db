"""Our own client: where it calls, whom it trusts, what it raises, how long it waits."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from avala_edge import client as module
from avala_edge.client import (
    AsyncClient,
    Busy,
    Client,
    InvalidInput,
    KeyExpired,
    NotFound,
    Throttled,
    TooLarge,
    Unauthenticated,
    UnexpectedAnswer,
    Unreachable,
)
from avala_edge.client.refusals import error_of
from tests.clients.conftest import Stage
from tests.clients.driven import driven, open_socket
from tests.postgres_server import PostgresServer
from tests.tls.process import serving

HEAVY = "numpy aiohttp onnxruntime sqlalchemy PIL pydantic scipy alembic typer"


def test_importing_it_imports_nothing_heavy() -> None:
    code = f"import sys, avala_edge.client\nprint([name for name in {HEAVY.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd="/")
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_it_is_typed_both_ways(tmp_path: Path) -> None:
    script = tmp_path / "typed_calls.py"
    script.write_text(
        "from avala_edge.client import AsyncClient, Client\n"
        "async def work(client: Client, other: AsyncClient) -> None:\n"
        '    reveal_type(client.images.get("x"))\n'
        '    reveal_type(await other.images.get("x"))\n'
        "    reveal_type(client.projects.list())\n"
        "    reveal_type(other.projects.list())\n"
        "    client.images.get(7)\n"
        '    client.annotations.create("x")\n'
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(script)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    said = done.stdout.replace("avala_edge.client.records.", "").replace("typing.", "")
    assert said.count('Revealed type is "Image"') == 2, said
    assert 'Revealed type is "Iterator[Project]"' in said
    assert 'Revealed type is "AsyncIterator[Project]"' in said
    assert said.count(": error:") == 4, said  # the 7, and three that create lacks


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AVALA_EDGE_KEY", "AVALA_API_KEY", "AVALA_EDGE_URL", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("kind_of", [Client, AsyncClient])
@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("http://edge.lan:8080", "base_url"),
        ("http://192.168.1.20", "base_url"),
        ("http://localhost.evil.example", "base_url"),
        ("http://127.0.0.1@evil.example", "base_url"),
        ("ftp://localhost", "base_url"),
        ("edge.lan", "base_url"),
        ("https://", "base_url"),
        ("https://edge.lan:x", "base_url"),
        ("https://edge.lan/?a=b", "base_url"),
    ],
)
def test_addresses_that_take_no_key(kind_of: Any, url: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        kind_of(url, "avk_x")
    assert refused.value.field == field


@pytest.mark.usefixtures("nothing_set")
def test_keys_and_authorities_that_are_none(tmp_path: Path) -> None:
    for key in (None, "", "avk x", "avk_é", "avk_\n"):
        with pytest.raises(InvalidInput) as refused:
            Client("https://edge.lan", key)
        assert refused.value.field == "api_key"
    (tmp_path / "words.pem").write_text("no certificate")
    for ca in (tmp_path / "absent.pem", tmp_path / "words.pem"):
        with pytest.raises(InvalidInput) as refused:
            Client("https://edge.lan", "avk_x", ca=ca)
        assert refused.value.field == "ca"


def test_what_the_environment_says(edge_stage: Stage, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_URL", f"{edge_stage.server.base}/api/v1/")
    monkeypatch.setenv("AVALA_API_KEY", edge_stage.key)
    monkeypatch.delenv("AVALA_EDGE_KEY", raising=False)
    if edge_stage.authority:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        with driven(kind) as client, pytest.raises(Unreachable, match="certificate"):
            client.projects.get("none")
        monkeypatch.setenv("SSL_CERT_FILE", str(edge_stage.authority))
    with driven(kind) as client:
        assert edge_stage.project in [project.uid for project in client.projects.list()]
    monkeypatch.setenv("AVALA_EDGE_KEY", edge_stage.annotator)
    with driven(kind) as client:
        assert next(iter(client.projects.list())).name
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with driven(kind) as client:
        assert next(iter(client.projects.list())).name


def test_keys_that_are_wrong(edge_stage: Stage, kind: str) -> None:
    with (
        driven(kind, edge_stage.server.base, "avk_wrong", ca=edge_stage.authority) as client,
        pytest.raises(Unauthenticated, match="Invalid API key"),
    ):
        client.projects.get("none")


def test_servers_that_are_none(kind: str, tmp_path: Path) -> None:
    with driven(kind, "http://127.0.0.1:9", "avk_x") as client, pytest.raises(Unreachable, match="does not answer"):
        client.projects.get("none")
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as other:
        assert other.stdout is not None
        port = other.stdout.readline().split()[5]
        with driven(kind, f"http://127.0.0.1:{port}", "avk_x") as client:
            with pytest.raises(UnexpectedAnswer, match="no avala-edge server answers there") as refused:
                client.projects.get("none")
            assert refused.value.status == 404
            with pytest.raises(UnexpectedAnswer):
                list(client.jobs.events("none"))
        other.kill()


class Elsewhere(BaseHTTPRequestHandler):
    """Sends everybody to another host, and notes the keys that come with those who went."""

    protocol_version = "HTTP/1.1"
    keys: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.keys.append(self.headers["X-Avala-Api-Key"])
        self.send_response(307)
        scheme = "ws" if "Upgrade" in self.headers else "http"
        self.send_header("Location", f"{scheme}://localhost:{self.server.server_address[1]}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server, ThreadPoolExecutor() as threads:
        threads.submit(server.serve_forever)
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_a_redirect_gets_no_key(kind: str, elsewhere: str) -> None:
    with driven(kind, elsewhere, "avk_x", timeout_s=5) as client:
        with pytest.raises(UnexpectedAnswer) as refused:
            client.projects.get("none")
        assert refused.value.status == 307
        with pytest.raises(UnexpectedAnswer):
            list(client.jobs.events("none"))
        with pytest.raises(Unreachable, match="redirect"), open_socket(client, kind):
            pass
    assert Elsewhere.keys == []


def test_a_server_that_says_nothing(kind: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        driven(kind, f"http://127.0.0.1:{silent.getsockname()[1]}", "avk_x", timeout_s=0.2) as client,
        pytest.raises(Unreachable),
    ):
        client.projects.get("none")


def test_a_body_that_is_too_large(kind: str, tmp_path: Path) -> None:
    with (
        serving(tmp_path, AVALA_EDGE_MAX_IMAGE_BYTES="1000") as server,
        driven(kind, server.base, server.key) as client,
        pytest.raises(TooLarge),
    ):
        client.images.add(bytes(5000))


def test_requests_a_minute(kind: str, tmp_path: Path) -> None:
    with (
        serving(tmp_path, AVALA_EDGE_REQUESTS_PER_MINUTE="3") as server,
        driven(kind, server.base, server.key, patience_s=0.5) as client,
    ):
        for _ in range(3):
            with pytest.raises(NotFound):
                client.projects.get("none")
        with pytest.raises(Throttled) as throttled:
            client.projects.get("none")
        assert 1 <= throttled.value.retry_after_s <= 60


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


def test_a_busy_server_is_asked_again(kind: str, tmp_path: Path, own_postgres: PostgresServer) -> None:
    url = own_postgres.url(own_postgres.new_database())
    with serving(tmp_path, AVALA_EDGE_DATABASE_URL=url) as server, ThreadPoolExecutor() as threads:

        def ask(patience_s: float) -> list[object]:
            with driven(kind, server.base, server.key, patience_s=patience_s) as client:
                return list(client.projects.list())

        own_postgres.stop()
        with pytest.raises(Busy) as busy:
            ask(0)
        assert busy.value.retry_after_s >= 1
        asked = threads.submit(ask, 60)
        own_postgres.start()
        assert asked.result(120) == []


def test_every_code_of_the_server_has_a_class() -> None:
    assert {type(error_of(422, {"detail": "x", "code": kind.code})) for kind in _classes()} == set(_classes())


def _classes() -> list[type[module.EdgeError]]:
    skipped = {"EdgeError", "StaleAnnotation", "StaleProject", "Superseded", "UnexpectedAnswer", "Unreachable"}
    found = [getattr(module, name) for name in module.__all__ if name not in skipped]
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, module.EdgeError)]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"detail": "API key has expired.", "code": "key_expired"}, KeyExpired),
        (429, {"detail": "Slow.", "code": "of a newer server"}, Throttled),
        (418, {"detail": "Tea.", "code": "of a newer server"}, UnexpectedAnswer),
        (500, {"detail": "Internal error.", "code": "internal"}, UnexpectedAnswer),
        (502, b"<html>", UnexpectedAnswer),
        (404, b"", NotFound),
        (422, b'{"detail": null}', UnexpectedAnswer),
        (422, b"[1]", UnexpectedAnswer),
    ],
)
def test_answers_without_a_class(status: int, body: Any, error: type[Exception]) -> None:
    assert type(error_of(status, body)) is error


def test_what_a_refusal_says() -> None:
    one = error_of(422, {"detail": {"points.0.x": ["A.", "B."]}, "code": "invalid_input", "field": "points.0.x"})
    assert (one.message, one.field) == ("A. B.", "points.0.x")
    two = error_of(422, {"detail": {"a": ["A."], "b": ["B."]}, "code": "invalid_input", "field": "a"})
    assert two.message == "a: A.; b: B."
    full = error_of(413, {"detail": "Full.", "code": "quota_exceeded", "used": 7, "limit": 8})
    assert isinstance(full, module.QuotaExceeded)
    assert (full.used, full.limit) == (7, 8)
