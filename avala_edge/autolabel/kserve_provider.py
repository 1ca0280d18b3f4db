"""A detector that Triton, or another server of KServe's v2 protocol, runs: its tensors are made and read here."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avala_edge.autolabel.endpoint import Endpoint
from avala_edge.autolabel.json_answer import Array, Object, member, read_json
from avala_edge.autolabel.kserve_wire import LENGTH_HEADER, Asked, from_response, to_request
from avala_edge.autolabel.predictions import Read
from avala_edge.autolabel.provider import Ask, Subject
from avala_edge.autolabel.served_model import ServedModel
from avala_edge.errors import EdgeError, ProviderFailed
from avala_edge.imaging import Pixels
from avala_edge.models import Detection
from avala_edge.models.detectors import DetectorTensors, input_tensors, least_side, place_in, read_detections
from avala_edge.models.detectors.found import Seen

MOST_ANSWER_BYTES = 64 * 1024 * 1024  # raw outputs are larger than predictions

_log = logging.getLogger(__name__)


class KServeProvider:
    """One model of one server."""

    def __init__(self, name: str, served: ServedModel, endpoint: Endpoint) -> None:
        """Annotations will say that `name` made them."""
        self.name = name
        self._served, self._endpoint = served, endpoint

    async def detect(self, subject: Subject, ask: Ask) -> list[Detection]:
        """See `Provider.detect`; a floor of 0 means the configured threshold."""
        return list((await self.read(subject, ask)).detections)

    async def read(self, subject: Subject, ask: Ask, *, test: bool = False, most_s: float | None = None) -> Read:
        """Return what it finds; a `test` compares the model's tensors with those configured first, and asks once.

        Raises:
            Forbidden: the operator did not allow the host.
            ProviderFailed: no answer, or tensors that are not those of the family.
            ImageRefused: the image's bytes have been damaged.
        """
        served, tensors = self._served, self._served.tensors
        if test:
            await self._check_tensors(most_s)
        height, width = subject.record.height, subject.record.width
        seen = Seen(place_in(tensors.preparation.fit, height=height, width=width), height, width)
        pixels = await subject.pixels(least_side=least_side(seen.place))
        asked = await asyncio.to_thread(_request, served, pixels, seen)
        answer = await self._endpoint.ask(
            asked.body,
            asked.headers,
            path=f"{served.path}/infer",
            most_bytes=MOST_ANSWER_BYTES,
            most_s=most_s,
            patient=not test,
        )
        found = await asyncio.to_thread(_read, tensors, answer.data, answer.header(LENGTH_HEADER), seen, ask)
        return Read(tuple(found), len(found), {})

    async def _check_tensors(self, most_s: float | None) -> None:
        """Raise `ProviderFailed` for a model whose tensors have other names than those that are configured."""
        answer = await self._endpoint.ask(None, {}, path=self._served.path, most_s=most_s, patient=False)
        about, tensors = read_json(answer.data), self._served.tensors
        extra = [tensors.inputs.size, tensors.inputs.mask.tensor if tensors.inputs.mask else None]
        for kind, names in (
            ("input", [tensors.inputs.picture, *(name for name in extra if name)]),
            ("output", tensors.reading.outputs()),
        ):
            there = _names(about, f"{kind}s")
            absent = [name for name in names if there and name not in there]
            if absent:
                raise ProviderFailed(f"The model has no {kind} {absent[0]!r}; it has {', '.join(there)}.")


def _names(about: object, kind: str) -> list[str]:
    listed = member(about, kind) if isinstance(about, Object) else None
    names = [member(each, "name") for each in listed if isinstance(each, Object)] if isinstance(listed, Array) else []
    return [name[:100] for name in names if isinstance(name, str)]


def _request(served: ServedModel, pixels: Pixels, seen: Seen) -> Asked:
    tensors = served.tensors
    inputs = input_tensors(pixels, seen.place, tensors.inputs, tensors.preparation)
    return to_request(inputs, tensors.reading.outputs(), binary=served.binary)


def _read(tensors: DetectorTensors, body: bytes, json_length: str | None, seen: Seen, ask: Ask) -> list[Detection]:
    outputs = {name: _single(array) for name, array in from_response(body, json_length).items()}
    reading = partial(read_detections, tensors, outputs, seen, floor=ask.floor, labels=ask.labels)
    try:
        with np.errstate(all="ignore"):
            return reading()
    except EdgeError as error:
        raise ProviderFailed(f"What the model answered cannot be read: {error.message}") from error
    except Exception as error:  # arrays of strangers: whatever shape they have, it is the item that fails
        _log.info("outputs of shapes %s", {name: array.shape for name, array in outputs.items()}, exc_info=error)
        family = tensors.reading.family
        raise ProviderFailed(f"What the model answered is not what family {family} gives.") from error


def _single(array: NDArray[Any]) -> NDArray[Any]:
    """Families compute in single precision."""
    return array.astype(np.float32) if array.dtype.kind == "f" else array
