"""Simulated annotators: first prompts and corrections on the cell grid, for training only."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .network import CELL

PADDING = -1.0
SLOTS = 10  # most points a training prompt has (box corners included)


def deepest(region: NDArray[np.bool_]) -> tuple[float, int, int]:
    """Depth and cell (y, x) of the interior point farthest from the region's boundary."""
    framed = np.pad(region.astype(np.uint8), 1)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(depth[y, x]), int(y), int(x)


class Prompt:
    """A growing prompt of one sample, in model-frame pixels."""

    def __init__(self) -> None:
        """Empty."""
        self.points = np.zeros((SLOTS, 2), np.float32)
        self.labels = np.full(SLOTS, PADDING, np.float32)
        self.used = 0

    def put(self, x: float, y: float, label: float) -> None:
        """Append one point if there is room."""
        if self.used < SLOTS:
            self.points[self.used], self.labels[self.used] = (x, y), label
            self.used += 1

    def click(self, y: int, x: int, label: float, rng: np.random.Generator) -> None:
        """Click somewhere in a cell."""
        self.put((x + rng.random()) * CELL, (y + rng.random()) * CELL, label)


def first_prompt(target: NDArray[np.bool_], rng: np.random.Generator, box_share: float) -> tuple[Prompt, bool]:
    """A click, a box, or several clicks; True when it is a lone click (which may mean several things)."""
    prompt, kind = Prompt(), rng.random()
    if kind < box_share or kind > 0.93:  # a box, sometimes with a click
        ys, xs = np.nonzero(target)
        x0, x1, y0, y1 = xs.min() * CELL, (xs.max() + 1) * CELL, ys.min() * CELL, (ys.max() + 1) * CELL
        shake = 0.0 if rng.random() < 0.5 else rng.uniform(0, 0.08)
        jitter = rng.normal(0, 1, 4) * shake * np.array([x1 - x0, y1 - y0, x1 - x0, y1 - y0]) * 0.7 + rng.uniform(
            -2, 2, 4
        )
        box = np.clip(np.array([x0, y0, x1, y1]) + jitter, 0, target.shape[0] * CELL)
        prompt.put(min(box[0], box[2] - 2), min(box[1], box[3] - 2), 2.0)
        prompt.put(max(box[2], box[0] + 2), max(box[3], box[1] + 2), 3.0)
        if kind < box_share:
            return prompt, False
    if rng.random() < 0.65:
        _, y, x = deepest(target)
    else:
        ys, xs = np.nonzero(target)
        chosen = rng.integers(len(ys))
        y, x = int(ys[chosen]), int(xs[chosen])
    prompt.click(y, x, 1.0, rng)
    return prompt, prompt.used == 1


def correct(prompt: Prompt, predicted: NDArray[np.bool_], target: NDArray[np.bool_], rng: np.random.Generator) -> None:
    """Click in the centre of the largest error."""
    missed, extra = deepest(target & ~predicted), deepest(predicted & ~target)
    if max(missed[0], extra[0]) <= 0:
        return
    depth, y, x = max(missed, extra)
    prompt.click(y, x, 1.0 if depth == missed[0] and missed >= extra else 0.0, rng)
