"""How good a model is, by a sample of what it predicted: a rate, and an interval that small samples do not narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import betaincinv

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A share, and between which two the true one is with `CONFIDENCE`; nothing known: 0 to 1."""

    rate: float | None
    low: float
    high: float
    decided: int


def interval(hits: float, tries: float) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of a share; `hits` and `tries` need not be whole (Korn and Graubard 1998)."""
    if tries <= 0:
        return 0.0, 1.0
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if hits <= 0 else float(betaincinv(hits, tries - hits + 1, tail))
    high = 1.0 if hits >= tries else float(betaincinv(hits + 1, tries - hits, 1 - tail))
    return low, high


def share_of(hits: int, tries: int) -> Estimate:
    """Estimate a share by a simple sample."""
    low, high = interval(hits, tries)
    return Estimate(hits / tries if tries else None, low, high, tries)


def stratified(strata: Sequence[tuple[int, int, int]]) -> Estimate:
    """Estimate a share of a whole by a sample of each of its strata.

    Args:
        strata: of each, how many it has, how many of its sample are decided, how many of those are hits. One of which
            none is decided yet counts with the rate of the others.

    Returns:
        The strata's rates weighted by their sizes. The interval is that of Clopper and Pearson for the effective size
        of the sample, after Kish: (Σw)²/Σw² for decided members that stand for w annotations each. It does not count
        on strata being alike within, so it is rather too wide than too narrow.
    """
    known = [(size, tries, hits) for size, tries, hits in strata if tries]
    whole, decided = sum(size for size, _, _ in known), sum(tries for _, tries, _ in known)
    if not decided:
        return Estimate(None, 0.0, 1.0, 0)
    rate = sum(size * hits / tries for size, tries, hits in known) / whole
    effective = whole**2 / sum(size**2 / tries for size, tries, _ in known)
    low, high = interval(rate * effective, effective)
    return Estimate(rate, low, high, decided)
