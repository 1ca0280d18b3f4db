"""What the parity gate makes of answers that differ: ties are told from mistakes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from avala_edge.geometry import Frame, View
from avala_edge.models import Embedding
from avala_edge.models.parity import LEAST_COSINE, TIE, Answers, compare, cosine

CLICKS, BOXES, PHOTOS = 9, 3, 2
FRAME = Frame(400, 400, 64.0, 64.0, View(0, 0, 400, 400))
WHOLE, PART, OTHER = (np.arange(400).reshape(20, 20) % modulus == 0 for modulus in (2, 3, 5))
SCORES = (0.80, 0.80 - 0.9 * TIE, 0.5)


def answers(single: NDArray[np.bool_], boxed: NDArray[np.bool_] = WHOLE) -> Answers:
    """As a model answers the probes: clicks with alternatives, the same without, then boxes."""
    masks = [np.stack((WHOLE, PART, OTHER))] * CLICKS + [single[None]] * CLICKS + [boxed[None]] * BOXES
    scores = [np.float32(SCORES)] * CLICKS + [np.float32(SCORES[:1])] * (CLICKS + BOXES)
    return Answers(tuple(masks * PHOTOS), tuple(scores * PHOTOS))


def test_a_single_answer_may_be_the_alternative_that_ties_with_it() -> None:
    parity = compare(answers(WHOLE), answers(PART))
    assert parity.least_iou == 1.0
    assert parity.refusal() is None


@pytest.mark.parametrize("other", [answers(OTHER), answers(WHOLE, boxed=PART)], ids=["worse", "box"])
def test_it_may_not_be_a_worse_alternative_nor_another_answer_to_a_box(other: Answers) -> None:
    parity = compare(answers(WHOLE), other)
    assert parity.least_iou < 0.5
    assert "mean mask IoU" in (parity.refusal() or "")


def test_alternatives_are_compared_in_order() -> None:
    exchanged = [m[[1, 0, 2]] if len(m) == 3 else m for m in answers(WHOLE).masks]
    parity = compare(answers(WHOLE), Answers(tuple(exchanged), answers(WHOLE).scores))
    assert parity.mean_iou < 0.95
    assert parity.in_order == 1.0


def test_cells_of_one_tensor_that_rounding_turns_are_not_another_encoder() -> None:
    random = np.random.default_rng(3)
    tensors = {name: random.standard_normal((1, 16, 16, 16)).astype(np.float32) for name in "abcdefgh"}
    turned = {**tensors, "h": tensors["h"].copy()}
    turned["h"][..., :8, 0] *= -1  # 8 of 256 cells
    noisy = {name: t + 0.5 * random.standard_normal(t.shape).astype(np.float32) for name, t in tensors.items()}
    own = [Embedding(tensors, FRAME)]
    assert cosine(own, [Embedding(turned, FRAME)]) > LEAST_COSINE
    assert cosine(own, [Embedding(noisy, FRAME)]) < LEAST_COSINE
