"""A detector on this server, imported from an ONNX file, as a provider."""

from __future__ import annotations

from avala_edge.autolabel.provider import Ask, Subject
from avala_edge.models import Detection
from avala_edge.models.detectors import Detectors


class LocalModel:
    """Asks an installed detector by name, whichever file has that name at the time."""

    def __init__(self, detectors: Detectors, name: str) -> None:
        """Ask `name` of `detectors`; that it exists is found out when it is asked."""
        self._detectors, self._name = detectors, name

    @property
    def name(self) -> str:
        """See `Provider.name`."""
        return self._name

    async def detect(self, subject: Subject, ask: Ask) -> list[Detection]:
        """See `Provider.detect`; a floor of 0 means the threshold in the model's manifest.

        Raises:
            Busy: a queue is full.
            NotFound: the model has been removed.
            ModelUnavailable: it is damaged, or failed on this image.
            ImageRefused: the image has been damaged.
        """
        height, width = subject.record.height, subject.record.width
        async with self._detectors.using(self._name) as detector:
            pixels = await subject.pixels(least_side=detector.least_side(height=height, width=width))
            return await detector.detect(pixels, height=height, width=width, floor=ask.floor, labels=ask.labels)
