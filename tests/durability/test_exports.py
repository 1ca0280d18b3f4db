"""An export outlives the death of its server, and one that is cancelled leaves nothing."""

from __future__ import annotations

import asyncio
import io
import signal
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.store import LabelSpec, sample
from tests.tls.process import Server, serving

ITEMS = 2000


async def _make(data_dir: Path) -> tuple[str, str]:
    config = Config(data_dir=data_dir, demo=False, threads=1, engine="onnxruntime-fp32")
    async with open_site(config) as site:
        _, key = await site.keys.create("lead")
        boss = site.keys.first()
        dataset = await site.datasets.create(boss, name="Many")
        labels = [LabelSpec(name) for name in sample.LABELS]
        project = await site.projects.create(boss, name="Many", dataset_uids=[dataset.uid], labels=labels)
        numbers = {label.name: label.id for label in project.labels}
        await sample.fill(site.database, boss, dataset.uid, project.id, numbers, item_count=ITEMS, each=4)
        await sample.count(site.database, project.id)
    return key, project.uid


class Exports:
    def __init__(self, server: Server, key: str) -> None:
        self.http = httpx.Client(base_url=server.base, headers={"X-Avala-Api-Key": key}, timeout=60)

    def ask(self, project: str) -> str:
        made = self.http.post("/api/v1/exports/", json={"project": project, "format": "coco", "splits": {"all": 1}})
        assert made.status_code == 201, made.text
        return str(made.json()["uid"])

    def until(self, uid: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for _ in range(6000):
            found: dict[str, Any] = self.http.get(f"/api/v1/exports/{uid}/").json()
            if condition(found):
                return found
            assert found["status"] == "requested", found
            time.sleep(0.01)
        raise AssertionError(found)

    def content(self, uid: str) -> dict[str, bytes]:
        done = self.until(uid, lambda found: found["status"] == "exported")
        assert done["exported_task_count"] == done["total_task_count"] == ITEMS
        with zipfile.ZipFile(io.BytesIO(httpx.get(done["download_url"]).content)) as file:
            return {name: file.read(name) for name in file.namelist() if name != "manifest.json"}

    def job(self) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get("/api/edge/v1/jobs/?kind=export").json()["results"][0]
        return found


def has_begun(found: dict[str, Any]) -> bool:
    return 0 < int(found["exported_task_count"]) < ITEMS


def test_killed_and_cancelled(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    key, project = asyncio.run(_make(data_dir))
    settings = {"AVALA_EDGE_REQUESTS_PER_MINUTE": "1000000"}
    with serving(data_dir, ends=-signal.SIGKILL, **settings) as server:
        exports = Exports(server, key)
        uid = exports.ask(project)
        exports.until(uid, has_begun)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(timeout=10)
    assert [path.suffix for path in (data_dir / "exports").iterdir()] == [".tmp"]
    with sqlite3.connect(data_dir / "avala-edge.sqlite3") as database:  # what was taken is kept for half a minute
        database.execute("UPDATE job_items SET claimed_until = NULL, claimed_by = NULL")
    with serving(data_dir, **settings) as server:
        exports = Exports(server, key)
        killed = exports.content(uid)
        assert exports.job()["status"] == "completed"
        cancelled = exports.ask(project)
        exports.until(cancelled, has_begun)
        assert exports.http.post(f"/api/edge/v1/jobs/{exports.job()['uid']}/cancel/").status_code == 200
        record = exports.http.get(f"/api/v1/exports/{cancelled}/").json()
        assert (record["status"], record["error_message"]) == ("failed", "It was cancelled.")
        assert exports.job()["status"] == "cancelled"
        whole = exports.ask(project)
        assert exports.content(whole) == killed
        assert sorted(path.name for path in (data_dir / "exports").iterdir()) == sorted(
            f"{e}.zip" for e in (uid, whole)
        )
