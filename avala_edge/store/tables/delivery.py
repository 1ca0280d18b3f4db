"""What other systems are told: webhooks and the durable queue of their deliveries."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from avala_edge.store.tables.columns import (
    METADATA,
    Moment,
    created_at,
    identity,
    json_list,
    json_object,
    uid,
    updated_at,
)

webhooks = Table(
    "webhooks",
    METADATA,
    identity(),
    uid(),
    Column("target_url", String(2048), nullable=False),
    json_list("events"),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("secret", String(255), nullable=False),
    Column("created_by", ForeignKey("users.id"), nullable=False),
    created_at(),
    updated_at(),
    Column("deleted_at", Moment),
)
webhook_deliveries = Table(
    "webhook_deliveries",
    METADATA,
    identity(),
    uid(),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False, index=True),
    Column("event_type", String(64), nullable=False),
    json_object("payload"),
    Column("status", String(16), nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_retry_at", Moment),
    Column("response_status", Integer),
    Column("response_body", Text),
    Column("error", Text),
    created_at(),
    updated_at(),
    Index("ix_webhook_deliveries_status_next_retry_at", "status", "next_retry_at"),
)
