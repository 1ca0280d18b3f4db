"""Every change: who, what, when, before and after. Rows are only ever added; triggers refuse anything else."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from avala_edge.store.tables.columns import METADATA, Json, created_at, identity, uid

audit_events = Table(
    "audit_events",
    METADATA,
    identity(),
    uid(),
    Column("user_id", ForeignKey("users.id")),
    Column("key_uid", String(64)),
    Column("action", String(64), nullable=False),
    Column("subject_type", String(32), nullable=False),
    Column("subject_uid", String(128), nullable=False),
    Column("project_id", ForeignKey("projects.id")),
    Column("job_uid", String(64)),
    Column("before", Json),
    Column("after", Json),
    created_at(),
    Index("ix_audit_events_subject_uid_id", "subject_uid", "id"),
    Index("ix_audit_events_project_id_id", "project_id", "id"),
    Index("ix_audit_events_job_uid_id", "job_uid", "id"),
)
