"""Who asks the database may be cancelled at any moment, as by a client that leaves: no connection is lost by it."""

from __future__ import annotations

import asyncio
import logging
import random

import psycopg
import pytest
from sqlalchemy import URL, func, insert, select

from avala_edge.store import Database
from avala_edge.store.tables import new_uid, organizations

ROUNDS, ASKED = 6, 8


async def read(database: Database) -> int:
    async with database.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(organizations))).scalar_one())


async def write(database: Database) -> None:
    async with database.write() as tx:
        uid = new_uid()
        await tx.execute(insert(organizations).values(uid=uid, name="An organization", slug=uid))


@pytest.mark.parametrize("seed", range(2))
async def test_every_connection_comes_back(url: URL, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        database = Database(url)  # so that connections are made, too, while somebody is cancelled
        asked = []
        for _ in range(ASKED):
            asked.append(asyncio.create_task(chance.choice((read, write))(database)))
            for _ in range(chance.randrange(40)):
                await asyncio.sleep(0)
        for task in asked:
            task.cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*asked, return_exceptions=True)
        async with asyncio.timeout(30):
            await asyncio.gather(*(read(database) for _ in range(30)), *(write(database) for _ in range(8)))
        await database.close()
        assert _connections(url) == 0
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def _connections(url: URL) -> int:
    """How many this process has to PostgreSQL, besides the one that asks."""
    if url.get_backend_name() == "sqlite":
        return 0
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, connect_timeout=10, autocommit=True) as connection:
        # each in a transaction of its own: within one, PostgreSQL shows who was there at its beginning
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        for _ in range(400):
            [(found,)] = connection.execute(query, [url.database]).fetchall()
            if not found:
                return 0
            connection.execute("SELECT pg_sleep(0.05)")  # it hears of a goodbye a little later
    return int(found)
