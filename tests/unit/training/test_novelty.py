"""The greedy order is what its definition says, computed the slow way."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from avala_edge.training.novelty import farthest_first
from avala_edge.training.space import unit


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(0, 5))
def test_each_is_the_farthest_from_all_before_it(seed: int, count: int, reviewed: int) -> None:
    chance = np.random.default_rng(seed)
    places = unit(chance.normal(size=(count, 4)))
    before = unit(chance.normal(size=(reviewed, 4)))
    order = farthest_first(places, [before] if reviewed else [])
    assert sorted(order) == list(range(count))
    taken = list(before)
    for step, place in enumerate(order):
        left = order[step:]
        if not taken:
            typical = [float(places[each] @ places.mean(0)) for each in left]
            assert typical[0] >= max(typical) - 1e-5
        else:
            nearest = [max(float(places[each] @ other) for other in taken) for each in left]
            assert nearest[0] <= min(nearest) + 1e-5
        taken.append(places[place])
