"""All training photos and their masks, decoded once into two flat files that every process maps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .photos import Photo

PIXELS, BITS, INDEX = "pixels.u8", "masks.bits", "index.json"
LONGEST = 800  # pixels a side; larger photos are halved until they fit


@dataclass(frozen=True)
class Cut:
    """A mask's bounding box and where its packed bits lie."""

    y: int
    x: int
    height: int
    width: int
    at: int


@dataclass(frozen=True)
class Entry:
    """A photo: its data set, size, and masks."""

    source: str
    name: str
    height: int
    width: int
    at: int
    cuts: tuple[Cut, ...]


def write(photos: list[Photo], folder: Path) -> None:
    """Decode every photo and pack every mask. Formats: uint8 RGB rows; one bit a pixel of a mask's bounding box."""
    folder.mkdir(parents=True, exist_ok=True)
    index, pixels_at, bits_at = [], 0, 0
    with (folder / PIXELS).open("wb") as pixels_file, (folder / BITS).open("wb") as bits_file:
        for photo in photos:
            pixels = photo.pixels()
            masks = photo.masks(*pixels.shape[:2])
            while max(pixels.shape[:2]) > LONGEST:
                pixels, masks = np.ascontiguousarray(pixels[::2, ::2]), [m[::2, ::2] for m in masks]
            cuts = []
            for mask in masks:
                rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
                if not len(rows):
                    continue
                y, x = int(rows[0]), int(columns[0])
                inside = mask[y : rows[-1] + 1, x : columns[-1] + 1]
                packed = np.packbits(inside)
                bits_file.write(packed.tobytes())
                cuts.append([y, x, *inside.shape, bits_at])
                bits_at += len(packed)
            pixels_file.write(pixels.tobytes())
            index.append([photo.source, photo.path.name, *pixels.shape[:2], pixels_at, cuts])
            pixels_at += pixels.size
    (folder / INDEX).write_text(json.dumps(index))


class Cache:
    """Read access to what `write` wrote."""

    def __init__(self, folder: Path, sources: frozenset[str]) -> None:
        """Keep only photos of the given sources that have a mask."""
        self._pixels = np.memmap(folder / PIXELS, np.uint8, "r")
        self._bits = np.memmap(folder / BITS, np.uint8, "r")
        self.entries = [
            Entry(source, name, height, width, at, tuple(Cut(*cut) for cut in cuts))
            for source, name, height, width, at, cuts in json.loads((folder / INDEX).read_text())
            if source in sources and cuts
        ]
        self.by_source: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            self.by_source.setdefault(entry.source, []).append(number)

    def pixels(self, entry: Entry) -> NDArray[np.uint8]:
        """`[H, W, 3]` RGB, not to be written to."""
        size = entry.height * entry.width * 3
        return np.asarray(self._pixels[entry.at : entry.at + size]).reshape(entry.height, entry.width, 3)

    def bits(self, cut: Cut) -> NDArray[np.uint8]:
        """One mask inside its bounding box, `[h, w]` of 0 and 1."""
        count = cut.height * cut.width
        packed = np.asarray(self._bits[cut.at : cut.at + (count + 7) // 8])
        return np.unpackbits(packed, count=count).reshape(cut.height, cut.width)

    def mask(self, entry: Entry, *cuts: Cut) -> NDArray[np.uint8]:
        """The same on all of the photo, of one mask or of several together."""
        full = np.zeros((entry.height, entry.width), np.uint8)
        for cut in cuts:
            full[cut.y : cut.y + cut.height, cut.x : cut.x + cut.width] |= self.bits(cut)
        return full
