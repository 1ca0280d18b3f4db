"""Webhooks, as rows of the route table."""

from __future__ import annotations

from avala_edge.api.operation import EDGE, Operation
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.webhooks import (
    DeliveriesQuery,
    DeliveryAnswer,
    NewWebhook,
    WebhookAnswer,
    WebhookChange,
    WebhookMade,
    WebhookTestAnswer,
)
from avala_edge.api.v1 import webhooks

_ALL = "/api/v1/webhooks/"
_ONE = f"{_ALL}{{uid}}/"
_LOG = "/api/v1/webhook-deliveries/"

WEBHOOK_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        _ALL,
        webhooks.list_webhooks,
        "Addresses that are told of events",
        {200: PageAnswer[WebhookAnswer]},
        needs="webhooks.read",
        query=V1PageQuery,
        refuses=(422, 503),
    ),
    Operation(
        "POST",
        _ALL,
        webhooks.create_webhook,
        "Tell an address of events",
        {201: WebhookMade},
        needs="webhooks.write",
        takes=NewWebhook,
        refuses=(400, 408, 409, 413, 422, 503),
    ),
    Operation(
        "GET",
        _ONE,
        webhooks.get_webhook,
        "A webhook",
        {200: WebhookAnswer},
        needs="webhooks.read",
        refuses=(404, 503),
    ),
    Operation(
        "PATCH",
        _ONE,
        webhooks.change_webhook,
        "Change a webhook",
        {200: WebhookAnswer},
        needs="webhooks.write",
        takes=WebhookChange,
        refuses=(400, 404, 408, 413, 422, 503),
    ),
    Operation(
        "DELETE",
        _ONE,
        webhooks.delete_webhook,
        "Forget a webhook",
        {204: None},
        needs="webhooks.write",
        refuses=(404, 503),
    ),
    Operation(
        "POST",
        f"{_ONE}test/",
        webhooks.try_webhook,
        "Send a test event to a webhook",
        {200: WebhookTestAnswer},
        needs="webhooks.write",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        _LOG,
        webhooks.list_deliveries,
        "What webhooks were told, the newest first",
        {200: PageAnswer[DeliveryAnswer]},
        needs="webhooks.read",
        query=DeliveriesQuery,
        refuses=(422, 503),
    ),
    Operation(
        "GET",
        f"{_LOG}{{uid}}/",
        webhooks.get_delivery,
        "One thing that a webhook was told",
        {200: DeliveryAnswer},
        needs="webhooks.read",
        refuses=(404, 503),
    ),
    Operation(
        "POST",
        f"{EDGE}/webhook-deliveries/{{uid}}/send-again/",
        webhooks.send_again,
        "Put a delivery that ended into the queue once more",
        {202: DeliveryAnswer},
        needs="webhooks.write",
        refuses=(404, 409, 503),
    ),
)
