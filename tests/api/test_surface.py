"""What the application offers, and that its own description says the same."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from pydantic import BaseModel

from avala_edge import errors
from avala_edge.api import web_client
from avala_edge.api.app import make_app
from avala_edge.api.errors import status_of
from avala_edge.api.openapi import document
from avala_edge.api.routes import OPERATIONS
from avala_edge.api.schemas.catalog import DemoPage
from avala_edge.api.schemas.models import ModelPage
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from tests.api.conftest import EDGE, Client


async def test_health_needs_no_key(stranger: Client) -> None:
    for prefix in ("", EDGE):
        assert await (await stranger.get(f"{prefix}/healthz")).json() == {"status": "alive"}
        ready = await stranger.get(f"{prefix}/readyz")
        assert (ready.status, await ready.json()) == (200, {"status": "ready"})


async def test_readyz_says_why_not(stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "ready", lambda self: "the model is loading")
    answer = await stranger.get("/readyz")
    assert (answer.status, (await answer.json())["detail"]) == (503, "the model is loading")
    assert answer.headers["Retry-After"] == "1"
    assert (await stranger.get("/healthz")).status == 200


async def test_models_and_demo(client: Client) -> None:
    models = ModelPage.model_validate(await (await client.get(f"{EDGE}/models/")).json())
    assert [model.active for model in models.results] == [True]
    DemoPage.model_validate(await (await client.get(f"{EDGE}/demo/")).json())


async def test_the_demo_photos_of_a_site_can_be_shown(tmp_path: Path) -> None:
    async with open_site(Config(data_dir=tmp_path, threads=1, engine="onnxruntime-fp32")) as site:
        assert site.demo
        assert all([(await site.images.get(entry.uid)).width > 0 for entry in site.demo])


def test_every_route_is_described_and_every_description_is_routed(site: Site) -> None:
    paths = document(OPERATIONS)["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    routed = {
        (route.method, route.resource.canonical)
        for route in make_app(site).router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    routed = {(method, path) for method, path in routed if path.startswith("/api/") or path in paths}
    assert routed == described


def test_every_reference_of_the_description_resolves() -> None:
    whole = document(OPERATIONS)
    names = set(whole["components"]["schemas"])

    def references(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"].rpartition("/")[2]} if "$ref" in node else set()
            return own.union(*(references(value) for value in node.values()))
        return set().union(*(references(value) for value in node)) if isinstance(node, list) else set()

    assert references(whole["paths"]) | references(whole["components"]) <= names


def test_every_operation_says_what_it_answers() -> None:
    for row in OPERATIONS:
        assert row.answers, row.path
        assert (
            row.method in ("GET", "OPTIONS")
            or row.takes
            or row.uploads
            or row.method == "DELETE"
            or row.path.endswith(
                ("embed/", "cancel/", "retry-failed/", "/test/", "evaluate/", "compute/", "send-again/", "activate/")
            )
        )
        assert all(
            body is None or isinstance(body, str) or issubclass(body, BaseModel) for body in row.answers.values()
        )


async def test_the_description_is_served_without_a_key(stranger: Client) -> None:
    body = await (await stranger.get("/openapi.json")).json()
    assert body["openapi"].startswith("3.1")
    assert f"{EDGE}/segment/" in body["paths"]


def test_every_error_has_a_status() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.EdgeError)]
    assert {kind.__name__ for kind in kinds if status_of(kind()) is None} == {"EdgeError"}


async def test_the_page_and_its_headers(stranger: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "_web"
    (root / "assets").mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "index.html").write_text("<!doctype html>hello")
    (root / "docs" / "index.html").write_text("<!doctype html>docs")
    (root / "assets" / "a-1234.js").write_text("1")
    (tmp_path / "secret.txt").write_text("no")
    monkeypatch.setattr(web_client, "web_root", lambda: root)
    index = await stranger.get("/")
    assert "hello" in await index.text()
    assert "frame-ancestors 'none'" in index.headers["Content-Security-Policy"]
    script = await stranger.get("/assets/a-1234.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in script.headers["Cache-Control"]
    assert "docs" in await (await stranger.get("/docs")).text()
    for path in ("/..%2Fsecret.txt", "/assets/..%2F..%2Fsecret.txt", "/assets/", "/assets"):
        assert (await stranger.get(path)).status == 404


async def test_without_a_built_page_the_server_says_so(stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_client, "web_root", lambda: None)
    answer = await stranger.get("/")
    assert answer.status == 200
    assert "was not built" in await answer.text()
