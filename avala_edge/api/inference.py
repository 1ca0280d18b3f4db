"""This server as a model for others: pictures in, predictions out, in the avala-edge prediction format v1."""

from __future__ import annotations

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.health import why_not_ready
from avala_edge.api.limits import deadline
from avala_edge.api.messages import json_answer
from avala_edge.api.picture_questions import read_question
from avala_edge.api.site_key import SITE


async def predict(request: web.Request) -> web.Response:
    """Answer what is on a picture; nothing of it is kept."""
    site, who = request.app[SITE], principal_of(request)
    data, question = await read_question(request)
    async with deadline(request):
        found = await site.predictor.predict(data, question, who)
    record = found.record
    body = {
        "predictions": found.predictions,
        "model": {"name": found.model.name, "version": found.model.version},
        "image": None if record is None else {"width": record.width, "height": record.height},
        "inference_ms": round(1000 * found.seconds, 3),
    }
    return json_answer(body)


async def invoke(request: web.Request) -> web.Response:
    """Answer as a SageMaker container does."""
    return await predict(request)


async def ping(request: web.Request) -> web.Response:
    """Say, as a SageMaker container does, that questions would be answered."""
    return why_not_ready(request) or web.Response(status=200)
