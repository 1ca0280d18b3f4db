"""What the client's answers about sequences are read into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from avala_edge.client.records import Source, State


@dataclass(frozen=True)
class Sequence:
    """Ordered frames of a dataset; `detail` says why it failed, or what was lost of a damaged video."""

    uid: str
    key: str
    dataset: str
    status: Literal["uploading", "processing", "ready", "failed"]
    number_of_frames: int
    every: int
    rate: float | None
    detail: str | None
    poster: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Frame:
    """A frame: an item, and the image in it; `timestamp_s` is None where it is a photo."""

    index: int
    item: str
    image: str
    width: int
    height: int
    timestamp_s: float | None


@dataclass(frozen=True)
class Frames:
    """Some frames of a sequence, and how many it has."""

    number_of_frames: int
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class TrackPoint:
    """An annotation of a track, without its geometry."""

    frame: int
    item: str
    annotation: str
    type: str
    is_key: bool
    source: Source
    state: State
    confidence: float | None
    version: int


@dataclass(frozen=True)
class Track:
    """One object through the frames of a sequence."""

    track: str
    label: str | None
    points: tuple[TrackPoint, ...]


@dataclass(frozen=True)
class Tracks:
    """A project's tracks in a sequence."""

    tracks: tuple[Track, ...]
