"""Prompts → masks: the order of a click's steps, mask tokens, and photos and videos on their way in, warm-ups."""

from __future__ import annotations

from avala_edge.segment.everything import (
    SHARE_OF_DEADLINE,
    Everything,
    EverythingAnswer,
    EverythingOptions,
    FoundObject,
)
from avala_edge.segment.images import Intake
from avala_edge.segment.recent_pixels import RecentPixels
from avala_edge.segment.request import Answer, AnswerMask, BoxPrompt, Point, SegmentRequest
from avala_edge.segment.service import SegmentService
from avala_edge.segment.sight import Sight
from avala_edge.segment.tokens import MaskTokens
from avala_edge.segment.videos import VIDEO_FRAMES, VideoIntake
from avala_edge.segment.warm_up import EMBEDDING_WARM_UP, WarmUp

__all__ = [
    "EMBEDDING_WARM_UP",
    "SHARE_OF_DEADLINE",
    "VIDEO_FRAMES",
    "Answer",
    "AnswerMask",
    "BoxPrompt",
    "Everything",
    "EverythingAnswer",
    "EverythingOptions",
    "FoundObject",
    "Intake",
    "MaskTokens",
    "Point",
    "RecentPixels",
    "SegmentRequest",
    "SegmentService",
    "Sight",
    "VideoIntake",
    "WarmUp",
]
