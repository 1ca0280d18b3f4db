from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL

from avala_edge.errors import InvalidInput
from avala_edge.store import Database, database_url, migrate
from avala_edge.store.migrate import HEAD, MIGRATIONS, upgrade
from tests.databases import differences, plain, scalar, shape
from tests.postgres_server import PostgresServer

MIGRATE = """
import sys
from sqlalchemy import make_url
from avala_edge.store import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(make_url(sys.argv[1]))
"""


def scripts() -> ScriptDirectory:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(settings)


def test_head_is_the_newest_migration() -> None:
    assert scripts().get_current_head() == HEAD


def test_migrations_make_the_tables_of_the_code(empty_url: URL) -> None:
    migrate(empty_url)
    assert differences(empty_url) == []
    assert scalar(empty_url, "SELECT version_num FROM alembic_version") == HEAD


def test_a_missing_column_would_be_noticed(url: URL) -> None:
    scalar(url, "ALTER TABLE images DROP COLUMN width")
    assert differences(url)


def test_every_step_of_the_way_up_can_be_left_and_taken_up_again(empty_url: URL) -> None:
    for revision in reversed([script.revision for script in scripts().walk_revisions()]):
        upgrade(plain(empty_url), revision)
        assert scalar(empty_url, "SELECT version_num FROM alembic_version") == revision
    migrate(empty_url)
    assert differences(empty_url) == []


def test_processes_that_start_at_once_migrate_once(empty_url: URL) -> None:
    command = [sys.executable, "-c", MIGRATE, empty_url.render_as_string(hide_password=False)]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(4)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert scalar(empty_url, "SELECT count(*) FROM alembic_version") == 1
    assert differences(empty_url) == []


def test_a_migration_that_fails_leaves_the_tables_as_they_were(empty_url: URL) -> None:
    upgrade(plain(empty_url), "0001")
    scalar(empty_url, "CREATE TABLE webhooks (id INTEGER)")  # in the way of 0002
    with pytest.raises(InvalidInput, match="webhooks") as refusal:
        migrate(empty_url)
    assert "\n" not in refusal.value.message
    assert scalar(empty_url, "SELECT version_num FROM alembic_version") == "0001"
    assert "jobs" not in shape(empty_url)


def test_a_newer_database_is_refused_in_one_line(url: URL) -> None:
    scalar(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(InvalidInput, match=f"newer avala-edge.*9999.*{HEAD}") as refusal:
        migrate(url)
    assert "\n" not in refusal.value.message
    assert scalar(url, "SELECT version_num FROM alembic_version") == "9999"


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    url = database_url("", tmp_path)
    Path(str(url.database)).write_bytes(b"this is no database at all\n" * 400)
    with pytest.raises(InvalidInput, match="not a database") as refusal:
        migrate(url)
    assert "\n" not in refusal.value.message


def test_a_folder_in_place_of_the_database_is_refused_in_one_line(tmp_path: Path) -> None:
    url = database_url("", tmp_path)
    Path(str(url.database)).mkdir()
    with pytest.raises(InvalidInput, match="unable to open") as refusal:
        migrate(url)
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize("wrong", ["password", "host", "database"])
def test_a_server_that_does_not_let_us_in_is_named_without_the_password(
    postgres_server: PostgresServer, wrong: str
) -> None:
    url = postgres_server.sqlalchemy_url()
    if wrong == "password":
        url = url.set(password="pa55-word")
    elif wrong == "host":
        url = url.set(port=1)
    else:
        url = url.set(database="absent")
    with pytest.raises(InvalidInput, match="the database cannot be used") as refusal:
        migrate(url)
    assert "\n" not in refusal.value.message
    assert str(url.password) not in refusal.value.message
    assert str(url.password) not in repr(Database(url).url)
