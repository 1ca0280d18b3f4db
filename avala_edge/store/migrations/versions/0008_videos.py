"""Videos: kept once, their frames are images; sequences are of videos; annotations of a track have key frames."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from avala_edge.store.tables.columns import Id, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table, columns and an index."""
    op.create_table(
        "videos",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=71), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("codec", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("time_base_numerator", sa.Integer(), nullable=False),
        sa.Column("time_base_denominator", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("rate", sa.Float(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_videos")),
        sa.UniqueConstraint("uid", name=op.f("uq_videos_uid")),
    )
    for column in (
        sa.Column("video", sa.String(length=71), nullable=True),
        sa.Column("pts", sa.BigInteger(), nullable=True),
        sa.Column("key_pts", sa.BigInteger(), nullable=True),
    ):
        op.add_column("images", column)
    for column in (
        sa.Column("video", sa.String(length=71), nullable=True),
        sa.Column("every", sa.Integer(), server_default="1", nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
    ):
        op.add_column("sequences", column)
    op.add_column("uploads", sa.Column("sequence_uid", sa.String(length=64), nullable=True))
    op.add_column("uploads", sa.Column("every", sa.Integer(), server_default="1", nullable=False))
    op.add_column("annotations", sa.Column("is_key", sa.Boolean(), server_default=sa.false(), nullable=False))
    tracked = sa.text("track IS NOT NULL")
    op.create_index(
        "ix_annotations_track_item_id",
        "annotations",
        ["track", "item_id"],
        sqlite_where=tracked,
        postgresql_where=tracked,
    )
