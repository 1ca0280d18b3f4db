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
        return cls.of(name, [1000 * s for s in seconds], "ms")

    @classmethod
    def of(cls, name: str, values: Sequence[float], unit: str) -> Row:
        """Summarise repeats."""
        ordered = sorted(values)
        median = statistics.median(ordered)
        return cls(name, median, unit, len(ordered), median, ordered[int(0.95 * (len(ordered) - 1))])

    def __str__(self) -> str:
        """As printed."""
        return f"{self.name} {self.value:.3f} {self.unit} {self.n} {self.p50:.3f} {self.p95:.3f}"
