"""How much objects are like one that people accepted, in the space of its project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle
from avala_edge.inference import Lane
from avala_edge.store import ExampleShape, ImageRecord, Project
from avala_edge.training.examples import Looking, mask_of
from avala_edge.training.space import Space, Vectors, plain_space, reference_for
from avala_edge.training.suggest import Suggester


@dataclass(frozen=True)
class Pattern:
    """What is looked for: float32 `[1, d]`, a unit vector of the space."""

    space: Space
    place: Vectors


class Likeness:
    """Compares objects. Belongs to one event loop."""

    def __init__(self, looking: Looking, suggester: Suggester) -> None:
        """Take the site's parts."""
        self._looking, self._suggester = looking, suggester

    async def pattern(self, project: Project, shape: ExampleShape) -> Pattern:
        """Return what is looked for; raise `InvalidInput` when its mask is empty."""
        (vector,) = await self._looking.look(shape.image, [lambda: mask_of(shape)], Lane.CLICK)
        if vector is None:
            raise InvalidInput("the annotation's mask is empty", field="annotation")
        known = await self._suggester.known(project)
        model = self._looking.model_digest
        space = plain_space(reference_for(model, len(vector))) if known is None else known.judge.space
        return Pattern(space, space.place(vector[None]))

    async def compare(
        self, pattern: Pattern, record: ImageRecord, masks: Sequence[Callable[[], Rle]]
    ) -> list[float | None]:
        """Return the cosine of each object of an image with the pattern, None for an empty mask; raises `Busy`."""
        vectors = await self._looking.look(record, masks, Lane.BATCH)
        return [
            None if vector is None else float((pattern.space.place(vector[None]) * pattern.place).sum())
            for vector in vectors
        ]
