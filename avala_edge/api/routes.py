"""Every call of the API, in one table."""

from __future__ import annotations

from avala_edge.api import (
    catalog,
    events,
    everything,
    health,
    images,
    jobs,
    keys,
    observe,
    segment,
    segment_ws,
    session,
    tiles,
)
from avala_edge.api.inference_routes import INFERENCE_ROWS
from avala_edge.api.messages import MSGPACK
from avala_edge.api.model_routes import MODEL_ROWS
from avala_edge.api.operation import EDGE, Operation, Socket
from avala_edge.api.project_routes import PROJECT_ROWS
from avala_edge.api.review_routes import REVIEW_ROWS
from avala_edge.api.schemas.catalog import DemoPage, Health
from avala_edge.api.schemas.everything import EverythingAnswer, EverythingPrompt
from avala_edge.api.schemas.images import AddImageQuery, ImageAnswer, PreviewQuery
from avala_edge.api.schemas.jobs import (
    ItemBody,
    ItemProblemBody,
    JobAnswer,
    JobPage,
    JobsQuery,
    KeptPredictions,
    KeptQuery,
    StandingBody,
    WarmUpOrder,
)
from avala_edge.api.schemas.keys import KeyAnswer, KeyMade, NewKey
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.segment import SegmentAnswer, SegmentPrompt
from avala_edge.api.schemas.segment_ws import MessageAnswer, MessageRefused, MessageSuperseded, SegmentMessage
from avala_edge.api.schemas.session import SessionAnswer, SignIn
from avala_edge.api.schemas.tiles import TilesAnswer
from avala_edge.api.sequence_routes import SEQUENCE_ROWS
from avala_edge.api.suggestion_routes import SUGGESTION_ROWS
from avala_edge.api.upload_routes import UPLOAD_ROWS
from avala_edge.api.v1.routes import V1_ROWS

UPLOADS = ("image/*", "application/octet-stream", "multipart/form-data")
ALTERNATIVES = {SegmentAnswer: MSGPACK, EverythingAnswer: MSGPACK}

