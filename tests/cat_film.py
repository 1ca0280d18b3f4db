"""A film of a cat's face that moves over another photo, and where it is in each frame."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avala_edge.imaging import ImageLimits, decode, demo_photos
from tests.films import film

SIZE = (320, 240)  # width, height
FRAMES = 30
RADII = (46, 52)
FIRST, STEP = (70, 118), 5  # the face's centre in the first frame; pixels to the right from frame to frame


def cat_film(path: Path, *, frames: int = FRAMES) -> Path:
    """Write it; from frame 41 on the face leaves the picture on the right."""
    return film(path, frames=frames, size=SIZE, gop=10, draw=cat_frame, options={"crf": "12"})


def centre(number: int) -> tuple[float, float]:
    """Return where the face is, px."""
    return FIRST[0] + STEP * number + 0.5, FIRST[1] + 0.5


def cat_mask(number: int) -> NDArray[np.bool_]:
    """Return the pixels of the face in a frame."""
    x, y = centre(number)
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    inside: NDArray[np.bool_] = ((columns + 0.5 - x) / RADII[0]) ** 2 + ((rows + 0.5 - y) / RADII[1]) ** 2 <= 1
    return inside


def cat_frame(number: int, size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """Return a frame before coding."""
    frame = _photo("coffee", size).copy()
    face = _photo("chelsea", (200, 133))
    x, y = (int(value) for value in centre(number))
    mask = cat_mask(number)
    rows, columns = np.nonzero(mask)
    frame[rows, columns] = face[np.clip(rows - y + 64, 0, 132), np.clip(columns - x + 100, 0, 199)]
    return frame


@cache
def _photo(name: str, size: tuple[int, int]) -> NDArray[np.uint8]:
    path = next(photo.path for photo in demo_photos() if photo.name == name)
    return np.asarray(Image.fromarray(decode(path.read_bytes(), ImageLimits()).array).resize(size))
