"""Jobs outlive the process: who works on what, which item was when, what a model said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from avala_edge.store.tables.columns import Id, Json, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and a table."""
    op.add_column("jobs", sa.Column("key_uid", sa.String(length=64), nullable=True))
    op.add_column("jobs", sa.Column("retry_of", sa.String(length=64), nullable=True))
    op.create_index("ix_jobs_status", "jobs", ["status"])
    with op.batch_alter_table("job_items") as batch:
        batch.alter_column("subject", existing_type=sa.String(length=128), existing_nullable=False, type_=sa.Text())
    op.add_column("job_items", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("job_items", sa.Column("claimed_by", sa.String(length=64), nullable=True))
    op.add_column("job_items", sa.Column("claimed_until", Moment(), nullable=True))
    op.add_column("job_items", sa.Column("kept", Json, nullable=True))
    op.create_index("ix_job_items_job_id_number", "job_items", ["job_id", "number"])
    op.create_index("ix_job_items_claimed_by", "job_items", ["claimed_by"])
    op.create_table(
        "workers",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        sa.UniqueConstraint("uid", name=op.f("uq_workers_uid")),
    )
