"""A site that a release left is opened by this version: nothing is lost, everything is answered, work goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from avala_edge.config import Config
from avala_edge.store import migrate
from avala_edge.store.annotation_rows import STATES
from avala_edge.store.migrate import HEAD
from tests.databases import differences, revision, rows, scalar, shape
from tests.upgrade.everything import BOX, EDGE, V1
from tests.upgrade.reading import MOST, missing
from tests.upgrade.released import READERS, Released, open_doors, read_as, releases, url_of

# What a migration since has made of other values, or taken away, on purpose: table and column.
REWRITTEN: set[tuple[str, str]] = set()

FIRST = [release for release in releases() if release.revision == "0002"]


@pytest.fixture(params=releases(), ids=str)
def release(request: pytest.FixtureRequest) -> Released:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def config(release: Released, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """The site as the release left it."""
    server = request.getfixturevalue("postgres_server") if release.kind == "postgresql" else None
    return release.load(tmp_path / "data", server)


def test_there_is_a_site_of_the_first_release_on_each_database() -> None:
    assert [release.kind for release in FIRST] == ["postgresql", "sqlite"]


def test_it_has_rows_in_every_table_and_something_in_every_column(release: Released, config: Config) -> None:
    assert revision(url_of(config)) == release.revision
    kept, there = rows(url_of(config)), shape(url_of(config))
    for table, columns in there.items():
        if table in kept:
            empty = [name for name in columns if all(row[name] in (None, "", [], {}) for row in kept[table])]
            assert kept[table], table
            assert empty == [], table


def test_every_row_is_there_after_the_upgrade(config: Config) -> None:
    before = rows(url_of(config))
    migrate(url_of(config))
    after = rows(url_of(config))
    for table, kept in before.items():
        names = [name for name in kept[0] if (table, name) not in REWRITTEN]
        assert [[row[name] for name in names] for row in after[table]] == [
            [row[name] for name in names] for row in kept
        ], table


def test_the_tables_are_then_those_of_the_code_and_the_log_is_still_kept(release: Released, config: Config) -> None:
    url = url_of(config)
    migrate(url)
    assert revision(url) == HEAD
    assert differences(url) == []
    if release.kind == "sqlite":
        assert scalar(url, "PRAGMA foreign_key_check") is None
        assert scalar(url, "PRAGMA integrity_check") == "ok"
    for change in ("UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events"):
        with pytest.raises(DatabaseError, match="audit events are only ever added"):
            scalar(url, change)


async def test_everything_is_answered_as_it_was(release: Released, config: Config) -> None:
    said = release.said()
    async with open_doors(config, said["keys"]) as doors:
        for name in READERS:
            now = await read_as(doors, name)
            assert missing(said[name], now) == [], name
        for name, status in (("later", 200), ("ended", 401)):
            await doors.ask("GET", f"{EDGE}/session/", status, who=name)


async def test_work_goes_on(release: Released, config: Config) -> None:
    said = release.said()
    project = next(each for each in said["lead"][f"{EDGE}/projects/?{MOST}"]["results"] if each["name"] == "Cars")
    at = f"{EDGE}/projects/{project['uid']}"
    async with open_doors(config, said["keys"]) as doors:
        shown = (await doors.ask("GET", f"{at}/items/"))["results"]
        before = await doors.ask("GET", f"{at}/progress/")
        drawn = (await doors.ask("GET", f"{EDGE}/items/{shown[0]['uid']}/annotations/"))["results"]
        old = next(each for each in drawn if each["version"] > 1)
        changed = await doors.change(old["uid"], old["version"], {"label": "dog", "attributes": {}})
        assert changed["version"] == old["version"] + 1
        headers = {"If-Match": f'"{old["version"]}"'}
        await doors.ask("PATCH", f"{EDGE}/annotations/{old['uid']}/", 412, json={"label": None}, headers=headers)
        body = {"project": project["uid"], "type": "bounding_box", "geometry": BOX, "label": "dog", "source": "sam"}
        await doors.post(f"{EDGE}/items/{shown[-1]['uid']}/annotations/", body)
        gone = next(each for each in drawn if each["uid"] != old["uid"])
        headers = {"If-Match": f'"{gone["version"]}"'}
        await doors.ask("DELETE", f"{EDGE}/annotations/{gone['uid']}/", 204, headers=headers)
        after = await doors.ask("GET", f"{at}/progress/")
        assert after["annotations"] == before["annotations"]
        assert after["by_source"]["sam"]["draft"] == before["by_source"]["sam"]["draft"] + 1
        counted = [await doors.ask("GET", f"{at}/items/?state={state}") for state in STATES]
        for state, page in zip(STATES, counted, strict=True):
            assert sum(row["counts"][state] for row in page["results"]) == after["by_state"][state]


async def test_an_export_that_the_release_had_not_begun_is_made(release: Released, config: Config) -> None:
    scalar(url_of(config), "UPDATE exports SET status = 'requested', error_message = NULL WHERE name = 'lost'")
    said = release.said()
    [uid] = [row["uid"] for row in said["lead"][f"{V1}/exports/?limit=200"]["results"] if row["name"] == "lost"]
    async with open_doors(config, said["keys"]) as doors:
        while (found := await doors.ask("GET", f"{V1}/exports/{uid}/"))["status"] == "requested":
            pass
        assert found["status"] == "exported"
        file = json.loads(doors.site.exporter.path(uid).read_bytes())
    assert len(file["items"]) == found["exported_task_count"] > 0


async def test_an_upload_that_the_release_had_half_is_finished(release: Released, config: Config) -> None:
    said = release.said()
    [part] = (config.data_dir / "uploads").iterdir()
    at, headers = f"{EDGE}/uploads/{part.name}/", {"Tus-Resumable": "1.0.0", "Upload-Offset": "200"}
    async with open_doors(config, said["keys"]) as doors:
        known = (await doors.ask("GET", f"{EDGE}/items/{_first_item(said)}/"))["image"]["uid"]
        data = doors.site.images.read(known)
        assert data[:200] == part.read_bytes()
        headers["Content-Type"] = "application/offset+octet-stream"
        sent = await doors.ask("PATCH", at, 204, data=data[200:], headers=headers)
        item = await doors.ask("GET", f"{EDGE}/items/{sent['X-Avala-Item']}/")
        assert (item["key"], item["image"]["uid"]) == ("up/half.png", known)


def _first_item(said: dict[str, Any]) -> str:
    return next(path for path in said["lead"] if path.startswith(f"{EDGE}/items/")).split("/")[5]


def test_what_is_missing_is_noticed() -> None:
    before = {"a": [{"uid": "1", "more": {"x": None}}], "b": 2}
    now = json.loads(json.dumps(before))
    assert missing(before, {**now, "new": 1}) == []
    now["a"][0]["more"]["x"] = 0
    assert missing(before, now) == [" a[0] more x: None became 0"]
    assert missing(before, {"a": [], "b": 2}) == [" a: [{'uid': '1', 'more': {'x': None}}] became []"]
    assert missing(before, {"a": before["a"]}) == [": no b"]
