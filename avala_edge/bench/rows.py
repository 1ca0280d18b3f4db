"""One printed measurement: `name value unit n p50 p95`."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`value` is the median; all in `unit`."""

    name: str
    value: float
    unit: str
    n: int
    p50: float
    p95: float

    @classmethod
    def of_seconds(cls, name: str, seconds: Sequence[float]) -> Row:
        """Summarise repeats in milliseconds."""
        times = sorted(1000 * s for s in seconds)
        median = statistics.median(times)
        return cls(name, median, "ms", len(times), median, times[int(0.95 * (len(times) - 1))])

    def __str__(self) -> str:
        """As printed."""
        return f"{self.name} {self.value:.3f} {self.unit} {self.n} {self.p50:.3f} {self.p95:.3f}"
