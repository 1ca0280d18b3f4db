"""The unmodified `avala` client exports a project and a dataset; the file is fetched without a key."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from avala import AsyncClient, Client
from avala.errors import ForbiddenError, NotFoundError, ValidationError

from avala_edge.formats.registry import FORMATS, OF_SEQUENCES
from tests.clients.conftest import PHOTOS, Stage, _fill
from tests.clients.test_avala_reads import AVALA, command
from tests.tls.process import serving


def said(*arguments: str) -> str:
    done = subprocess.run([AVALA, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("what", ["project", "dataset"])
def test_a_file_of_accepted_annotations(workshop: Stage, what: str) -> None:
    with Client() as client:
        made = client.exports.create(**{what: getattr(workshop, what)})
        assert made.status in ("requested", "exported")
        done = client.exports.wait(made.uid, interval=0.5, timeout=30)
        assert done.status == "exported"
        assert done.download_url
    answer = httpx.get(done.download_url)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    whole: dict[str, Any] = answer.json()
    assert whole["format"] == "avala-json-external"
    assert whole["datasets"] == [workshop.dataset]
    assert [item["key"] for item in whole["items"]] == [f"{number}.png" for number in range(PHOTOS)]
    first = whole["items"][0]["annotations"]
    assert {each["state"] for each in first} == {"accepted"}
    assert {"bounding_box", "polygon"} <= {each["type"] for each in first}
    assert httpx.get(done.download_url.replace(made.uid, "0" * 36)).status_code == 403
    assert httpx.get(done.download_url.partition("?")[0]).status_code == 422


def test_the_long_form_and_the_command_line(workshop: Stage) -> None:
    headers = {"X-Avala-Api-Key": workshop.key}
    with httpx.Client(headers=headers) as plain:
        body = {"name": "all", "format": "AVALA_JSON", "projects": [workshop.project], "datasets": [], "slices": []}
        made = plain.post(f"{workshop.base}/exports/", json=body)
        assert (made.status_code, made.json()["name"]) == (201, "all")
        for wrong, word in (
            ({}, "project"),
            ({"project": workshop.project, "format": "kitti"}, "kitti"),
            ({"project": workshop.project, "states": ["done"]}, "states"),
            ({"project": workshop.project, "splits": {"train": 0.5}}, "splits"),
            ({"project": workshop.project, "splits": {"../x": 1}}, "splits"),
            ({"project": workshop.project, "label_map": {"car": ""}}, "label_map"),
            ({"project": workshop.project, "slices": ["a"]}, "slices"),
        ):
            refused = plain.post(f"{workshop.base}/exports/", json=wrong)
            assert refused.status_code == 422
            assert word in refused.text
    uid = said("exports", "create", "--project", workshop.project).split()[2]
    said("exports", "wait", uid)
    assert command("exports", "get", uid)["status"] == "exported"
    assert uid in [row["uid"] for row in command("exports", "list")]


def test_every_format(workshop: Stage) -> None:
    """Ordered with more than the client sends, waited for by it and downloaded; every checksum holds."""
    headers = {"X-Avala-Api-Key": workshop.key}
    asked = {"project": workshop.project, "include_images": True, "splits": {"train": 0.6, "val": 0.4}}
    asked |= {"label_map": {"car": "auto"}, "states": ["accepted", "draft"]}
    with Client() as client, httpx.Client(headers=headers) as plain:
        made = {
            name: plain.post(f"{workshop.base}/exports/", json={**asked, "format": name}).json()["uid"]
            for name in (*FORMATS, "YOLO")
        }
        for name, uid in made.items():
            done = client.exports.wait(uid, interval=0.5, timeout=60)
            assert done.status == "exported", plain.get(f"{workshop.base}/exports/{uid}/").text
            assert done.download_url
            answer = httpx.get(done.download_url)
            assert answer.headers["Content-Type"] == "application/zip"
            record = plain.get(f"{workshop.base}/exports/{uid}/").json()
            assert (record["total_task_count"], record["exported_task_count"]) == (PHOTOS, PHOTOS)
            assert record["format"] == {"YOLO": "yolo-detect"}.get(name, name)
            with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
                names = {info.filename for info in file.infolist()}
                manifest = json.loads(file.read("manifest.json"))
                assert {each["name"] for each in manifest["members"]} == names - {"manifest.json"}
                for each in manifest["members"]:
                    assert hashlib.sha256(file.read(each["name"])).hexdigest() == each["sha256"]
                rows = [json.loads(line) for line in file.read("provenance.jsonl").splitlines()]
                if name in OF_SEQUENCES:  # the workshop has photos only
                    assert manifest["counts"] == {"left_out": {"a photo that is in no sequence": PHOTOS}}
                    assert rows == []
                    continue
                assert {row["split"] for row in rows} <= {"default", "train", "val"}
                drawn = [each for row in rows for each in row["annotations"]]
                assert ("auto_label", "yolo", "draft") in [(e["source"], e["model"], e["state"]) for e in drawn]
                assert {each["label"] for each in drawn} == {"auto"}
                photos = [name for name in names if name.endswith(".png") and "Segmentation" not in name]
                assert len(photos) == PHOTOS
            jobs = plain.get(f"{workshop.server.base}/api/edge/v1/jobs/?kind=export").json()["results"]
            assert {job["status"] for job in jobs} <= {"completed", "running", "pending"}


async def test_the_async_client(workshop: Stage) -> None:
    async with AsyncClient() as client:
        made = await client.exports.create(dataset=workshop.dataset)
        assert (await client.exports.wait(made.uid, interval=0.5, timeout=30)).status == "exported"
        with pytest.raises(NotFoundError):
            await client.exports.get("none")
        with pytest.raises(NotFoundError):
            await client.exports.create(project="none")


def test_who_may_not(workshop: Stage) -> None:
    with Client(api_key=workshop.annotator) as client, pytest.raises(ForbiddenError):
        client.exports.create(project=workshop.project)
    with Client() as client, pytest.raises(ValidationError):
        client.exports.create()


async def test_what_a_crash_left_is_done_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = await _fill(tmp_path)
    with sqlite3.connect(tmp_path / "avala-edge.sqlite3") as database:
        (user,) = database.execute("select user_id from api_keys where name = 'lead'").fetchone()
        database.execute(
            "insert into exports (uid, name, format, status, scope, total_task_count, exported_task_count, created_by, "
            "created_at, updated_at) values ('left', 'left', 'avala-json-external', 'requested', ?, 0, 0, ?, "
            "'2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000')",
            (f'{{"projects": ["{filled["project"]}"], "datasets": []}}', user),
        )
    with serving(tmp_path) as server:
        monkeypatch.setenv("AVALA_ALLOW_INSECURE_BASE_URL", "1")
        with Client(api_key=filled["key"], base_url=f"{server.base}/api/v1") as client:
            done = client.exports.wait("left", interval=0.5, timeout=30)
            assert done.status == "exported"
