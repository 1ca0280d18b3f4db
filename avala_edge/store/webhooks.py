"""Webhooks: addresses that are told of events, each with a secret that signs what they are told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.outbox import EVENTS
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import new_uid, now, webhook_deliveries, webhooks

MOST_WEBHOOKS = 100
SECRET_PREFIX = "whsec_"  # noqa: S105 - a mark by which people know what it is


@dataclass(frozen=True)
class Webhook:
    """Who is told of what; the secret is shown by whom it is made, once."""

    uid: str
    target_url: str
    events: list[str]
    is_active: bool
    created_at: datetime
    updated_at: datetime
    secret: str = field(repr=False)
    id: int = field(repr=False, compare=False)


class Webhooks:
    """The site's webhooks; they hear of every project."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(
        self,
        who: Principal,
        *,
        target_url: str,
        events: Sequence[str],
        is_active: bool = True,
        secret: str | None = None,
    ) -> Webhook:
        """Make a webhook, with a secret of 32 random bytes unless one is given.

        Raises:
            InvalidInput: an event that there is not.
            Conflict: as many as may be are there.
        """
        _check(events)
        async with self._database.write() as tx:
            there = select(func.count()).select_from(webhooks).where(webhooks.c.deleted_at.is_(None))
            if (await tx.execute(there)).scalar_one() >= MOST_WEBHOOKS:
                raise Conflict(f"a site has at most {MOST_WEBHOOKS} webhooks; delete one first")
            row = {
                "uid": new_uid(),
                "target_url": target_url,
                "events": list(dict.fromkeys(events)),
                "is_active": is_active,
                "secret": secret or SECRET_PREFIX + secrets.token_urlsafe(32),
                "created_by": who.user_id,
            }
            await tx.execute(insert(webhooks).values(row))
            made = await _one(tx, str(row["uid"]))
            await record(tx, who, Change("webhook.created", "webhook", made.uid, after=_to_log(made)))
        return made

    async def get(self, uid: str) -> Webhook:
        """Return a webhook; raise `NotFound`."""
        async with self._database.read() as tx:
            return await _one(tx, uid)

    async def page(self, page: PageOf) -> Page[Webhook]:
        """Return webhooks in the order of their making."""
        async with self._database.read() as tx:
            rows = await fetch_page(tx, _WEBHOOKS, webhooks.c.id, page)
        return rows.map(partial(read_as, Webhook))

    async def change(self, who: Principal, uid: str, **values: Any) -> Webhook:
        """Change what is named; what waits for it goes to where it points then.

        Raises:
            NotFound: no such webhook.
            InvalidInput: an event that there is not.
        """
        _check(values.get("events", ()))
        async with self._database.write() as tx:
            before = await _one(tx, uid)
            if values:
                await tx.execute(update(webhooks).where(webhooks.c.id == before.id).values(**values))
            after = await _one(tx, uid)
            await record(tx, who, Change("webhook.updated", "webhook", uid, _to_log(before), _to_log(after)))
        return after

    async def delete(self, who: Principal, uid: str) -> None:
        """Forget a webhook; what waits for it is not sent any more, what was sent stays in the log."""
        async with self._database.write() as tx:
            before = await _one(tx, uid)
            gone = {"deleted_at": now(), "is_active": False, "secret": ""}
            await tx.execute(update(webhooks).where(webhooks.c.id == before.id).values(**gone))
            waits = (webhook_deliveries.c.webhook_id == before.id) & (webhook_deliveries.c.status == "pending")
            ended = {"status": "failed", "next_retry_at": None, "error": "The webhook was deleted."}
            await tx.execute(update(webhook_deliveries).where(waits).values(**ended))
            await record(tx, who, Change("webhook.deleted", "webhook", uid, _to_log(before)))


def _check(events: Sequence[str]) -> None:
    unknown = sorted(set(events) - set(EVENTS))
    if unknown:
        raise InvalidInput(f"{unknown[0]} is no event; there are {', '.join(EVENTS)}", field="events")


async def _one(tx: AsyncConnection, uid: str) -> Webhook:
    row = (await tx.execute(_WEBHOOKS.where(webhooks.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound
    return read_as(Webhook, row)


_WEBHOOKS: Select[Any] = select(*(webhooks.c[name] for name in Webhook.__annotations__)).where(
    webhooks.c.deleted_at.is_(None)
)


def _to_log(webhook: Webhook) -> dict[str, Any]:
    return {name: getattr(webhook, name) for name in ("target_url", "events", "is_active")}
