"""One encode per image however many ask; a byte budget; a caller that leaves takes nothing with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from avala_edge.embeddings import DiskTier, EmbeddingKey, EmbeddingStore
from avala_edge.errors import Busy
from avala_edge.geometry import Frame
from avala_edge.inference import Lane, Scheduler
from avala_edge.models import Embedding

EMBEDDING = Embedding({"embedding": np.zeros(256, np.float32)}, Frame.whole(1, 1, 1.0, 1.0))


def key(name: str) -> EmbeddingKey:
    return EmbeddingKey(name, "model", 1, (0, 0, 1, 1))


async def test_many_callers_cost_one_encode() -> None:
    store, encodes = EmbeddingStore(budget_bytes=10_000), 0

    async def encode() -> Embedding:
        nonlocal encodes
        encodes += 1
        await asyncio.sleep(0.01)
        return EMBEDDING

    outcomes = await asyncio.gather(*(store.get(key("a"), encode) for _ in range(20)))
    assert encodes == 1
    assert sorted(outcome for _, outcome in outcomes) == ["joined"] * 19 + ["miss"]
    assert (await store.get(key("a"), encode))[1] == "hit"


async def test_the_least_recently_used_go_first() -> None:
    store = EmbeddingStore(budget_bytes=2 * EMBEDDING.nbytes)

    async def encode() -> Embedding:
        return EMBEDDING

    for name in ("a", "b", "a", "c"):
        await store.get(key(name), encode)
    assert [store.state(key(name)) for name in "abc"] == ["ready", "absent", "ready"]
    assert store.nbytes == 2 * EMBEDDING.nbytes


async def test_a_caller_that_leaves_does_not_stop_the_others() -> None:
    store, gate = EmbeddingStore(budget_bytes=10_000), asyncio.Event()

    async def encode() -> Embedding:
        await gate.wait()
        return EMBEDDING

    first = asyncio.create_task(store.get(key("a"), encode))
    second = asyncio.create_task(store.get(key("a"), encode))
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert (await second)[1] == "joined"


async def test_a_failed_encode_reaches_everybody_and_is_tried_again() -> None:
    store = EmbeddingStore(budget_bytes=10_000)

    async def fail() -> Embedding:
        await asyncio.sleep(0)
        raise Busy

    results = await asyncio.gather(*(store.get(key("a"), fail) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(result, Busy) for result in results)
    assert store.state(key("a")) == "absent"


async def test_clicks_go_before_batch_and_cancelled_work_is_dropped() -> None:
    scheduler, order, gate = Scheduler("test", threads=1, bound=3), [], asyncio.Event()
    loop = asyncio.get_running_loop()

    def block() -> None:
        asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(5)

    running = asyncio.create_task(scheduler.run(block, lane=Lane.CLICK))
    await asyncio.sleep(0)
    tasks = [
        asyncio.create_task(scheduler.run(lambda n=name: order.append(n), lane=lane))
        for name, lane in (("batch", Lane.BATCH), ("dropped", Lane.CLICK), ("click", Lane.CLICK))
    ]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await scheduler.run(lambda: None, lane=Lane.CLICK)
    tasks[1].cancel()
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(running, tasks[0], tasks[2])
    assert order == ["click", "batch"]
    await scheduler.close()


async def test_what_is_on_disk_is_ready_but_not_at_hand(tmp_path: Path) -> None:
    store = EmbeddingStore(budget_bytes=EMBEDDING.nbytes, disk=DiskTier(tmp_path, budget_bytes=1 << 20))

    async def encode() -> Embedding:
        return EMBEDDING

    assert (store.state(key("a")), store.at_hand(key("a"))) == ("absent", False)
    flight = asyncio.create_task(store.get(key("a"), encode, ahead=True))
    await asyncio.sleep(0)
    assert (store.state(key("a")), store.at_hand(key("a"))) == ("computing", True)
    await flight
    await store.get(key("b"), encode)  # and "a" leaves memory
    await store.close()
    assert (store.state(key("a")), store.at_hand(key("a"))) == ("ready", False)
    assert (await store.get(key("a"), encode, ahead=True))[1] == "disk"
    assert (store.state(key("a")), store.at_hand(key("a"))) == ("ready", True)
    counts = store.counts()
    assert [counts[name] for name in ("miss", "disk", "ahead_miss", "ahead_disk")] == [1, 0, 1, 1]


async def test_what_nobody_uses_takes_nobodys_place() -> None:
    store = EmbeddingStore(budget_bytes=2 * EMBEDDING.nbytes)

    async def encode() -> Embedding:
        return EMBEDDING

    async def warm(name: str) -> bool:
        await store.get(key(name), encode, in_use=False)
        return await store.kept(key(name))

    await store.get(key("used"), encode)
    assert [await warm("a"), await warm("b"), await warm("a")] == [True, False, True]
    await store.get(key("new"), encode)
    assert [store.state(key(name)) for name in ("used", "a", "new")] == ["ready", "absent", "ready"]


async def test_somebody_who_joins_what_nobody_used_keeps_it() -> None:
    store, gate = EmbeddingStore(budget_bytes=2 * EMBEDDING.nbytes), asyncio.Event()

    async def encode() -> Embedding:
        await gate.wait()
        return EMBEDDING

    warming = asyncio.create_task(store.get(key("a"), encode, in_use=False))
    await asyncio.sleep(0)
    clicking = asyncio.create_task(store.get(key("a"), encode))
    await asyncio.sleep(0)
    gate.set()
    assert [(await task)[1] for task in (warming, clicking)] == ["miss", "joined"]
    for name in ("b", "c"):
        await store.get(key(name), encode, in_use=False)
    assert store.state(key("a")) == "ready"
