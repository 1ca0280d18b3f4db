from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Busy, InvalidInput
from avala_edge.store import Database, database_url
from avala_edge.store import database as database_module
from avala_edge.store.tables import audit_events, new_uid, organizations
from tests.postgres_server import PostgresServer

TIMEOUT = 20


def organization(slug: str, name: str = "An organization") -> dict[str, Any]:
    return {"uid": new_uid(), "name": name, "slug": slug}


async def add(tx: AsyncConnection, slug: str, name: str = "An organization") -> None:
    await tx.execute(insert(organizations).values(organization(slug, name)))


async def count(tx: AsyncConnection) -> int:
    return int((await tx.execute(select(func.count()).select_from(organizations))).scalar_one())


async def total(database: Database) -> int:
    async with database.read() as tx:
        return await count(tx)


@contextmanager
def somebody_else_writes(url: URL) -> Iterator[None]:
    """Hold what a writer needs, from outside of this package."""
    if url.get_backend_name() == "sqlite":
        other = sqlite3.connect(str(url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, connect_timeout=10) as connection:
        connection.execute("LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.fixture
async def impatient(url: URL, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database that waits a second instead of ten."""
    monkeypatch.setattr(database_module, "BUSY_S", 1)
    opened = Database(url)
    yield opened
    await opened.close()


async def test_what_is_written_is_there_afterwards(database: Database, url: URL) -> None:
    async with database.write() as tx:
        await add(tx, "one")
    assert await total(database) == 1
    again = Database(url)
    assert await total(again) == 1
    await again.close()


async def test_an_exception_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError, match="in mid-air"):  # noqa: PT012 - it ends a transaction
        async with database.write() as tx:
            await add(tx, "one")
            raise RuntimeError("in mid-air")
    assert await total(database) == 0
    async with database.write() as tx:
        await add(tx, "one")
    assert await total(database) == 1


async def test_a_writer_that_is_cancelled_leaves_nothing_behind_and_lets_go(database: Database) -> None:
    wrote = asyncio.Event()

    async def write() -> None:
        async with database.write() as tx:
            await add(tx, "one")
            wrote.set()
            await asyncio.sleep(TIMEOUT)

    task = asyncio.create_task(write())
    await asyncio.wait_for(wrote.wait(), TIMEOUT)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(TIMEOUT), database.write() as tx:
        await add(tx, "two")
    assert await total(database) == 1


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.write() as tx:
        await add(tx, "one")
        async with asyncio.timeout(TIMEOUT):
            assert await asyncio.gather(*(total(database) for _ in range(4))) == [0] * 4
    assert await total(database) == 1


async def test_a_reader_sees_one_state(database: Database) -> None:
    async with database.read() as reader:
        assert await count(reader) == 0
        async with asyncio.timeout(TIMEOUT), database.write() as writer:
            await add(writer, "one")
        assert await count(reader) == 0
    assert await total(database) == 1


async def test_a_reader_cannot_write(database: Database) -> None:
    async with database.write() as tx:
        await add(tx, "one")
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        async with database.read() as tx:
            await add(tx, "two")
    assert await total(database) == 1
    async with database.write() as tx:  # and what a reader used can be used by a writer afterwards
        await add(tx, "three")
    assert await total(database) == 2


async def test_writers_take_turns(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.write() as tx:
            await add(tx, f"slug-{number}")

    async with asyncio.timeout(TIMEOUT * 2):
        await asyncio.gather(*(write(number) for number in range(100)))
    assert await total(database) == 100


async def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):  # noqa: PT012 - a transaction
        async with database.write() as tx:
            event = {"uid": new_uid(), "user_id": 77, "action": "a", "subject_type": "t", "subject_uid": "u"}
            await tx.execute(insert(audit_events).values(event))


async def test_audit_events_are_only_ever_added(database: Database) -> None:
    async with database.write() as tx:
        event = {"uid": new_uid(), "action": "dataset.created", "subject_type": "dataset", "subject_uid": "u"}
        await tx.execute(insert(audit_events).values(event))
    attempts = [update(audit_events).values(action="nothing"), delete(audit_events)]
    if not database.is_sqlite:
        attempts.append(text("TRUNCATE audit_events"))  # type: ignore[arg-type]
    for attempt in attempts:
        with pytest.raises(DBAPIError, match="only ever added"):
            async with database.write() as tx:
                await tx.execute(attempt)
    async with database.read() as tx:
        assert (await tx.execute(select(audit_events.c.action))).scalars().all() == ["dataset.created"]


async def test_a_database_that_others_keep_is_busy(impatient: Database, url: URL) -> None:
    with somebody_else_writes(url), pytest.raises(Busy, match="busy"):
        async with asyncio.timeout(TIMEOUT), impatient.write() as tx:
            await add(tx, "one")
    async with impatient.write() as tx:
        await add(tx, "two")
    assert await total(impatient) == 1


async def test_more_writers_than_may_wait_are_busy_at_once(impatient: Database, url: URL) -> None:
    async def write(number: int) -> None:
        async with impatient.write() as tx:
            await add(tx, f"slug-{number}")

    with somebody_else_writes(url):
        many = [asyncio.create_task(write(number)) for number in range(database_module.MOST_WRITERS)]
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="too many"):
            await write(-1)
        refused = await asyncio.wait_for(asyncio.gather(*many, return_exceptions=True), TIMEOUT * 2)
    assert {type(each) for each in refused} == {Busy}
    async with asyncio.timeout(TIMEOUT):
        await write(0)
    assert await total(impatient) == 1


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_full_disk_is_said_in_plain_words_and_room_helps(database: Database, url: URL) -> None:
    """SQLite is told to stay small."""
    name = "x" * 200
    with pytest.raises(Busy, match="disk of the database is full") as refusal:  # noqa: PT012 - a transaction
        async with database.write() as tx:
            pages = (await tx.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await tx.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
            for start in range(0, 150_000, 5_000):
                rows = [organization(f"slug-{start + number}", name) for number in range(5_000)]
                await tx.execute(insert(organizations), rows)
    assert refusal.value.retry_after_s == 60
    assert await total(database) == 0
    await database.close()
    again = Database(url)
    async with again.write() as tx:
        await add(tx, "one")
    assert await total(again) == 1
    await again.close()


async def test_a_server_that_went_away_is_busy_until_it_is_back() -> None:
    server = PostgresServer(durable=True)
    try:
        server.start()
        database = Database(server.sqlalchemy_url(server.new_database()))
        async with database.write() as tx:
            await add(tx, "one")
        server.kill()
        for ask in (total(database), total(database)):
            with pytest.raises(Busy):
                await asyncio.wait_for(ask, TIMEOUT)
        with pytest.raises(Busy):
            async with asyncio.timeout(TIMEOUT), database.write() as tx:
                await add(tx, "two")
        server.start()
        assert await total(database) == 1
        with pytest.raises(Busy):  # noqa: PT012 - a transaction
            async with database.write() as tx:
                await add(tx, "three")
                server.kill()
                await count(tx)
        server.start()
        assert await total(database) == 1
        await database.close()
    finally:
        server.remove()


@pytest.mark.parametrize(
    "given",
    [
        "mysql://avala:pa55-word@localhost/avala",
        "postgresql://avala:pa55-word@localhost",
        "postgresql://avala:pa55-word@localhost:port/avala",
        "sqlite:////etc/pa55-word",
        "pa55-word",
        "://pa55-word",
    ],
)
def test_an_address_of_neither_is_refused_and_not_shown(tmp_path: Path, given: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        database_url(given, tmp_path)
    assert refusal.value.field == "database_url"
    assert "pa55-word" not in refusal.value.message
    assert "AVALA_EDGE_DATABASE_URL" in refusal.value.message


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_all_names_of_postgresql_are_understood(tmp_path: Path, scheme: str) -> None:
    url = database_url(f"{scheme}://avala:pa55-word@db.example:5433/edge", tmp_path)
    assert (url.drivername, url.host, url.port, url.database) == ("postgresql+psycopg", "db.example", 5433, "edge")
    assert "pa55-word" not in repr(Database(url).url)
    assert os.listdir(tmp_path) == []


def test_the_file_of_sqlite_is_in_the_data_folder(tmp_path: Path) -> None:
    url = database_url("", tmp_path / "new")
    assert Path(str(url.database)).parent == tmp_path / "new"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
