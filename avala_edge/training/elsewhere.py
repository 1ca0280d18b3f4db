"""What a project's *other* images say an object is: a second opinion that the object, and its image, had no part in.

Label means only, as sure as they are right about images that were left out: a head has learnt from this image, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from avala_edge.geometry import Rle
from avala_edge.inference import Lane, Scheduler
from avala_edge.store import ImageRecord, Project
from avala_edge.training.examples import Looking
from avala_edge.training.features import Vector
from avala_edge.training.fitting import by_means
from avala_edge.training.judge import Examples
from avala_edge.training.space import reference_for
from avala_edge.training.suggest import BECAUSE, Known, Suggester

LEAST_EXAMPLES = 5  # of a label on other images, for it to be judged


@dataclass(frozen=True)
class Opinion:
    """What an object is, by other images.

    Attributes:
        chances: of each label (its name) with enough examples to be judged.
        because: uids of the examples of the likeliest that look most alike.
    """

    chances: dict[str, float]
    because: tuple[str, ...]

    @property
    def label(self) -> str:
        """The likeliest one."""
        return max(self.chances, key=lambda each: self.chances[each])


class Elsewhere:
    """Gives second opinions. Belongs to one event loop."""

    def __init__(self, looking: Looking, suggester: Suggester, cpu: Scheduler) -> None:
        """Take the site's parts."""
        self._looking, self._suggester, self._cpu = looking, suggester, cpu

    async def opinions(
        self, project: Project, record: ImageRecord, masks: Sequence[Callable[[], Rle]], *, lane: Lane
    ) -> list[Opinion | None]:
        """Return what objects of one image are; None: nothing is like it, or too little is known to be sure of it.

        Raises:
            Busy: too much work waits already.
            ImageRefused: the image's bytes have been damaged.
        """
        known = await self._suggester.known(project)
        if known is None or not known.calibration.held_out:
            return [None] * len(masks)
        vectors = await self._looking.look(record, masks, lane)
        names = {label.uid: label.name for label in project.labels}
        work = partial(_judge, known, record.uid, vectors, names, self._looking.model_digest)
        return await self._cpu.run(work, lane=lane)


def _judge(
    known: Known, image: str, vectors: Sequence[Vector | None], names: dict[str, str], model: str
) -> list[Opinion | None]:
    places = [place for place, each in enumerate(known.images) if each != image]
    if not places:
        return [None] * len(vectors)
    labels = [known.labels[place] for place in places]
    examples = Examples.of(known.vectors[places], labels, [known.images[place] for place in places])
    judge = by_means(examples, reference_for(model, examples.vectors.shape[1]), known.calibration)
    counts = dict(zip(judge.names, np.bincount(examples.labels).tolist(), strict=True))
    there = judge.space.place(examples.vectors)
    opinions: list[Opinion | None] = []
    for vector in vectors:
        looked = None if vector is None else judge.look(vector[None])
        if looked is None or looked.nearness[0] < judge.least_nearness:
            opinions.append(None)
            continue
        chances = dict(zip(judge.names, looked.chances[0].tolist(), strict=True))
        likeliest = max(chances, key=lambda each: chances[each])
        order = np.argsort(-(there @ looked.places[0]))
        because = [known.uids[places[place]] for place in order if labels[place] == likeliest]
        judged = {names[each]: chances[each] for each in chances if each in names and counts[each] >= LEAST_EXAMPLES}
        opinions.append(Opinion(judged, tuple(because[:BECAUSE])) if names.get(likeliest) in judged else None)
    return opinions
