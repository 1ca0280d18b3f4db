"""What `sam_prompt` keeps, without Triton."""

from __future__ import annotations

import importlib.util
from collections import OrderedDict
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

FILE = Path(__file__).parents[3] / "model_repository" / "sam_prompt" / "embedding_lru.py"
spec = importlib.util.spec_from_file_location("embedding_lru", FILE)
assert spec is not None
assert spec.loader is not None
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

BUDGET = 100
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 7), st.integers(0, 120)), max_size=60)


@given(STEPS)
def test_it_is_a_map_that_forgets_the_least_recently_used(steps: list[tuple[bool, int, int]]) -> None:
    lru, model = module.EmbeddingLru(BUDGET), OrderedDict[bytes, int]()
    for put, number, size in steps:
        key = bytes([number]) * 32
        if put:
            lru.put(key, {"embedding": np.full(size, number, np.uint8)})
            model.pop(key, None)
            if size <= BUDGET:
                while sum(model.values()) + size > BUDGET:
                    model.popitem(last=False)
                model[key] = size
        else:
            found = lru.get(key)
            assert (found is not None) == (key in model)
            if found is not None:
                model.move_to_end(key)
                assert found["embedding"].tolist() == [number] * model[key]
        assert (lru.nbytes, len(lru)) == (sum(model.values()), len(model))
        assert lru.nbytes <= BUDGET
