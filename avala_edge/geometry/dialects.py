"""Masks as other tools write them, from and to `Rle`: COCO's counts, CVAT, Label Studio's brush, and crops.

Every reader takes numbers from strangers and raises `InvalidInput`, saying what was wrong, for whatever is not a mask
of the size that the caller states; that size bounds memory and time. Every writer raises it for an `Rle` that is
malformed. All block without the GIL. Arrays are row-major `[h, w]`; pixel 0, 0 is top left.

Some dialects go row by row, an `Rle` column by column. A mask of few long runs one way can be billions of short ones
the other way: what would become more than 2^22, and more than four times what it was, is refused, both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.errors import InvalidInput
from avala_edge.geometry.types import Rle, native_refusals
from avala_edge.geometry.wire import small_numbers, whole_numbers

MAX_SIDE = 1 << 20

Corners = tuple[int, int, int, int]  # left, top, right, bottom; the last two are inside


@dataclass(frozen=True)
class CvatMask:
    """CVAT's shape of type "mask".

    Source: `cvat_sdk.masks` (`encode_mask`, `decode_mask`), cvat-sdk 2.80.

    Attributes:
        runs: lengths of alternating runs, background first, row by row inside the box; they add up to its area.
        left: first column of the box.
        top: first row.
        right: last column, inclusive.
        bottom: last row, inclusive.
    """

    runs: Sequence[int]
    left: int
    top: int
    right: int
    bottom: int

    @property
    def box(self) -> Corners:
        """Left, top, right, bottom; inclusive."""
        return self.left, self.top, self.right, self.bottom

    def to_list(self) -> list[int]:
        """Return the shape's `points`: runs, left, top, right, bottom."""
        return [*self.runs, *self.box]

    @classmethod
    def from_list(cls, points: Sequence[float]) -> CvatMask:
        """Split a shape's `points`, which JSON may have made floats; `from_cvat` checks that they fit.

        Raises:
            InvalidInput: not whole numbers, or fewer than four.
        """
        numbers, box = _split(points, "CVAT's points")
        return cls(numbers.tolist(), *box)


@dataclass(frozen=True)
class CvatBits:
    """A mask from one of CVAT's serverless detectors.

    Source: `to_cvat_mask` in the model handlers of CVAT's own serverless functions.

    Attributes:
        bits: uint8 `[(bottom - top + 1) * (right - left + 1)]`, the box's pixels row by row, 0 or 1 (any sequence of
            whole numbers is read).
        left: first column of the box.
        top: first row.
        right: last column, inclusive.
        bottom: last row, inclusive.
    """

    bits: NDArray[np.uint8] | Sequence[int]
    left: int
    top: int
    right: int
    bottom: int

    @property
    def box(self) -> Corners:
        """Left, top, right, bottom; inclusive."""
        return self.left, self.top, self.right, self.bottom

    def to_list(self) -> list[int]:
        """Return the item's `mask`: pixels, left, top, right, bottom."""
        return [*np.asarray(self.bits).tolist(), *self.box]

    @classmethod
    def from_list(cls, mask: Sequence[float]) -> CvatBits:
        """Split an item's `mask`; `from_cvat_bits` checks that the box fits.

        Raises:
            InvalidInput: not whole numbers of 0 to 255 before the box, or fewer than four.
        """
        numbers, box = _split(mask, "CVAT's mask")
        return cls(small_numbers(numbers, "CVAT's mask"), *box)


@dataclass(frozen=True)
class Crop:
    """A mask's box as pixels, for formats that wrap it: the wrapping (PNG, base64, zlib) is the caller's.

    labelme and osam: PNG in base64, with `bounds`. Supervisely: PNG in zlib in base64, with `origin` x, y. CVAT's
    interactors: nested lists, with `bounds`.

    Attributes:
        array: uint8 `[h, w]`, C-contiguous, non-zero is foreground; 0 or 1 when written here.
        x: column of the image where it begins.
        y: row.
    """

    array: NDArray[np.uint8]
    x: int
    y: int

    @property
    def bounds(self) -> Corners:
        """Left, top, right, bottom; inclusive."""
        height, width = self.array.shape
        return self.x, self.y, self.x + width - 1, self.y + height - 1


def to_coco_counts(mask: Rle) -> list[int]:
    """Write COCO's uncompressed form: lengths of alternating runs, background first, column by column.

    Source: `pycocotools.mask.frPyObjects` reads it, with `size` height, width.
    """
    with native_refusals():
        return _native.to_coco_counts(_own(mask))


def from_coco_counts(counts: Sequence[float], *, height: int, width: int) -> Rle:
    """Read COCO's uncompressed form.

    Raises:
        InvalidInput: not whole numbers of 0 or more that add up to height × width.
    """
    runs = whole_numbers(counts, "COCO counts")
    with native_refusals():
        return _wrap(_native.from_coco_counts(runs, **_size(height, width)))


