"""The database: one door for transactions, on SQLite in the data folder or on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from avala_edge.errors import Busy, InvalidInput
from avala_edge.store.files import open_folder

DatabaseUrl = URL
FILE = "avala-edge.sqlite3"
JOBS_FILE = "jobs.sqlite3"
BUSY_S = 10  # longest wait for somebody else's transaction
MOST_WRITERS = 512  # transactions that may wait to write; more is answered 503
READERS = 4
NO_POSTGRES = "PostgreSQL needs the extra `postgres`: pip install 'avala-edge[postgres]'"
_POSTGRES_WRITERS, _POSTGRES_READERS = 4, 12
# SQLite has one writer at a time. The rules that span rows (the last owner, a label in use, tasks of a dataset's
# items) lean on that, so PostgreSQL gets it too, among all servers of the site; readers never wait for it.
_ONE_WRITER = select(func.pg_advisory_xact_lock(0x6177726974))
_FULL = ("database or disk is full", "no space left on device", "could not extend file")
_BUSY = ("database is locked", "lock timeout", "connection failed", "connection refused", "connection timeout")


def database_url(given: str, data_dir: Path) -> URL:
    """Return where the database is: SQLite in the data folder unless `given` names a PostgreSQL.

    Raises:
        InvalidInput: not a URL of either; the message never repeats it, for it may hold a password.
    """
    if not given:
        return sqlite_file(open_folder(data_dir) / FILE)
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        url = URL.create("unreadable")
    if url.drivername not in ("postgresql", "postgresql+psycopg", "postgres") or not url.database:
        raise InvalidInput(
            "AVALA_EDGE_DATABASE_URL must be postgresql://user:password@host[:port]/database, or empty for SQLite",
            field="database_url",
        )
    return url.set(drivername="postgresql+psycopg")


def jobs_url(url: URL, data_dir: Path) -> str:
    """Return where the queue of jobs is: the same PostgreSQL (in a schema of its own), or a SQLite file beside."""
    if url.get_backend_name() == "sqlite":
        return URL.create("sqlite", database=str(data_dir / JOBS_FILE)).render_as_string()
    return url.render_as_string(hide_password=False)


def sqlite_file(path: Path) -> URL:
    """Return the address of a SQLite file."""
    return URL.create("sqlite+aiosqlite", database=str(path))


class Database:
    """Transactions. `read` sees one state; `write` has the state to itself until it commits, or changes nothing."""

    def __init__(self, url: URL) -> None:
        """Make the pools; nothing is opened before the first transaction."""
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._waiting = 0
        self._unfinished: set[asyncio.Task[Any]] = set()
        if self.is_sqlite:
            self._writer = _sqlite(url, size=1, begin="BEGIN IMMEDIATE", writes=True)
            self._reader = _sqlite(url, size=READERS, begin="BEGIN", writes=False)
        else:
            self._writer = _postgres(url, size=_POSTGRES_WRITERS)
            self._reader = _postgres(
                url, size=_POSTGRES_READERS, isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that commits at the end, durably, or on an exception leaves nothing behind.

        Raises:
            Busy: others kept the database too long, too many wait, or its disk is full.
        """
        if self._waiting >= MOST_WRITERS:
            raise Busy("too many changes wait for the database; try again in a moment")
        self._waiting += 1
        try:
            with _plain_errors():
                async with self._connected(self._writer) as connection, connection.begin():
                    if not self.is_sqlite:
                        await connection.execute(_ONE_WRITER)
                    yield connection
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that changes nothing; raises `Busy` as `write` does."""
        with _plain_errors():
            async with self._connected(self._reader) as connection, connection.begin():
                yield connection

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Give a connection of the pool, whole: who is cancelled while it is made or goes back does not cut that short.

        A connection cut in half is lost to the pool, and PostgreSQL waits for it for a minute.
        """
        connection = engine.connect()
        making = self._to_its_end(connection.start())
        try:
            await asyncio.shield(making)
        except asyncio.CancelledError:
            self._to_its_end(_give_back(making, connection))
            raise
        try:
            yield connection
        finally:
            await asyncio.shield(self._to_its_end(connection.close()))

    def _to_its_end(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return task

    async def close(self) -> None:
        """Give all connections back."""
        while self._unfinished:
            await asyncio.gather(*self._unfinished, return_exceptions=True)
        await self._writer.dispose()
        await self._reader.dispose()


async def _give_back(making: asyncio.Task[Any], connection: AsyncConnection) -> None:
    with suppress(Exception):  # nobody waits for it any more, or hears what went wrong
        await making
        await connection.close()


class _plain_errors:
    """Say what a driver says in this package's errors, where a caller can do something about it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (PoolTimeout, PendingRollbackError)):  # the latter: the connection broke in mid-air
            raise Busy("the database is busy; try again in a moment") from error
        if not isinstance(error, DBAPIError):
            return
        words = str(error.orig).lower()
        if any(sign in words for sign in _FULL):
            raise Busy("the disk of the database is full; make room on it", retry_after_s=60) from error
        if error.connection_invalidated or any(sign in words for sign in _BUSY):
            raise Busy("the database is busy; try again in a moment") from error


def _sqlite(url: URL, *, size: int, begin: str, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        url, poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0, pool_timeout=BUSY_S
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        for pragma in sqlite_pragmas(writes=writes):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def sqlite_pragmas(*, writes: bool) -> tuple[str, ...]:
    """How each connection is set: a commit that was answered survives a power cut (WAL with synchronous FULL)."""
    return (
        f"PRAGMA busy_timeout = {BUSY_S * 1000}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA cache_size = -32768",  # 32 MiB
        "PRAGMA mmap_size = 268435456",
        f"PRAGMA query_only = {'OFF' if writes else 'ON'}",
    )


def _postgres(url: URL, *, size: int, **options: Any) -> AsyncEngine:
    try:
        return create_async_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_timeout=BUSY_S,
            pool_pre_ping=True,
            execution_options=options,
            connect_args={
                "connect_timeout": BUSY_S,
                "options": f"-c lock_timeout={BUSY_S}s -c statement_timeout=60s -c timezone=UTC",
            },
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise InvalidInput(NO_POSTGRES, field="database_url") from error


SQLITE_LEAST = (3, 35, 0)  # RETURNING
if sqlite3.sqlite_version_info < SQLITE_LEAST:  # pragma: no cover - Debian 12 has 3.40
    raise ImportError(f"avala-edge needs SQLite {'.'.join(map(str, SQLITE_LEAST))} or newer")
