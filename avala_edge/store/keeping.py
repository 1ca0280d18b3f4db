"""Bytes and the row that speaks of them: kept together, and settled after a crash between the two."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import select, union

from avala_edge.store.blobs import BlobStore
from avala_edge.store.database import Database
from avala_edge.store.staging import Staged
from avala_edge.store.tables import images, videos


async def keep(
    database: Database, blobs: BlobStore, stage: Callable[[], Staged], write: Callable[[], Awaitable[bool]]
) -> bool:
    """Stage bytes (off the loop), write their row, publish them; return what `write` said.

    Not to be cut in half: shield it from a client that leaves.
    """
    staged = await asyncio.to_thread(stage)
    try:
        is_new = await write()
    except BaseException:
        await settle(database, blobs, [staged])  # its row may be there: a commit's answer can be lost on the way
        raise
    await asyncio.to_thread(blobs.publish, staged)
    return is_new


async def settle(database: Database, blobs: BlobStore, left: Sequence[Staged]) -> None:
    """Publish the bytes that have a row, remove the others; let go of all if the database does not answer."""
    try:
        uids = [f"sha256:{staged.sha}" for staged in left]
        known = union(*(select(table.c.uid).where(table.c.uid.in_(uids)) for table in (images, videos)))
        async with database.read() as tx:
            shas = {uid.removeprefix("sha256:") for uid in (await tx.execute(known)).scalars()}
        await asyncio.to_thread(blobs.settle, left, shas)
    finally:
        for staged in left:
            staged.lock.close()
