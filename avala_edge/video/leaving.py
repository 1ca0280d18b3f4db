"""Whether an object has left through the border: how much of it must still be in the picture. Arithmetic only."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["left", "right", "top", "bottom"]
Bounds = tuple[float, float, float, float]  # x0, y0, x1, y1 in pixels

NEAR = 0.012  # of the picture's side: a mask that comes so close to the border may go on behind it
GONE = 0.02  # of the object's box that is still inside
LEAVING = 0.25  # below it, an object that is doubted has left rather
LOST = 0.5  # the same, of one that would be lost now
ABRUPT = 0.5  # of its speed: an object that is half outside does not slow down by more from one frame to the next
SLOW = 0.6  # of the speed that is known stays, a frame
STILL = 1.0  # px a frame: slower does not leave


@dataclass(frozen=True)
class Whereabouts:
    """Where all of an object is, also what the border hides.

    Attributes:
        box: x0, y0, x1, y1 in pixels; may lie outside of the picture.
        speed: pixels a frame, right and down, an average of the last few.
    """

    box: Bounds
    speed: tuple[float, float] = (0.0, 0.0)

    def moved(self, shift: tuple[float, float] | None) -> Whereabouts:
        """Go on by what was measured, or, with None, by the speed that is known."""
        dx, dy = self.speed if shift is None else shift
        x0, y0, x1, y1 = self.box
        speed = self.speed
        if shift is not None:
            speed = (SLOW * speed[0] + (1 - SLOW) * dx, SLOW * speed[1] + (1 - SLOW) * dy)
        return Whereabouts((x0 + dx, y0 + dy, x1 + dx, y1 + dy), speed)

    def shift(self, before: Bounds, after: Bounds, width: int, height: int) -> tuple[float, float]:
        """Return how far a mask went from one frame to the next, px: by its bounds, but where the border cuts them."""
        across = _shift(before[0], before[2], after[0], after[2], width)
        down = _shift(before[1], before[3], after[1], after[3], height)
        return self.speed[0] if across is None else across, self.speed[1] if down is None else down

    def seen(self, bounds: Bounds, width: int, height: int) -> Whereabouts:
        """Believe the bounds of a mask that was seen, but where the border cuts it.

        There the object keeps the size that it had, unless it is seen to be larger.
        """
        x0, x1 = _span(self.box[0], self.box[2], bounds[0], bounds[2], width)
        y0, y1 = _span(self.box[1], self.box[3], bounds[1], bounds[3], height)
        return replace(self, box=(x0, y0, x1, y1))

    def inside(self, width: int, height: int) -> float:
        """Return the share of the box that is in a picture of this size."""
        x0, y0, x1, y1 = self.box
        across = max(0.0, min(x1, width) - max(x0, 0.0)) / max(x1 - x0, 1.0)
        down = max(0.0, min(y1, height) - max(y0, 0.0)) / max(y1 - y0, 1.0)
        return across * down

    def leaves_by(self, width: int, height: int) -> Side | None:
        """Return the border that hides most of the object and that it moves towards; None when there is none."""
        x0, y0, x1, y1 = self.box
        dx, dy = self.speed
        hidden: dict[Side, tuple[float, float]] = {
            "left": (-x0 / max(x1 - x0, 1.0), -dx),
            "right": ((x1 - width) / max(x1 - x0, 1.0), dx),
            "top": (-y0 / max(y1 - y0, 1.0), -dy),
            "bottom": ((y1 - height) / max(y1 - y0, 1.0), dy),
        }
        outward: dict[Side, float] = {
            side: share for side, (share, speed) in hidden.items() if share > 0 and speed > STILL
        }
        return max(outward.items(), key=lambda pair: pair[1])[0] if outward else None


def stays_behind(where: Whereabouts, shift: tuple[float, float], width: int, height: int) -> bool:
    """Say whether a measured shift is of what an object leaves behind: it is mostly outside, and stops at once."""
    (dx, dy), speed = where.speed, math.hypot(*where.speed)
    slower = math.hypot(shift[0] - dx, shift[1] - dy) > ABRUPT * speed
    return slower and where.leaves_by(width, height) is not None and where.inside(width, height) < LOST


def has_left(where: Whereabouts, width: int, height: int, *, share: float = GONE) -> Side | None:
    """Return the border that an object has left through, None while more than a `share` of it must be inside.

    Args:
        where: the object on this frame.
        width: of the picture, px.
        height: the same.
        share: of the object's box, 0 to 1: `LEAVING` or `LOST` when what was found of it is doubted.
    """
    return where.leaves_by(width, height) if where.inside(width, height) < share else None


def _span(low: float, high: float, seen_low: float, seen_high: float, end: int) -> tuple[float, float]:
    size = high - low
    cut_low, cut_high = seen_low <= NEAR * end, seen_high >= end * (1 - NEAR)
    if cut_low and not cut_high:
        return min(seen_low, seen_high - size), seen_high
    if cut_high and not cut_low:
        return seen_low, max(seen_high, seen_low + size)
    if cut_low and cut_high:
        return min(seen_low, low), max(seen_high, high)
    return seen_low, seen_high


def _shift(low: float, high: float, new_low: float, new_high: float, end: int) -> float | None:
    """Return how far a span went, by its ends that are clear of the border before and after; None without any."""
    clear = []
    if min(low, new_low) > NEAR * end:
        clear.append(new_low - low)
    if max(high, new_high) < end * (1 - NEAR):
        clear.append(new_high - high)
    return sum(clear) / len(clear) if clear else None
