"""How much objects look unlike what is around them, whatever the project: what looks like its surroundings is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from avala_edge.geometry import Rle, grow, subtract, to_crop
from avala_edge.inference import Lane
from avala_edge.store import ImageRecord
from avala_edge.training.examples import Looking
from avala_edge.training.features import SHAPE
from avala_edge.training.space import plain_space, reference_for

GAP_PX = 2.0  # between an object and its surroundings: outlines are not that exact
AROUND = 0.15  # of the diagonal of an object's bounds: how far its surroundings reach
LEAST_AROUND_PX = 3.0


class Contrast:
    """Compares objects with a ring around each. Belongs to one event loop."""

    def __init__(self, looking: Looking) -> None:
        """Look by way of `looking`."""
        self._looking = looking

    async def of(self, record: ImageRecord, masks: Sequence[Callable[[], Rle]], *, lane: Lane) -> list[float | None]:
        """Return 1 - the cosine of each object and its surroundings, 0 to 2; None when either is empty.

        Raises:
            Busy: too much work waits already.
            ImageRefused: the image's bytes have been damaged.
        """
        own = await self._looking.look(record, masks, lane)
        rings = await self._looking.look(record, [partial(_surroundings, mask) for mask in masks], lane)
        there = next((vector for vector in own if vector is not None), None)
        if there is None:
            return [None] * len(masks)
        space = plain_space(reference_for(self._looking.model_digest, len(there)))
        found: list[float | None] = []
        for object_, ring in zip(own, rings, strict=True):
            if object_ is None or ring is None:
                found.append(None)
                continue
            pair = np.stack([object_, ring])
            pair[1, -SHAPE:] = object_[-SHAPE:]  # that the ring has another shape says nothing
            places = space.place(pair)
            found.append(1 - float((places[0] * places[1]).sum()))
        return found


def _surroundings(mask: Callable[[], Rle]) -> Rle:
    """Return a ring around a mask; raise `InvalidInput` for an empty one."""
    inside = mask()
    height, width = to_crop(inside).array.shape
    reach = GAP_PX + max(LEAST_AROUND_PX, AROUND * float(np.hypot(height, width)))
    return subtract(grow(inside, radius_px=reach), grow(inside, radius_px=GAP_PX))
