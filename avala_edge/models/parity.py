"""The parity gate: an engine whose answers on the probe photos differ from the reference's does not serve.

The probes are two photos (CC0, `probes/`), clicked on a grid and boxed; masks are compared on the decoder's
own grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.geometry import View
from avala_edge.imaging import ImageLimits, Pixels, decode
from avala_edge.inference import Lane
from avala_edge.models.promptable import PromptableModel
from avala_edge.models.types import Embedding, Prompt

PROBES = Path(__file__).parent / "probes"
LEAST_COSINE = 0.98
LEAST_MEAN_IOU = 0.95
LEAST_IN_ORDER = 0.95
RUNS = 3  # of the encoder on each photo
LONG_S = 1.0  # an encode that takes longer is not repeated: its time says enough
TIE = 0.02  # scores closer than this may change places

_GRID = (0.2, 0.5, 0.8)
_BOXES = ((0.1, 0.1, 0.5, 0.6), (0.3, 0.3, 0.4, 0.4), (0.5, 0.2, 0.45, 0.7))
_PROMPTS = 2 * len(_GRID) ** 2 + len(_BOXES)  # of a photo


@dataclass(frozen=True)
class Answers:
    """What a decoder says to the probes: each prompt's masks bool `[M, h, w]` and scores `[M]`."""

    masks: tuple[NDArray[np.bool_], ...]
    scores: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True)
class Parity:
    """How alike two engines answer.

    Attributes:
        cosine: between embeddings, see `cosine`.
        mean_iou: mean IoU of the masks; two empty ones count 1.
        least_iou: that of the worst mask.
        in_order: share of prompts whose best mask is the same one, ties aside.
    """

    cosine: float
    mean_iou: float
    least_iou: float
    in_order: float

    def refusal(self) -> str | None:
        """Return why such an engine must not serve, None if it may."""
        checks = (
            ("embedding cosine", self.cosine, LEAST_COSINE),
            ("mean mask IoU", self.mean_iou, LEAST_MEAN_IOU),
            ("share of prompts with the same best mask", self.in_order, LEAST_IN_ORDER),
        )
        missed = [f"{what} {value:.4f} is below {least:g}" for what, value, least in checks if not value >= least]
        return "; ".join(missed) or None


def probe_photos() -> Iterator[Pixels]:
    """Give the photos, in order. Blocks."""
    for path in sorted(PROBES.glob("*.jpg")):
        yield decode(path.read_bytes(), ImageLimits())


async def encode_probes(model: PromptableModel) -> tuple[list[Embedding], list[float]]:
    """Encode the photos with what is loaded; also the seconds of each run but the first, which is slower.

    Raises:
        InvalidInput: numbers that are not finite.
    """
    embeddings, seconds = [], []
    for pixels in probe_photos():
        height, width = pixels.height, pixels.width
        prepared = model.prepare(pixels, View(0, 0, width, height), image_height=height, image_width=width)
        for _ in range(RUNS):
            began = perf_counter()
            embedding = await model.encode(prepared, lane=Lane.CLICK)
            seconds.append(perf_counter() - began)
            if seconds[-1] > LONG_S:
                break
        if not all(np.isfinite(tensor).all() for tensor in embedding.tensors.values()):
            raise InvalidInput("the encoder answered with numbers that are not finite")
        embeddings.append(embedding)
    return embeddings, seconds[1:] or seconds


async def answer_probes(model: PromptableModel, embeddings: Sequence[Embedding]) -> tuple[Answers, list[float]]:
    """Decode the prompts with what is loaded; also the seconds of each run but the first.

    Raises:
        InvalidInput: numbers that are not finite.
    """
    masks, scores, seconds = [], [], []
    for embedding in embeddings:
        for prompt, multimask in _prompts(embedding.frame.image_height, embedding.frame.image_width):
            began = perf_counter()
            logits = await model.decode(embedding, prompt, multimask=multimask, lane=Lane.CLICK)
            seconds.append(perf_counter() - began)
            masks.append(logits.masks > 0)
            scores.append(logits.scores)
    return Answers(tuple(masks), tuple(scores)), seconds[1:] or seconds


def cosine(reference: Sequence[Embedding], others: Sequence[Embedding]) -> float:
    """Return the least over photos of the mean cosine between tensors of the same name.

    Not the least over tensors: where one is all but binary, as avala-mini's coarsest, a few cells that rounding turns
    make its cosine small. Whether that matters is for the masks to say.
    """
    return min(
        float(np.mean([_cosine(a.tensors[name], b.tensors[name]) for name in a.tensors]))
        for a, b in zip(reference, others, strict=True)
    )


def compare(reference: Answers, other: Answers, *, cosine: float = 1.0) -> Parity:
    """Compare answers to the same prompts; `cosine` is that of the embeddings they were given on.

    A model that answers a click with the likeliest of its alternatives may, rounded otherwise, answer with another of
    almost the same score. So a single answer counts as what it is most like: the reference's, or one of the reference's
    alternatives to that click whose score ties with it. The alternatives themselves are compared in order.
    """
    ious = []
    for index, (several, others) in enumerate(zip(reference.masks, other.masks, strict=True)):
        if len(several) == 1:
            (single,) = others
            ious.append(max(_iou(good, single) for good in _equally_good(reference, index)))
        else:
            ious += [_iou(a, b) for a, b in zip(several, others, strict=True)]
    in_order = [bool(a.max() - a[int(b.argmax())] <= TIE) for a, b in zip(reference.scores, other.scores, strict=True)]
    return Parity(cosine, float(np.mean(ious)), min(ious), float(np.mean(in_order)))


def _equally_good(answers: Answers, index: int) -> list[NDArray[np.bool_]]:
    """Return the single answer to a prompt, and the alternatives to the same click that tie with it."""
    good = [answers.masks[index][0]]
    clicks = len(_GRID) ** 2  # of a photo, first with alternatives, then without
    if clicks <= index % _PROMPTS < 2 * clicks:
        alternatives = zip(answers.masks[index - clicks], answers.scores[index - clicks], strict=True)
        good += [mask for mask, score in alternatives if abs(score - answers.scores[index][0]) <= TIE]
    return good


def _prompts(height: int, width: int) -> list[tuple[Prompt, bool]]:
    clicks = [
        Prompt.in_image([(x * width, y * height, 1)], None, height=height, width=width) for x in _GRID for y in _GRID
    ]
    boxes = [
        Prompt.in_image([], (x * width, y * height, w * width, h * height), height=height, width=width)
        for x, y, w, h in _BOXES
    ]
    return [(click, True) for click in clicks] + [(prompt, False) for prompt in clicks + boxes]


def _cosine(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    x, y = a.astype(np.float64).ravel(), b.astype(np.float64).ravel()
    return float(x @ y / max(float(np.linalg.norm(x) * np.linalg.norm(y)), 1e-12))


def _iou(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    union = np.count_nonzero(a | b)
    return int(np.count_nonzero(a & b)) / int(union) if union else 1.0
