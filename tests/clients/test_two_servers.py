"""One avala-edge is a connected model of another: registered, tested and asked by the official client's calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from avala import Client

from tests.clients.labelling import Edge, Site, install_detector, make_site
from tests.clients.test_avala_auto_label import adds_up, poll
from tests.tls.process import Server, init, serving


@dataclass(frozen=True)
class Pair:
    """`asker` has photos, `other` has the detector; over TLS."""

    asker: Server
    site: Site
    other: Server
    other_key: str

    def config(self, path: str = "/v1/predict", **more: Any) -> dict[str, Any]:
        auth = {"auth_type": "bearer", "auth_header": self.other_key}
        return {"endpoint_url": f"{self.other.base}{path}", "timeout": 60, **auth, **more}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    site, there = make_site(folder / "asker", 4), make_site(folder / "other", 1)
    install_detector(there.data_dir, folder)
    authority = init(there.data_dir, "--name", "localhost")
    with serving(there.data_dir) as other:
        settings = {"AVALA_EDGE_PROVIDER_TARGETS": f"localhost:{other.port}", "AVALA_EDGE_OUTBOUND_CA": str(authority)}
        with serving(site.data_dir, **settings) as asker:
            named = Server(other.process, f"https://localhost:{other.port}", "")
            yield Pair(asker, site, named, there.key)


@pytest.fixture
def client(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("AVALA_ALLOW_INSECURE_BASE_URL", "1")
    with Client(api_key=pair.site.key, base_url=f"{pair.asker.base}/api/v1") as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/v1/predict", {"parameters": {"model": "cats-and-dogs"}}),
        ("/v1/predict", {"parameters": {"model_type": "yolo"}, "max_side": 100}),
        ("/invocations?model=cats-and-dogs", {"protocol": "sagemaker"}),
    ],
)
def test_photos_here_are_labelled_by_the_model_there(
    pair: Pair, client: Client, path: str, more: dict[str, Any]
) -> None:
    made = client.inference_providers.create(
        name=f"the other, {path}", provider_type="http", config=pair.config(path, **more), project=pair.site.project
    )
    tried = client.inference_providers.test(made.uid)
    assert tried["success"], tried
    edge = Edge(pair.asker, pair.site)
    ordered = edge.order(model=made.uid, confidence_threshold=0.75, items=[pair.site.items[0]], dry_run=False)
    job = poll(client, client.auto_label_jobs.get(ordered["uid"]))
    assert (job.status, job.successful_items, adds_up(job)) == ("completed", 1, True), job
    drafts = [row for row in edge.drafts(pair.site.items[0]) if row["source"] == "auto_label"]
    assert {row["label"] for row in drafts} == {"cat", "dog"}
    assert {row["model"] for row in drafts} == {made.name}
    for row in drafts:
        match = {"If-Match": f'"{row["version"]}"'}
        edge.http.delete(f"/api/edge/v1/annotations/{row['uid']}/", headers=match).raise_for_status()
    edge.http.close()
    client.inference_providers.delete(made.uid)


def test_outlines_of_everything_come_over(pair: Pair, client: Client) -> None:
    made = client.inference_providers.create(name="all", provider_type="http", config=pair.config())
    edge = Edge(pair.asker, pair.site)
    ordered = edge.order(model=made.uid, confidence_threshold=0.5, items=[pair.site.items[1]])
    job = poll(client, client.auto_label_jobs.get(ordered["uid"]))
    assert (job.status, job.successful_items) == ("completed", 1), job
    drafts = [row for row in edge.drafts(pair.site.items[1]) if row["source"] == "auto_label"]
    assert drafts
    assert {(row["type"], row["label"]) for row in drafts} == {("polygon", None)}
    edge.http.close()
    client.inference_providers.delete(made.uid)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"auth_header": "avk_wrong"}, "status 401: Invalid API key (check auth_type and auth_header)"),
        ({"auth_type": "none"}, "status 401: Authentication credentials were not provided"),
        ({"parameters": {"model": "birds"}}, "status 404: there is no model 'birds' here; this server has everything"),
        ({"response_key": "data.boxes"}, "no list under data.boxes"),
        ({"protocol": "sagemaker", "parameters": {"model": "birds"}}, ""),
    ],
)
def test_a_test_says_what_is_wrong(pair: Pair, client: Client, change: dict[str, Any], words: str) -> None:
    made = client.inference_providers.create(name="x", provider_type="http", config=pair.config(**change))
    tried = client.inference_providers.test(made.uid)
    assert tried["success"] is (words == ""), tried
    assert words in tried["message"]
    client.inference_providers.delete(made.uid)


def test_who_is_not_trusted_is_not_asked(pair: Pair, client: Client, tmp_path: Path) -> None:
    elsewhere = {**pair.config(), "endpoint_url": f"https://127.0.0.1:{pair.other.port}/v1/predict"}
    made = client.inference_providers.create(name="x", provider_type="http", config=elsewhere)
    tried = client.inference_providers.test(made.uid)
    assert (tried["success"], "AVALA_EDGE_PROVIDER_TARGETS" in tried["message"]) == (False, True)
    client.inference_providers.delete(made.uid)
