"""Random views of training photos: crops as the server looks at photos and objects, recoloured, with pasted objects."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .cache import Cache, Cut, Entry
from .network import CELL, FINE

SMALLEST, LARGEST = 0.0015, 0.97  # of the view's photo area; the evaluation starts at 0.002
DONORS = ("coco", "ecssd", "clothing")  # whose masks are things, which can lie anywhere
cv2.setNumThreads(1)


@dataclass(frozen=True)
class View:
    """One look at a photo.

    Attributes:
        pixels: `[side, side, 3]`, the photo at the top left.
        targets: coverage of each chosen mask, float32 `[n, side / 2, side / 2]`, 0 to 1.
        valid: rows and columns of that grid that hold photo.
    """

    pixels: NDArray[np.uint8]
    targets: NDArray[np.float32]
    valid: tuple[int, int]


def _window(entry: Entry, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """y, x, height, width of what is looked at: all, a part, or a square around an object as in a closer look."""
    height, width = entry.height, entry.width
    kind = rng.random()
    if kind < 0.35:
        cut = entry.cuts[int(rng.integers(len(entry.cuts)))]
        side = int(max(cut.height, cut.width, 32) * np.exp(rng.uniform(np.log(1.15), np.log(3.5))))
        if side < max(height, width):
            ch, cw = min(side, height), min(side, width)
            slack = 0.5 * max(0, side - max(cut.height, cut.width))
            y = int(cut.y + cut.height / 2 - ch / 2 + rng.uniform(-slack, slack))
            x = int(cut.x + cut.width / 2 - cw / 2 + rng.uniform(-slack, slack))
            return int(np.clip(y, 0, height - ch)), int(np.clip(x, 0, width - cw)), ch, cw
    if kind > 0.85:
        return 0, 0, height, width
    zoom = rng.uniform(0.4, 1.0)
    ch = int(np.clip(height * zoom * rng.uniform(0.8, 1.25), min(48, height), height))
    cw = int(np.clip(width * zoom * rng.uniform(0.8, 1.25), min(48, width), width))
    return int(rng.integers(0, height - ch + 1)), int(rng.integers(0, width - cw + 1)), ch, cw


def _recoloured(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    gain = rng.uniform(0.7, 1.3) * rng.uniform(0.92, 1.08, 3)
    gamma = np.exp(rng.uniform(-0.3, 0.3))
    grey = pixels.mean(axis=2, keepdims=True, dtype=np.float32)
    kept = 0.0 if rng.random() < 0.05 else rng.uniform(0.4, 1.4)
    colour = np.clip((grey + (pixels - grey) * np.float32(kept)) * gain.astype(np.float32) / 255, 0, 1)
    table = (np.arange(1025, dtype=np.float32) / 1024) ** gamma * 255
    out = table[(colour * 1024).astype(np.int32)].astype(np.uint8)
    kind = rng.random()
    if kind < 0.1:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 1.5))
    elif kind < 0.2:
        done, coded = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))])
        if done:
            out = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return out


def _donor(cache: Cache, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """An object cut from another photo: pixels and mask of its bounding box."""
    names = [name for name in DONORS if name in cache.by_source]
    numbers = cache.by_source[names[int(rng.integers(len(names)))]]
    entry = cache.entries[numbers[int(rng.integers(len(numbers)))]]
    cut = entry.cuts[int(rng.integers(len(entry.cuts)))]
    if min(cut.height, cut.width) < 24:
        return None
    pixels = cache.pixels(entry)[cut.y : cut.y + cut.height, cut.x : cut.x + cut.width]
    return pixels, cache.bits(cut)


def _pasted(
    canvas: NDArray[np.uint8],
    size: tuple[int, int],
    donor: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Paste an object into the photo on a canvas; return its mask on the canvas."""
    pixels, bits = donor
    longest = rng.uniform(0.12, 0.6) * max(size)
    scale = longest / max(bits.shape)
    w, h = max(8, int(bits.shape[1] * scale)), max(8, int(bits.shape[0] * scale))
    shrink = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    pixels, bits = (
        cv2.resize(pixels, (w, h), interpolation=shrink),
        cv2.resize(bits, (w, h), interpolation=cv2.INTER_LINEAR),
    )
    if rng.random() < 0.5:
        pixels, bits = pixels[:, ::-1], bits[:, ::-1]
    y, x = int(rng.uniform(-0.3 * h, size[0] - 0.7 * h)), int(rng.uniform(-0.3 * w, size[1] - 0.7 * w))
    y0, x0, y1, x1 = max(y, 0), max(x, 0), min(y + h, size[0]), min(x + w, size[1])
    mask = np.zeros(canvas.shape[:2], np.uint8)
    if y1 - y0 < 4 or x1 - x0 < 4:
        return mask
    inside = np.ascontiguousarray(bits[y0 - y : y1 - y, x0 - x : x1 - x])
    soft = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 0.8)[..., None]
    there = canvas[y0:y1, x0:x1]
    there[:] = (there * (1 - soft) + pixels[y0 - y : y1 - y, x0 - x : x1 - x] * soft).astype(np.uint8)
    mask[y0:y1, x0:x1] = inside
    return mask


