"""Rows as all benches print them: `name value unit n p50 p95`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import torch


def row(name: str, values: Sequence[float], unit: str) -> None:
    """Print a row."""
    ordered = sorted(values)
    p50, p95 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name} {p50:.3f} {unit} {len(ordered)} {p50:.3f} {p95:.3f}", flush=True)


def timed(name: str, call: Callable[[], object], count: int) -> None:
    """Print the milliseconds of a call that works on a GPU, after three to warm up."""
    took = []
    for _ in range(3 + count):
        torch.cuda.synchronize()
        began = time.perf_counter()
        call()
        torch.cuda.synchronize()
        took.append(1000 * (time.perf_counter() - began))
    row(name, took[3:], "ms")
