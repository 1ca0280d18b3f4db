"""One ring that becomes another: which points belong together, and whether the result crosses itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Polygon, ring_area

MOST_POINTS = 2000  # of both rings, that all are kept of
SAMPLES = 256  # along a ring, when its beginning is looked for
_NEAREST = 1e-7  # of the ring's length, between two points
_GRID = 100  # a pixel has so many steps when crossings are looked for, which whole numbers find exactly
_AT_ONCE = 1 << 20  # pairs of sides

Ring = NDArray[np.float64]
Shares = NDArray[np.float64]  # of a ring's length, from its first point


def between_rings(a: Ring, b: Ring, t: float) -> Ring:
    """Return the ring at `t`, 0 being `a` and 1 `b`, float64 `[n, 2]` x, y; it runs as `a` does.

    Points at equal shares of the rings' lengths belong together, from that beginning of `b` for which the sum of their
    squared distances is least. All points of both are kept, unless there are more than `MOST_POINTS`.
    """
    if (ring_area(a) < 0) != (ring_area(b) < 0):
        b = b[::-1]
    begin = _beginning(a, b)
    if len(a) + len(b) <= MOST_POINTS:
        shares = np.sort(np.concatenate((_shares(a), (_shares(b) - begin) % 1)))
        shares = shares[np.diff(shares, prepend=-1) > _NEAREST]
    else:
        shares = np.arange(MOST_POINTS) / MOST_POINTS
    mixed: Ring = (1 - t) * _at(a, shares) + t * _at(b, (shares + begin) % 1)
    return mixed


def _beginning(a: Ring, b: Ring) -> float:
    """Return the share of `b` at which what belongs to the first point of `a` lies."""
    steps = np.arange(SAMPLES) / SAMPLES
    ours, others = (_at(ring, steps) @ (1, 1j) for ring in (a - a.mean(0), b - b.mean(0)))
    # of equal shares, whose squares' sum is the same for all beginnings: the largest scalar product
    coarse = int(np.argmax(np.fft.ifft(np.conj(np.fft.fft(ours)) * np.fft.fft(others)).real)) / SAMPLES
    corners = _shares(b)
    near = corners[np.abs((corners - coarse + 0.5) % 1 - 0.5) <= 1.5 / SAMPLES]  # a corner belongs to a corner
    begins = np.append(near, coarse)
    centred = b - b.mean(0)
    products = [float((np.conj(ours) * (_at(centred, (steps + begin) % 1) @ (1, 1j))).real.sum()) for begin in begins]
    return float(begins[int(np.argmax(products))])


def _shares(ring: Ring) -> Shares:
    """Return at which share of the ring's length each of its points lies, from 0."""
    lengths = np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1)
    whole = lengths.sum()
    shares: Shares = np.concatenate(([0.0], np.cumsum(lengths)[:-1])) / (whole if whole > 0 else 1)
    return shares


def _at(ring: Ring, shares: Shares) -> Ring:
    """Return the points at shares of a ring's length."""
    places, closed = np.append(_shares(ring), 1.0), np.concatenate((ring, ring[:1]))
    return np.stack([np.interp(shares, places, closed[:, axis]) for axis in (0, 1)], axis=1)


def tangled(islands: Sequence[Polygon]) -> bool:
    """Say whether a ring touches or crosses itself or another one, or a hole is outside of its exterior."""
    rings = [(ring * _GRID).round().astype(np.int64) for each in islands for ring in (each.exterior, *each.holes)]
    if any(_turns_back(ring) for ring in rings) or _any_cross(rings):
        return True
    return any(not _holds(each.exterior, hole[0]) for each in islands for hole in each.holes)


def _turns_back(ring: NDArray[np.int64]) -> bool:
    """Say whether a side runs back over the one before it."""
    after = np.roll(ring, -1, axis=0) - ring
    before = np.roll(after, 1, axis=0)
    along = (before * after).sum(1)
    return bool(np.any((_cross(before, after) == 0) & (along <= 0)))


def _any_cross(rings: Sequence[NDArray[np.int64]]) -> bool:
    """Say whether two sides that are not neighbours have a point in common."""
    begins = np.concatenate(rings)
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    following = np.concatenate(
        [start + np.roll(np.arange(len(ring)), -1) for start, ring in zip(_starts(rings), rings, strict=True)]
    )
    axis = int(np.argmax(np.ptp(begins, axis=0)))  # along which the sides lie farther apart
    low, high = np.minimum(begins, ends), np.maximum(begins, ends)
    order = np.argsort(low[:, axis], kind="stable")
    last = np.searchsorted(low[order, axis], high[order, axis], side="right")  # of those that begin before it ends
    counts = last - np.arange(len(order)) - 1
    done = 0
    while done < len(order):
        most = int(np.searchsorted(np.cumsum(counts[done:]), _AT_ONCE)) + 1
        some = slice(done, done + most)
        first = np.repeat(np.arange(len(order))[some], counts[some])
        offsets = np.arange(len(first)) - np.repeat(np.cumsum(counts[some]) - counts[some], counts[some])
        i, j = order[first], order[first + 1 + offsets]
        across = 1 - axis
        meet = (low[i, across] <= high[j, across]) & (low[j, across] <= high[i, across])
        i, j = i[meet], j[meet]
        apart = (following[i] != j) & (following[j] != i)
        i, j = i[apart], j[apart]
        if np.any(_meet(begins[i], ends[i], begins[j], ends[j])):
            return True
        done += most
    return False


def _starts(rings: Sequence[NDArray[np.int64]]) -> list[int]:
    return np.concatenate(([0], np.cumsum([len(ring) for ring in rings])[:-1])).tolist()  # type: ignore[no-any-return]


def _meet(a: NDArray[np.int64], b: NDArray[np.int64], c: NDArray[np.int64], d: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of sides a b and c d, whose boxes meet, whether they have a point in common."""
    one, other = _cross(b - a, c - a), _cross(b - a, d - a)
    third, fourth = _cross(d - c, a - c), _cross(d - c, b - c)
    found: NDArray[np.bool_] = (np.sign(one) * np.sign(other) <= 0) & (np.sign(third) * np.sign(fourth) <= 0)
    return found


def _cross(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return found


def _holds(ring: Ring, point: Ring) -> bool:
    """Say whether a point is inside of a ring, by the sides that a ray to the right crosses."""
    following = np.roll(ring, -1, axis=0)
    crosses = (ring[:, 1] > point[1]) != (following[:, 1] > point[1])
    begin, end = ring[crosses], following[crosses]
    x = begin[:, 0] + (point[1] - begin[:, 1]) / (end[:, 1] - begin[:, 1]) * (end[:, 0] - begin[:, 0])
    return bool(np.count_nonzero(x > point[0]) % 2)
