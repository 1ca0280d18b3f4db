"""`Pixels`: what every model, preview and cache key is made from."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SHA_HEADER = b"avala pixels 1\n"


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """Oriented RGB, uint8 `[H, W, 3]`, C-contiguous and read-only; see `docs/reference/pixel-contract.md`."""

    array: NDArray[np.uint8]

    def __post_init__(self) -> None:
        """Check shape, type and layout once, here, and keep a read-only view."""
        array = self.array
        if not isinstance(array, np.ndarray):
            raise TypeError(f"pixels must be a NumPy array, but got {type(array).__name__}")
        if array.dtype != np.uint8:
            raise ValueError(f"pixels must be uint8, but got {array.dtype}")
        if array.ndim != 3 or array.shape[2] != 3 or 0 in array.shape:
            raise ValueError(f"pixels must have shape (height, width, 3) with no zero, but got {array.shape}")
        if not array.flags.c_contiguous:
            raise ValueError("pixels must be C-contiguous, but got a strided view")
        view = array.view()
        view.flags.writeable = False
        object.__setattr__(self, "array", view)

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.array.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.array.shape[1])

    def cut(self, x: int, y: int, width: int, height: int) -> Pixels:
        """Return a rectangle; these same pixels when it is all of them."""
        if (x, y, width, height) == (0, 0, self.width, self.height):
            return self
        return Pixels(np.ascontiguousarray(self.array[y : y + height, x : x + width]))

    def sha256(self) -> str:
        r"""Return the hex name of these pixels.

        It is the SHA-256 of the 15 bytes `avala pixels 1\n`, the height and the width as unsigned big-endian 32-bit
        numbers, and the rows from top to bottom as R, G, B bytes. Cache keys hold it: a change needs a new header.
        """
        digest = hashlib.sha256(_SHA_HEADER + struct.pack(">II", self.height, self.width))
        digest.update(self.array.data)
        return digest.hexdigest()