def random_view(
    cache: Cache, entry: Entry, side: int, most: int, paste: float, rng: np.random.Generator
) -> View | None:
    """Look at a photo at random; None where no mask is large enough in what is seen.

    Args:
        cache: for objects to paste.
        entry: the photo.
        side: pixels of the square.
        most: masks at most.
        paste: how often an object of another photo is pasted in.
        rng: the only source of chance.
    """
    y, x, ch, cw = _window(entry, rng)
    scale = side / max(ch, cw) * (rng.uniform(0.7, 1.0) if rng.random() < 0.25 else 1.0)
    nh, nw = min(side, max(1, round(ch * scale))), min(side, max(1, round(cw * scale)))
    flip = rng.random() < 0.5
    donor = _donor(cache, rng) if rng.random() < paste else None
    shrink = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR

    def placed(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return cv2.resize(np.ascontiguousarray(part[:, ::-1] if flip else part), (nw, nh), interpolation=shrink)

    canvas = np.full((side, side, 3), 127, np.uint8)
    canvas[:nh, :nw] = placed(cache.pixels(entry)[y : y + ch, x : x + cw])
    pasted = None if donor is None else _pasted(canvas, (nh, nw), donor, rng)
    canvas[:nh, :nw] = _recoloured(canvas[:nh, :nw], rng)
    targets: list[NDArray[np.float32]] = []

    def take(mask: NDArray[np.float32]) -> None:
        cells = side // FINE
        coverage = mask.reshape(cells, FINE, cells, FINE).mean((1, 3))
        share = float(coverage.sum()) * FINE * FINE / (nh * nw)
        coarse = mask.reshape(side // CELL, CELL, side // CELL, CELL).mean((1, 3))
        if SMALLEST < share < LARGEST and coarse.max() > 0.5:
            targets.append(coverage)

    if pasted is not None:
        take(pasted.astype(np.float32))
    for number in rng.permutation(len(entry.cuts)):
        if len(targets) >= most:
            break
        cut = entry.cuts[number]
        if not _seen(cut, y, x, ch, cw):
            continue
        mask = np.zeros((side, side), np.float32)
        mask[:nh, :nw] = placed(cache.mask(entry, cut)[y : y + ch, x : x + cw].astype(np.float32))  # type: ignore[arg-type]
        if pasted is not None:
            mask *= 1 - pasted
        take(mask)
    if not targets:
        return None
    return View(canvas, np.stack(targets), (-(-nh // FINE), -(-nw // FINE)))


def _seen(cut: Cut, y: int, x: int, height: int, width: int) -> bool:
    """Whether a mask's bounding box is in the window, by enough that the mask can be."""
    down = min(cut.y + cut.height, y + height) - max(cut.y, y)
    across = min(cut.x + cut.width, x + width) - max(cut.x, x)
    return down > 0 and across > 0 and down * across > SMALLEST * height * width
