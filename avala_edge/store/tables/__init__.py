"""Every table; `migrations` makes them, a test compares the two."""

from __future__ import annotations

from avala_edge.store.tables.accounts import api_keys, organizations, users
from avala_edge.store.tables.annotations import (
    annotation_counts,
    annotation_table,
    review_batches,
    review_decisions,
    review_sample_members,
    review_samples,
)
from avala_edge.store.tables.audit import audit_events
from avala_edge.store.tables.columns import METADATA, new_uid, now
from avala_edge.store.tables.delivery import webhook_deliveries, webhooks
from avala_edge.store.tables.media import datasets, images, items, manual_uploads, sequences, uploads, videos
from avala_edge.store.tables.projects import labels, project_datasets, project_members, projects, tasks
from avala_edge.store.tables.quality import annotation_issues, consensus_configs, quality_targets
from avala_edge.store.tables.work import (
    agent_executions,
    agents,
    exports,
    inference_providers,
    job_items,
    jobs,
    workers,
)

__all__ = [
    "METADATA",
    "agent_executions",
    "agents",
    "annotation_counts",
    "annotation_issues",
    "annotation_table",
    "api_keys",
    "audit_events",
    "consensus_configs",
    "datasets",
    "exports",
    "images",
    "inference_providers",
    "items",
    "job_items",
    "jobs",
    "labels",
    "manual_uploads",
    "new_uid",
    "now",
    "organizations",
    "project_datasets",
    "project_members",
    "projects",
    "quality_targets",
    "review_batches",
    "review_decisions",
    "review_sample_members",
    "review_samples",
    "sequences",
    "tasks",
    "uploads",
    "users",
    "videos",
    "webhook_deliveries",
    "webhooks",
    "workers",
]
