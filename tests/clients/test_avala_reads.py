"""The unmodified `avala` client against a real server: datasets, items, projects, tasks and its errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from avala import AsyncClient, Client
from avala.errors import AuthenticationError, AvalaError, ForbiddenError, NotFoundError, ValidationError

from tests.api.photos import photo
from tests.clients.conftest import PHOTOS, Stage

AVALA = Path(sys.executable).parent / "avala"


def test_who_and_where(official: Stage) -> None:
    with Client() as client:
        (organization,) = client.organizations.list().items
        assert (organization.slug, organization.role, organization.dataset_count) == ("local", "owner", 1)
        assert client.organizations.get("local").uid == organization.uid
        info = client.rate_limit_info
        assert int(info["limit"]) > int(info["remaining"]) >= 0  # type: ignore[arg-type]
        assert info["reset"] is not None


def test_datasets(official: Stage) -> None:
    with Client() as client:
        (found,) = client.datasets.list(data_type="image", name="STREET", status="created", visibility="private").items
        assert (found.uid, found.slug, found.item_count) == (official.dataset, "street", PHOTOS)
        assert client.datasets.list(data_type="video").items == []
        assert client.datasets.get(official.dataset) == client.datasets.get_by_slug("local", "street") == found
        assert client.datasets.wait(official.dataset).status == "created"
        health = client.datasets.get_health("local", "street")
        assert (health.ingest_ok, health.item_count, health.issues) == (True, PHOTOS, [])


def test_a_dataset_is_made(official: Stage) -> None:
    slug = f"made-{'tls' if official.authority else 'plain'}"
    with Client() as client:
        made = client.datasets.create(name="Made", slug=slug, data_type="image", metadata={"site": "A"})
        assert client.datasets.get(made.uid).slug == slug
        with pytest.raises(AvalaError) as taken:
            client.datasets.create(name="Made", slug=slug, data_type="image")
        assert taken.value.status_code == 409
        with pytest.raises(ValidationError, match="data_type"):
            client.datasets.create(name="Clouds", slug="clouds", data_type="lidar")
        with pytest.raises(ValidationError, match="provider_config"):
            client.datasets.create(name="B", slug="b", data_type="image", provider_config={"provider": "aws_s3"})


def test_items_page_by_page(official: Stage) -> None:
    with Client() as client:
        seen, cursor = [], None
        while True:
            page = client.datasets.list_items("local", "street", limit=2, cursor=cursor)
            seen += page.items
            if not page.has_more:
                break
            cursor = page.next_cursor
        assert [item.key for item in seen] == [f"{number}.png" for number in range(PHOTOS)]
        item = client.datasets.get_item("local", "street", official.item)
        assert item == seen[0]
        assert item.metadata is not None
        assert (item.metadata["width"], item.metadata["camera"]) == (240, "left")
        assert item.annotations is not None
        box, polygon = item.annotations["results"]
        assert (box["type"], box["width"], box["label"]) == ("bounding_box", 30.0, "car")
        assert polygon["vertices"] == [[1.0, 1.0], [9.0, 1.0], [5.0, 8.0]]
        assert [draft["confidence"] for draft in item.annotations["drafts"]] == [0.8]


def test_a_photo_by_its_address_alone(official: Stage) -> None:
    with Client() as client:
        item = client.datasets.get_item("local", "street", official.item)
    assert item.url
    assert item.thumbnails
    with httpx.Client(verify=str(official.authority) if official.authority else True) as plain:
        assert plain.get(item.url).content == photo()
        assert plain.get(item.thumbnails[0]).headers["Content-Type"] == "image/jpeg"
        forged = item.url.replace("/content", "/preview")
        assert plain.get(forged).status_code == 403
        late = httpx.URL(item.url).copy_set_param("expires", "9999999999")
        assert plain.get(late).status_code == 403
        other = item.url.replace(item.url.partition("sha256:")[2][:64], "0" * 64)
        assert plain.get(other).status_code == 403


def test_projects_and_tasks(official: Stage) -> None:
    with Client() as client:
        assert [project.name for project in client.projects.list().items] == ["Cars"]
        assert client.projects.get(official.project).status == "active"
        tasks = client.tasks.list(project=official.project, status="pending", limit=3)
        assert (len(tasks.items), tasks.has_more) == (3, True)
        task = client.tasks.get(tasks.items[0].uid)
        assert (task.project, task.status, task.name) == (official.project, "pending", "0.png")
        assert client.tasks.list(status="completed").items == []
        assert client.datasets.list_sequences("local", "street").items == []


async def test_the_async_client(official: Stage) -> None:
    async with AsyncClient() as client:
        assert (await client.datasets.get(official.dataset)).slug == "street"
        page = await client.datasets.list_items("local", "street", limit=3)
        assert (len(page.items), page.has_more) == (3, True)
        assert (await client.projects.get(official.project)).name == "Cars"
        assert len((await client.tasks.list(project=official.project)).items) == PHOTOS
        with pytest.raises(NotFoundError):
            await client.datasets.get("none")


def test_errors_have_the_classes_and_words_that_the_client_knows(official: Stage) -> None:
    with Client(api_key="avk_wrong") as client, pytest.raises(AuthenticationError, match="Invalid API key"):
        client.datasets.list()
    with Client() as client:
        for ask in (
            lambda: client.datasets.get("none"),
            lambda: client.datasets.get_by_slug("local", "none"),
            lambda: client.datasets.get_item("local", "street", "none"),
            lambda: client.projects.get("none"),
            lambda: client.tasks.get("none"),
            lambda: client.slices.list("local"),
            lambda: client.storage_configs.list(),
        ):
            with pytest.raises(NotFoundError):
                ask()
        with pytest.raises(ValidationError):
            client.datasets.list(cursor="nonsense")
        assert len(client.datasets.list_items("local", "street", limit=10_000).items) == PHOTOS
    with Client(api_key=official.annotator) as client, pytest.raises(ForbiddenError, match=r"datasets\.write"):
        client.datasets.create(name="No", slug="no", data_type="image")


def command(*arguments: str) -> Any:
    done = subprocess.run([AVALA, "-o", "json", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_command_line(official: Stage) -> None:
    assert command("datasets", "list")[0]["slug"] == "street"
    assert command("datasets", "get", official.dataset)["uid"] == official.dataset
    assert command("projects", "list")[0]["uid"] == official.project
    assert len(command("tasks", "list")) == PHOTOS
    status = subprocess.run([AVALA, "status"], capture_output=True, text=True, timeout=60)
    assert status.returncode == 0, status.stdout + status.stderr
