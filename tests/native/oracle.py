"""Slow, obvious twins of the C++ core."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from avala_edge.geometry import Frame

FOUR = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
EIGHT = np.ones((3, 3), int)


def field(logits: NDArray[np.float32], frame: Frame) -> NDArray[np.float64]:
    """Bilinear to four times the grid, cropped to the valid part, bilinear to the view; half-pixel centres, clamped."""

    def taps(u: NDArray[np.float64], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        u = np.clip(u, 0, count - 1)
        first = u.astype(np.int64)
        return first, np.minimum(first + 1, count - 1), u - first

    def weights(pixels: int, valid: float, cells: int) -> NDArray[np.float64]:
        samples = max(1, int(np.ceil(valid * 4 - 0.5)))  # whose centre is inside
        up, second = np.zeros((samples, cells)), np.zeros((pixels, samples))
        for matrix, u in (
            (up, (np.arange(samples) + 0.5) / 4 - 0.5),
            (second, (np.arange(pixels) + 0.5) * valid * 4 / pixels - 0.5),
        ):
            a, b, w = taps(u, matrix.shape[1])
            np.add.at(matrix, (np.arange(len(u)), a), 1 - w)
            np.add.at(matrix, (np.arange(len(u)), b), w)
        return second @ up

    rows = weights(frame.view.height, frame.valid_height, logits.shape[0])
    columns = weights(frame.view.width, frame.valid_width, logits.shape[1])
    value = np.full((frame.image_height, frame.image_width), -np.inf)
    view = frame.view
    value[view.y : view.y + view.height, view.x : view.x + view.width] = rows @ logits.astype(np.float64) @ columns.T
    return value


def clean(mask: NDArray[np.uint8], min_area: float, fill_holes: float) -> NDArray[np.uint8]:
    """Fill small holes, then drop small islands except the largest."""
    out = mask.astype(bool)
    labels, count = ndimage.label(~out, EIGHT)
    border = set(np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1])))
    for i in range(1, count + 1):
        if i not in border and (labels == i).sum() < fill_holes:
            out[labels == i] = True
    labels, count = ndimage.label(out, FOUR)
    sizes = [int((labels == i).sum()) for i in range(1, count + 1)]
    for i, size in enumerate(sizes, 1):
        if size < min_area and i != 1 + int(np.argmax(sizes)):
            out[labels == i] = False
    return out.astype(np.uint8)


def rasterise(rings: list[NDArray[np.float64]], height: int, width: int) -> NDArray[np.uint8]:
    """Even-odd over all rings at pixel centres; an edge spans the columns from its left end to before its right end."""
    xs, ys = np.arange(width) + 0.5, np.arange(height) + 0.5
    inside = np.zeros((height, width), bool)
    for ring in rings:
        for a, b in zip(np.roll(ring, 1, axis=0), ring, strict=True):
            (ax, ay), (bx, by) = sorted((a, b), key=lambda p: p[0])
            for column in np.nonzero((xs >= ax) & (xs < bx))[0]:
                inside[:, column] ^= ys >= ay + (xs[column] - ax) / (bx - ax) * (by - ay)
    return inside.astype(np.uint8)


def cvat_runs(mask: NDArray[np.uint8]) -> list[int]:
    """CVAT's points of a mask that is not empty: runs inside the inclusive box, row by row, zeros first; the box."""
    ys, xs = np.nonzero(mask)
    left, top, right, bottom = int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())
    runs, kind = [0], 0
    for pixel in mask[top : bottom + 1, left : right + 1].reshape(-1):
        if pixel != kind:
            runs.append(0)
            kind = pixel
        runs[-1] += 1
    return [*runs, left, top, right, bottom]


def unpack_rle(stream: bytes) -> list[int]:
    """Every word of a stream of thi.ng's rle-pack."""
    bits, at = "".join(f"{byte:08b}" for byte in stream), 0

    def take(count: int) -> int:
        nonlocal at
        at += count
        return int(bits[at - count : at], 2)

    total, word = take(32), take(5) + 1
    sizes = [take(4) + 1 for _ in range(4)]
    words: list[int] = []
    while len(words) < total:
        repeated = take(1)
        count = take(sizes[take(2)]) + 1
        words += [take(word)] * count if repeated else [take(word) for _ in range(count)]
    return words


def pack_rle(words: list[int], word: int, sizes: list[int], choose: Callable[[int], int]) -> bytes:
    """One of many streams of rle-pack that mean `words`: `choose(n)` picks 0 to n - 1 where there is a choice."""
    bits = f"{len(words):032b}{word - 1:05b}" + "".join(f"{size - 1:04b}" for size in sizes)
    at = 0
    while at < len(words):
        which = choose(4)
        most = min(len(words) - at, 1 << sizes[which])
        same = 1
        while same < most and words[at + same] == words[at]:
            same += 1
        repeated = choose(2)
        count = 1 + choose(same if repeated else most)
        values = words[at : at + 1] if repeated else words[at : at + count]
        bits += f"{repeated}{which:02b}{count - 1:0{sizes[which]}b}" + "".join(f"{value:0{word}b}" for value in values)
        at += count
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
