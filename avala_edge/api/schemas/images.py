"""Photos on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from avala_edge.api.schemas.strict import Query, Strict

EXAMPLE_UID = "sha256:cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7"


class AddImageQuery(Query):
    """Options of an upload."""

    embed: bool = Field(default=False, description="Start encoding at once, so that the first click is fast.")


class PreviewQuery(Query):
    """Options of a preview."""

    size: int = Field(default=512, ge=16, le=2048, description="Longer side at most, in pixels; never enlarged.")


class ImageAnswer(Strict):
    """A stored photo."""

    uid: str = Field(description="sha256: and the hash of the file's bytes.", examples=[EXAMPLE_UID])
    width: int = Field(description="Columns as displayed, in pixels.", examples=[600])
    height: int = Field(description="Rows as displayed, in pixels.", examples=[400])
    format: Literal["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "FRAME"] = Field(
        description="FRAME: of a video; its bytes are a JPEG of it, made when they are asked for.", examples=["PNG"]
    )
    media_type: str = Field(description="Content-Type of the bytes.", examples=["image/png"])
    bytes: int = Field(description="Length of the file, in bytes; 0 of a frame of a video.", examples=[466706])
    embedding: Literal["ready", "computing", "absent"] = Field(description="Whether a click would be warm.")
