"""The durable queue of what webhooks are still to be told, which is also the log of what they were told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import new_uid, now, webhook_deliveries, webhooks

TEST_EVENT = "webhook.test"
FORGET_AT_ONCE = 1000  # rows a transaction


@dataclass(frozen=True)
class Delivery:
    """One thing that one webhook is told; `status` is pending, delivered or failed."""

    uid: str
    subscription: str
    event_type: str
    payload: dict[str, Any]
    status: str
    attempts: int
    next_retry_at: datetime | None
    response_status: int | None
    response_body: str | None
    error: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Due:
    """One thing to send now: where, signed with what, which try it is (from 1)."""

    uid: str
    event_type: str
    payload: dict[str, Any]
    attempts: int
    target_url: str
    webhook_id: int
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Attempt:
    """How a try went; `retry_at` None: no other follows."""

    delivered: bool
    response_status: int | None = None
    response_body: str | None = None
    error: str | None = None
    retry_at: datetime | None = None


class Deliveries:
    """The queue and the log."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def page(self, page: PageOf, *, webhook: str | None = None, status: str | None = None) -> Page[Delivery]:
        """Return deliveries, the newest first."""
        query = _DELIVERIES
        if webhook is not None:
            query = query.where(webhooks.c.uid == webhook)
        if status is not None:
            query = query.where(webhook_deliveries.c.status == status)
        async with self._database.read() as tx:
            rows = await fetch_page(tx, query, webhook_deliveries.c.id, page, newest_first=True)
        return rows.map(partial(read_as, Delivery))

    async def get(self, uid: str) -> Delivery:
        """Return a delivery; raise `NotFound`."""
        async with self._database.read() as tx:
            return await _one(tx, uid)

    async def add_test(self, webhook_id: int, payload: Mapping[str, Any]) -> str:
        """Note that a webhook is being tried; nobody but who asked sends it. Returns the delivery's uid."""
        row = {
            "uid": new_uid(),
            "webhook_id": webhook_id,
            "event_type": TEST_EVENT,
            "payload": dict(payload),
            "status": "failed",  # until it has been delivered
            "attempts": 1,
            "error": "The server stopped meanwhile.",
        }
        async with self._database.write() as tx:
            await tx.execute(insert(webhook_deliveries).values(row))
        return str(row["uid"])

    async def any_due(self, busy: Collection[int]) -> bool:
        """Say whether `claim` would return something; writes nothing."""
        async with self._database.read() as tx:
            return (await tx.execute(_due(busy).limit(1))).first() is not None

    async def claim(self, *, most: int, lease_s: float, busy: Collection[int]) -> list[Due]:
        """Return what is to be sent now, the oldest of each webhook but those that are `busy`.

        It counts as tried and is nobody else's for `lease_s`: sent again by whoever comes then, should this server die.
        """
        async with self._database.write() as tx:
            found: dict[int, Due] = {}
            for row in await tx.execute(_due(busy).limit(most * 16)):
                if row.webhook_id not in found and len(found) < most:
                    found[row.webhook_id] = read_as(Due, row)
            if found:
                theirs = webhook_deliveries.c.uid.in_([due.uid for due in found.values()])
                values = {
                    "attempts": webhook_deliveries.c.attempts + 1,
                    "next_retry_at": now() + timedelta(seconds=lease_s),
                }
                await tx.execute(update(webhook_deliveries).where(theirs).values(values))
        return list(found.values())

    async def end(self, uid: str, attempt: Attempt) -> None:
        """Write how a try went; a delivery that meanwhile ended otherwise stays so unless it got there."""
        values = {
            "status": "delivered" if attempt.delivered else "failed" if attempt.retry_at is None else "pending",
            "response_status": attempt.response_status,
            "response_body": attempt.response_body,
            "error": attempt.error,
            "next_retry_at": attempt.retry_at,
        }
        its = webhook_deliveries.c.uid == uid
        open_ = its if attempt.delivered else its & (webhook_deliveries.c.status == "pending")
        async with self._database.write() as tx:
            await tx.execute(update(webhook_deliveries).where(open_).values(values))

    async def send_again(self, who: Principal, uid: str) -> Delivery:
        """Put a delivery that ended into the queue once more, under its own uid.

        Raises:
            NotFound: no such delivery.
            Conflict: it waits already, was a test, or its webhook is gone.
        """
        async with self._database.write() as tx:
            before = await _one(tx, uid)
            if before.status == "pending":
                raise Conflict("it waits to be sent already")
            if before.event_type == TEST_EVENT:
                raise Conflict("tests are not sent again; test the webhook instead")
            there = select(webhooks.c.id).where(webhooks.c.uid == before.subscription, webhooks.c.deleted_at.is_(None))
            if (await tx.execute(there)).first() is None:
                raise Conflict("its webhook was deleted")
            values = {"status": "pending", "attempts": 0, "next_retry_at": now()}
            await tx.execute(update(webhook_deliveries).where(webhook_deliveries.c.uid == uid).values(values))
            await record(tx, who, Change("webhook.sent_again", "webhook_delivery", uid))
            return await _one(tx, uid)

    async def give_up(self, *, most: int) -> list[int]:
        """Switch off the webhooks for which more than `most` deliveries wait, which then are failed."""
        table = webhook_deliveries.c
        crowded = (select(table.webhook_id).where(table.status == "pending").group_by(table.webhook_id)).having(
            func.count() > most
        )
        async with self._database.read() as tx:
            found = list((await tx.execute(crowded)).scalars())
        for number in found:
            ended = {"status": "failed", "next_retry_at": None, "error": f"More than {most} deliveries waited."}
            async with self._database.write() as tx:
                waits = (table.webhook_id == number) & (table.status == "pending")
                await tx.execute(update(webhook_deliveries).where(waits).values(**ended))
                its = webhooks.c.id == number
                await tx.execute(update(webhooks).where(its).values(is_active=False))
                uid = (await tx.execute(select(webhooks.c.uid).where(its))).scalar_one()
                change = Change("webhook.given_up", "webhook", uid, after={"is_active": False, "waited": most})
                await record(tx, Principal("", "", "owner"), change)
        return found

    async def forget(self, older_than: datetime) -> int:
        """Forget deliveries that ended before a moment, some at a time; returns how many."""
        table = webhook_deliveries.c
        old = select(table.id).where(table.status != "pending", table.updated_at < older_than).limit(FORGET_AT_ONCE)
        async with self._database.write() as tx:
            return (await tx.execute(delete(webhook_deliveries).where(table.id.in_(old)))).rowcount


async def _one(tx: AsyncConnection, uid: str) -> Delivery:
    row = (await tx.execute(_DELIVERIES.where(webhook_deliveries.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound
    return read_as(Delivery, row)


_OWN = tuple(name for name in Delivery.__annotations__ if name != "subscription")
_DELIVERIES: Select[Any] = select(
    webhook_deliveries.c.id,
    *(webhook_deliveries.c[name] for name in _OWN),
    webhooks.c.uid.label("subscription"),
).select_from(webhook_deliveries.join(webhooks))


def _due(busy: Collection[int]) -> Select[Any]:
    table = webhook_deliveries.c
    return (
        select(
            table.uid,
            table.event_type,
            table.payload,
            (table.attempts + 1).label("attempts"),
            table.webhook_id,
            webhooks.c.target_url,
            webhooks.c.secret,
        )
        .select_from(webhook_deliveries.join(webhooks))
        .where(
            table.status == "pending",
            table.next_retry_at <= now(),
            webhooks.c.is_active.is_(True),
            table.webhook_id.not_in(list(busy)),
        )
        .order_by(table.next_retry_at, table.id)
    )
