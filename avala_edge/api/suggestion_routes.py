"""Label suggestions, heads and more of the same, as rows of the route table."""

from __future__ import annotations

from avala_edge.api import suggestions
from avala_edge.api.operation import EDGE, Operation
from avala_edge.api.schemas.jobs import JobAnswer
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.suggestions import (
    HeadAnswer,
    LikeAnswer,
    LikeOrder,
    SuggestAnswer,
    SuggestOrder,
    TrainOrder,
)

_BODY = (400, 404, 408, 413, 422, 503)

SUGGESTION_ROWS: tuple[Operation, ...] = (
    Operation(
        "POST",
        f"{EDGE}/segment/suggest/",
        suggestions.suggest,
        "What an object may be called, by what was accepted in the project",
        {200: SuggestAnswer},
        takes=SuggestOrder,
        refuses=(*_BODY, 504),
        needs="segment",
    ),
    Operation(
        "POST",
        f"{EDGE}/projects/{{uid}}/like/",
        suggestions.more_like_this,
        "Objects like an annotation's, on its photo and the next ones",
        {200: LikeAnswer},
        takes=LikeOrder,
        refuses=(*_BODY, 504),
        needs="segment",
    ),
    Operation(
        "POST",
        f"{EDGE}/projects/{{uid}}/heads/",
        suggestions.train_head,
        "Train a head on what was accepted, as a job; used when it is better",
        {202: JobAnswer},
        takes=TrainOrder,
        refuses=(*_BODY, 429),
        needs="auto_label.write",
    ),
    Operation(
        "GET",
        f"{EDGE}/projects/{{uid}}/heads/",
        suggestions.list_heads,
        "The versions of a project's head, newest first, with how good each was",
        {200: PageAnswer[HeadAnswer]},
        refuses=(404, 503),
        needs="auto_label.read",
    ),
    Operation(
        "POST",
        f"{EDGE}/projects/{{uid}}/heads/{{version}}/activate/",
        suggestions.activate_head,
        "Use a version of a project's head from now on",
        {200: HeadAnswer},
        refuses=(404, 503),
        needs="auto_label.write",
    ),
)
