"""The rows of the route table about sequences and tracks."""

from __future__ import annotations

from avala_edge.api import sequences, tracks
from avala_edge.api.operation import EDGE, Operation
from avala_edge.api.pages import PageQuery
from avala_edge.api.schemas.jobs import JobAnswer
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.sequences import (
    FramesAnswer,
    FrameSequenceAnswer,
    FramesQuery,
    Interpolate,
    MergeTrack,
    Propagate,
    SplitAnswer,
    SplitTrack,
    TracksAnswer,
    TracksQuery,
    TrimAnswer,
    TrimTrack,
)

_BODY = (400, 408, 413, 422, 503)
_SEQUENCE = f"{EDGE}/sequences/{{uid}}"
_TRACK = f"{_SEQUENCE}/tracks/{{track}}"

SEQUENCE_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        f"{EDGE}/datasets/{{uid}}/sequences/",
        sequences.list_sequences,
        "A dataset's sequences",
        {200: PageAnswer[FrameSequenceAnswer]},
        needs="datasets.read",
        query=PageQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "GET",
        f"{_SEQUENCE}/",
        sequences.get_sequence,
        "A sequence's record",
        {200: FrameSequenceAnswer},
        needs="datasets.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_SEQUENCE}/frames/",
        sequences.list_frames,
        "Frames of a sequence, in order",
        {200: FramesAnswer},
        needs="datasets.read",
        query=FramesQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "GET",
        f"{_SEQUENCE}/tracks/",
        tracks.list_tracks,
        "A project's tracks in a sequence: which frames, key frames, confidences",
        {200: TracksAnswer},
        needs="annotations.read",
        query=TracksQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "POST",
        f"{_SEQUENCE}/propagate/",
        sequences.propagate,
        "Carry objects from key frames through the others, as a job; results are drafts",
        {202: JobAnswer},
        needs="annotations.write",
        takes=Propagate,
        refuses=(*_BODY, 404, 409),
    ),
    Operation(
        "POST",
        f"{_SEQUENCE}/interpolate/",
        sequences.interpolate,
        "Fill a track between its key frames without a model, as a job; results are drafts",
        {202: JobAnswer},
        needs="annotations.write",
        takes=Interpolate,
        refuses=(*_BODY, 404),
    ),
    Operation(
        "POST",
        f"{_TRACK}/split/",
        tracks.split_track,
        "Cut a track in two; the answer names the new one",
        {200: SplitAnswer},
        needs="annotations.write",
        takes=SplitTrack,
        refuses=(*_BODY, 404),
    ),
    Operation(
        "POST",
        f"{_TRACK}/merge/",
        tracks.merge_track,
        "Join another track to one; 409 when both are on a frame",
        {204: None},
        needs="annotations.write",
        takes=MergeTrack,
        refuses=(*_BODY, 404, 409),
    ),
    Operation(
        "POST",
        f"{_TRACK}/trim/",
        tracks.trim_track,
        "Keep a track on some frames only",
        {200: TrimAnswer},
        needs="annotations.write",
        takes=TrimTrack,
        refuses=(*_BODY, 404),
    ),
)
