"""The unmodified `avala` client connects models, and the server sends a picture only where its operator lets it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from avala import Client
from avala.errors import ForbiddenError, NotFoundError, ValidationError
from sqlalchemy import create_engine, text

from avala_edge.store import database_url
from tests.clients.conftest import Stage
from tests.clients.test_avala_reads import command


class Model(ThreadingHTTPServer):
    """An endpoint that notes what it was sent and answers what it is told."""

    asked: list[tuple[dict[str, str], Any]]
    status: int
    answer: bytes


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        if self.server.status == 302:  # type: ignore[attr-defined]
            self.send_header("Location", "http://localhost:1/")
        self.end_headers()
        self.wfile.write(self.server.answer)  # type: ignore[attr-defined]

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def model() -> Iterator[Model]:
    server = Model(("127.0.0.1", 0), _Handler)
    server.asked, server.status, server.answer = [], 200, b'{"out": {"boxes": []}}'
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_a_provider_lives_and_its_secrets_stay_inside(workshop: Stage) -> None:
    config = {
        "endpoint_url": "http://127.0.0.1:9/predict",
        "auth_type": "bearer",
        "auth_header": "hush-1",
        "headers": {"X-Team": "hush-2"},
        "nested": {"api_key": "hush-3", "size": 3},
    }
    with Client() as client:
        made = client.inference_providers.create(
            name="yolo", provider_type="http", config=config, project=workshop.project, description="Cars"
        )
        assert made.project == workshop.project
        assert made.config is not None
        assert (made.config["endpoint_url"], made.config["nested"]["size"]) == (config["endpoint_url"], 3)
        for shown in (made, client.inference_providers.get(made.uid), *client.inference_providers.list().items):
            assert "hush" not in shown.model_dump_json()
        changed = client.inference_providers.update(made.uid, name="yolo 2", config={**made.config, "timeout": 5})
        assert (changed.name, changed.is_active) == ("yolo 2", True)
        elsewhere = {**made.config, "endpoint_url": "http://evil.example/"}
        with pytest.raises(ValidationError, match="another host"):
            client.inference_providers.update(made.uid, config=elsewhere)
        tried = client.inference_providers.test(made.uid)
        assert tried["success"] is False
        assert client.inference_providers.get(made.uid).last_test_success is False
        assert [row["uid"] for row in command("inference-providers", "list")] == [made.uid]
        client.inference_providers.delete(made.uid)
        with pytest.raises(NotFoundError):
            client.inference_providers.get(made.uid)
    engine = create_engine(database_url(workshop.database, workshop.data_dir).set(drivername=workshop.driver))
    with engine.connect() as database:
        query = text("select before, after from audit_events where subject_type = 'provider'")
        log = database.execute(query).fetchall()
    engine.dispose()
    assert len(log) >= 4
    assert "hush" not in str(log)


def test_what_is_sent_and_what_counts_as_an_answer(workshop: Stage, model: Model) -> None:
    port = model.server_address[1]
    config = {
        "endpoint_url": f"http://127.0.0.1:{port}/predict",
        "auth_header": "X-Model-Key: hush",
        "response_key": "out.boxes",
        "timeout": 3,
    }
    with Client() as client:
        made = client.inference_providers.create(name="near", provider_type="http", config=config)
        assert client.inference_providers.test(made.uid)["success"] is True
        headers, body = model.asked[-1]
        assert headers["X-Model-Key"] == "hush"
        assert (body["test"], body["image"][:5]) == (True, "iVBOR")
        client.inference_providers.update(made.uid, config={**made.config, "timeout": 2})  # type: ignore[dict-item]
        assert client.inference_providers.test(made.uid)["success"] is True
        assert model.asked[-1][0]["X-Model-Key"] == "hush"
        assert client.inference_providers.get(made.uid).last_test_success is True
        for status, answer, words in (
            (500, b"", "status 500"),
            (302, b"", "status 302"),
            (200, b"nonsense", "not JSON"),
            (200, b'{"out": 1}', "no list under out.boxes"),
            (200, b'"' + b"x" * 9_000_000 + b'"', "larger than 8 MiB"),
        ):
            model.status, model.answer = status, answer
            tried = client.inference_providers.test(made.uid)
            assert tried["success"] is False
            assert words in tried["message"]
        client.inference_providers.delete(made.uid)


def test_no_connection_that_the_operator_did_not_allow(workshop: Stage) -> None:
    with Client() as client:
        far = client.inference_providers.create(
            name="far", provider_type="http", config={"endpoint_url": "http://169.254.169.254/latest"}
        )
        tried = client.inference_providers.test(far.uid)
        assert tried["success"] is False
        assert "AVALA_EDGE_PROVIDER_TARGETS" in tried["message"]
        cloud = client.inference_providers.create(
            name="cloud", provider_type="sagemaker", config={"endpoint_name": "e", "region": "eu"}
        )
        assert "sagemaker" in client.inference_providers.test(cloud.uid)["message"]
        for each in (far, cloud):
            client.inference_providers.delete(each.uid)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"provider_type": "ftp"}, "provider_type"),
        ({"config": {}}, "endpoint_url"),
        ({"config": {"endpoint_url": "file:///etc/passwd"}}, "endpoint_url"),
        ({"config": {"endpoint_url": "http://a:b@host/"}}, "endpoint_url"),
        ({"config": {"endpoint_url": "http://host/", "headers": {"A": "b\r\nC: d"}}}, "headers"),
        ({"config": {"endpoint_url": "http://host/", "timeout": -1}}, "timeout"),
        ({"config": {"endpoint_url": "http://host/", "auth_header": "********"}}, "auth_header"),
        ({"config": {"endpoint_url": "http://host/", "more": "x" * 20_000}}, "config"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_no_provider(workshop: Stage, change: dict[str, Any], word: str) -> None:
    good = {"name": "a", "provider_type": "http", "config": {"endpoint_url": "http://host/"}}
    with Client() as client, pytest.raises(ValidationError) as refused:
        client.inference_providers.create(**{**good, **change})
    assert word in str(refused.value.body)


def test_annotators_connect_nothing(workshop: Stage) -> None:
    with Client(api_key=workshop.annotator) as client:
        with pytest.raises(ForbiddenError):
            client.inference_providers.list()
        with pytest.raises(ForbiddenError):
            client.inference_providers.create(name="a", provider_type="http", config={"endpoint_url": "http://h/"})
