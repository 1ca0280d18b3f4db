"""Who may do what: the site's organization, its users and their keys."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from avala_edge.store.tables.columns import METADATA, Moment, created_at, identity, json_list, uid, updated_at

organizations = Table(
    "organizations",
    METADATA,
    identity(),
    uid(),
    Column("name", String(255), nullable=False),
    Column("slug", String(100), nullable=False, unique=True),
    created_at(),
    updated_at(),
)
users = Table(
    "users",
    METADATA,
    identity(),
    uid(),
    Column("organization_id", ForeignKey("organizations.id"), nullable=False),
    Column("username", String(100), nullable=False, unique=True),
    Column("email", String(255)),
    Column("role", String(16), nullable=False),
    Column("is_active", Boolean, nullable=False, default=True),
    created_at(),
    updated_at(),
)
api_keys = Table(
    "api_keys",
    METADATA,
    identity(),
    uid(),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    json_list("scopes"),
    created_at(),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
)
