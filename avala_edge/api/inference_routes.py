"""This server as a model for others, as rows of the route table; the paths are those that other platforms ask."""

from __future__ import annotations

from avala_edge.api import inference
from avala_edge.api.operation import Operation
from avala_edge.api.schemas.inference import PredictAnswer, PredictBody

PICTURES = ("image/*", "application/octet-stream", "multipart/form-data")
_REFUSES = (400, 404, 408, 413, 415, 422, 503, 504)

INFERENCE_ROWS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/predict",
        inference.predict,
        "What is on a picture; nothing of it is kept",
        {200: PredictAnswer},
        takes=PredictBody,
        uploads=PICTURES,
        refuses=_REFUSES,
        needs="segment",
        for_servers=True,
    ),
    Operation(
        "POST",
        "/invocations",
        inference.invoke,
        "The same, where a SageMaker container answers it",
        {200: PredictAnswer},
        takes=PredictBody,
        uploads=PICTURES,
        refuses=_REFUSES,
        needs="segment",
        for_servers=True,
    ),
    Operation(
        "GET",
        "/ping",
        inference.ping,
        "Would such a question be answered, as a SageMaker container says it",
        {200: None},
        public=True,
        refuses=(503,),
    ),
)
