"""Reviews: decisions by the batch, to be undone; samples to judge a model by; who may review whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from avala_edge.store.tables.columns import Id, Json, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns, tables and indexes."""
    op.add_column("projects", sa.Column("reviews_people", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("projects", sa.Column("self_review", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("annotations", sa.Column("review_batch_id", Id, nullable=True))
    op.create_index(
        "ix_annotations_project_id_state_confidence_id", "annotations", ["project_id", "state", "confidence", "id"]
    )
    batched = sa.text("review_batch_id IS NOT NULL")
    op.create_index(
        "ix_annotations_review_batch_id",
        "annotations",
        ["review_batch_id"],
        sqlite_where=batched,
        postgresql_where=batched,
    )
    for column in (
        sa.Column("batch_id", Id, nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=True),
        sa.Column("model", sa.String(length=255), nullable=True),
        sa.Column("label_id", Id, nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
    ):
        op.add_column("review_decisions", column)
    op.drop_index("ix_review_decisions_project_id", "review_decisions")
    op.create_index("ix_review_decisions_project_id_created_at", "review_decisions", ["project_id", "created_at"])
    op.create_index("ix_review_decisions_batch_id", "review_decisions", ["batch_id"])
    op.create_table(
        "review_batches",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("state_before", sa.String(length=16), nullable=False),
        sa.Column("filter", Json, nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("undone_by", Id, nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_review_batches_project_id_projects")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_review_batches_user_id_users")),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_review_batches_undone_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_batches")),
        sa.UniqueConstraint("uid", name=op.f("uq_review_batches_uid")),
    )
    op.create_index("ix_review_batches_project_id", "review_batches", ["project_id"])
    op.create_table(
        "review_samples",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("filter", Json, nullable=False),
        sa.Column("strata", Json, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_review_samples_project_id_projects")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_review_samples_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_samples")),
        sa.UniqueConstraint("uid", name=op.f("uq_review_samples_uid")),
    )
    op.create_index("ix_review_samples_project_id", "review_samples", ["project_id"])
    op.create_table(
        "review_sample_members",
        sa.Column("sample_id", Id, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("annotation_uid", sa.String(length=64), nullable=False),
        sa.Column("stratum", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["review_samples.id"], name=op.f("fk_review_sample_members_sample_id_review_samples")
        ),
        sa.PrimaryKeyConstraint("sample_id", "place", name=op.f("pk_review_sample_members")),
    )
