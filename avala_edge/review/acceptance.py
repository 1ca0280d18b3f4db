"""How much of what models predicted was accepted: by model, by label, by tenth of the confidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from avala_edge.review.estimate import Estimate, share_of
from avala_edge.store import PEOPLES, Count


@dataclass(frozen=True)
class Acceptance:
    """Predictions that agree in something, by what became of them; `rate` is that of the decided."""

    of: str | float | None
    accepted: int
    rejected: int
    drafts: int
    rate: Estimate


def acceptance(counts: Sequence[Count], by: Callable[[Count], str | float | None]) -> list[Acceptance]:
    """Group the counts of a project's predictions, those with most decisions first."""
    groups: defaultdict[str | float | None, Counter[str]] = defaultdict(Counter)
    for each in counts:
        if each.source not in PEOPLES:
            groups[by(each)][each.state] += each.count
    found = [
        Acceptance(
            of,
            count["accepted"],
            count["rejected"],
            count["draft"],
            share_of(count["accepted"], count["accepted"] + count["rejected"]),
        )
        for of, count in groups.items()
    ]
    return sorted(found, key=lambda each: (-each.accepted - each.rejected, str(each.of)))
