"""What one simulated annotator got for one mask, and the rows that many of them make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

TARGET = 0.80  # IoU up to which clicks are counted
CLICKS = (1, 3, 5)
# Of the photo's area. Tiny: a person in the distance; large: most stuff.
SIZES: Mapping[str, tuple[float, float]] = {
    "tiny": (0, 0.005),
    "small": (0.005, 0.02),
    "medium": (0.02, 0.1),
    "large": (0.1, 1.01),
}


@dataclass(frozen=True)
class Shot:
    """One answer.

    Attributes:
        iou: with the truth.
        score: what the model expected that to be.
        boundary_f: of the outlines, within 2 px.
    """

    iou: float
    score: float
    boundary_f: float


@dataclass(frozen=True)
class Shots:
    """All answers about one mask.

    Attributes:
        photo: file name.
        segment: id in the photo's id map.
        category: what it is.
        is_thing: or stuff.
        share: of the photo's area.
        box: the answer to its bounding box.
        clicks: after each click; the last one stands for further ones.
        alternatives: of the first click, the likeliest first.
    """

    photo: str
    segment: int
    category: str
    is_thing: bool
    share: float
    box: Shot
    clicks: tuple[Shot, ...]
    alternatives: tuple[Shot, ...]

    def click(self, number: int) -> Shot:
        """Return the answer after so many clicks."""
        return self.clicks[min(number, len(self.clicks)) - 1]


def rows_of(shots: Sequence[Shots], max_clicks: int) -> dict[str, str]:
    """Return mean figures over all masks, then the correlation of scores, then figures by size and by group."""

    def mean(what: Callable[[Shots], float], some: Sequence[Shots] = shots) -> str:
        return f"{np.mean([what(each) for each in some]):.4f}"

    def until_target(each: Shots) -> int:
        return next((n for n, shot in enumerate(each.clicks, 1) if shot.iou >= TARGET), max_clicks)

    rows = {
        "box_miou": mean(lambda each: each.box.iou),
        **{f"click{n}_miou": mean(lambda each, n=n: each.click(n).iou) for n in CLICKS},  # type: ignore[misc]
        "noc80": f"{np.mean([until_target(each) for each in shots]):.3f}",
        "n": str(len(shots)),
        "click1_best_of_three_miou": mean(lambda each: max(shot.iou for shot in each.alternatives)),
        "click1_likeliest_of_three_miou": mean(lambda each: each.alternatives[0].iou),
        "box_boundary_f_2px": mean(lambda each: each.box.boundary_f),
        "click3_boundary_f_2px": mean(lambda each: each.click(3).boundary_f),
        "score_correlation": _correlation(shot for each in shots for shot in _scored(each)),
        "score_correlation_box": _correlation(each.box for each in shots),
        "score_correlation_click1": _correlation(each.click(1) for each in shots),
        "score_error": f"{np.mean([abs(shot.score - shot.iou) for each in shots for shot in _scored(each)]):.4f}",
    }
    for name, some in _groups(shots):
        rows[f"box_miou_{name}"] = mean(lambda each: each.box.iou, some)
        for n in CLICKS:
            rows[f"click{n}_miou_{name}"] = mean(lambda each, n=n: each.click(n).iou, some)  # type: ignore[misc]
        rows[f"n_{name}"] = str(len(some))
    return rows


def _scored(each: Shots) -> Iterator[Shot]:
    """Yield the answers whose scores are judged: to the box, and to as many clicks as are reported."""
    yield each.box
    for n in CLICKS:
        yield each.click(n)


def _correlation(shots: Iterator[Shot]) -> str:
    """Return Pearson's correlation of score and IoU; `nan` where one of both is always the same."""
    pairs = np.array([(shot.score, shot.iou) for shot in shots])
    if len(pairs) < 2 or (np.ptp(pairs, axis=0) == 0).any():
        return "nan"
    return f"{np.corrcoef(pairs.T)[0, 1]:.4f}"


def _groups(shots: Sequence[Shots]) -> Iterator[tuple[str, Sequence[Shots]]]:
    for name, (low, high) in SIZES.items():
        some = [each for each in shots if low <= each.share < high]
        if some:
            yield name, some
    for name, wanted in (("things", True), ("stuff", False)):
        some = [each for each in shots if each.is_thing is wanted]
        if some:
            yield name, some
