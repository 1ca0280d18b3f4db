"""Webhooks and their deliveries in Avala's words."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from avala_edge.api.schemas.addresses import check_address
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.strict import Strict
from avala_edge.api.schemas.v1.pages import V1PageQuery

HERE = ("localhost", "127.0.0.1", "::1")


def _check_target(url: str) -> str:
    check_address(url, "target_url", instead="the signature")
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in HERE:
        raise ValueError("target_url must be https, unless it is on this machine.")
    return url


TargetUrl = Annotated[
    str, Field(max_length=2048, examples=["https://ci.example.org/avala"]), AfterValidator(_check_target)
]
Events = Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=50)]


class NewWebhook(Strict):
    """An address to tell of events."""

    target_url: TargetUrl
    events: Events
    is_active: bool = True
    secret: str | None = Field(
        default=None, min_length=16, max_length=255, description="Signs what is sent; default: a random one."
    )


class WebhookChange(Strict):
    """What to change; fields that are not there stay."""

    target_url: TargetUrl | None = None
    events: Events | None = None
    is_active: bool | None = None


class WebhookAnswer(Strict):
    """A webhook."""

    uid: str
    target_url: str
    events: list[str]
    is_active: bool
    created_at: Moment
    updated_at: Moment


class WebhookMade(WebhookAnswer):
    """A webhook that was just made."""

    secret: str = Field(description="Shown here and never again.")


class WebhookTestAnswer(Strict):
    """How a test went."""

    success: bool
    message: str
    delivery: str = Field(description="uid of its row in the log.")


class DeliveriesQuery(V1PageQuery):
    """Which deliveries."""

    webhook: str | None = Field(default=None, max_length=64, description="uid of the webhook.")
    status: Literal["pending", "delivered", "failed"] | None = None


class DeliveryAnswer(Strict):
    """One thing that one webhook is told."""

    uid: str
    subscription: str = Field(description="uid of the webhook.")
    event_type: str
    payload: dict[str, Any]
    status: str = Field(examples=["delivered"], description="pending, delivered or failed.")
    attempts: int
    next_retry_at: Moment | None
    response_status: int | None
    response_body: str | None = Field(description="Its first 4096 bytes.")
    error: str | None = Field(description="Why the last try failed.")
    created_at: Moment
    updated_at: Moment
