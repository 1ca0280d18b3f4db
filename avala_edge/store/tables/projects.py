"""What is asked of annotators: projects over datasets, their labels and members, a task an item."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from avala_edge.store.tables.columns import METADATA, Moment, created_at, identity, json_list, uid, updated_at

projects = Table(
    "projects",
    METADATA,
    identity(),
    uid(),
    Column("organization_id", ForeignKey("organizations.id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("description", Text, nullable=False, default=""),
    Column("task_type", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("members_only", Boolean, nullable=False, default=False),
    Column("reviews_people", Boolean, nullable=False, default=False, server_default=false()),
    Column("self_review", Boolean, nullable=False, default=True, server_default=true()),
    Column("version", Integer, nullable=False, default=1),
    created_at(),
    updated_at(),
    Column("deleted_at", Moment),
)
project_datasets = Table(
    "project_datasets",
    METADATA,
    Column("project_id", ForeignKey("projects.id"), primary_key=True),
    Column("dataset_id", ForeignKey("datasets.id"), primary_key=True, index=True),
)
project_members = Table(
    "project_members",
    METADATA,
    Column("project_id", ForeignKey("projects.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)
labels = Table(
    "labels",
    METADATA,
    identity(),
    uid(),
    Column("project_id", ForeignKey("projects.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("color", String(7), nullable=False),
    Column("shortcut", String(1)),
    json_list("attributes"),
    Column("position", Integer, nullable=False),
    Column("is_archived", Boolean, nullable=False, default=False),
    created_at(),
    updated_at(),
    UniqueConstraint("project_id", "name"),
    sqlite_autoincrement=True,  # rows go: a page's cursor must not meet their numbers again
)
STATE_COUNTS = ("draft_count", "accepted_count", "rejected_count")  # annotations of the project on the item
EMPTY = text(" AND ".join(f"{name} = 0" for name in STATE_COUNTS))  # the index serves queries that say just this
tasks = Table(
    "tasks",
    METADATA,
    identity(),
    uid(),
    Column("project_id", ForeignKey("projects.id"), nullable=False),
    Column("item_id", ForeignKey("items.id"), nullable=False, index=True),
    Column("status", String(16), nullable=False, default="pending"),
    Column("assignee_id", ForeignKey("users.id")),
    created_at(),
    updated_at(),
    *(Column(name, Integer, nullable=False, default=0, server_default="0") for name in STATE_COUNTS),
    UniqueConstraint("project_id", "item_id"),
    Index("ix_tasks_project_id_id", "project_id", "id"),
    Index("ix_tasks_project_id_status_id", "project_id", "status", "id"),
    Index("ix_tasks_status_id", "status", "id"),
    Index("ix_tasks_empty", "project_id", "item_id", sqlite_where=EMPTY, postgresql_where=EMPTY),
    sqlite_autoincrement=True,  # rows go: a page's cursor must not meet their numbers again
)
