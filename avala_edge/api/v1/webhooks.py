"""Webhooks in Avala's words: made, changed, tried, and the log of what they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.webhooks import DeliveriesQuery, NewWebhook, WebhookChange
from avala_edge.api.site_key import SITE
from avala_edge.errors import Forbidden, InvalidInput

if TYPE_CHECKING:
    from avala_edge.assembly import Site
    from avala_edge.store import Delivery, Webhook


async def list_webhooks(request: web.Request) -> web.Response:
    """Answer with the webhooks."""
    query = read_query(request, V1PageQuery)
    return page_answer(request, await request.app[SITE].webhooks.page(query.page_of), webhook_to_wire)


async def create_webhook(request: web.Request) -> web.Response:
    """Make a webhook; its secret is in this answer and in no other."""
    site, body = request.app[SITE], await read_json(request, NewWebhook)
    _check_target(site, body.target_url)
    made = await site.webhooks.create(principal_of(request), **body.model_dump())
    return json_answer({**webhook_to_wire(made), "secret": made.secret}, status=201)


async def get_webhook(request: web.Request) -> web.Response:
    """Answer with the record."""
    return json_answer(webhook_to_wire(await request.app[SITE].webhooks.get(request.match_info["uid"])))


async def change_webhook(request: web.Request) -> web.Response:
    """Change what the body names."""
    site, values = request.app[SITE], (await read_json(request, WebhookChange)).changes()
    if "target_url" in values:
        _check_target(site, values["target_url"])
    changed = await site.webhooks.change(principal_of(request), request.match_info["uid"], **values)
    return json_answer(webhook_to_wire(changed))


async def delete_webhook(request: web.Request) -> web.Response:
    """Forget a webhook."""
    await request.app[SITE].webhooks.delete(principal_of(request), request.match_info["uid"])
    return web.Response(status=204)


async def try_webhook(request: web.Request) -> web.Response:
    """Send a test event there; a failure is an answer, too."""
    site = request.app[SITE]
    tried = await site.webhook_sender.test(await site.webhooks.get(request.match_info["uid"]))
    return json_answer({"success": tried.success, "message": tried.message, "delivery": tried.delivery})


async def list_deliveries(request: web.Request) -> web.Response:
    """Answer with what webhooks were told, the newest first."""
    query = read_query(request, DeliveriesQuery)
    rows = await request.app[SITE].deliveries.page(query.page_of, webhook=query.webhook, status=query.status)
    return page_answer(request, rows, delivery_to_wire)


async def get_delivery(request: web.Request) -> web.Response:
    """Answer with the record."""
    return json_answer(delivery_to_wire(await request.app[SITE].deliveries.get(request.match_info["uid"])))


async def send_again(request: web.Request) -> web.Response:
    """Put a delivery that ended into the queue once more."""
    found = await request.app[SITE].deliveries.send_again(principal_of(request), request.match_info["uid"])
    return json_answer(delivery_to_wire(found), status=202)


def webhook_to_wire(found: Webhook) -> dict[str, Any]:
    """Say a webhook in the fields of `schemas.v1.webhooks.WebhookAnswer`."""
    plain = ("uid", "target_url", "events", "is_active")
    return {
        **{name: getattr(found, name) for name in plain},
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }


def delivery_to_wire(found: Delivery) -> dict[str, Any]:
    """Say a delivery in the fields of `schemas.v1.webhooks.DeliveryAnswer`."""
    plain = ("uid", "subscription", "event_type", "payload", "status", "attempts")
    answered = ("response_status", "response_body", "error")
    return {
        **{name: getattr(found, name) for name in (*plain, *answered)},
        "next_retry_at": say_moment(found.next_retry_at),
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }


def _check_target(site: Site, url: str) -> None:
    try:
        site.webhook_outbound.check(url)
    except Forbidden as error:
        raise InvalidInput(error.message, field="target_url") from error
