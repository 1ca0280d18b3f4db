"""Imports from the server's own folders: what is taken in, what is left out, and that nothing outside is read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from avala_edge.api.app import make_app
from avala_edge.api.schemas.jobs import JobAnswer
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.store import PageOf
from avala_edge.transfer import import_roots
from tests.api.conftest import EDGE, Client
from tests.api.photos import photo
from tests.api.streams import begun, ended


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    return tmp_path / "photos"


@pytest.fixture
def config(config: Config, root: Path) -> Config:
    return replace(config, import_roots=(root.parent / "not mounted", root))


@pytest.fixture
async def dataset(site: Site, key: str) -> str:
    return (await site.datasets.create(site.keys.first(), name="Streets")).uid


def fill(root: Path, count: int, folder: str = "", kind: str = "PNG") -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (root / folder / f"{number}.{kind.lower()}").write_bytes(photo(kind, shift=number))


async def order(client: Client, dataset: str, **body: Any) -> ClientResponse:
    return await client.post(f"{EDGE}/datasets/{dataset}/import/", json=body)


async def bring(client: Client, dataset: str, **body: Any) -> dict[str, Any]:
    answer = await order(client, dataset, **body)
    assert answer.status == 202, await answer.text()
    job = await ended(client, (await answer.json())["uid"])
    JobAnswer.model_validate(job)
    assert (job["kind"], job["status"]) == ("import", "completed"), job
    return job


async def keys_in(site: Site, dataset: str) -> list[str]:
    page = await site.items.page(site.keys.first(), dataset, PageOf(limit=100))
    return sorted(item.key for item in page.items)


def counts(job: dict[str, Any]) -> tuple[int, int, int]:
    return job["progress"]["done"], job["progress"]["skipped"], job["progress"]["failed"]


async def test_a_folder_and_again_only_what_is_new(client: Client, site: Site, dataset: str, root: Path) -> None:
    fill(root, 2)
    fill(root, 2, "day one/cam", "JPEG")
    job = await bring(client, dataset, path=str(root))
    assert counts(job) == (4, 0, 0)
    assert job["options"] == {"folder": str(root), "dataset": dataset}
    everything = ["0.png", "1.png", "day one/cam/0.jpeg", "day one/cam/1.jpeg"]
    assert await keys_in(site, dataset) == everything
    assert counts(await bring(client, dataset, path=str(root))) == (0, 4, 0)
    fill(root, 3)
    assert counts(await bring(client, dataset, path=".")) == (1, 4, 0)
    assert await keys_in(site, dataset) == sorted([*everything, "2.png"])
    (root / "0.png").write_bytes(photo(shift=9))
    changed = await bring(client, dataset, path=str(root))
    assert counts(changed) == (0, 4, 1)
    assert [(each["item"], "another image" in each["detail"]) for each in changed["errors"]] == [("0.png", True)]


async def test_what_it_is_counts_not_what_it_is_called(client: Client, site: Site, dataset: str, root: Path) -> None:
    (root / "photo.txt").write_bytes(photo())
    (root / "notes.jpg").write_text("no photo")
    (root / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    (root / "empty.png").write_bytes(b"")
    (root / "cut.png").write_bytes(photo(shift=1)[:300])
    os.mkfifo(root / "pipe.png")
    job = await bring(client, dataset, path=str(root))
    assert counts(job) == (1, 3, 2)
    assert await keys_in(site, dataset) == ["photo.txt"]
    left_out = {each["item"]: each["detail"] for each in job["left_out"]}
    assert set(left_out) == {"notes.jpg", "empty.png", "pipe.png"}
    assert "text" in left_out["notes.jpg"]
    failed = {each["item"]: each["code"] for each in job["errors"]}
    assert failed == {"cut.png": "image_refused", "film.mp4": "video_refused"}
    (root / "cut.png").write_bytes(photo(shift=1))
    again = await client.post(f"{EDGE}/jobs/{job['uid']}/retry-failed/")
    assert counts(await ended(client, (await again.json())["uid"])) == (1, 0, 1)
    assert await keys_in(site, dataset) == ["cut.png", "photo.txt"]


async def test_which_files(client: Client, site: Site, dataset: str, root: Path) -> None:
    fill(root, 1)
    fill(root, 1, "left", "JPEG")
    fill(root, 1, "right")
    fill(root, 1, ".thumbnails")
    (root / ".hidden.png").write_bytes(photo(shift=3))
    assert counts(await bring(client, dataset, path=str(root), recursive=False)) == (1, 0, 0)
    assert counts(await bring(client, dataset, path=str(root), pattern="*.JPEG")) == (1, 0, 0)
    assert counts(await bring(client, dataset, path=str(root), pattern="right/*")) == (1, 0, 0)
    assert await keys_in(site, dataset) == ["0.png", "left/0.jpeg", "right/0.png"]
    assert counts(await bring(client, dataset, path=str(root / "left" / "0.jpeg"))) == (1, 0, 0)
    assert await keys_in(site, dataset) == ["0.jpeg", "0.png", "left/0.jpeg", "right/0.png"]
    assert counts(await bring(client, dataset, path=str(root), pattern="*.gif")) == (0, 0, 0)


async def test_links(client: Client, site: Site, dataset: str, root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    fill(outside, 1)
    fill(root, 1, "folder")
    (root / "in.png").symlink_to(root / "folder" / "0.png")
    (root / "out.png").symlink_to(outside / "0.png")
    (root / "up.png").symlink_to("../outside/0.png")
    (root / "out folder").symlink_to(outside)
    (root / "around").symlink_to(root)
    (root / "loop").symlink_to(root / "loop")
    (root / "nowhere").symlink_to(root / "nothing")
    job = await bring(client, dataset, path=str(root))
    assert await keys_in(site, dataset) == ["folder/0.png", "in.png"]
    failed = {each["item"]: each["code"] for each in job["errors"]}
    assert failed == {
        "out.png": "forbidden",
        "up.png": "forbidden",
        "out folder": "forbidden",
        "loop": "not_found",
        "nowhere": "not_found",
    }
    assert [each["item"] for each in job["left_out"]] == ["around"]
    assert (await order(client, dataset, path=str(root / "out folder"))).status == 403


async def test_a_link_put_in_a_files_place_after_the_order(
    client: Client, site: Site, dataset: str, root: Path, tmp_path: Path
) -> None:
    """What was listed as a file is judged again when it is read."""
    fill(root, 40)
    fill(tmp_path / "outside", 1)
    uid = (await (await order(client, dataset, path=str(root))).json())["uid"]
    (root / "9.png").unlink()
    (root / "9.png").symlink_to(tmp_path / "outside" / "0.png")
    job = await ended(client, uid)
    assert [(each["item"], each["code"]) for each in job["errors"]] == [("9.png", "forbidden")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 403),
        ("/etc/passwd", 403),
        ("/no such folder", 403),
        ("..", 403),
        ("../outside", 403),
        ("{root}/../outside", 403),
        ("{root}-too", 403),
        ("{root}/absent", 404),
        ("absent", 404),
        ("{root}/film.mp4", 422),
        ("", 422),
        ("a\0b", 422),
        ("a" * 5000, 422),
        ("a" * 300, 404),
    ],
)
async def test_paths_that_are_refused(client: Client, dataset: str, root: Path, path: str, status: int) -> None:
    (root / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    for name in ("outside", "photos-too"):
        fill(root.parent / name, 1)
    answer = await order(client, dataset, path=path.replace("{root}", str(root)))
    body = await answer.json()
    assert (answer.status, body.get("field")) == (status, "body" if "\0" in path else "path"), body


async def test_an_absent_dataset_and_fields_of_no_meaning(client: Client, dataset: str, root: Path) -> None:
    assert (await order(client, "absent", path=str(root))).status == 404
    answer = await order(client, dataset, path=str(root), fps=3)
    assert (answer.status, (await answer.json())["field"]) == (422, "fps")


async def test_nothing_is_imported_unless_the_operator_says_so(config: Config, root: Path) -> None:
    async with open_site(replace(config, import_roots=())) as site:
        secret = (await site.keys.create("Anna"))[1]
        uid = (await site.datasets.create(site.keys.first(), name="Streets")).uid
        async with TestClient(TestServer(make_app(site)), headers={"X-Avala-Api-Key": secret}) as client:
            answer = await order(client, uid, path=str(root))
            assert (answer.status, "AVALA_EDGE_IMPORT_ROOTS" in await answer.text()) == (403, True)


async def test_too_large_a_file_fails_alone(config: Config, root: Path) -> None:
    fill(root, 2)
    (root / "1.png").write_bytes(photo(shift=1) + bytes(100_000))
    async with open_site(replace(config, max_image_bytes=50_000)) as site:
        secret = (await site.keys.create("Anna"))[1]
        uid = (await site.datasets.create(site.keys.first(), name="Streets")).uid
        async with TestClient(TestServer(make_app(site)), headers={"X-Avala-Api-Key": secret}) as client:
            job = await bring(client, uid, path=str(root))
            assert (counts(job), job["errors"][0]["code"]) == ((1, 0, 1), "too_large")


async def test_cancelling_and_going_on(client: Client, site: Site, dataset: str, root: Path) -> None:
    many = 60
    fill(root, many)
    uid = (await (await order(client, dataset, path=str(root))).json())["uid"]
    await begun(client, uid)
    cancelled = await (await client.post(f"{EDGE}/jobs/{uid}/cancel/")).json()
    assert cancelled["status"] == "cancelled"
    there = len(await keys_in(site, dataset))
    assert 0 < there < many
    rest = await bring(client, dataset, path=str(root))
    done, skipped, failed = counts(rest)
    assert (done + skipped, failed) == (many, 0)
    assert len(await keys_in(site, dataset)) == many


async def test_a_key_that_is_revoked_ends_its_import(client: Client, site: Site, dataset: str, root: Path) -> None:
    fill(root, 60)
    first, other = site.keys.first(), (await site.keys.create("Other"))[1]
    uid = (await (await order(client, dataset, path=str(root))).json())["uid"]
    await site.keys.revoke(first.uid)
    client.session.headers["X-Avala-Api-Key"] = other
    job = await ended(client, uid)
    assert (job["status"], "key" in job["error_message"]) == ("failed", True)


async def test_an_import_is_bounded(client: Client, dataset: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(root, 4)
    monkeypatch.setattr(import_roots, "MOST_FILES", 3)
    answer = await order(client, dataset, path=str(root))
    assert (answer.status, (await answer.json())["field"]) == (422, "path")
    assert counts(await bring(client, dataset, path=str(root), pattern="[012].png")) == (3, 0, 0)
