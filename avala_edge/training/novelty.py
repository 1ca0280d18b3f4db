"""Which of what waits is least like anything that was reviewed, or that stands before it in the queue."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from functools import partial
from time import monotonic

import numpy as np

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.inference import Lane
from avala_edge.store import ExampleRows, ExampleShape, Project
from avala_edge.training.examples import Looking, mask_of
from avala_edge.training.features import Vector
from avala_edge.training.kept_vectors import Key
from avala_edge.training.space import Vectors, plain_space, reference_for
from avala_edge.training.suggest import Suggester

LONGEST_S = 2.0  # of looking; what has not been looked at by then is at the end
REJECTED = 200  # newest rejected annotations, beside the accepted ones that suggestions compare with
KEPT = 20_000  # vectors in memory, a kilobyte or two each


class Novelty:
    """Orders annotations. Belongs to one event loop."""

    def __init__(self, rows: ExampleRows, looking: Looking, suggester: Suggester) -> None:
        """Take the site's parts."""
        self._rows, self._looking, self._suggester = rows, looking, suggester
        self._vectors: OrderedDict[Key, Vector] = OrderedDict()

    async def order(self, project: Project, uids: Sequence[str]) -> list[str]:
        """Return annotations' uids, those least like what was reviewed first, each unlike those before it, too.

        What cannot be looked at, or not within `LONGEST_S`, comes last, as it was given.

        Raises:
            Busy: too much work waits already.
        """
        ends = monotonic() + LONGEST_S
        known = await self._suggester.known(project)
        rejected = await self._look(await self._rows.rejected(project.id, most=REJECTED), ends)
        seen = await self._look(list(uids), ends)
        if not seen:
            return list(uids)
        vectors, against = np.stack(list(seen.values())), list(rejected.values())
        model = self._looking.model_digest
        space = plain_space(reference_for(model, vectors.shape[1])) if known is None else known.judge.space
        reviewed = [] if known is None else [known.places]
        if against:
            reviewed.append(space.place(np.stack(against)))
        names = list(seen)
        first = [names[place] for place in farthest_first(space.place(vectors), reviewed)]
        return [*first, *(uid for uid in uids if uid not in seen)]

    async def _look(self, uids: Sequence[str], ends: float) -> dict[str, Vector]:
        """Return how annotations look, in their order; photos whose embeddings are at hand are looked at first."""
        by_image: defaultdict[str, list[ExampleShape]] = defaultdict(list)
        shapes = {each.uid: each for each in await self._rows.shapes(uids)}
        for each in shapes.values():
            if (each.uid, each.version) not in self._vectors:
                by_image[each.image.uid].append(each)
        for group in sorted(by_image.values(), key=lambda group: not self._looking.is_at_hand(group[0].image)):
            if monotonic() > ends:
                break
            await self._look_at(group)
        keys = {uid: (uid, shapes[uid].version) for uid in uids if uid in shapes}
        return {uid: self._vectors[key] for uid, key in keys.items() if key in self._vectors}

    async def _look_at(self, shapes: Sequence[ExampleShape]) -> None:
        masks = [partial(mask_of, each) for each in shapes]
        try:
            vectors = await self._looking.look(shapes[0].image, masks, Lane.BATCH, in_use=False)
        except (InvalidInput, NotFound):
            return  # a damaged photo: its annotations stay at the end
        for each, vector in zip(shapes, vectors, strict=True):
            if vector is not None:
                self._vectors[each.uid, each.version] = vector
        while len(self._vectors) > KEPT:
            self._vectors.popitem(last=False)


def farthest_first(places: Vectors, reviewed: Sequence[Vectors]) -> list[int]:
    """Order unit vectors `[n, d]`: always the one whose nearest of `reviewed` and of those taken is farthest away.

    That is the greedy k-centre order (Gonzalez 1985; as a queue for labelling: Sener and Savarese 2018). Without
    anything reviewed, the most typical one is first.
    """
    if reviewed:
        nearest = np.max([(places @ each.T).max(1) for each in reviewed], axis=0)
    else:
        nearest = -(places @ places.mean(0))
    order = []
    left = np.ones(len(places), bool)
    for _ in range(len(places)):
        place = int(np.argmin(np.where(left, nearest, np.inf)))
        order.append(place)
        left[place] = False
        likeness = places @ places[place]
        nearest = likeness if not reviewed and len(order) == 1 else np.maximum(nearest, likeness)
    return order
