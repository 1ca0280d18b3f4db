"""Fitting a picture into the square that an encoder takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avala_edge.imaging.pixels import Pixels

PAD_VALUE = 127
REDUCING_GAP = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Letterboxed:
    """A square uint8 `[side, side, 3]` with the picture in its top left corner and `PAD_VALUE` elsewhere.

    Attributes:
        array: the square.
        resized_height: rows of it that hold picture.
        resized_width: columns of it that hold picture.
    """

    array: NDArray[np.uint8]
    resized_height: int
    resized_width: int

    def __post_init__(self) -> None:
        """Check that the picture lies inside a square of the right kind."""
        shape = self.array.shape
        if self.array.dtype != np.uint8 or len(shape) != 3 or shape[0] != shape[1] or shape[2] != 3:
            raise ValueError(f"a letterbox must be uint8 (side, side, 3), but got {self.array.dtype} {shape}")
        if not (1 <= self.resized_height <= shape[0] and 1 <= self.resized_width <= shape[0]):
            raise ValueError(f"{self.resized_height} x {self.resized_width} does not lie inside {shape[0]}")

    @property
    def side(self) -> int:
        """Rows and columns of the square."""
        return int(self.array.shape[0])


def resized_size(height: int, width: int, side: int) -> tuple[int, int]:
    """Return height and width with the longer one equal to `side`: `int(n * side / longer + 0.5)`, at least 1."""
    longer = max(height, width)
    return _scaled(height, longer, side), _scaled(width, longer, side)


def _scaled(n: int, longer: int, side: int) -> int:
    """Scale one side; in whole numbers, so that it is the same everywhere."""
    return max(1, (2 * n * side + longer) // (2 * longer))


def letterbox(pixels: Pixels, side: int, *, shown: tuple[int, int] | None = None) -> Letterboxed:
    """Resize so that the longer side is `side`, and pad on the right and below.

    `shown` is height and width of the picture that the pixels show, if they were decoded smaller than it is.

    Pillow's antialiased bilinear filter, over a box-reduced picture where that is at least `REDUCING_GAP` times larger
    than the target: at most 2 of 255 levels from the filter alone, in 27 ms instead of 64 for 12 megapixels.
    """
    if side < 1:
        raise ValueError(f"side must be at least 1, but got {side}")
    height, width = resized_size(*(shown or (pixels.height, pixels.width)), side)
    resized = Image.fromarray(pixels.array).resize(
        (width, height), Image.Resampling.BILINEAR, reducing_gap=REDUCING_GAP
    )
    square = np.full((side, side, 3), PAD_VALUE, dtype=np.uint8)
    square[:height, :width] = np.asarray(resized)
    return Letterboxed(square, height, width)


def stretch(pixels: Pixels, side: int) -> NDArray[np.uint8]:
    """Resize to a square, uint8 `[side, side, 3]`, whatever the proportions; the filter of `letterbox`."""
    resized = Image.fromarray(pixels.array).resize((side, side), Image.Resampling.BILINEAR, reducing_gap=REDUCING_GAP)
    return np.asarray(resized)
