"""Resumable uploads by the usual client, tuspy, to a real server process that is killed in between."""

from __future__ import annotations

import asyncio
import io
import os
import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.storage.filestorage import FileStorage

from avala_edge.store import Database, Datasets, Principal, database_url
from tests.e2e.conftest import Server, start, stop

UPLOADS = "/api/edge/v1/uploads/"
SIDE = 900
PART_BYTES = 200_000


@pytest.fixture(scope="module")
def picture() -> bytes:
    """Noise, so that it stays large."""
    image = Image.frombytes("RGB", (SIDE, SIDE), random.Random(7).randbytes(3 * SIDE * SIDE))
    out = io.BytesIO()
    image.save(out, format="PNG")
    assert len(out.getvalue()) > 10 * PART_BYTES
    return out.getvalue()


@pytest.fixture
def photo_file(tmp_path: Path, picture: bytes) -> Path:
    path = tmp_path / "noise.png"
    path.write_bytes(picture)
    return path


class Killable:
    """A server whose data outlives it, on a port of its own each time."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.server = start(data_dir)
        self.key = self.server.key

    def kill_and_start(self) -> Server:
        self.server.process.kill()
        self.server.process.wait(timeout=20)
        self.server = start(self.data_dir)
        return self.server

    def client(self) -> TusClient:
        return TusClient(f"{self.server.base}{UPLOADS}", headers={"X-Avala-Api-Key": self.key})

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.server.base, headers={"X-Avala-Api-Key": self.key}, trust_env=False)


@pytest.fixture(scope="module")
def killable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killable]:
    before = os.environ.get("NO_PROXY")
    os.environ["NO_PROXY"] = "127.0.0.1"  # tuspy's requests look there
    running = Killable(tmp_path_factory.mktemp("data"))
    yield running
    assert stop(running.server) == 0
    if before is None:
        del os.environ["NO_PROXY"]
    else:
        os.environ["NO_PROXY"] = before


@pytest.fixture(scope="module")
def dataset(killable: Killable) -> str:
    async def make() -> str:
        database = Database(database_url("", killable.data_dir))
        try:
            return (await Datasets(database).create(Principal("test", "test", "owner"), name="Noise")).uid
        finally:
            await database.close()

    return asyncio.run(make())


def moved(url: str, server: Server) -> str:
    return f"{server.base}{urlsplit(url).path}"


def check_item(killable: Killable, url: str, picture: bytes, key: str) -> None:
    with killable.http() as http:
        record = http.get(urlsplit(url).path).json()
        assert (record["status"], record["offset"]) == ("done", len(picture))
        item = http.get(f"/api/edge/v1/items/{record['item']}/").json()
        assert item["key"] == key
        assert http.get(f"/api/edge/v1/images/{item['image']['uid']}/content").content == picture


@pytest.mark.parametrize("proven", [False, True])
def test_tuspy_resumes_after_the_server_was_killed(
    killable: Killable, dataset: str, picture: bytes, photo_file: Path, tmp_path: Path, proven: bool
) -> None:
    key = f"killed-{proven}.png"
    uploader = killable.client().uploader(
        str(photo_file),
        chunk_size=PART_BYTES,
        metadata={"filename": key, "dataset": dataset},
        upload_checksum=proven,
        store_url=True,
        url_storage=FileStorage(str(tmp_path / "urls.json")),
    )
    for _ in range(4):
        uploader.upload_chunk()
    assert uploader.offset == 4 * PART_BYTES
    server = killable.kill_and_start()
    with pytest.raises((TusCommunicationError, TusUploadFailed)):
        uploader.upload_chunk()
    uploader.set_url(moved(uploader.url, server))
    uploader.client = killable.client()
    assert uploader.get_offset() == 4 * PART_BYTES
    uploader.upload()
    assert uploader.offset == len(picture)
    check_item(killable, uploader.url, picture, key)


def test_a_kill_in_the_middle_of_one_large_part(
    killable: Killable, dataset: str, picture: bytes, photo_file: Path
) -> None:
    """Nothing that was acknowledged, by an answer or by HEAD, is lost; tuspy goes on from there."""
    key = "middle.png"
    uploader = killable.client().uploader(str(photo_file), metadata={"filename": key, "dataset": dataset})
    uploader.set_url(uploader.create_url())
    parts = urlsplit(uploader.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
        head = (
            f"PATCH {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nX-Avala-Api-Key: {killable.key}\r\n"
            "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
            f"Content-Length: {len(picture)}\r\n\r\n"
        )
        line.sendall(head.encode() + picture[: len(picture) // 2])
        ends = time.monotonic() + 20
        while (acknowledged := uploader.get_offset()) == 0:
            assert time.monotonic() < ends
            time.sleep(0.01)
        server = killable.kill_and_start()
    again = killable.client().uploader(str(photo_file), url=moved(uploader.url, server), chunk_size=PART_BYTES)
    assert acknowledged <= again.offset <= len(picture) // 2
    again.upload()
    check_item(killable, again.url, picture, key)


def test_a_kill_behind_the_last_byte_makes_one_item(
    killable: Killable, dataset: str, picture: bytes, photo_file: Path
) -> None:
    key = "last.png"
    uploader = killable.client().uploader(str(photo_file), metadata={"filename": key, "dataset": dataset})
    uploader.upload()
    server = killable.kill_and_start()
    again = killable.client().uploader(str(photo_file), url=moved(uploader.url, server))
    assert again.offset == len(picture)
    check_item(killable, again.url, picture, key)
