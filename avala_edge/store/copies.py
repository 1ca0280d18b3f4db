"""A database copied out of a site into one file while others write. Blocks."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from avala_edge.errors import InvalidInput
from avala_edge.store.database import BUSY_S
from avala_edge.store.migrate import reason_of
from avala_edge.store.postgres_tools import dump

_PAGES = 4096  # between two reports of progress: 16 MiB
_TABLES_SIZE = text(
    "SELECT coalesce(sum(pg_table_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n ON c.relnamespace = n.oid"
    " WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)'"
)


def database_bytes(connection: Connection) -> int:
    """Return about how many bytes a copy takes, at most."""
    if connection.dialect.name == "sqlite":
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return int(pages * size)
    return int(connection.execute(_TABLES_SIZE).scalar_one())


def copy_database(connection: Connection, url: URL, target: Path, told: Callable[[int, int], None]) -> str:
    """Write what `connection` sees, of a state that `one_state` gave, to a new file; return who wrote it.

    `told` hears of work done and work to do.

    Raises:
        InvalidInput: PostgreSQL's tools are missing, too old, or fail.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if connection.dialect.name == "sqlite":
        _copy_sqlite(connection.connection.driver_connection, target, told)
        made_by = f"SQLite {sqlite3.sqlite_version}"
    else:
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        made_by = dump(url, target, snapshot=snapshot, server=server_version(connection))
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return made_by


def _copy_sqlite(source: Any, target: Path, told: Callable[[int, int], None]) -> None:
    """Copy page by page: the transaction that `source` is in keeps its state, whatever is written meanwhile."""
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # one fsync at the end does it
            source.backup(copy, pages=_PAGES, progress=lambda _, left, total: told(total - left, total))
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, readable where nothing can be written
    except sqlite3.Error as error:
        raise InvalidInput(f"the database cannot be copied: {error}", field="database") from error


def server_version(connection: Connection) -> int:
    """Return the major version of a PostgreSQL server."""
    return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000


@contextmanager
def scratch_database(url: URL) -> Iterator[URL]:
    """Give a new, empty PostgreSQL database beside that of `url`, dropped in the end; raise `InvalidInput`."""
    name = f"avala_edge_scratch_{secrets.token_hex(6)}"
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": BUSY_S}
    )

    def run(statement: str) -> None:
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(statement)
        except DBAPIError as error:
            raise InvalidInput(f"no scratch database can be had: {reason_of(error)}", field="--database-url") from error

    run(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield url.set(database=name)
    finally:
        run(f"DROP DATABASE IF EXISTS {name}")
