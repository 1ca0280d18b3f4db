"""What runs or is called, and what other systems are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from avala_edge.store.tables.columns import Id, Json, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agents",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("events", Json, nullable=False),
        sa.Column("task_types", Json, nullable=False),
        sa.Column("callback_url", sa.String(length=2048), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_agents_created_by_users")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_agents_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("uid", name=op.f("uq_agents_uid")),
    )
    op.create_table(
        "exports",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("scope", Json, nullable=False),
        sa.Column("total_task_count", sa.Integer(), nullable=False),
        sa.Column("exported_task_count", sa.Integer(), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_exports_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("uid", name=op.f("uq_exports_uid")),
    )
    op.create_table(
        "inference_providers",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("provider_type", sa.String(length=32), nullable=False),
        sa.Column("config", Json, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("last_test_at", Moment(), nullable=True),
        sa.Column("last_test_success", sa.Boolean(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_inference_providers_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inference_providers")),
        sa.UniqueConstraint("uid", name=op.f("uq_inference_providers_uid")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("summary", Json, nullable=False),
        sa.Column("total_items", sa.Integer(), nullable=False),
        sa.Column("successful_items", sa.Integer(), nullable=False),
        sa.Column("failed_items", sa.Integer(), nullable=False),
        sa.Column("skipped_items", sa.Integer(), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_jobs_created_by_users")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_jobs_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("uid", name=op.f("uq_jobs_uid")),
    )
    op.create_index(op.f("ix_jobs_project_id"), "jobs", ["project_id"], unique=False)
    op.create_table(
        "quality_targets",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("metric", sa.String(length=64), nullable=False),
        sa.Column("operator", sa.String(length=8), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("notify_webhook", sa.Boolean(), nullable=False),
        sa.Column("notify_emails", Json, nullable=False),
        sa.Column("last_evaluated_at", Moment(), nullable=True),
        sa.Column("last_value", sa.Float(), nullable=True),
        sa.Column("is_breached", sa.Boolean(), nullable=False),
        sa.Column("breach_count", sa.Integer(), nullable=False),
        sa.Column("last_breached_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_targets_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_targets")),
        sa.UniqueConstraint("uid", name=op.f("uq_quality_targets_uid")),
    )
    op.create_index(op.f("ix_quality_targets_project_id"), "quality_targets", ["project_id"], unique=False)
    op.create_table(
        "webhooks",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("target_url", sa.String(length=2048), nullable=False),
        sa.Column("events", Json, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.String(length=255), nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_webhooks_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("uid", name=op.f("uq_webhooks_uid")),
    )
    op.create_table(
        "agent_executions",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("task_type", sa.String(length=32), nullable=False),
        sa.Column("event_type", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("event_payload", Json, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=True),
        sa.Column("response_payload", Json, nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_agent_executions_agent_id_agents")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_agent_executions_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_executions")),
        sa.UniqueConstraint(
            "agent_id", "event_type", "subject", name=op.f("uq_agent_executions_agent_id_event_type_subject")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_agent_executions_uid")),
    )
    op.create_index(
        "ix_agent_executions_agent_id_status_id", "agent_executions", ["agent_id", "status", "id"], unique=False
    )
    op.create_table(
        "job_items",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("job_id", Id, nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_items_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_items")),
        sa.UniqueConstraint("job_id", "subject", name=op.f("uq_job_items_job_id_subject")),
    )
    op.create_index("ix_job_items_job_id_status_id", "job_items", ["job_id", "status", "id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("webhook_id", Id, nullable=False),
        sa.Column("event_type", sa.String(length=64), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_retry_at", Moment(), nullable=True),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("response_body", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_deliveries_webhook_id_webhooks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("uid", name=op.f("uq_webhook_deliveries_uid")),
    )
    op.create_index(
        "ix_webhook_deliveries_status_next_retry_at", "webhook_deliveries", ["status", "next_retry_at"], unique=False
    )
    op.create_index(op.f("ix_webhook_deliveries_webhook_id"), "webhook_deliveries", ["webhook_id"], unique=False)
    op.create_table(
        "annotation_issues",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("dataset_id", Id, nullable=False),
        sa.Column("sequence_id", Id, nullable=True),
        sa.Column("item_id", Id, nullable=True),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("reporter_id", Id, nullable=False),
        sa.Column("tool", sa.String(length=64), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("wrong_class", sa.String(length=100), nullable=True),
        sa.Column("correct_class", sa.String(length=100), nullable=True),
        sa.Column("should_re_annotate", sa.Boolean(), nullable=True),
        sa.Column("should_delete", sa.Boolean(), nullable=True),
        sa.Column("frames_affected", sa.String(length=255), nullable=True),
        sa.Column("coordinates", Json, nullable=True),
        sa.Column("query_params", Json, nullable=True),
        sa.Column("object_uid", sa.String(length=64), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_annotation_issues_dataset_id_datasets")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_annotation_issues_item_id_items")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_annotation_issues_project_id_projects")),
        sa.ForeignKeyConstraint(["reporter_id"], ["users.id"], name=op.f("fk_annotation_issues_reporter_id_users")),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequences.id"], name=op.f("fk_annotation_issues_sequence_id_sequences")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_issues")),
        sa.UniqueConstraint("uid", name=op.f("uq_annotation_issues_uid")),
    )
    op.create_index("ix_annotation_issues_dataset_id_id", "annotation_issues", ["dataset_id", "id"], unique=False)
    for name in ("sequence_id", "item_id", "project_id"):
        op.create_index(op.f(f"ix_annotation_issues_{name}"), "annotation_issues", [name], unique=False)
    op.create_table(
        "consensus_configs",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("iou_threshold", sa.Float(), nullable=False),
        sa.Column("min_agreement_ratio", sa.Float(), nullable=False),
        sa.Column("min_annotations", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_consensus_configs_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus_configs")),
        sa.UniqueConstraint("project_id", name=op.f("uq_consensus_configs_project_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_consensus_configs_uid")),
    )
    op.create_table(
        "manual_uploads",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("dataset_name", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=1024), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("image_uid", sa.String(length=71), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_manual_uploads_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_uploads")),
        sa.UniqueConstraint("uid", name=op.f("uq_manual_uploads_uid")),
    )
    op.create_index(op.f("ix_manual_uploads_expires_at"), "manual_uploads", ["expires_at"], unique=False)
    op.create_index(
        "ix_manual_uploads_user_id_dataset_name", "manual_uploads", ["user_id", "dataset_name"], unique=False
    )
