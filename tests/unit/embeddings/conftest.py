from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from avala_edge.embeddings import DiskTier, EmbeddingStore, open_shared
from avala_edge.models import Embedding
from tests.unit.test_disk_tier import LARGE, embedding
from tests.valkey_server import ValkeyServer

Open = Callable[..., EmbeddingStore]


class Encoder:
    """Counts its encodes."""

    def __init__(self) -> None:
        self.encodes = 0

    async def __call__(self) -> Embedding:
        self.encodes += 1
        return embedding()


@pytest.fixture
def encode() -> Encoder:
    return Encoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "valkey"
    path.mkdir()
    return path


@pytest.fixture
def server(folder: Path) -> Iterator[ValkeyServer]:
    started = ValkeyServer(folder)
    started.start()
    yield started
    started.kill()


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Open]:
    """Open the store of a node: a data directory of its own, `name`, and the shared server."""
    stores: list[EmbeddingStore] = []

    def open_node(name: str | None, url: str) -> EmbeddingStore:
        disk = None if name is None else DiskTier(tmp_path / name, budget_bytes=LARGE)
        stores.append(EmbeddingStore(budget_bytes=LARGE, disk=disk, shared=open_shared(url)))
        return stores[-1]

    yield open_node
    for store in stores:
        await store.close()


async def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
