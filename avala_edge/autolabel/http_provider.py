"""A model behind HTTP that speaks the avala-edge prediction format v1 (`docs/providers.md`), as a provider."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Mapping
from typing import Any

from avala_edge.autolabel.connection import Connection
from avala_edge.autolabel.endpoint import Endpoint
from avala_edge.autolabel.photo import Photo, photo_of
from avala_edge.autolabel.predictions import Read, read_predictions
from avala_edge.autolabel.provider import Ask, Subject
from avala_edge.models.detection import Detection

_JSON = "application/json"
_log = logging.getLogger(__name__)


class HttpProvider:
    """One connected model."""

    def __init__(self, name: str, connection: Connection, endpoint: Endpoint) -> None:
        """Annotations will say that `name` made them."""
        self.name = name
        self._connection, self._endpoint = connection, endpoint

    async def detect(self, subject: Subject, ask: Ask) -> list[Detection]:
        """See `Provider.detect`."""
        read = await self.read(subject, ask)
        if read.left_out:
            _log.warning("%s: of %d predictions on %s: %s", self.name, read.given, subject.record.uid, read.losses())
        return list(read.detections)

    async def read(self, subject: Subject, ask: Ask, *, test: bool = False, most_s: float | None = None) -> Read:
        """Return what it says of an image; a `test` tells it that it is one, and asks once.

        Raises:
            Forbidden: the operator did not allow the host.
            ProviderFailed: no answer, or none that can be read.
            ImageRefused: the image's bytes have been damaged.
        """
        connection = self._connection
        photo = await photo_of(subject, max_side=connection.max_side)
        if connection.protocol == "sagemaker":
            body, media_type = photo.data, photo.media_type
        else:
            body, media_type = await asyncio.to_thread(_question, photo, ask, connection.parameters, test), _JSON
        headers = {"Content-Type": media_type}
        answer = await self._endpoint.ask(body, headers, most_s=most_s, patient=not test)
        return await asyncio.to_thread(read_predictions, answer.data, connection.form, photo.picture, ask)


def _question(photo: Photo, ask: Ask, parameters: Mapping[str, Any], test: bool) -> bytes:
    rest = {
        **parameters,
        "labels": sorted(ask.labels),
        "confidence_threshold": ask.floor,
        **({"item_uid": ask.item} if ask.item else {}),
        **({"project_uid": ask.project} if ask.project else {}),
        **({"test": True} if test else {}),
    }
    # Base64 needs no escaping, and json.dumps would look at each of its millions of letters.
    return b"".join((b'{"image": "', base64.b64encode(photo.data), b'", ', json.dumps(rest).encode()[1:]))
