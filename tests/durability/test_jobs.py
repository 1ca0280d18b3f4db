"""Auto-label jobs outlive what kills processes: each item once in the result, no draft twice, nobody at a console."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from avala_edge.store import database_url
from tests.clients.labelling import Edge, Site, install_detector, make_site
from tests.postgres_server import PostgresServer
from tests.tls.process import COMMAND, environment, serving

KILLS = 5


def through(edge: Edge, uid: str) -> int:
    progress = edge.job(uid)["progress"]
    return int(progress["done"] + progress["failed"] + progress["skipped"])


def wait_for(edge: Edge, uid: str, least: int) -> None:
    for _ in range(3000):
        if through(edge, uid) >= least or edge.job(uid)["status"] == "completed":
            return
        time.sleep(0.05)
    raise AssertionError(edge.job(uid))


def rows(site: Site, query: str, url: str = "") -> list[Any]:
    where = database_url(url, site.data_dir).set(drivername="postgresql+psycopg" if url else "sqlite")
    engine = create_engine(where)
    with engine.connect() as database:
        found = database.execute(text(query)).fetchall()
    engine.dispose()
    return list(found)


def is_whole(site: Site, job: dict[str, Any], url: str = "") -> None:
    """Every item once, two drafts each, and the counts of a recount."""
    items = len(site.items)
    assert job["status"] == "completed"
    assert job["progress"] == {"total": items, "done": items, "failed": 0, "skipped": 0}
    numbers = [row[0] for row in rows(site, "SELECT number FROM job_items ORDER BY number", url)]
    assert numbers == list(range(1, items + 1))
    drawn = rows(site, "SELECT item_id, uid FROM annotations WHERE source = 'auto_label'", url)
    assert set(Counter(row[0] for row in drawn).values()) == {2}
    assert len({row[1] for row in drawn}) == len(drawn) == 2 * items
    logged = rows(site, "SELECT count(*) FROM audit_events WHERE action = 'annotation.created'", url)
    assert logged[0][0] == 2 * items + 1  # and what a person drew
    counted = rows(site, "SELECT sum(count) FROM annotation_counts WHERE source = 'auto_label'", url)
    assert counted[0][0] == 2 * items


def test_a_server_killed_five_times_amid_a_job(tmp_path: Path) -> None:
    site = make_site(tmp_path / "data", 501)
    install_detector(site.data_dir, tmp_path)
    uid = ""
    for kill in range(KILLS):
        with serving(site.data_dir, ends=-signal.SIGKILL) as server:
            edge = Edge(server, site)
            uid = uid or edge.order(confidence_threshold=0.75)["uid"]
            wait_for(edge, uid, (kill + 1) * 60)
            assert edge.job(uid)["status"] == "running"
            server.process.send_signal(signal.SIGKILL)
            server.process.wait(timeout=10)
    with serving(site.data_dir) as server:
        edge = Edge(server, site)
        wait_for(edge, uid, 500)
        is_whole(site, edge.job(uid))


@contextmanager
def working(data_dir: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [COMMAND, "worker", "--data-dir", str(data_dir)],
        env={**environment({"AVALA_EDGE_DATABASE_URL": url}), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "Working" in process.stdout.readline(), sys.stderr
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def test_one_of_two_workers_is_killed(tmp_path: Path, postgres_server: PostgresServer) -> None:
    url = postgres_server.url(postgres_server.new_database())
    site = make_site(tmp_path / "data", 301, url)
    install_detector(site.data_dir, tmp_path)
    with (
        serving(site.data_dir, AVALA_EDGE_DATABASE_URL=url) as server,
        working(site.data_dir, url),
        working(site.data_dir, url) as second,
    ):
        edge = Edge(server, site)
        uid = edge.order(confidence_threshold=0.75)["uid"]
        wait_for(edge, uid, 20)
        hosts = rows(site, "SELECT pid FROM workers", url)
        assert len(hosts) == 3  # the server works, too
        claimed = "SELECT count(DISTINCT claimed_by) FROM job_items WHERE claimed_by IS NOT NULL"
        assert rows(site, claimed, url)[0][0] >= 1
        second.send_signal(signal.SIGKILL)
        second.wait(timeout=10)
        wait_for(edge, uid, 300)
        is_whole(site, edge.job(uid), url)
