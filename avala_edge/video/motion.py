"""How things moved between two frames: dense optical flow and tracked points; carries a mask along. No model here.

Flow is DIS (Kroeger et al. 2016) both ways, checked against each other; points are corners (Shi and Tomasi 1994)
followed by pyramidal Lucas-Kanade. Only this module imports cv2, the extra `video`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avala_edge.imaging import Pixels

SIDE = 480  # px: longer side that motion is looked for at
CONSISTENT = 1.5  # px at that size: there and back again
RIGID = 1.0  # px at that size: how far a point of a stiff object is from where its transform says
MOST_SAMPLES = 400  # flow vectors that a transform is fitted to
MOST_CORNERS = 80
LEAST_INNER = 60  # reduced px²
LEAST_POINTS = 8  # fewer fit anything
STIFF = 0.6  # of the points on a transform, from which it carries the mask better than flow
WINDOW = (15, 15)
AROUND = 16  # reduced px: margin of what is compared with a template
LEAST_STIFF = 0.7  # of a template's visible points that fit where it is found
LEAST_SHOWN = 0.3  # of a template's points that must be visible, and of all that must fit
HIDDEN = 30  # levels of a colour: where a template differs more, something else is there

Mask = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Field = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Moved:
    """Where a mask went.

    Attributes:
        mask: uint8 `[H, W]`, 0 or 1; what left the picture is cut off.
        by_flow: the same, by flow alone.
        reliability: 0 to 1: the share of the object whose motion is the same forwards and backwards.
        shift: pixels right and down, the object's middle motion.
        matrix: float64 `[2, 3]`, of pixels before to pixels after, where the object moved as a whole; else None.
    """

    mask: Mask
    by_flow: Mask
    reliability: float
    shift: tuple[float, float]
    matrix: NDArray[np.float64] | None

    @property
    def step(self) -> NDArray[np.float64]:
        """The transform, or the shift alone."""
        return shift_matrix(*self.shift) if self.matrix is None else self.matrix


@dataclass(frozen=True, eq=False)
class Template:
    """A frame and a mask on it, which a stiff object is compared with for long: what is carried so cannot drift.

    Attributes:
        picture: uint8 `[h, w, 3]` RGB, reduced.
        mask: uint8 `[H, W]` of the object.
        matrix: float64 `[2, 3]`, of pixels there to pixels of the last frame.
    """

    picture: Picture
    mask: Mask
    matrix: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Found:
    """Where a template is on a frame.

    Attributes:
        mask: uint8 `[H, W]`: all of the object, also what is hidden.
        visible: the same, without what something else hides.
        matrix: of pixels of the template to pixels of the frame.
        share: of its points that fit, 0 to 1.
    """

    mask: Mask
    visible: Mask
    matrix: NDArray[np.float64]
    share: float


@dataclass(frozen=True, eq=False)
class Motion:
    """What moved between two frames of `height` × `width`.

    Attributes:
        picture: the second frame, uint8 `[h, w, 3]` RGB, reduced.
        before: the first in grey, uint8 `[h, w]`.
        after: the second.
        forward: float32 `[h, w, 2]`, reduced pixels right and down from `before` to `after`.
        backward: the same from `after` to `before`.
    """

    height: int
    width: int
    picture: Picture
    before: Mask
    after: Mask
    forward: Field
    backward: Field

    def carry(self, mask: Mask) -> Moved:
        """Move a mask of the first frame, uint8 `[height, width]`, to the second. Blocks for some milliseconds."""
        by_flow = self.by_flow(mask)
        small = cv2.resize(mask, self._size, interpolation=cv2.INTER_AREA) > 0
        if not small.any():
            return Moved(by_flow, by_flow, 0.0, (0.0, 0.0), None)
        steady = _steady(self.forward, self.backward)
        reliability = float(steady[small].mean())
        inner = cv2.erode(small.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0  # at its edge, background moves
        sources, targets = self._pairs(inner if inner.sum() > LEAST_INNER else small, steady)
        scale = np.array([self.width / self.before.shape[1], self.height / self.before.shape[0]])
        trusted = small & steady if reliability > 0.1 else small
        shift = np.median(self.forward[trusted], axis=0) * scale
        matrix, share = _fit(sources, targets)
        if matrix is None or share < STIFF:
            return Moved(by_flow, by_flow, reliability, (float(shift[0]), float(shift[1])), None)
        matrix = _enlarged(matrix, scale)
        moved = cv2.warpAffine(mask * np.uint8(255), matrix, (self.width, self.height), flags=cv2.INTER_LINEAR)
        middle = np.array([*np.argwhere(mask).mean(0)[::-1], 1.0])
        shift = matrix @ middle - middle[:2]
        return Moved((moved > 127).astype(np.uint8), by_flow, reliability, (float(shift[0]), float(shift[1])), matrix)

    def find(self, template: Template, step: NDArray[np.float64]) -> Found | None:
        """Find a template on the second frame, near where a step from the first takes it; None if it does not fit."""
        scale = np.array([self.width / self.before.shape[1], self.height / self.before.shape[0]])
        guess = _after(step, template.matrix)
        near = _enlarged(guess, 1 / scale)
        shown = _grey(np.asarray(cv2.warpAffine(template.picture, near, self._size), np.uint8))
        small = cv2.resize(template.mask, self._size, interpolation=cv2.INTER_AREA)
        inside = cv2.erode(cv2.warpAffine(small, near, self._size), np.ones((3, 3), np.uint8))
        rows, columns = np.nonzero(inside)
        if len(rows) < LEAST_INNER:
            return None
        y0, x0 = max(0, rows.min() - AROUND), max(0, columns.min() - AROUND)
        part = slice(y0, rows.max() + AROUND), slice(x0, columns.max() + AROUND)
        flow = _flow(np.ascontiguousarray(shown[part]), np.ascontiguousarray(self.after[part]))
        every = max(1, len(rows) // MOST_SAMPLES)
        rows, columns = rows[::every], columns[::every]
        sources = np.stack((columns, rows), 1).astype(np.float32)
        targets = sources + flow[rows - y0, columns - x0]
        fitted, share = _fit(sources, targets)
        if fitted is None or share < LEAST_SHOWN:
            return None
        exact = _after(fitted, near)
        size = (self.width, self.height)
        matrix = _enlarged(exact, scale)
        mask = cv2.warpAffine(template.mask * np.uint8(255), matrix, size, flags=cv2.INTER_LINEAR) > 127
        there = cv2.warpAffine(template.picture, exact, self._size)
        unlike = cv2.absdiff(cv2.blur(there, (5, 5)), cv2.blur(self.picture, (5, 5))).max(2)
        hidden = cv2.medianBlur(np.where(unlike > HIDDEN, np.uint8(255), np.uint8(0)), 5)
        seen = hidden[rows, columns] == 0  # nearly where they will be found
        fits = np.hypot(*(targets - sources @ fitted[:, :2].T - fitted[:, 2]).T) < RIGID
        if seen.mean() < LEAST_SHOWN or (share := float(fits[seen].mean())) < LEAST_STIFF:
            return None
        visible = mask & (cv2.resize(hidden, size, interpolation=cv2.INTER_LINEAR) < 128)
        return Found(mask.astype(np.uint8), visible.astype(np.uint8), matrix, share)

    @property
    def _size(self) -> tuple[int, int]:
        return self.before.shape[1], self.before.shape[0]

    def by_flow(self, mask: Mask) -> Mask:
        """Look up each pixel of the second frame where it came from."""
        across, down = self.width / self.before.shape[1], self.height / self.before.shape[0]
        flow = cv2.resize(self.backward, (self.width, self.height), interpolation=cv2.INTER_LINEAR)
        columns = np.arange(self.width, dtype=np.float32)[None, :] + flow[..., 0] * np.float32(across)
        rows = np.arange(self.height, dtype=np.float32)[:, None] + flow[..., 1] * np.float32(down)
        moved = cv2.remap(mask * np.uint8(255), columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return (moved > 127).astype(np.uint8)

    def _pairs(self, small: NDArray[np.bool_], steady: NDArray[np.bool_]) -> tuple[Field, Field]:
        """Points of the object before and after, float32 `[n, 2]` each, reduced pixels: flow's, then corners'."""
        rows, columns = np.nonzero(small & steady)
        every = max(1, len(rows) // MOST_SAMPLES)
        rows, columns = rows[::every], columns[::every]
        sources = np.stack((columns, rows), 1).astype(np.float32)
        targets = sources + self.forward[rows, columns]
        corners, found = self._corners(small)
        return np.concatenate((sources, corners)), np.concatenate((targets, found))

    def _corners(self, small: NDArray[np.bool_]) -> tuple[Field, Field]:
        none = np.empty((0, 2), np.float32)
        corners = cv2.goodFeaturesToTrack(self.before, MOST_CORNERS, 0.01, 4, mask=small.astype(np.uint8))
        if corners is None or not len(corners):
            return none, none
        found, met, _ = cv2.calcOpticalFlowPyrLK(
            self.before, self.after, corners, corners.copy(), winSize=WINDOW, maxLevel=4
        )
        back, met_back, _ = cv2.calcOpticalFlowPyrLK(
            self.after, self.before, found, corners.copy(), winSize=WINDOW, maxLevel=4
        )
        corners, found, back = (each.reshape(-1, 2) for each in (corners, found, back))
        good = (met.ravel() > 0) & (met_back.ravel() > 0) & (np.hypot(*(corners - back).T) < CONSISTENT)
        return corners[good].astype(np.float32), found[good].astype(np.float32)


def shift_matrix(right: float, down: float) -> NDArray[np.float64]:
    """Return a shift as a transform, float64 `[2, 3]`."""
    return np.array([[1.0, 0.0, right], [0.0, 1.0, down]])


def reduced(pixels: Pixels) -> Picture:
    """Return a frame as motion looks at it: uint8 `[h, w, 3]` RGB, longer side at most `SIDE`."""
    shrink = min(1.0, SIDE / max(pixels.height, pixels.width))
    size = (max(16, round(pixels.width * shrink)), max(16, round(pixels.height * shrink)))
    return np.asarray(cv2.resize(pixels.array, size, interpolation=cv2.INTER_AREA), np.uint8)


def motion_between(before: Picture, after: Picture, *, height: int, width: int) -> Motion:
    """Compute the flow both ways between two frames, each as `reduced` returns it. Blocks for tens of milliseconds.

    Args:
        before: the first frame.
        after: the second, of the same size.
        height: of both at full size, px.
        width: the same.
    """
    one, other = _grey(before), _grey(after)
    return Motion(height, width, after, one, other, _flow(one, other), _flow(other, one))


def _grey(picture: Picture) -> Mask:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _flow(before: Mask, after: Mask) -> Field:
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow.setFinestScale(0)  # at the preset's half resolution, turns come out a quarter too small
    return np.asarray(flow.calc(before, after, np.zeros((*before.shape, 2), np.float32)), np.float32)


def _steady(forward: Field, backward: Field) -> NDArray[np.bool_]:
    """Whether a pixel comes back to where it was."""
    height, width = forward.shape[:2]
    columns = np.arange(width, dtype=np.float32)[None, :] + forward[..., 0]
    rows = np.arange(height, dtype=np.float32)[:, None] + forward[..., 1]
    returned = cv2.remap(
        backward, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=[1e3, 1e3]
    )
    steady: NDArray[np.bool_] = np.hypot(*np.moveaxis(forward + returned, 2, 0)) < CONSISTENT
    return steady


def _fit(sources: Field, targets: Field) -> tuple[NDArray[np.float64] | None, float]:
    """Return the shift, turn and scale that most points agree on, and how many do."""
    if len(sources) < LEAST_POINTS:
        return None, 0.0
    cv2.setRNGSeed(1)  # the same frames give the same masks
    matrix, kept = cv2.estimateAffinePartial2D(sources, targets, method=cv2.RANSAC, ransacReprojThreshold=RIGID)
    if matrix is None or not np.isfinite(matrix).all():
        return None, 0.0
    return np.asarray(matrix, np.float64), float(kept.mean())


def _enlarged(matrix: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a transform of reduced pixels for full ones; both count pixel centres from 0."""
    half = (scale - 1) / 2
    up = np.array([[scale[0], 0, half[0]], [0, scale[1], half[1]], [0, 0, 1]])
    whole: NDArray[np.float64] = (up @ np.vstack((matrix, [0, 0, 1])) @ np.linalg.inv(up))[:2]
    return whole


def _after(second: NDArray[np.float64], first: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the transform that is `first`, then `second`."""
    whole: NDArray[np.float64] = second @ np.vstack((first, [0, 0, 1]))
    return whole