_CLICKS: tuple[Operation, ...] = (
    Operation(
        "POST",
        f"{EDGE}/images/",
        images.add_image,
        "Upload a photo; 200 when the same bytes are known",
        {201: ImageAnswer, 200: ImageAnswer},
        uploads=UPLOADS,
        query=AddImageQuery,
        refuses=(400, 408, 413, 415, 422, 503, 504),
        needs="images.write",
    ),
    Operation(
        "GET",
        f"{EDGE}/images/{{uid}}/",
        images.get_image,
        "A photo's record",
        {200: ImageAnswer},
        refuses=(404,),
        needs="images.read",
    ),
    Operation(
        "GET",
        f"{EDGE}/images/{{uid}}/content",
        images.get_content,
        "A photo's bytes; ETag and Range work",
        {200: "image/*", 206: "image/*", 304: None},
        refuses=(404, 416),
        needs="images.read",
    ),
    Operation(
        "GET",
        f"{EDGE}/images/{{uid}}/preview",
        images.get_preview,
        "A small upright JPEG of a photo",
        {200: "image/jpeg", 304: None},
        query=PreviewQuery,
        refuses=(404, 422, 503, 504),
        needs="images.read",
    ),
    Operation(
        "GET",
        f"{EDGE}/images/{{uid}}/tiles/",
        tiles.get_tiles,
        "How a large photo is cut into tiles; begins it",
        {200: TilesAnswer},
        refuses=(404, 503),
        needs="images.read",
    ),
    Operation(
        "GET",
        f"{EDGE}/images/{{uid}}/tiles/{{level}}/{{column}}_{{row}}",
        tiles.get_tile,
        "A tile of a large photo; 503 until it is made",
        {200: "image/jpeg", 304: None},
        refuses=(404, 503),
        needs="images.read",
    ),
    Operation(
        "POST",
        f"{EDGE}/images/{{uid}}/embed/",
        images.embed_image,
        "Start encoding a photo without waiting, so that its first click is fast",
        {202: ImageAnswer},
        refuses=(404, 503),
        needs="segment",
    ),
    Operation(
        "POST",
        f"{EDGE}/segment/",
        segment.segment,
        "Points, a box or an earlier mask → masks, best first",
        {200: SegmentAnswer},
        takes=SegmentPrompt,
        refuses=(400, 404, 408, 413, 422, 503, 504),
        needs="segment",
    ),
    Operation(
        "POST",
        f"{EDGE}/segment/everything/",
        everything.segment_everything,
        "All objects of a photo, best first",
        {200: EverythingAnswer},
        takes=EverythingPrompt,
        refuses=(400, 404, 408, 413, 422, 503, 504),
        needs="segment",
    ),
    Operation(
        "GET",
        f"{EDGE}/segment/ws",
        segment_ws.segment_ws,
        "The same prompts over one WebSocket; of a stream only the newest waits",
        {101: None},
        socket=Socket(SegmentMessage, (MessageAnswer, MessageSuperseded, MessageRefused)),
        refuses=(426, 429, 503),
        needs="segment",
    ),
    Operation(
        "POST",
        f"{EDGE}/embeddings/warm-up/",
        jobs.warm_up,
        "Encode many photos ahead of their first click, as a job",
        {202: JobAnswer},
        takes=WarmUpOrder,
        refuses=(400, 404, 408, 413, 422, 429, 503),
        needs="jobs.write",
    ),
    Operation(
        "GET",
        f"{EDGE}/jobs/",
        jobs.list_jobs,
        "The jobs, newest first",
        {200: JobPage},
        query=JobsQuery,
        refuses=(404, 422, 503),
        needs="jobs.read",
    ),
    Operation(
        "GET",
        f"{EDGE}/jobs/{{uid}}/",
        jobs.get_job,
        "A job's record",
        {200: JobAnswer},
        refuses=(404, 503),
        needs="jobs.read",
    ),
    Operation(
        "GET",
        f"{EDGE}/jobs/{{uid}}/predictions/",
        jobs.job_predictions,
        "What an auto-label job's model said of one item",
        {200: KeptPredictions},
        query=KeptQuery,
        refuses=(404, 422, 503),
        needs="jobs.read",
    ),
    Operation(
        "POST",
        f"{EDGE}/jobs/{{uid}}/cancel/",
        jobs.cancel_job,
        "End a job; one that has ended stays as it is",
        {200: JobAnswer},
        refuses=(404, 503),
        needs="jobs.write",
    ),
    Operation(
        "POST",
        f"{EDGE}/jobs/{{uid}}/retry-failed/",
        jobs.retry_failed,
        "Do the failed items of an ended job again, as a new job",
        {202: JobAnswer},
        refuses=(404, 409, 429, 503),
        needs="jobs.write",
    ),
    Operation(
        "GET",
        f"{EDGE}/jobs/{{uid}}/events",
        events.job_events,
        "What happens in a job, until it has ended",
        {200: "text/event-stream", 204: None},
        events={"progress": StandingBody, "item": ItemBody, "error": ItemProblemBody, "done": JobAnswer},
        refuses=(404, 429, 503),
        needs="jobs.read",
    ),
    Operation(
        "GET",
        f"{EDGE}/demo/",
        catalog.list_demo,
        "The demo photos",
        {200: DemoPage},
        needs="images.read",
    ),
    *MODEL_ROWS,
    Operation("GET", f"{EDGE}/session/", session.get_session, "Who calls", {200: SessionAnswer}),
    Operation(
        "POST",
        f"{EDGE}/session/",
        session.post_session,
        "Trade a key for a session cookie",
        {200: SessionAnswer},
        takes=SignIn,
        public=True,
        refuses=(400, 401, 408, 413, 422, 429),
    ),
    Operation("DELETE", f"{EDGE}/session/", session.delete_session, "Sign out", {204: None}),
    Operation(
        "GET",
        f"{EDGE}/keys/",
        keys.list_keys,
        "All keys, without their secrets",
        {200: PageAnswer[KeyAnswer]},
        needs="keys.manage",
        refuses=(503,),
    ),
    Operation(
        "POST",
        f"{EDGE}/keys/",
        keys.create_key,
        "Make a key; its secret is in this answer and nowhere else",
        {201: KeyMade},
        takes=NewKey,
        needs="keys.manage",
        refuses=(400, 408, 413, 422, 503),
    ),
    Operation(
        "DELETE",
        f"{EDGE}/keys/{{uid}}/",
        keys.revoke_key,
        "End a key for good, with its sessions and sockets",
        {204: None},
        needs="keys.manage",
        refuses=(404, 409, 503),
    ),
    Operation(
        "GET",
        f"{EDGE}/metrics",
        observe.get_metrics,
        "Metrics for Prometheus, with any key",
        {200: "text/plain"},
        public_if=lambda config: config.metrics_public,
        needs="metrics.read",
    ),
    Operation("GET", f"{EDGE}/healthz", health.healthz, "Is the server alive", {200: Health}, public=True),
    Operation(
        "GET", f"{EDGE}/readyz", health.readyz, "Can a click be served", {200: Health}, public=True, refuses=(503,)
    ),
)

OPERATIONS: tuple[Operation, ...] = (
    *_CLICKS,
    *INFERENCE_ROWS,
    *PROJECT_ROWS,
    *SEQUENCE_ROWS,
    *REVIEW_ROWS,
    *SUGGESTION_ROWS,
    *UPLOAD_ROWS,
    *V1_ROWS,
)
