"""An upgrade is killed at one statement or another: the next start finds the tables as they were, and upgrades them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL

from avala_edge.store import database_url, migrate
from avala_edge.store.migrate import HEAD
from tests.databases import differences, revision, rows, shape
from tests.upgrade.released import Released, releases, url_of

# Kills itself behind the statement of that number; says how many there were, when it lives.
UPGRADE = """
import os, signal, sys
from sqlalchemy import Engine, event, make_url
from avala_edge.store import migrate
done, last = 0, int(sys.argv[2])
@event.listens_for(Engine, "after_cursor_execute")
def count(*_):
    global done
    done += 1
    if done == last:
        os.kill(os.getpid(), signal.SIGKILL)
migrate(make_url(sys.argv[1]))
print(done)
"""
PLACES = 5  # of each way up, first and last statement among them

New = Callable[[], URL]


def begin(url: URL, last: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", UPGRADE, url.render_as_string(hide_password=False), str(last)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture(params=["sqlite", "postgresql", *releases()], ids=str)
def new(request: pytest.FixtureRequest, tmp_path: Path) -> New:
    """Makes databases as a release left them, or empty ones."""
    start: Released | str = request.param
    kind, made = start if isinstance(start, str) else start.kind, count()
    server = request.getfixturevalue("postgres_server") if kind == "postgresql" else None

    def make() -> URL:
        folder = tmp_path / str(next(made))
        if isinstance(start, Released):
            return url_of(start.load(folder, server))
        return (
            database_url("", folder) if server is None else server.sqlalchemy_url(server.new_database(migrated=False))
        )

    return make


def test_a_killed_upgrade_is_done_at_the_next_start(new: New) -> None:
    whole = begin(new(), 0)
    assert whole.returncode == 0, whole.stderr
    statements = int(whole.stdout)
    for place in range(PLACES):
        url = new()
        before, kept, tables = revision(url), rows(url), shape(url)
        killed = begin(url, 1 + place * (statements - 1) // (PLACES - 1))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert revision(url) in (before, HEAD)
        if revision(url) == before:
            assert (rows(url), _without_alembic(shape(url))) == (kept, _without_alembic(tables))
        migrate(url)
        assert revision(url) == HEAD
        assert differences(url) == []
        assert {table: len(found) for table, found in rows(url).items() if table in kept} == {
            table: len(found) for table, found in kept.items()
        }


def _without_alembic(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: columns for name, columns in tables.items() if name != "alembic_version"}
