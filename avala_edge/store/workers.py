"""The processes that do jobs: each says every few seconds that it lives; one that does not is dead."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update

from avala_edge.store.database import Database
from avala_edge.store.tables import new_uid, now, workers

LEASE_S = 15.0


class Workers:
    """All processes on one database."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def join(self) -> str:
        """Say that this process works; returns its name, new each time."""
        uid = new_uid()
        async with self._database.write() as tx:
            row = {"uid": uid, "host": socket.gethostname()[:255], "pid": os.getpid(), "seen_at": now()}
            await tx.execute(insert(workers).values(**row))
        return uid

    async def beat(self, uid: str) -> None:
        """Say that a process lives; one that was taken for dead lives again."""
        async with self._database.write() as tx:
            its = workers.c.uid == uid
            if (await tx.execute(update(workers).where(its).values(seen_at=now()))).rowcount == 0:
                row = {"uid": uid, "host": socket.gethostname()[:255], "pid": os.getpid(), "seen_at": now()}
                await tx.execute(insert(workers).values(**row))

    async def leave(self, uid: str) -> None:
        """Say that a process does not work any more, or is dead and its work was given to others."""
        async with self._database.write() as tx:
            await tx.execute(delete(workers).where(workers.c.uid == uid))

    async def dead(self) -> list[str]:
        """Return the names of those that have not been heard of for `LEASE_S`."""
        old = workers.c.seen_at < now() - timedelta(seconds=LEASE_S)
        async with self._database.read() as tx:
            return list((await tx.execute(select(workers.c.uid).where(old))).scalars())

    async def living(self) -> int:
        """Count the others."""
        lives = workers.c.seen_at >= now() - timedelta(seconds=LEASE_S)
        async with self._database.read() as tx:
            return int((await tx.execute(select(func.count()).select_from(workers).where(lives))).scalar_one())
