"""What happened, for webhooks: rows of deliveries, written in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.tables import now, webhook_deliveries, webhooks

EVENTS = (
    "dataset.created",
    "dataset.updated",
    "dataset.deleted",
    "export.completed",
    "export.failed",
    "task.completed",
    "result.submitted",
    "result.accepted",
    "result.rejected",
    "auto_label.completed",
    "quality.alert",
)


async def announce(tx: AsyncConnection, event_type: str, payloads: list[Mapping[str, Any]]) -> None:
    """Queue a delivery of each payload (JSON objects) to every active webhook that asked for `event_type`."""
    if event_type not in EVENTS:
        raise ValueError(f"no webhook can ask for {event_type}")
    wanted = await _subscribers(tx, event_type)
    moment = now()
    rows = [
        {"webhook_id": webhook_id, "event_type": event_type, "payload": dict(payload), "next_retry_at": moment}
        for webhook_id in wanted
        for payload in payloads
    ]
    if rows:
        await tx.execute(insert(webhook_deliveries), rows)


async def has_subscribers(tx: AsyncConnection, event_type: str) -> bool:
    """Say whether any webhook asked for `event_type`."""
    return bool(await _subscribers(tx, event_type))


async def _subscribers(tx: AsyncConnection, event_type: str) -> list[int]:
    active = select(webhooks.c.id, webhooks.c.events).where(
        webhooks.c.is_active.is_(True), webhooks.c.deleted_at.is_(None)
    )
    return [row.id for row in await tx.execute(active) if event_type in row.events]
