"""Which frames a propagation visits: from each key frame of a track to the next that a person has settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["forward", "backward", "both"]


@dataclass(frozen=True)
class Leg:
    """One track's way in one direction: from its key frame `start`, which stays as it is, to `last`, inclusive."""

    track: str
    annotation: str
    start: int
    last: int

    @property
    def step(self) -> int:
        """Return 1 forwards, -1 backwards."""
        return 1 if self.last > self.start else -1

    def covers(self, frame: int, step: int) -> bool:
        """Say whether the track is carried onto a frame by a pass in the direction `step`."""
        return step == self.step and 0 < (frame - self.start) * step <= (self.last - self.start) * step


def legs_of(
    track: str,
    starts: Sequence[tuple[int, str]],
    settled: Iterable[int],
    *,
    first: int,
    last: int,
    direction: Direction,
) -> list[Leg]:
    """Return the ways from key frames (frame, annotation) of a track, within `first` to `last`.

    None goes onto a settled frame, nor beyond it; two key frames that are to meet leave what is between to the earlier.
    """
    fixed = sorted(set(settled) | {frame for frame, _ in starts})
    legs: list[Leg] = []
    for frame, annotation in sorted(starts):
        after = min((each for each in fixed if each > frame), default=last + 1)
        before = max((each for each in fixed if each < frame), default=first - 1)
        if direction != "backward" and (end := min(last, after - 1)) > frame:
            legs.append(Leg(track, annotation, frame, end))
        if direction != "forward" and (end := max(first, before + 1)) < frame:
            legs.append(Leg(track, annotation, frame, end))
    met = {leg.start + 1 for leg in legs if leg.step == 1}  # where a way forwards begins
    return [leg for leg in legs if leg.step == 1 or leg.last not in met]


def passes_of(legs: Sequence[Leg]) -> list[tuple[int, int]]:
    """Return the frames to visit, each with the direction (1, -1): forwards in order, then backwards."""
    visits: list[tuple[int, int]] = []
    for step in (1, -1):
        frames = {frame for leg in legs if leg.step == step for frame in range(leg.start + step, leg.last + step, step)}
        visits += [(frame, step) for frame in sorted(frames, reverse=step < 0)]
    return visits
