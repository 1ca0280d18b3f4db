"""What runs next: lanes, fairness between users, bounds, cancellation."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from avala_edge.errors import Busy
from avala_edge.inference import Lane, Scheduler, Urgency, urgency, working_for
from avala_edge.inference.scheduler import Turns


class Held:
    """A scheduler of one thread that is kept busy until `release`, so that what comes meanwhile waits."""

    def __init__(self, bound: int = 64) -> None:
        self.scheduler = Scheduler("test", threads=1, bound=bound)
        self.gate = threading.Event()
        self.order: list[str] = []
        self.tasks = [asyncio.ensure_future(self.scheduler.run(self.gate.wait, lane=Lane.CLICK))]

    async def add(self, name: str, user: str = "", lane: Lane = Lane.CLICK) -> asyncio.Task[None]:
        async def ask() -> None:
            working_for.set(user)
            await self.scheduler.run(lambda: self.order.append(name), lane=lane)

        task = asyncio.ensure_future(ask())
        self.tasks.append(task)
        await asyncio.sleep(0)
        return task

    async def release(self) -> list[str]:
        self.gate.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return self.order


@pytest.fixture
async def held() -> AsyncIterator[Held]:
    one = Held()
    await asyncio.sleep(0)
    yield one
    one.gate.set()
    await one.scheduler.close()


async def test_lanes_first(held: Held) -> None:
    for name, lane in (("batch", Lane.BATCH), ("prefetch", Lane.PREFETCH), ("click", Lane.CLICK)):
        await held.add(name, lane=lane)
    assert await held.release() == ["click", "prefetch", "batch"]


async def test_a_busy_user_delays_another_by_one_piece(held: Held) -> None:
    for number in range(5):
        await held.add(f"busy {number}", "busy")
    await held.add("quiet 0", "quiet")
    await held.add("quiet 1", "quiet")
    order = await held.release()
    assert order.index("quiet 0") == 1
    assert order.index("quiet 1") == 3
    assert [name for name in order if name.startswith("busy")] == [f"busy {n}" for n in range(5)]


async def test_a_user_who_comes_later_does_not_wait_for_old_rounds(held: Held) -> None:
    for number in range(3):
        await held.add(f"busy {number}", "busy")
    assert (await held.release())[0] == "busy 0"
    held.gate.clear()
    held.tasks = [asyncio.ensure_future(held.scheduler.run(held.gate.wait, lane=Lane.CLICK))]
    await asyncio.sleep(0)
    held.order.clear()
    await held.add("quiet", "quiet")
    await held.add("busy", "busy")
    assert await held.release() == ["quiet", "busy"]


async def test_cancelled_work_is_dropped_and_makes_room() -> None:
    held = Held(bound=2)
    await asyncio.sleep(0)
    first = await held.add("first")
    await held.add("second")
    with pytest.raises(Busy):
        await held.scheduler.run(lambda: None, lane=Lane.CLICK)
    first.cancel()
    await asyncio.sleep(0)
    await held.add("third")
    assert await held.release() == ["second", "third"]
    await held.scheduler.close()


async def test_work_that_somebody_comes_to_wait_for_is_raised(held: Held) -> None:
    shared = Urgency(Lane.BATCH)

    async def ask() -> None:
        urgency.set(shared)
        await held.scheduler.run(lambda: held.order.append("raised"), lane=Lane.BATCH)

    await held.add("prefetch", lane=Lane.PREFETCH)
    held.tasks.append(asyncio.ensure_future(ask()))
    await held.add("batch", lane=Lane.BATCH)
    shared.raise_to(Lane.CLICK)
    shared.raise_to(Lane.BATCH)  # never lowered
    assert held.scheduler.waiting() == {Lane.CLICK: 1, Lane.PREFETCH: 1, Lane.BATCH: 1}
    assert await held.release() == ["raised", "prefetch", "batch"]


async def test_nobody_waits_for_work_that_was_cancelled_from_within() -> None:
    turns = Turns(1, bound=1)

    async def ends_cancelled() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(5):
            await turns.take(ends_cancelled, lane=Lane.CLICK)
    assert not turns.busy
    await turns.close()
