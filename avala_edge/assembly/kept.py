"""What outlives the process, opened by itself: for commands beside a running server, and for the site."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from avala_edge.backup import SiteParts
from avala_edge.config import Config
from avala_edge.store import (
    Accounts,
    Blobs,
    BlobStore,
    Bucket,
    BucketSettings,
    Database,
    ObjectBlobs,
    database_url,
    hold_to_place,
    migrate,
    site_in_use,
    take_over,
)
from avala_edge.store.database import FILE as DATABASE_FILE
from avala_edge.store.database import sqlite_file


@asynccontextmanager
async def open_store(config: Config) -> AsyncIterator[Database]:
    """Give the database of a site, whether its server runs or not; raises `InvalidInput` as `open_site` does."""
    async with AsyncExitStack() as stack:
        stack.enter_context(site_in_use(config.data_dir))
        database, _ = await open_database(config, stack)
        yield database


def site_parts(config: Config) -> SiteParts:
    """Return where a site keeps what backups are of; nothing is opened."""
    if config.database_url:
        url = database_url(config.database_url, config.data_dir)
    else:
        url = sqlite_file(config.data_dir / DATABASE_FILE)
    return SiteParts(config.data_dir, url, lambda: open_blobs(config))


def open_blobs(config: Config) -> BlobStore:
    """Open where the bytes of photos are; blocks. Raises `InvalidInput` for a place that is not the site's."""
    hold_to_place(config.data_dir, config.blobs_url)
    if not config.blobs_url:
        return Blobs(config.data_dir)
    bucket = Bucket(
        BucketSettings(
            config.blobs_url,
            config.s3_endpoint,
            config.s3_region,
            config.s3_key_id,
            config.s3_secret_key,
            config.s3_ca,
        )
    )
    bucket.check()
    return ObjectBlobs(config.data_dir, bucket)


async def open_database(config: Config, stack: AsyncExitStack) -> tuple[Database, Accounts]:
    """Migrate and open the database, taking over what earlier versions left; raises `InvalidInput`."""
    url = database_url(config.database_url, config.data_dir)
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    stack.push_async_callback(database.close)
    accounts = Accounts(database)
    await accounts.open()
    await take_over(database, config.data_dir)
    return database, accounts
