from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from avala_edge.errors import EdgeError
from avala_edge.store.outbox import EVENTS, announce
from avala_edge.store.tables import now, webhook_deliveries, webhooks
from tests.unit.store.shelves import Shelves, box


async def hook(shelves: Shelves, *events: str, **values: Any) -> int:
    row = {"target_url": "https://example.org", "events": list(events), "secret": "s", "created_by": 1, **values}
    async with shelves.database.write() as tx:
        return int((await tx.execute(insert(webhooks).values(row).returning(webhooks.c.id))).scalar_one())


async def queued(shelves: Shelves, number: int) -> list[Any]:
    table = webhook_deliveries.c
    query = select(table.event_type, table.payload, table.status, table.attempts, table.next_retry_at)
    async with shelves.database.read() as tx:
        return list((await tx.execute(query.where(table.webhook_id == number).order_by(table.id))).all())


async def test_those_who_asked_are_told_at_once(shelves: Shelves) -> None:
    told = await hook(shelves, "dataset.created", "result.submitted")
    others = [
        await hook(shelves, "export.failed"),
        await hook(shelves),
        await hook(shelves, *EVENTS, is_active=False),
        await hook(shelves, *EVENTS, deleted_at=now()),
    ]
    dataset = await shelves.dataset("Photos")
    [item] = await shelves.fill(dataset, 1)
    project = await shelves.project(dataset)
    made = await shelves.annotations.add(shelves.owner, item.uid, project.uid, [box("cat"), box("dog")])
    rows = await queued(shelves, told)
    assert [row.event_type for row in rows] == ["dataset.created", "result.submitted", "result.submitted"]
    assert {(row.status, row.attempts) for row in rows} == {("pending", 0)}
    assert all(row.next_retry_at <= now() for row in rows)
    assert (rows[0].payload["uid"], rows[0].payload["owner"], rows[0].payload["slug"]) == (
        dataset.uid,
        "local",
        "photos",
    )
    assert [row.payload["uid"] for row in rows[1:]] == [drawn.uid for drawn, _ in made]
    assert [row.payload["label"] for row in rows[1:]] == ["cat", "dog"]
    assert [await queued(shelves, number) for number in others] == [[], [], [], []]


async def test_a_dataset_is_announced_through_its_life(shelves: Shelves) -> None:
    told = await hook(shelves, *EVENTS)
    dataset = await shelves.dataset("Photos")
    await shelves.datasets.change(shelves.owner, dataset.uid, name="Pictures")
    await shelves.datasets.delete(shelves.owner, dataset.uid)
    rows = await queued(shelves, told)
    assert [row.event_type.partition(".")[2] for row in rows] == ["created", "updated", "deleted"]
    assert [row.payload["name"] for row in rows] == ["Photos", "Pictures", "Pictures"]


async def test_what_did_not_happen_is_not_announced(shelves: Shelves) -> None:
    told = await hook(shelves, *EVENTS)
    project, [item] = await shelves.work()
    before = await queued(shelves, told)
    new = [box("cat", uid="mine"), box("bird")]
    with pytest.raises(EdgeError):
        await shelves.annotations.add(shelves.owner, item.uid, project.uid, new)
    await shelves.draw(item, project, new[0])
    await shelves.annotations.add(shelves.owner, item.uid, project.uid, new[:1])  # a second try
    assert len(await queued(shelves, told)) == len(before) + 1


async def test_an_event_that_is_none_is_a_mistake(shelves: Shelves) -> None:
    with pytest.raises(ValueError, match=r"dataset\.eaten"):
        async with shelves.database.write() as tx:
            await announce(tx, "dataset.eaten", [{}])
