"""The calls about models, as rows of the route table."""

from __future__ import annotations

from avala_edge.api import models
from avala_edge.api.operation import EDGE, Operation
from avala_edge.api.schemas.models import ImportQuery, ModelCard, ModelPage

MODEL_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        f"{EDGE}/models/",
        models.list_models,
        "The models: the one that serves clicks, others that could, detectors",
        {200: ModelPage},
        needs="models.read",
    ),
    Operation(
        "POST",
        f"{EDGE}/models/import/",
        models.import_model,
        "Bring a model along: encoder and decoder (and weights, manifest), or a detector's file (and labels)",
        {201: ModelCard},
        uploads=("multipart/form-data",),
        most_bytes=models.MOST_BODY_BYTES,
        query=ImportQuery,
        needs="models.write",
        refuses=(400, 408, 409, 413, 415, 422, 503),
    ),
    Operation(
        "GET",
        f"{EDGE}/models/{{name}}/",
        models.get_model,
        "One model",
        {200: ModelCard},
        needs="models.read",
        refuses=(404,),
    ),
    Operation(
        "DELETE",
        f"{EDGE}/models/{{name}}/",
        models.remove_model,
        "Take a model away; what it has drafted stays",
        {204: None},
        needs="models.write",
        refuses=(404, 409, 422),
    ),
    Operation(
        "POST",
        f"{EDGE}/models/{{name}}/activate/",
        models.activate_model,
        "Let a model serve clicks, once it has passed the parity gate; its card says how that goes",
        {202: ModelCard},
        needs="models.write",
        refuses=(404, 422, 503),
    ),
)
