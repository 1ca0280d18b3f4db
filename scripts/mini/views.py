"""Random views of training photos: crops as the server looks at photos and objects, recoloured, with pasted objects."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .cache import Cache, Cut, Entry
from .network import CELL, FINE

DETAIL, SHARPEN, SOFTEN = 0.3, 0.15, 0.15  # how often: see `_resolved`
WHOLE = 0.3  # of the views of clothing also have all of a person, who is there in parts only
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


def _resolved(
    pixels: NDArray[np.uint8], inside: NDArray[np.float32], detail: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Change how much fine detail there is, so that it says nothing about an object's size.

    Crops are enlarged, so that large things in them are blurred and only small ones are crisp; a network that has
    learnt so answers a click on a large crisp thing with a piece of it. Therefore at times another photo's detail is
    laid over an object, or over everything, and at times all is sharpened or blurred.

    Args:
        pixels: `[H, W, 3]`.
        inside: `[H, W]` 0 to 1, an object.
        detail: `[H, W, 3]`, a crisp part of another photo.
        rng: the only source of chance.
    """
    kind = rng.random()
    if kind < DETAIL:
        fine = detail.astype(np.float32) - cv2.GaussianBlur(detail, (0, 0), rng.uniform(2, 12)).astype(np.float32)
        weight = inside if rng.random() < 0.75 else np.ones_like(inside)
        strength = rng.uniform(0.4, 1.4) * cv2.GaussianBlur(weight, (0, 0), 1.0)[..., None]
        return np.clip(pixels + strength * fine, 0, 255).astype(np.uint8)
    if kind < DETAIL + SHARPEN:
        amount = rng.uniform(0.5, 2.5)
        return cv2.addWeighted(pixels, 1 + amount, cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.8, 3)), -amount, 0)
    if kind < DETAIL + SHARPEN + SOFTEN:
        return cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.8, 3))
    return pixels


def _crisp(cache: Cache, height: int, width: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Some photo, at most as large as it is, mirrored at its edges where it is smaller: `[height, width, 3]`."""
    entry = cache.entries[int(rng.integers(len(cache.entries)))]
    pixels, scale = cache.pixels(entry), rng.uniform(0.3, 1.0)
    down, across = max(8, int(entry.height * scale)), max(8, int(entry.width * scale))
    pixels = cv2.resize(pixels, (across, down), interpolation=cv2.INTER_AREA)
    y, x = int(rng.integers(0, max(1, down - height + 1))), int(rng.integers(0, max(1, across - width + 1)))
    part = pixels[y : y + height, x : x + width]
    return np.pad(part, ((0, height - part.shape[0]), (0, width - part.shape[1]), (0, 0)), mode="symmetric")


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
    targets: list[NDArray[np.float32]] = []

    def take(mask: NDArray[np.float32]) -> None:
        cells = side // FINE
        coverage = mask.reshape(cells, FINE, cells, FINE).mean((1, 3))
        share = float(coverage.sum()) * FINE * FINE / (nh * nw)
        coarse = mask.reshape(side // CELL, CELL, side // CELL, CELL).mean((1, 3))
        if SMALLEST < share < LARGEST and coarse.max() > 0.5:
            targets.append(coverage)

    def shown(*cuts: Cut) -> NDArray[np.float32]:
        mask = np.zeros((side, side), np.float32)
        mask[:nh, :nw] = placed(cache.mask(entry, *cuts)[y : y + ch, x : x + cw].astype(np.float32))  # type: ignore[arg-type]
        return mask if pasted is None else mask * (1 - pasted)

    if pasted is not None:
        take(pasted.astype(np.float32))
    if entry.source == "clothing" and rng.random() < WHOLE:
        take(shown(*entry.cuts))
    for number in rng.permutation(len(entry.cuts)):
        if len(targets) >= most:
            break
        cut = entry.cuts[number]
        if not _seen(cut, y, x, ch, cw):
            continue
        take(shown(cut))
    if not targets:
        return None
    largest = max(targets, key=lambda target: float(target.sum()))
    inside = np.kron(largest, np.ones((FINE, FINE), np.float32))[:nh, :nw]
    canvas[:nh, :nw] = _resolved(canvas[:nh, :nw], inside, _crisp(cache, nh, nw, rng), rng)
    canvas[:nh, :nw] = _recoloured(canvas[:nh, :nw], rng)
    return View(canvas, np.stack(targets), (-(-nh // FINE), -(-nw // FINE)))


def _seen(cut: Cut, y: int, x: int, height: int, width: int) -> bool:
    """Whether a mask's bounding box is in the window, by enough that the mask can be."""
    down = min(cut.y + cut.height, y + height) - max(cut.y, y)
    across = min(cut.x + cut.width, x + width) - max(cut.x, x)
    return down > 0 and across > 0 and down * across > SMALLEST * height * width
