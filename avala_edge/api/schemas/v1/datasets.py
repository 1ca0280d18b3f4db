"""Datasets, items and sequences in Avala's words."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Name
from avala_edge.api.schemas.strict import Strict
from avala_edge.api.schemas.v1.pages import V1PageQuery


class DatasetsQuery(V1PageQuery):
    """Which datasets to list."""

    data_type: str | None = Field(default=None, max_length=32)
    name: str | None = Field(default=None, max_length=255, description="A part of the name.")
    status: str | None = Field(default=None, max_length=32)
    visibility: str | None = Field(default=None, max_length=32)


class NewDataset(Strict):
    """A dataset to make; what concerns Avala's cloud only is taken and not used."""

    name: Name
    slug: str | None = Field(default=None, min_length=1, max_length=100)
    data_type: str = Field(default="image", max_length=32)
    visibility: str = Field(default="private", max_length=32)
    create_metadata: bool = True
    provider_config: dict[str, Any] | None = None
    owner_name: str | None = Field(default=None, max_length=100)
    organization_id: int | None = None
    organization_uid: str | None = Field(default=None, max_length=64)
    gpu_texture_format: str | None = Field(default=None, max_length=64)
    metadata: dict[str, Any] | None = Field(default=None, max_length=100)
    industry: int | None = None
    license: int | None = None


class DatasetAnswer(Strict):
    """A dataset."""

    uid: str
    name: str
    slug: str
    owner_name: str
    item_count: int
    status: str = Field(examples=["created"])
    data_type: str
    visibility: str
    is_sequence: bool
    predefined_labels: list[dict[str, Any]]
    metadata: dict[str, Any]
    created_at: Moment
    updated_at: Moment


class ItemAnswerV1(Strict):
    """An item; both families of field names that Avala's pages know."""

    id: int
    uid: str
    key: str
    is_hidden: bool
    dataset: str
    dataset_owner_name: str
    dataset_slug: str
    url: str = Field(description="Of the bytes; good without a key, for a day at least.")
    data_url: str
    thumbnails: list[str]
    thumbnail_url: str
    gpu_texture_url: str | None
    video_thumbnail: str | None
    metadata: dict[str, Any]
    annotations: dict[str, list[dict[str, Any]]] = Field(description="results: accepted; drafts: not reviewed yet.")
    annotations_count: int
    export_snippet: dict[str, Any]
    crop_data: dict[str, Any] | None
    related_items: list[dict[str, Any]]
    related_sequence_uid: str | None
    status: str
    created_at: Moment
    updated_at: Moment


class SequenceAnswer(Strict):
    """A sequence."""

    uid: str
    key: str
    is_hidden: bool
    custom_uuid: str | None
    status: str
    featured_image: str | None
    number_of_frames: int
    frames: list[dict[str, Any]] | None = Field(description="null in lists.")
    predefined_labels: list[dict[str, Any]]
    dataset_uid: str
    dataset_data_type: str
    created_at: Moment
    updated_at: Moment


class HealthAnswer(Strict):
    """Whether a dataset is whole."""

    dataset_uid: str
    dataset_slug: str
    dataset_status: str
    data_type: str
    is_sequence: bool
    item_count: int
    sequence_count: int
    total_frames: int
    last_updated_at: Moment
    sequences: list[dict[str, Any]]
    ingest_ok: bool
    issues: list[str]
