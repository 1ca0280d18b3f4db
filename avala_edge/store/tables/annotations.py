"""What was drawn and predicted, how often each kind, and what reviewers decided."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, false, text

from avala_edge.store.tables.columns import (
    METADATA,
    Id,
    Json,
    Moment,
    created_at,
    identity,
    json_object,
    uid,
    updated_at,
)

_BATCHED = text("review_batch_id IS NOT NULL")
_TRACKED = text("track IS NOT NULL")

annotation_table = Table(
    "annotations",
    METADATA,
    identity(),
    uid(),
    Column("project_id", ForeignKey("projects.id"), nullable=False),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("label_id", ForeignKey("labels.id")),
    Column("type", String(32), nullable=False),
    Column("geometry", Json, nullable=False),
    json_object("attributes"),
    Column("source", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("confidence", Float),
    Column("model", String(255), nullable=False, default=""),
    Column("track", String(64)),
    Column("version", Integer, nullable=False, default=1),
    Column("created_by", ForeignKey("users.id"), nullable=False),
    Column("updated_by", ForeignKey("users.id"), nullable=False),
    created_at(),
    updated_at(),
    Column("review_batch_id", Id),  # that decided it, while nothing has changed it since
    Column("is_key", Boolean, nullable=False, default=False, server_default=false()),  # of its track: set by a person
    Index("ix_annotations_item_id_project_id_id", "item_id", "project_id", "id"),
    Index("ix_annotations_project_id_state_source_item_id", "project_id", "state", "source", "item_id"),
    Index("ix_annotations_label_id_item_id", "label_id", "item_id"),
    Index("ix_annotations_label_id_state_source_item_id", "label_id", "state", "source", "item_id"),
    Index("ix_annotations_project_id_state_confidence_id", "project_id", "state", "confidence", "id"),
    Index("ix_annotations_track_item_id", "track", "item_id", sqlite_where=_TRACKED, postgresql_where=_TRACKED),
    Index("ix_annotations_review_batch_id", "review_batch_id", sqlite_where=_BATCHED, postgresql_where=_BATCHED),
    sqlite_autoincrement=True,  # rows go: a page's cursor must not meet their numbers again
)
annotation_counts = Table(
    "annotation_counts",
    METADATA,
    Column("project_id", ForeignKey("projects.id"), primary_key=True),
    Column("state", String(16), primary_key=True),
    Column("source", String(16), primary_key=True),
    Column("model", String(255), primary_key=True),
    Column("label_id", Integer, primary_key=True, autoincrement=False),  # 0: none
    Column("tenth", Integer, primary_key=True, autoincrement=False),  # of the confidence, 0 to 9; -1: none
    Column("count", Integer, nullable=False),
)
review_batches = Table(
    "review_batches",
    METADATA,
    identity(),
    uid(),
    Column("project_id", ForeignKey("projects.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("decision", String(16), nullable=False),
    Column("state_before", String(16), nullable=False),
    Column("filter", Json),  # None: somebody decided this one annotation
    Column("size", Integer, nullable=False),  # annotations that it decided
    Column("undone_by", ForeignKey("users.id")),
    Column("undone_at", Moment),
    created_at(),
)
review_decisions = Table(
    "review_decisions",
    METADATA,
    identity(),
    uid(),
    Column("project_id", ForeignKey("projects.id"), nullable=False),
    Column("annotation_uid", String(64), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("decision", String(16), nullable=False),
    Column("is_modified", Boolean, nullable=False, default=False),
    Column("comment", Text, nullable=False, default=""),
    Column("before", Json),
    Column("after", Json),
    created_at(),
    Column("batch_id", Id, index=True),
    Column("version", Integer),  # of the annotation, after it; None: of a time before they were kept
    Column("source", String(16)),  # from here on: what was decided about, as it was before
    Column("model", String(255)),
    Column("label_id", Id),
    Column("confidence", Float),
    Column("undone_at", Moment),
    Index("ix_review_decisions_project_id_created_at", "project_id", "created_at"),
)
review_samples = Table(
    "review_samples",
    METADATA,
    identity(),
    uid(),
    Column("project_id", ForeignKey("projects.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("filter", Json, nullable=False),
    Column("strata", Json, nullable=False),  # how many annotations each stands for
    created_at(),
)
review_sample_members = Table(
    "review_sample_members",
    METADATA,
    Column("sample_id", ForeignKey("review_samples.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("annotation_uid", String(64), nullable=False),
    Column("stratum", Integer, nullable=False),
)