def to_cvat(mask: Rle) -> CvatMask:
    """Write CVAT's mask with the smallest box, number for number as `cvat_sdk.masks.encode_mask` does.

    Raises:
        InvalidInput: the mask is empty. CVAT has no box for one (its SDK makes up a pixel), and a shape that covers
            nothing is no annotation.
    """
    with native_refusals():
        runs, box = _native.to_cvat(_own(mask))
    return CvatMask(runs, *box)


def from_cvat(mask: CvatMask, *, height: int, width: int) -> Rle:
    """Read CVAT's mask: any box inside the image, runs of 0 anywhere, also without foreground.

    Raises:
        InvalidInput: the box is not inside the image; runs that are negative or do not add up to its area.
    """
    runs, box = whole_numbers(mask.runs, "CVAT's runs"), _corners(mask.box)
    with native_refusals():
        return _wrap(_native.from_cvat(runs, box, **_size(height, width)))


def to_cvat_bits(mask: Rle) -> CvatBits:
    """Write the mask of a CVAT detector, with the smallest box.

    Raises:
        InvalidInput: the mask is empty, and so has no box.
    """
    crop = to_crop(mask)
    return CvatBits(crop.array.reshape(-1), *crop.bounds)


def from_cvat_bits(mask: CvatBits, *, height: int, width: int) -> Rle:
    """Read the mask of a CVAT detector: any box inside the image.

    Raises:
        InvalidInput: the box is not inside the image; pixels that are not 0 or 1, or not as many as it has.
    """
    bits, box = small_numbers(mask.bits, "CVAT's pixels"), _corners(mask.box)
    with native_refusals():
        return _wrap(_native.from_cvat_bits(bits, box, **_size(height, width)))


def to_label_studio(mask: Rle) -> bytes:
    """Write Label Studio's brush, byte for byte as `mask2rle` of its SDK does for a mask of 0 and 255.

    The result's `value.rle` is `list(…)` of the bytes: thi.ng's rle-pack of the RGBA bytes, row by row, with words of
    8 bits and run sizes of 3, 4, 8 and 16 bits. Source: `label_studio_sdk.converter.brush`, 2.1.2.

    Raises:
        InvalidInput: 2^30 pixels or more, whose bytes do not fit the format's 32-bit count.
    """
    with native_refusals():
        return _native.to_label_studio(_own(mask))


def from_label_studio(rle: bytes | Sequence[int], *, height: int, width: int) -> Rle:
    """Read Label Studio's brush, from the SDK's encoder or the page's.

    Foreground is where alpha (each 4th byte) is not 0, as the page draws it; colours and spare bytes after the last
    piece are ignored. Words of 1 to 8 bits and all run sizes are read.

    Raises:
        InvalidInput: not bytes; cut short; a piece runs past the end; not of height × width × 4 bytes.
    """
    own = small_numbers(rle, "Label Studio's rle").tobytes()
    with native_refusals():
        return _wrap(_native.from_label_studio(own, **_size(height, width)))


def to_crop(mask: Rle) -> Crop:
    """Cut out the smallest box that holds the mask.

    Raises:
        InvalidInput: the mask is empty, and so has no box.
    """
    with native_refusals():
        array, x, y = _native.crop(_own(mask))
    return Crop(array, x, y)


def from_crop(crop: Crop, *, height: int, width: int) -> Rle:
    """Paste into an empty image.

    Raises:
        InvalidInput: the array is not C-contiguous uint8 `[h, w]`, or not inside the image.
    """
    x, y = whole_numbers((crop.x, crop.y), "a crop's x, y").tolist()
    with native_refusals():
        return _wrap(_native.paste(crop.array, x=x, y=y, **_size(height, width)))


def _own(mask: Rle) -> tuple[bytes, int, int]:
    return mask.counts, mask.height, mask.width


def _wrap(mask: tuple[bytes, int, int]) -> Rle:
    counts, height, width = mask
    return Rle(height, width, counts)


def _size(height: int, width: int) -> dict[str, int]:
    if not (1 <= height <= MAX_SIDE and 1 <= width <= MAX_SIDE):
        raise InvalidInput(f"an image has 1 to 2^20 pixels a side, got {width} × {height}")
    return {"height": height, "width": width}


def _corners(box: Corners) -> Corners:
    left, top, right, bottom = whole_numbers(box, "a box's left, top, right, bottom").tolist()
    return left, top, right, bottom


def _split(values: Sequence[float], what: str) -> tuple[NDArray[np.int64], Corners]:
    numbers = whole_numbers(values, what)
    if len(numbers) < 4:
        raise InvalidInput(f"{what} must end with left, top, right, bottom, got {len(numbers)} numbers in all")
    left, top, right, bottom = numbers[-4:].tolist()
    return numbers[:-4], (left, top, right, bottom)
