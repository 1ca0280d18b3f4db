"""Sends what webhooks are to be told: signed, one at a time to each, again with growing pauses until it got there."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from avala_edge.errors import Forbidden
from avala_edge.outbound import NoAnswer, Outbound
from avala_edge.store import Attempt, Deliveries, Due, Webhook
from avala_edge.store.deliveries import TEST_EVENT

POLL_S = 1.0
AT_ONCE = 8  # webhooks that are being called
TIMEOUT_S = 10.0  # of one call
LEASE_S = 30.0  # longer than a call and its bookkeeping can take
MOST_RESPONSE_BYTES = 4096  # kept in the log
# Seconds before the second try, the third, ...: nine tries in two days and a half
PAUSES_S = (10, 60, 300, 1800, 3600, 4 * 3600, 12 * 3600, 36 * 3600)
JITTER = 0.2  # share, so that what failed together does not come back together
LONGEST_PAUSE_S = 36 * 3600  # whatever a receiver's Retry-After says
FORGET_S = 600.0  # between two looks for what is too old
MOST_WAITING = 100_000  # deliveries of one webhook; one that has more is not there any more

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tried:
    """How a test of a webhook went."""

    success: bool
    message: str
    delivery: str


class WebhookSender:
    """Belongs to one event loop. Several servers on one database share the work."""

    def __init__(self, deliveries: Deliveries, outbound: Outbound, *, keep_days: float) -> None:
        """Send by way of `outbound`; the log forgets what ended more than `keep_days` ago."""
        self._deliveries, self._outbound = deliveries, outbound
        self._keep = timedelta(days=keep_days)
        self._sending: dict[int, asyncio.Task[None]] = {}  # by webhook
        self._loop: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Begin to send."""
        self._loop = [asyncio.create_task(self._send_due()), asyncio.create_task(self._forget_old())]

    async def close(self) -> None:
        """Stop; what was not told to the end is told again later."""
        for task in (*self._loop, *self._sending.values()):
            task.cancel()
        await asyncio.gather(*self._loop, *self._sending.values(), return_exceptions=True)

    async def test(self, webhook: Webhook) -> Tried:
        """Send a test event at once, once; it is in the log like any other."""
        payload = {"uid": webhook.uid, "events": webhook.events, "message": "A test of this webhook."}
        uid = await self._deliveries.add_test(webhook.id, payload)
        due = Due(uid, TEST_EVENT, payload, 1, webhook.target_url, webhook.id, webhook.secret)
        attempt = await self._try(due, last=True)
        await self._deliveries.end(uid, attempt)
        if attempt.delivered:
            return Tried(True, f"The webhook answered with status {attempt.response_status}.", uid)
        return Tried(False, attempt.error or "", uid)

    async def _send_due(self) -> None:
        while True:
            try:
                while len(self._sending) < AT_ONCE and await self._deliveries.any_due(self._sending):
                    free = AT_ONCE - len(self._sending)
                    found = await self._deliveries.claim(most=free, lease_s=LEASE_S, busy=self._sending)
                    for due in found:
                        self._begin(due)
            except Exception:
                _log.exception("webhooks wait for a while")
            if self._sending:
                await asyncio.wait(self._sending.values(), timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(POLL_S)

    def _begin(self, due: Due) -> None:
        task = asyncio.create_task(self._send(due), name=f"webhook {due.uid}")
        self._sending[due.webhook_id] = task
        task.add_done_callback(lambda _: self._sending.pop(due.webhook_id, None))

    async def _send(self, due: Due) -> None:
        try:
            await self._deliveries.end(due.uid, await self._try(due, last=due.attempts > len(PAUSES_S)))
        except Exception:
            _log.exception("delivery %s is tried again when its lease ends", due.uid)

    async def _try(self, due: Due, *, last: bool) -> Attempt:
        body = json.dumps(due.payload, separators=(",", ":")).encode()
        wait_s = 0
        try:
            answer = await self._outbound.post(
                due.target_url,
                body,
                headers(due, body),
                timeout_s=TIMEOUT_S,
                most_bytes=MOST_RESPONSE_BYTES,
            )
        except NoAnswer as error:
            said: Mapping[str, Any] = {"error": f"The webhook {error}."}
        except Forbidden as error:
            said = {"error": error.message}
        else:
            text = answer.data.decode("utf-8", "replace").replace("\0", "�")
            said = {"response_status": answer.status, "response_body": text}
            if 200 <= answer.status < 300:
                return Attempt(True, **said)
            wait_s = answer.retry_after_s
            said = {**said, "error": f"The webhook answered with status {answer.status}."}
        if last:
            return Attempt(False, **said)
        return Attempt(False, **said, retry_at=_in(pause_s(due.attempts, at_least_s=wait_s)))

    async def _forget_old(self) -> None:
        while True:
            try:
                await self._deliveries.give_up(most=MOST_WAITING)
                forgotten = await self._deliveries.forget(_in(-self._keep.total_seconds()))
            except Exception:
                _log.exception("the log of webhooks grows for a while")
                forgotten = 0
            await asyncio.sleep(FORGET_S if not forgotten else POLL_S)  # others write, too


def headers(due: Due, body: bytes) -> dict[str, str]:
    """Return the headers of a delivery (avala.md §4.9): the signature is HMAC-SHA256 of the body, in hex."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "avala-edge-webhooks",
        "X-Avala-Webhook-Event": due.event_type,
        "X-Avala-Webhook-Delivery": due.uid,
        "X-Avala-Webhook-Signature": hmac.new(due.secret.encode(), body, hashlib.sha256).hexdigest(),
    }


def _in(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def pause_s(attempts: int, *, at_least_s: float = 0.0) -> float:
    """Return the seconds to wait after so many failed tries; a receiver may ask for more."""
    usual = PAUSES_S[min(attempts, len(PAUSES_S)) - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311 - no secret
    return max(usual, min(at_least_s, LONGEST_PAUSE_S))
