"""A real PostgreSQL server for tests: on a free loopback port, with nothing kept and nothing shared."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from avala_edge.store import migrate

_INSTALLED = Path("/usr/lib/postgresql")  # Debian keeps every major version there, off the path
_TEMPLATE = "migrated"
_RESTRICT = ("\\restrict ", "\\unrestrict ")


def _binary(name: str) -> str:
    newest = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which(name)
    assert found, f"no {name} of PostgreSQL: scripts/system_packages.sh installs it"
    return found


def _fingerprint(connection: psycopg.Connection[tuple[Any, ...]]) -> str:
    """What its tables are, and which migration made them."""
    columns = "attrelid::regclass || ' ' || attname || ' ' || atttypid || ' ' || attnotnull"
    of_ours = "attnum > 0 AND attrelid::regclass::text !~ '^(pg_|information_schema)' AND attrelid > 16383"
    row = connection.execute(
        f"SELECT md5(string_agg({columns}, ',' ORDER BY attrelid, attnum)), (SELECT version_num FROM alembic_version)"
        f" FROM pg_attribute WHERE {of_ours}"
    ).fetchone()
    return str(row)


def _empty(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Delete every row and begin to count from 1 again, past triggers and references."""
    connection.execute("SET lock_timeout = '20s'; SET session_replication_role = replica")
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    sequences = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
    words = [f'DELETE FROM "{name}"' for (name,) in tables if name != "alembic_version"]
    words += [f"SELECT setval('\"{name}\"', 1, false)" for (name,) in sequences]
    connection.execute("; ".join(words))  # type: ignore[arg-type]


class PostgresServer:
    """Started and stopped as the test likes; port and data stay until `remove`.

    Not `durable`, it is fast, and what it holds does not survive a crash of the machine.
    """

    def __init__(self, *, durable: bool = False) -> None:
        # PostgreSQL refuses root, and its user cannot look into pytest's folders, which only root may enter.
        self._command = ["setpriv", "--pdeathsig", "INT"]
        self.folder = Path(tempfile.mkdtemp(prefix="avala-postgres-"))
        if os.geteuid() == 0:
            self._command += ["--reuid", "postgres", "--regid", "postgres", "--init-groups"]
            shutil.chown(self.folder, "postgres", "postgres")
        self._durable = durable
        self._password = secrets.token_hex(16)
        self._databases = 0
        self._template: str | None = None
        self._free: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        word = self.folder / "password"
        word.write_text(self._password)
        made = [*self._command, _binary("initdb"), "--pgdata", str(self._data), "--username", "avala"]
        made += ["--pwfile", str(word), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"]
        done = subprocess.run([*made, "--no-sync"], cwd="/", capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def url(self, database: str = "postgres") -> str:
        """The address of a database, password and all."""
        return f"postgresql://avala:{self._password}@127.0.0.1:{self.port}/{database}"

    def sqlalchemy_url(self, database: str = "postgres") -> URL:
        """The same for SQLAlchemy."""
        return make_url(self.url(database)).set(drivername="postgresql+psycopg")

    def start(self) -> None:
        command = [*self._command, _binary("postgres"), "-D", str(self._data), "-p", str(self.port)]
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "max_connections": 100,
        }
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, self._log.read_text()
                assert time.monotonic() < deadline, self._log.read_text()
                time.sleep(0.02)

    def stop(self) -> None:
        """End it as an administrator does, or not so politely after a while."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End all its processes as kill -9 does; `start` recovers."""
        assert self._process is not None
        first = self._process.pid
        others = [int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split()]
        for pid in (first, *others):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(timeout=20)
        self._process = None
        deadline = time.monotonic() + 20
        while any(Path(f"/proc/{pid}").exists() for pid in others):  # they hold what the next start wants
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=20)
        self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, statement: sql.Composable | str) -> None:
        """Run one statement of an administrator."""
        with psycopg.connect(self.url(), autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement.encode() if isinstance(statement, str) else statement)

    def ask(self, query: str) -> object:
        """Return the one value that a query of an administrator has for an answer."""
        with psycopg.connect(self.url(), connect_timeout=10) as connection:
            row = connection.execute(query.encode()).fetchone()
            assert row is not None
            return row[0]

    def new_database(self, *, migrated: bool = True) -> str:
        """Make a database with this version's tables, or an empty one; return its name."""
        if migrated and self._template is None:
            self.run(f"CREATE DATABASE {_TEMPLATE}")
            migrate(self.sqlalchemy_url(_TEMPLATE))
            with psycopg.connect(self.url(_TEMPLATE), connect_timeout=10) as connection:
                self._template = _fingerprint(connection)
        self._databases += 1
        name = f"test_{self._databases}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE if migrated else 'template0'}")
        return name

    def dump(self, name: str, path: Path) -> None:
        """Write a database as SQL that any later server reads."""
        words = self._tool("pg_dump", "--inserts", "--no-owner", "--no-privileges", "--dbname", self.url(name))
        # Words of psql of some minor versions only, around the whole.
        path.write_text("".join(line for line in words.splitlines(True) if not line.startswith(_RESTRICT)))

    def load(self, name: str, path: Path) -> None:
        """Run SQL that `dump` wrote."""
        self._tool("psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(path), self.url(name))

    def _tool(self, name: str, *arguments: str) -> str:
        done = subprocess.run([_binary(name), *arguments], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def lent_database(self) -> Iterator[str]:
        """Lend the name of an empty database with this version's tables; it is emptied for the next, not made anew."""
        name = self._free.pop() if self._free else self.new_database()
        try:
            yield name
        finally:
            with psycopg.connect(self.url(name), connect_timeout=10) as connection:
                is_whole = _fingerprint(connection) == self._template
                if is_whole:
                    _empty(connection)
            if is_whole:
                self._free.append(name)
            else:
                self.drop_database(name)

    def drop_database(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
