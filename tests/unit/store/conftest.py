from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL

from avala_edge.store import Blobs, BlobStore, Bucket, BucketSettings, Database, ObjectBlobs, database_url
from tests.postgres_server import PostgresServer
from tests.s3_server import S3Server


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[URL]:
    """The address of a database without tables."""
    if kind == "sqlite":
        yield database_url("", tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.new_database(migrated=False)
    yield server.sqlalchemy_url(name)
    server.drop_database(name)


@pytest.fixture
async def database(url: URL) -> AsyncIterator[Database]:
    """A migrated database, open."""
    opened = Database(url)
    yield opened
    await opened.close()


@dataclass(frozen=True)
class Keeper:
    """Where blobs are kept: files, or a bucket of a real S3 server; `open` again is another process or machine."""

    data_dir: Path
    settings: BucketSettings | None
    server: S3Server | None

    def open(self, data_dir: Path | None = None) -> BlobStore:
        folder = data_dir or self.data_dir
        if self.settings is None:
            return Blobs(folder)
        return ObjectBlobs(folder, Bucket(self.settings))

    def names(self) -> list[str]:
        """Every blob, published or staged, and every note of one."""
        notes = [path.name for path in (self.data_dir / "blobs").rglob("*") if path.is_file()]
        return sorted([*notes, *(path.rpartition("/")[2] for path in self.objects())])

    def objects(self) -> list[str]:
        if self.settings is None or self.server is None:
            return []
        root = self.settings.url.removeprefix("s3://")
        return [str(path) for path in self.server.files().find(root) if path != root]

    def damage(self, sha: str, data: bytes | None) -> None:
        """Put other bytes under a name, or none."""
        path = f"blobs/{sha[:2]}/{sha}"
        if self.settings is None or self.server is None:
            (self.data_dir / path).unlink() if data is None else (self.data_dir / path).write_bytes(data)
            return
        where = f"{self.settings.url.removeprefix('s3://')}/{path}"
        files = self.server.files()
        files.rm_file(where) if data is None else files.pipe_file(where, data)


@pytest.fixture(params=["files", "bucket"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Keeper:
    """What keeps blobs: tests that use it run on both."""
    if request.param == "files":
        return Keeper(tmp_path, None, None)
    server: S3Server = request.getfixturevalue("s3_server")
    return Keeper(tmp_path, server.settings(server.new_place()), server)
