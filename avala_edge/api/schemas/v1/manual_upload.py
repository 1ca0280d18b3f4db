"""Avala's manual upload: files first, then a dataset of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from avala_edge.api.schemas.projects import Name, Uid
from avala_edge.api.schemas.strict import Query, Strict
from avala_edge.api.schemas.v1.datasets import NewDataset


class QuotaQuery(Query):
    """Whose quota; there is one organization."""

    organization_uid: str | None = Field(default=None, max_length=64)


class QuotaAnswer(Strict):
    """Bytes that wait for a dataset."""

    used: int
    limit: int


class MimesAnswer(Strict):
    """What files may be."""

    mime_types: list[str]
    video_prefix: str


class NewFile(Strict):
    """A file to upload."""

    dataset_name: Name
    file_path_in_dataset: str = Field(min_length=1, max_length=1024)
    content_length: int = Field(ge=1, le=2**50)
    organization_uid: str | None = Field(default=None, max_length=64)
    upload_protocol_version: Literal[1, 2] = 1
    dataset_upload_uid: Uid | None = None


class UploadedPart(Strict):
    """A part that is here."""

    part_number: int
    size: int


class FileTarget(Strict):
    """Where to send the file: by PUT as it is, or by POST as the field `file` of a form. No key is needed."""

    url: str
    fields: dict[str, str] = Field(description="Other fields of the form: none.")
    method: Literal["PUT"]
    upload_uid: str
    headers: dict[str, str]
    part_size: int
    part_count: int
    uploaded_parts: list[UploadedPart]
    complete: bool


class DatasetOfFiles(NewDataset):
    """A dataset to make of the files that were uploaded under its name."""

    dataset_upload_uid: Uid | None = None
