"""The shapes that a plan is built for: of each input the smallest, the usual and the largest."""

from __future__ import annotations

from avala_edge.errors import InvalidInput
from avala_edge.inference.tensorrt import Profile
from avala_edge.models.engine_build.graph import OnnxGraph
from avala_edge.models.engine_build.plans import Part
from avala_edge.models.types import MAX_POINTS

USUAL_BATCH = {"encoder": 4, "decoder": 16}  # at most, as Triton is told (`triton_repository`)
POINTS = (1, 2, MAX_POINTS + 2)  # one; a click and its padding, or a box; all that a prompt may have, and a box


def profile(graph: OnnxGraph, *, part: Part, max_batch: int) -> Profile:
    """Bound what is free: the first dimension is the batch; any other of a decoder is how many points a prompt has.

    The usual batch is one: somebody waits for it.

    Raises:
        InvalidInput: another dimension is free.
    """
    found = {}
    for door in graph.inputs:
        bounds: list[tuple[int, int, int]] = []
        for place, side in enumerate(door.dims):
            if isinstance(side, int) and side >= 0:
                bounds.append((side, side, side))
            elif place == 0:
                bounds.append((1, 1, max_batch))
            elif part == "decoder":
                bounds.append(POINTS)
            else:
                raise InvalidInput(
                    f"dimension {place} of the {part}'s input {door.name!r} is free ({side}); only a batch may be"
                )
        if any(least != most for least, _, most in bounds):
            least, usual, most = zip(*bounds, strict=True)
            found[door.name] = (least, usual, most)
        elif any(not isinstance(side, int) for side in door.dims):  # free, but bounded to one value
            shape = tuple(usual for _, usual, _ in bounds)
            found[door.name] = (shape, shape, shape)
    return found


def most_at_a_time(graph: OnnxGraph, *, part: Part, wanted: int | None) -> int:
    """Return how many a plan takes at once: `wanted`, or a usual number, where the file leaves the batch free.

    Raises:
        InvalidInput: more than one is wanted of a graph that takes one.
    """
    free = any(door.dims and not isinstance(door.dims[0], int) for door in graph.inputs)
    if not free and wanted not in (None, 1):
        raise InvalidInput(f"the {part} takes one at a time: its batch is not free in the file", field="--max-batch")
    return (wanted or USUAL_BATCH[part]) if free else 1
