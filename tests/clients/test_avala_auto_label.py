"""The unmodified `avala` client has a project labelled by a real detector, and what our own API adds to that."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from avala import AsyncClient, Client
from avala.errors import AvalaError, ForbiddenError, NotFoundError, ValidationError
from avala.types.auto_label_job import AutoLabelJob

from avala_edge.client import Client as EdgeClient
from tests.api.conftest import EDGE
from tests.api.photos import png_bomb
from tests.clients.labelling import BOX, Edge, Site, install_detector, make_site
from tests.clients.receiver import receiving
from tests.postgres_server import PostgresServer
from tests.tls.process import Server, serving

ITEMS = 13  # the first is labelled


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Site]]:
    folder, url = tmp_path_factory.mktemp("labelling"), ""
    if request.param == "postgresql":
        postgres: PostgresServer = request.getfixturevalue("postgres_server")
        url = postgres.url(postgres.new_database())
    site = make_site(folder / "data", ITEMS, url)
    install_detector(site.data_dir, folder)
    settings = {"AVALA_EDGE_DATABASE_URL": url, "AVALA_EDGE_WEBHOOK_TARGETS": "127.0.0.1"}
    with serving(site.data_dir, **settings) as server:
        yield server, site


@pytest.fixture
def site(served: tuple[Server, Site], monkeypatch: pytest.MonkeyPatch) -> Site:
    server, site = served
    for name, value in (
        ("AVALA_API_KEY", site.key),
        ("AVALA_BASE_URL", f"{server.base}/api/v1"),
        ("AVALA_ALLOW_INSECURE_BASE_URL", "1"),
    ):
        monkeypatch.setenv(name, value)
    return site


@pytest.fixture
def edge(served: tuple[Server, Site], site: Site) -> Iterator[Edge]:
    """Ours, and afterwards no draft is left."""
    found = Edge(served[0], site)
    yield found
    for item in (site.labelled, *site.items):
        for row in found.drafts(item):
            if row["source"] == "auto_label":
                match = {"If-Match": f'"{row["version"]}"'}
                assert found.http.delete(f"{EDGE}/annotations/{row['uid']}/", headers=match).status_code == 204
    found.http.close()


def poll(client: Client, job: AutoLabelJob) -> AutoLabelJob:
    """As its documentation shows."""
    for _ in range(1200):
        if job.status not in ("pending", "running"):
            return job
        time.sleep(0.1)
        job = client.auto_label_jobs.get(job.uid)
    raise AssertionError(job)


def adds_up(job: AutoLabelJob) -> bool:
    return job.processed_items == job.successful_items + job.failed_items + job.skipped_items


def test_a_project_is_labelled(site: Site, edge: Edge) -> None:
    with Client() as client:
        job = client.auto_label_jobs.create(site.project, model_type="yolo", confidence_threshold=0.75)
        assert (job.status, job.total_items, job.dry_run, job.labels) == ("pending", ITEMS - 1, False, [])
        job = poll(client, job)
        assert (job.status, job.progress_pct, job.error_message) == ("completed", 100.0, None)
        assert (job.processed_items, job.successful_items, job.failed_items) == (ITEMS - 1, ITEMS - 1, 0)
        assert adds_up(job)
        assert job.started_at is not None
        assert job.completed_at is not None
        assert job.summary is not None
        assert (job.summary["drafts"], job.summary["label:cat"], job.summary["label:dog"]) == (24, 12, 12)
        assert job.summary["below_threshold"] == 12
        assert job.uid in [each.uid for each in client.auto_label_jobs.list(project=site.project).items]
        for item in site.items:
            rows = edge.drafts(item)
            assert [(row["label"], row["confidence"], row["state"], row["source"], row["model"]) for row in rows] == [
                ("cat", 0.9, "draft", "auto_label", "cats-and-dogs"),
                ("dog", 0.8, "draft", "auto_label", "cats-and-dogs"),
            ]
        assert [row["label"] for row in edge.drafts(site.labelled)] == ["bird"]
        again = poll(client, client.auto_label_jobs.create(site.project))
        assert (again.status, again.total_items) == ("completed", 0)  # there is nothing unlabelled
    log = edge.http.get(f"{EDGE}/activity/", params={"job": job.uid, "limit": 1000}).json()["results"]
    actions = [row["action"] for row in log]
    assert (actions[0], actions[-1], actions.count("annotation.created")) == ("job.completed", "job.created", 24)


def test_a_dry_run_saves_nothing(site: Site, edge: Edge) -> None:
    with Client() as client:
        job = poll(client, client.auto_label_jobs.create(site.project, dry_run=True, confidence_threshold=0.75))
    assert (job.dry_run, job.successful_items) == (True, ITEMS - 1)
    assert job.summary is not None
    assert job.summary["drafts"] == 24
    assert [edge.drafts(item) for item in site.items] == [[]] * (ITEMS - 1)
    said = edge.http.get(f"{EDGE}/jobs/{job.uid}/predictions/", params={"item": site.items[0]}).json()
    assert said["model"] == "cats-and-dogs"
    assert [(row["label"], row["score"], row["polygons"]) for row in said["results"]] == [
        ("cat", 0.9, None),
        ("dog", 0.8, None),
        ("cat", 0.7, None),
    ]
    assert all(row["box"]["width"] > 0 and row["box"]["height"] > 0 for row in said["results"])
    unknown = edge.http.get(f"{EDGE}/jobs/{job.uid}/predictions/", params={"item": site.labelled})
    assert (unknown.status_code, unknown.json()["field"]) == (404, "item")
    assert edge.http.get(f"{EDGE}/jobs/{job.uid}/predictions/").status_code == 422
    kept = edge.order(from_job=job.uid, confidence_threshold=0.6)  # its predictions are there all the same
    with Client() as client:
        done = poll(client, client.auto_label_jobs.get(kept["uid"]))
    assert done.summary is not None
    assert done.summary["drafts"] == 36
    assert [row["confidence"] for row in edge.drafts(site.items[0])] == [0.9, 0.8, 0.7]


def test_labels_are_filtered_and_mapped(site: Site, edge: Edge) -> None:
    with Client() as client:
        job = poll(client, client.auto_label_jobs.create(site.project, labels=["dog"]))
        assert {row["label"] for row in edge.drafts(site.items[0])} == {"dog"}
        assert job.labels == ["dog"]
        with pytest.raises(ValidationError) as refused:
            client.auto_label_jobs.create(site.project, labels=["unicorn"])
        assert "unicorn" in str(refused.value)
        body = edge.order(items=[site.items[0]], label_map={"cat": "bird", "dog": "bird"}, overwrite="drafts")
        assert poll(client, client.auto_label_jobs.get(body["uid"])).total_items == 1
    rows = edge.drafts(site.items[0])
    assert {row["label"] for row in rows} == {"bird"}


def test_items_named_one_by_one_are_labelled_beside_what_is_there(site: Site, edge: Edge) -> None:
    with Client() as client:
        body = edge.order(items=[site.labelled])
        poll(client, client.auto_label_jobs.get(body["uid"]))
        first = edge.drafts(site.labelled)
        assert [row["label"] for row in first] == ["bird", "cat", "dog", "cat"]
        done = poll(client, client.auto_label_jobs.get(edge.order(items=[site.labelled])["uid"]))
        assert done.summary is not None
        assert (done.summary["duplicates"], done.summary["drafts"]) == (3, 0)
        assert edge.drafts(site.labelled) == first


def test_boxes_become_outlines(site: Site, edge: Edge) -> None:
    body = edge.order(items=list(site.items[:2]), refine="sam", confidence_threshold=0.75)
    with Client() as client:
        done = poll(client, client.auto_label_jobs.get(body["uid"]))
    assert done.summary is not None
    assert done.summary["refined"] + done.summary.get("not_refined", 0) == 4
    assert done.summary["refined"] > 0
    assert "polygon" in {row["type"] for row in edge.drafts(site.items[0])}


def test_drafts_that_somebody_touched_stay(site: Site, edge: Edge) -> None:
    with Client() as client:
        poll(client, client.auto_label_jobs.create(site.project, confidence_threshold=0.75))
        touched = edge.drafts(site.items[0])[0]
        change = {"geometry": BOX}
        match = {"If-Match": f'"{touched["version"]}"'}
        changed = edge.http.patch(f"{EDGE}/annotations/{touched['uid']}/", json=change, headers=match)
        assert changed.status_code == 200, changed.text
        poll(client, client.auto_label_jobs.get(edge.order(overwrite="drafts", labels=["dog"])["uid"]))
    assert [row["label"] for row in edge.drafts(site.items[1])] == ["dog"]
    assert touched["uid"] in [row["uid"] for row in edge.drafts(site.items[0])]  # an item that somebody works on


def test_bad_photos_fail_alone_and_are_tried_again(site: Site, edge: Edge) -> None:
    blobs = [site.data_dir / "blobs" / uid[7:9] / uid[7:] for uid in site.images[:5]]
    whole = [path.read_bytes() for path in blobs]
    truncated, garbage, vanished, huge, bomb = blobs
    truncated.write_bytes(whole[0][:100])
    garbage.write_bytes(b"nothing" * 100)
    os.truncate(huge, 64 << 30)  # zeros behind a whole PNG, more than there is memory
    bomb.write_bytes(png_bomb())
    vanished.rename(vanished.with_suffix(".gone"))
    with Client() as client:
        job = poll(client, client.auto_label_jobs.create(site.project))
        assert (job.status, job.failed_items, job.successful_items) == ("completed", 5, ITEMS - 6)
        assert adds_up(job)
        errors = edge.job(job.uid)["errors"]
        assert {error["item"] for error in errors} == set(site.items[:5])
        assert all(error["code"] and error["detail"] for error in errors)
        assert "internal" not in {error["code"] for error in errors}
        for path, data in zip(blobs, whole, strict=True):
            path.write_bytes(data)
        vanished.with_suffix(".gone").unlink()
        again = edge.http.post(f"{EDGE}/jobs/{job.uid}/retry-failed/")
        assert again.status_code == 202
        mended = poll(client, client.auto_label_jobs.get(again.json()["uid"]))
        assert (mended.total_items, mended.successful_items) == (5, 5)
    assert {len(edge.drafts(item)) for item in site.items} == {3}


def test_calling_off(site: Site, edge: Edge) -> None:
    with Client() as client:
        job = client.auto_label_jobs.create(site.project, model_type="yolo")
        client.auto_label_jobs.cancel(job.uid)
        found = client.auto_label_jobs.get(job.uid)
        assert found.status == "cancelled"
        assert adds_up(found)
        with pytest.raises(AvalaError, match="cancelled already"):
            client.auto_label_jobs.cancel(job.uid)
        assert client.auto_label_jobs.get(job.uid) == found
    drawn = sum(len(edge.drafts(item)) for item in site.items)
    assert drawn == 3 * found.successful_items


def test_events_tell_what_happens(site: Site, edge: Edge) -> None:
    body = edge.order()
    names, ends = [], []
    with edge.http.stream("GET", f"{EDGE}/jobs/{body['uid']}/events") as stream:
        for line in stream.iter_lines():
            if line.startswith("event: "):
                names.append(line.removeprefix("event: "))
            if line.startswith("data: ") and names[-1] == "item":
                ends.append(json.loads(line.removeprefix("data: "))["item"])
    assert sorted(ends) == sorted(site.items)
    assert names[-1] == "done"


def test_who_listens_hears_that_it_has_ended(site: Site, edge: Edge) -> None:
    with Client() as client, receiving() as receiver:
        hook = client.webhooks.create(target_url=f"http://127.0.0.1:{receiver.port}/", events=["auto_label.completed"])
        job = poll(client, client.auto_label_jobs.create(site.project))
        (call,) = receiver.wait_for(lambda calls: len(calls) == 1)
        said = json.loads(call.body)
        assert (said["uid"], said["project"], said["status"]) == (job.uid, site.project, "completed")
        assert said["summary"]["drafts"] == 36
        client.webhooks.delete(hook.uid)


def test_what_cannot_be_ordered(site: Site, edge: Edge) -> None:
    with Client() as client:
        with pytest.raises(NotFoundError):
            client.auto_label_jobs.create("none")
        with pytest.raises(ValidationError):
            client.auto_label_jobs.create(site.project, confidence_threshold=1.5)
    for status, body, word in (
        (404, {"model": "unicorn"}, "unicorn"),
        (404, {"items": ["none"]}, "none"),
        (404, {"from_job": "none"}, "job"),
        (422, {"items": []}, "items"),
        (422, {"refine": "magic"}, "refine"),
        (422, {"label_map": {"cat": "unicorn"}}, "label_map"),
        (422, {"odd": 1}, "odd"),
    ):
        assert word in json.dumps(edge.order(status, **body))
    with Client(api_key=site.annotator) as client, pytest.raises(ForbiddenError):
        client.auto_label_jobs.create(site.project)


async def test_the_asynchronous_client_too(site: Site, edge: Edge) -> None:
    async with AsyncClient() as client:
        job = await client.auto_label_jobs.create(site.project, model_type="yolo", dry_run=True)
        assert (await client.auto_label_jobs.get(job.uid)).uid == job.uid
        assert job.uid in [each.uid for each in (await client.auto_label_jobs.list(limit=1000)).items]


def test_our_own_client_too(served: tuple[Server, Site], edge: Edge) -> None:
    server, site = served
    with EdgeClient(server.base, site.key) as client:
        job = client.jobs.auto_label(site.project, confidence_threshold=0.75, items=site.items[:3])
        assert (job.kind, job.project, job.progress.total) == ("auto_label", site.project, 3)
        done = client.jobs.wait(job.uid)
    assert (done.status, done.summary["drafts"]) == ("completed", 6)


def test_a_site_without_a_detector_says_what_to_do(tmp_path: Path) -> None:
    site = make_site(tmp_path, 2)
    with serving(tmp_path) as server:
        said = Edge(server, site).order(409)
    assert "avala-edge models import" in said["detail"]
