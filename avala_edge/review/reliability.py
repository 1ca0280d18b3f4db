"""What a model's confidence is worth, by what reviewers decided: bins, and the threshold above which to trust it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from avala_edge.review.estimate import Estimate, share_of
from avala_edge.store import Verdicts

BINS = 20
PERCENT = 100


@dataclass(frozen=True)
class Bin:
    """Decisions about predictions with a confidence from `low` to below `high`."""

    low: float
    high: float
    accepted: int
    modified: int
    rejected: int
    as_is: Estimate


@dataclass(frozen=True)
class Threshold:
    """Accept from `confidence` on: `share` of the decided are there, and `as_is` of these were accepted as they are."""

    confidence: float
    share: float
    as_is: Estimate


def bins(found: Sequence[Verdicts]) -> list[Bin]:
    """Count decisions in bins of the confidence, those that have any."""
    width = PERCENT // BINS
    counted: list[Counter[str]] = [Counter() for _ in range(BINS)]
    for each in found:
        if each.percent is not None:
            for name in ("accepted", "modified", "rejected"):
                counted[each.percent // width][name] += getattr(each, name)
    return [
        Bin(
            place / BINS,
            (place + 1) / BINS,
            count["accepted"],
            count["modified"],
            count["rejected"],
            share_of(count["accepted"], count.total()),
        )
        for place, count in enumerate(counted)
        if count.total()
    ]


def threshold(found: Sequence[Verdicts], target: float) -> Threshold | None:
    """Return the lowest confidence above which reviewers accepted `target` of the predictions as they are.

    That is said of the lower end of the interval, so that few decisions do not look like certainty. None: there is no
    such confidence, or too little was decided yet to say so.
    """
    good, all_ = Counter[int](), Counter[int]()
    for each in found:
        if each.percent is not None:
            good[each.percent] += each.accepted
            all_[each.percent] += each.accepted + each.modified + each.rejected
    whole, hits, tries = all_.total(), 0, 0
    best = None
    for percent in sorted(all_, reverse=True):
        hits, tries = hits + good[percent], tries + all_[percent]
        estimate = share_of(hits, tries)
        if estimate.low >= target:
            best = Threshold(percent / PERCENT, tries / whole, estimate)
    return best
