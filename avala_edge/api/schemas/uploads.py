"""Resumable uploads on the wire."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Count, Uid
from avala_edge.api.schemas.strict import Strict


class UploadMetadata(BaseModel):
    """What Upload-Metadata must and may say; more is kept and said again, for clients have words of their own."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    filename: str = Field(description="The item's name in the dataset.")
    dataset: Uid = Field(description="uid of the dataset that the photo or video will be in.")
    metadata: dict[str, Any] = Field(default_factory=dict, max_length=100, description="A JSON object: the item's.")
    every: str = Field(default="1", pattern=r"^[1-9]\d{0,4}$", description="Of a video, take each so-manieth frame.")


class UploadAnswer(Strict):
    """A resumable upload."""

    uid: str
    dataset: str
    key: str = Field(description="The item's name in the dataset.", examples=["street/0001.jpg"])
    length: Count = Field(description="Bytes of the whole file.")
    offset: Count = Field(description="Bytes that are there.")
    status: Literal["uploading", "done", "refused"]
    item: str | None = Field(description="uid of the item, once done.")
    sequence: str | None = Field(description="uid of the sequence that a video became, once done.")
    detail: str | None = Field(description="Why it was refused.")
    created_at: Moment
    expires_at: Moment
