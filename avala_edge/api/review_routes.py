"""The calls of reviews, as rows of the route table."""

from __future__ import annotations

from avala_edge.api import review
from avala_edge.api.operation import EDGE, Operation
from avala_edge.api.schemas.items import AnnotationAnswer
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.review import (
    BulkAnswer,
    BulkBody,
    FindingBody,
    QualityQuery,
    QueueQuery,
    ReliabilityAnswer,
    ReliabilityQuery,
    ReviewBody,
    ReviewedAnswer,
    SampleAnswer,
    SampleBody,
    UndoBody,
    UndoneAnswer,
)

_BODY = (400, 404, 408, 413, 422, 503)
_PROJECT = f"{EDGE}/projects/{{uid}}"

REVIEW_ROWS: tuple[Operation, ...] = (
    Operation(
        "POST",
        f"{EDGE}/annotations/{{uid}}/review/",
        review.review_annotation,
        "Accept or reject an annotation, changed before if the body says so",
        {200: ReviewedAnswer},
        needs="reviews.write",
        takes=ReviewBody,
        refuses=(*_BODY, 412),
    ),
    Operation(
        "POST",
        f"{_PROJECT}/review/bulk/",
        review.review_bulk,
        "Accept or reject all that a filter means, in one transaction",
        {200: BulkAnswer},
        needs="reviews.write",
        takes=BulkBody,
        refuses=_BODY,
    ),
    Operation(
        "POST",
        f"{_PROJECT}/review/undo/",
        review.undo_review,
        "Take a decision back, about one annotation or many",
        {200: UndoneAnswer},
        needs="reviews.write",
        takes=UndoBody,
        refuses=(*_BODY, 409),
    ),
    Operation(
        "GET",
        f"{_PROJECT}/review/queue/",
        review.review_queue,
        "What to review next",
        {200: PageAnswer[AnnotationAnswer]},
        needs="annotations.read",
        query=QueueQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "POST",
        f"{_PROJECT}/review/samples/",
        review.draw_sample,
        "Draw a stratified sample to judge predictions by",
        {201: SampleAnswer},
        needs="reviews.write",
        takes=SampleBody,
        refuses=_BODY,
    ),
    Operation(
        "GET",
        f"{_PROJECT}/review/samples/{{sample}}/",
        review.get_sample,
        "What a sample says so far, with an interval",
        {200: SampleAnswer},
        needs="annotations.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_PROJECT}/review/reliability/",
        review.get_reliability,
        "What confidence is worth, and from where on to trust it",
        {200: ReliabilityAnswer},
        needs="projects.read",
        query=ReliabilityQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "GET",
        f"{_PROJECT}/quality/",
        review.list_findings,
        "What is wrong with annotations, item by item",
        {200: PageAnswer[FindingBody]},
        needs="qc.read",
        query=QualityQuery,
        refuses=(404, 422, 503),
    ),
)
