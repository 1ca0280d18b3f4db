"""What is annotated: images, videos, datasets of items, sequences of frames, uploads on their way."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from avala_edge.store.tables.columns import METADATA, Moment, created_at, identity, json_object, uid, updated_at

images = Table(
    "images",
    METADATA,
    identity(),
    Column("uid", String(71), nullable=False, unique=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("format", String(8), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("pixels_sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    created_at(),
    Column("video", String(71)),  # uid of the video that it is a frame of; then it has no bytes of its own
    Column("pts", BigInteger),  # when, in the video's time base
    Column("key_pts", BigInteger),  # where decoding begins to reach it
)
videos = Table(
    "videos",
    METADATA,
    identity(),
    Column("uid", String(71), nullable=False, unique=True),
    Column("format", String(8), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("codec", String(32), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("time_base_numerator", Integer, nullable=False),
    Column("time_base_denominator", Integer, nullable=False),
    Column("duration_s", Float),
    Column("rate", Float),
    created_at(),
)
datasets = Table(
    "datasets",
    METADATA,
    identity(),
    uid(),
    Column("organization_id", ForeignKey("organizations.id"), nullable=False),
    Column("owner_name", String(100), nullable=False),
    Column("name", String(255), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("data_type", String(16), nullable=False),
    Column("visibility", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("item_count", Integer, nullable=False, default=0),
    json_object("metadata"),
    created_at(),
    updated_at(),
    Column("deleted_at", Moment),
    Index("uq_datasets_owner_name_slug", "owner_name", "slug", unique=True),
)
sequences = Table(
    "sequences",
    METADATA,
    identity(),
    uid(),
    Column("dataset_id", ForeignKey("datasets.id"), nullable=False),
    Column("key", String(1024), nullable=False),
    Column("status", String(16), nullable=False),
    Column("number_of_frames", Integer, nullable=False, default=0),
    created_at(),
    updated_at(),
    Column("video", String(71)),  # uid of the video that its frames are of; None: they are photos
    Column("every", Integer, nullable=False, default=1, server_default="1"),  # so-manieth frame of the video
    Column("detail", Text),  # why it failed, or what was lost
    UniqueConstraint("dataset_id", "key"),
)
items = Table(
    "items",
    METADATA,
    identity(),
    uid(),
    Column("dataset_id", ForeignKey("datasets.id"), nullable=False),
    Column("image_id", ForeignKey("images.id"), nullable=False, index=True),
    Column("sequence_id", ForeignKey("sequences.id"), index=True),
    Column("frame_index", Integer),
    Column("key", String(1024), nullable=False),
    json_object("metadata"),
    Column("is_hidden", Boolean, nullable=False, default=False),
    created_at(),
    updated_at(),
    UniqueConstraint("dataset_id", "key"),
    Index("ix_items_dataset_id_id", "dataset_id", "id"),
)
uploads = Table(
    "uploads",
    METADATA,
    identity(),
    uid(),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("dataset_id", ForeignKey("datasets.id"), nullable=False),
    Column("key", String(1024), nullable=False),
    Column("length", BigInteger, nullable=False),
    json_object("metadata"),
    Column("declared", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("item_uid", String(64)),
    Column("detail", Text),
    created_at(),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("sequence_uid", String(64)),
    Column("every", Integer, nullable=False, default=1, server_default="1"),  # frame of a video
)
manual_uploads = Table(
    "manual_uploads",
    METADATA,
    identity(),
    uid(),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("dataset_name", String(255), nullable=False),
    Column("key", String(1024), nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("image_uid", String(71)),
    created_at(),
    Column("expires_at", Moment, nullable=False, index=True),
    Index("ix_manual_uploads_user_id_dataset_name", "user_id", "dataset_name"),
)
