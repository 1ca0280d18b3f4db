"""Sequences, tracks and what is ordered for them, on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from avala_edge.api.schemas.geometry import ShapeType
from avala_edge.api.schemas.items import Source, State
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Count, Uid
from avala_edge.api.schemas.strict import Query, Strict

MOST_FRAMES = 5000  # of one answer
FrameNumber = Annotated[int, Field(ge=0, le=10_000_000, examples=[12])]


class FrameSequenceAnswer(Strict):
    """A sequence: ordered frames of a dataset, each an item."""

    uid: str
    key: str = Field(description="Its name in the dataset.", examples=["clips/0001.mp4"])
    dataset: str
    status: Literal["uploading", "processing", "ready", "failed"]
    number_of_frames: Count = Field(description="So far, while it is processing.")
    every: int = Field(description="Each so-manieth frame of the video is one of the sequence.")
    rate: float | None = Field(description="Frames a second of the sequence, on average; null: not known.")
    detail: str | None = Field(description="Why it failed, or what was lost of a damaged video.")
    poster: str | None = Field(description="uid of the image that is its first frame.")
    created_at: Moment
    updated_at: Moment


class FrameAnswer(Strict):
    """A frame: an item, and the image in it."""

    index: Count
    item: str
    image: str
    width: int
    height: int
    timestamp_s: float | None = Field(description="When in the video; null: it is a photo.")


class FramesQuery(Query):
    """Which frames of a sequence."""

    first: FrameNumber = 0
    limit: int = Field(default=1000, ge=1, le=MOST_FRAMES, description="Frames in the answer.")


class FramesAnswer(Strict):
    """Frames of a sequence, in order."""

    number_of_frames: Count = Field(description="Of the whole sequence.")
    frames: list[FrameAnswer]


class TracksQuery(Query):
    """Of which project."""

    project: Uid


class TrackPointBody(Strict):
    """An annotation of a track, without its geometry."""

    frame: Count
    item: str
    annotation: str
    type: ShapeType
    is_key: bool = Field(description="A person set it on this frame.")
    source: Source
    state: State
    confidence: float | None
    version: int


class TrackAnswer(Strict):
    """One object through the frames of a sequence."""

    track: str
    label: str | None
    points: list[TrackPointBody]


class TracksAnswer(Strict):
    """A project's tracks in a sequence, in the order of their first frames."""

    tracks: list[TrackAnswer]


class Propagate(Strict):
    """Which objects to carry through a sequence: results are drafts of their tracks, until the next key frame."""

    annotation: Uid | None = Field(default=None, description="Of one frame: the object, as it is to be carried on.")
    annotations: list[Uid] | None = Field(
        default=None, min_length=1, max_length=256, description="Several, perhaps of several frames."
    )
    direction: Literal["forward", "backward", "both"] = "forward"
    from_frame: FrameNumber | None = Field(default=None, description="No frame before this one is changed.")
    to_frame: FrameNumber | None = Field(default=None, description="Nor one after this.")

    @model_validator(mode="after")
    def _one_or_several(self) -> Propagate:
        if (self.annotation is None) == (self.annotations is None):
            raise ValueError("Say annotation, or annotations.")
        return self


class Interpolate(Strict):
    """Which track to fill between its key frames, without a model."""

    project: Uid
    track: Uid


class SplitTrack(Strict):
    """Where to cut a track in two."""

    project: Uid
    frame: FrameNumber = Field(description="The first of the new track.")


class MergeTrack(Strict):
    """Which other track goes into this one."""

    project: Uid
    other: Uid


class TrimTrack(Strict):
    """Which frames of a track are kept."""

    project: Uid
    first: FrameNumber
    last: FrameNumber


class SplitAnswer(Strict):
    """The track that has the later frames now."""

    track: str


class TrimAnswer(Strict):
    """How many annotations went."""

    deleted: Count
