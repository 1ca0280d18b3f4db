"""Boxes become outlines: the prompt model is asked for each, through the same service and embeddings as clicks."""

from __future__ import annotations

from dataclasses import replace

from avala_edge.errors import InvalidInput
from avala_edge.geometry import box_iou
from avala_edge.inference import Lane
from avala_edge.models import Detection
from avala_edge.segment import BoxPrompt, SegmentRequest, SegmentService
from avala_edge.store import Principal

LEAST_AGREEMENT = 0.3  # IoU of the outline's box with the model's; below it the outline is of something else
_BATCH = Principal("auto-label", "auto-label", "owner")  # its answers push none of a person's out of memory


class Refiner:
    """Asks the prompt model in the batch lane."""

    def __init__(self, service: SegmentService) -> None:
        """Ask by way of `service`."""
        self._service = service

    async def refine(self, image: str, one: Detection) -> Detection | None:
        """Return a detection with an outline in place of its box; None: what was found is something else.

        Raises:
            Busy: the model has as much work as it takes.
        """
        request = SegmentRequest(image, box=BoxPrompt(*one.box), formats=frozenset({"polygon", "bbox"}))
        try:
            answer = await self._service.segment(request, _BATCH, lane=Lane.BATCH, ahead=False)
        except InvalidInput:  # a box too thin to be a prompt
            return None
        best = answer.masks[0]
        x, y, width, height = map(float, best.box)
        if not best.polygons or box_iou((x, y, width, height), one.box) < LEAST_AGREEMENT:
            return None
        return replace(one, box=(x, y, width, height), polygons=best.outline)
