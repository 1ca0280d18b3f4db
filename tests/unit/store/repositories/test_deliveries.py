"""The queue of webhooks: who is told next, what another server finds when this one dies, what is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.store import Attempt, Deliveries, Webhook, Webhooks
from avala_edge.store.outbox import announce
from avala_edge.store.tables import audit_events, now, webhook_deliveries
from tests.unit.store.shelves import ALL, Shelves

EVENT = "dataset.created"


class Queue:
    def __init__(self, shelves: Shelves) -> None:
        self.shelves = shelves
        self.hooks = Webhooks(shelves.database)
        self.deliveries = Deliveries(shelves.database)

    async def hook(self, **values: Any) -> Webhook:
        return await self.hooks.create(
            self.shelves.owner, **{"target_url": "https://a.example", "events": [EVENT], **values}
        )

    async def happens(self, *numbers: int) -> None:
        async with self.shelves.database.write() as tx:
            await announce(tx, EVENT, [{"number": number} for number in numbers])

    async def claim(self, most: int = 10, lease_s: float = 60.0, busy: tuple[int, ...] = ()) -> list[Any]:
        expected = await self.deliveries.any_due(busy)
        found = await self.deliveries.claim(most=most, lease_s=lease_s, busy=busy)
        assert bool(found) == expected
        return found

    async def set_all(self, **values: Any) -> None:
        async with self.shelves.database.write() as tx:
            await tx.execute(update(webhook_deliveries).values(**values))


@pytest.fixture
async def queue(shelves: Shelves) -> Queue:
    return Queue(shelves)


async def test_the_oldest_of_each_webhook_is_next(queue: Queue) -> None:
    first, second = await queue.hook(), await queue.hook(target_url="https://b.example", secret="s" * 16)
    await queue.happens(1, 2)
    due = await queue.claim()
    assert [(each.payload, each.attempts, each.target_url) for each in due] == [
        ({"number": 1}, 1, "https://a.example"),
        ({"number": 1}, 1, "https://b.example"),
    ]
    assert [each.secret for each in due] == [first.secret, second.secret]
    due = await queue.claim(busy=(first.id,))
    assert [(each.payload, each.webhook_id) for each in due] == [({"number": 2}, second.id)]
    assert len(await queue.claim(most=1)) == 1
    assert await queue.claim() == []


async def test_what_a_dead_server_had_taken_is_taken_again(queue: Queue) -> None:
    await queue.hook()
    await queue.happens(1)
    [first] = await queue.claim(lease_s=60)
    assert await queue.claim() == []
    await queue.set_all(next_retry_at=now())  # the lease is over
    [again] = await queue.claim()
    assert again == replace(first, attempts=2)


async def test_tries_end(queue: Queue) -> None:
    await queue.hook()
    await queue.happens(1)
    [due] = await queue.claim()
    moment = now() + timedelta(hours=1)
    await queue.deliveries.end(due.uid, Attempt(False, 500, "oh", "status 500", moment))
    row = await queue.deliveries.get(due.uid)
    assert (row.status, row.attempts, row.response_status, row.response_body, row.error) == (
        "pending",
        1,
        500,
        "oh",
        "status 500",
    )
    assert row.next_retry_at is not None
    assert abs((row.next_retry_at - moment).total_seconds()) < 1
    assert await queue.claim() == []
    await queue.set_all(next_retry_at=now())
    [due] = await queue.claim()
    await queue.deliveries.end(due.uid, Attempt(False, error="gone"))
    assert (await queue.deliveries.get(due.uid)).status == "failed"
    await queue.set_all(next_retry_at=now())
    assert await queue.claim() == []
    again = await queue.deliveries.send_again(queue.shelves.owner, due.uid)
    assert (again.status, again.attempts) == ("pending", 0)
    with pytest.raises(Conflict, match="already"):
        await queue.deliveries.send_again(queue.shelves.owner, due.uid)
    [due] = await queue.claim()
    await queue.deliveries.end(due.uid, Attempt(True, 204, ""))
    assert (await queue.deliveries.get(due.uid)).status == "delivered"
    await queue.deliveries.end(due.uid, Attempt(False, error="late"))  # a second server was slower
    assert (await queue.deliveries.get(due.uid)).status == "delivered"


async def test_an_inactive_webhook_waits_and_a_deleted_one_is_forgotten(queue: Queue) -> None:
    hook = await queue.hook()
    await queue.happens(1)
    await queue.hooks.change(queue.shelves.owner, hook.uid, is_active=False)
    assert await queue.claim() == []
    await queue.hooks.change(queue.shelves.owner, hook.uid, is_active=True, target_url="https://c.example")
    assert [due.target_url for due in await queue.claim(lease_s=-1)] == ["https://c.example"]
    await queue.hooks.delete(queue.shelves.owner, hook.uid)
    assert await queue.claim() == []
    [row] = (await queue.deliveries.page(ALL)).items
    assert (row.status, row.subscription) == ("failed", hook.uid)
    with pytest.raises(Conflict, match="deleted"):
        await queue.deliveries.send_again(queue.shelves.owner, row.uid)
    with pytest.raises(NotFound):
        await queue.hooks.get(hook.uid)
    assert (await queue.hooks.page(ALL)).items == ()


async def test_the_log_forgets_what_ended_long_ago(queue: Queue) -> None:
    await queue.hook()
    await queue.happens(1, 2)
    [due] = await queue.claim()
    await queue.deliveries.end(due.uid, Attempt(True, 200))
    assert await queue.deliveries.forget(now() - timedelta(hours=1)) == 0
    assert await queue.deliveries.forget(now() + timedelta(hours=1)) == 1
    [left] = (await queue.deliveries.page(ALL)).items
    assert left.status == "pending"


async def test_a_webhook_that_nobody_answers_for_is_switched_off(queue: Queue) -> None:
    crowded, other = await queue.hook(), await queue.hook(events=["export.failed"])
    await queue.happens(1, 2, 3)
    assert await queue.deliveries.give_up(most=3) == []
    assert await queue.deliveries.give_up(most=2) == [crowded.id]
    assert (await queue.hooks.get(crowded.uid)).is_active is False
    assert (await queue.hooks.get(other.uid)).is_active is True
    rows = (await queue.deliveries.page(ALL, webhook=crowded.uid, status="failed")).items
    assert {row.error for row in rows} == {"More than 2 deliveries waited."}
    assert len(rows) == 3


async def test_no_secret_is_in_the_log(queue: Queue) -> None:
    hook = await queue.hook(secret="hush-hush-hush-hush")
    await queue.hooks.change(queue.shelves.owner, hook.uid, is_active=False)
    await queue.hooks.delete(queue.shelves.owner, hook.uid)
    query = select(audit_events).where(audit_events.c.subject_type == "webhook").order_by(audit_events.c.id)
    async with queue.shelves.database.read() as tx:
        rows = (await tx.execute(query)).all()
    assert [row.action for row in rows] == ["webhook.created", "webhook.updated", "webhook.deleted"]
    assert "hush" not in str(rows)


async def test_events_that_there_are_not(queue: Queue) -> None:
    with pytest.raises(InvalidInput, match="eaten"):
        await queue.hook(events=["dataset.eaten"])
    hook = await queue.hook()
    with pytest.raises(InvalidInput):
        await queue.hooks.change(queue.shelves.owner, hook.uid, events=["dataset.eaten"])
