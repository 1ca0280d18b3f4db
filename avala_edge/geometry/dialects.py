"""Masks as other tools write them, from and to `Rle`: COCO's plain counts, CVAT, Label Studio's brush, crops.

Every reader takes numbers from strangers and checks them all before it allocates; what does not fit raises
`InvalidInput`. Nothing but a crop ever becomes a picture: the cost follows the runs. Boxes are inclusive: `right` and
`bottom` are the last column and row inside. All functions block, without the GIL while they compute.

CVAT and Label Studio go row by row, an `Rle` column by column. A mask that is a few runs one way and millions the other
way (more than 2**22, and more than four times as many) is refused, both ways.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from avala_edge import _native
from avala_edge.errors import InvalidInput
from avala_edge.geometry.types import Rle, native_refusals

Integers: TypeAlias = Sequence[int] | NDArray[np.integer]
MAX_INT = 2**63 - 1


@dataclass(frozen=True)
class CvatMask:
    """CVAT's shape of type "mask" (source: `cvat_sdk.masks`, encode_mask and decode_mask).

    Attributes:
        runs: lengths of alternating runs, background first, row by row inside the box.
        left, top, right, bottom: the box in image pixels, inclusive.
    """

    runs: tuple[int, ...]
    left: int
    top: int
    right: int
    bottom: int

    def points(self) -> list[int]:
        """Return what the shape's `points` holds: the runs, then left, top, right, bottom."""
        return [*self.runs, self.left, self.top, self.right, self.bottom]

    @classmethod
    def from_points(cls, points: Sequence[float]) -> Self:
        """Take a shape's `points`; CVAT sends floats. `from_cvat` checks the values.

        Raises:
            InvalidInput: fewer than five numbers, or one that is not a whole number.
        """
        *runs, left, top, right, bottom = _whole(points, "CVAT's points", least=5)
        return cls(tuple(runs), left, top, right, bottom)


@dataclass(frozen=True)
class CvatBits:
    """A mask as CVAT's serverless detectors send it (source: cvat/apps/lambda_manager/views.py, `item["mask"]`).

    Attributes:
        bits: uint8 `[height * width]` of the box, row by row, 0 or 1.
        left, top, right, bottom: the box in image pixels, inclusive.
    """

    bits: NDArray[np.uint8]
    left: int
    top: int
    right: int
    bottom: int

    def mask(self) -> list[int]:
        """Return what the detection's `mask` holds: the bits, then left, top, right, bottom."""
        return [*self.bits.tolist(), self.left, self.top, self.right, self.bottom]

    @classmethod
    def from_mask(cls, mask: Sequence[float]) -> Self:
        """Take a detection's `mask`. `from_cvat_bits` checks the box.

        Raises:
            InvalidInput: fewer than five numbers, one that is not a whole number, or a pixel that is not 0 or 1.
        """
        *bits, left, top, right, bottom = _whole(mask, "the detection's mask", least=5)
        return cls(_bytes_of(bits, "pixels", most=1), left, top, right, bottom)


@dataclass(frozen=True)
class Crop:
    """The pixels of a box: what labelme, osam and Supervisely put in a PNG (which is made elsewhere).

    labelme and osam give the box as inclusive corners, Supervisely only its `origin` x, y (sources: labelme
    `Shape.mask`, `osam.types.Annotation`, Supervisely's "Bitmap" geometry).

    Attributes:
        array: uint8 `[h, w]`, C-contiguous, 0 or 1 (when read: non-zero is foreground).
        x, y: of its top left pixel in the image.
    """

    array: NDArray[np.uint8]
    x: int
    y: int


def to_coco_counts(mask: Rle) -> list[int]:
    """Return COCO's uncompressed `counts`: alternating runs, background first, column by column of the image.

    Source: pycocotools `maskApi.c` (`rleEncode`) and `mask.frPyObjects`. The first is 0 when the top left pixel is
    foreground; there are no others of 0. They go with `size`: height, width.

    Raises:
        InvalidInput: the mask's counts are malformed or do not fit its size.
    """
    with native_refusals():
        return _native.to_coco_counts(_own(mask))


def from_coco_counts(counts: Integers, *, height: int, width: int) -> Rle:
    """Read COCO's uncompressed `counts`; runs of 0 are taken.

    Raises:
        InvalidInput: a count is negative or not an integer, or they do not add up to `height` x `width`.
    """
    size = _size(height, width)
    own = _integers(counts, "counts")
    with native_refusals():
        return _wrap(_native.from_coco_counts(own, height=size[0], width=size[1]))


def to_cvat(mask: Rle) -> CvatMask:
    """Return the mask as a CVAT shape with the smallest box, number for number what `cvat_sdk.masks` gives.

    Raises:
        InvalidInput: the mask is empty (CVAT has no empty mask), malformed, or far longer row by row.
    """
    with native_refusals():
        runs, box = _native.to_cvat(_own(mask))
    return CvatMask(tuple(runs), *box)


def from_cvat(mask: CvatMask, *, height: int, width: int) -> Rle:
    """Read a CVAT shape in an image of `height` x `width`; the box may be larger than needed, runs of 0 are taken.

    Raises:
        InvalidInput: the box is not inside the image, a run is negative or not an integer, the runs do not add up to
            the box, or the mask is far longer column by column.
    """
    size, box = _size(height, width), _box(mask)
    own = _integers(mask.runs, "runs")
    with native_refusals():
        return _wrap(_native.from_cvat(own, box, height=size[0], width=size[1]))


def to_cvat_bits(mask: Rle) -> CvatBits:
    """Return the mask as a CVAT detector sends it, with the smallest box. Memory: the box's pixels.

    Raises:
        InvalidInput: the mask is empty (it has no box) or malformed.
    """
    crop = to_crop(mask)
    height, width = crop.array.shape
    return CvatBits(crop.array.reshape(-1), crop.x, crop.y, crop.x + width - 1, crop.y + height - 1)


def from_cvat_bits(mask: CvatBits, *, height: int, width: int) -> Rle:
    """Read a CVAT detector's mask in an image of `height` x `width`.

    Raises:
        InvalidInput: the box is not inside the image, there is not one pixel for each of the box's, or one is not 0
            or 1.
    """
    size, box = _size(height, width), _box(mask)
    own = _bytes_of(mask.bits, "pixels", most=1)
    with native_refusals():
        return _wrap(_native.from_cvat_bits(own, box, height=size[0], width=size[1]))


def to_label_studio(mask: Rle) -> bytes:
    """Return the mask as Label Studio's brush, `value.rle`; as JSON it is `list(...)` of it.

    It is thi.ng's rle-pack over the image's RGBA uint8 row by row, each pixel four times 0 or 255: byte for byte what
    `label_studio_sdk.converter.brush.encode_rle` gives (word size 8, run sizes 3, 4, 8, 16). Sources: that file, and
    thi-ng/umbrella packages/rle-pack.

    Raises:
        InvalidInput: the image has 2**30 pixels or more, or the mask is malformed or far longer row by row.
    """
    with native_refusals():
        return _native.to_label_studio(_own(mask))


def from_label_studio(rle: bytes | Integers, *, height: int, width: int) -> Rle:
    """Read Label Studio's `value.rle` of an image with `original_height` x `original_width`.

    Any run sizes and words of 1 to 8 bits are taken. Foreground is where alpha (each 4th word) is not 0; colours and
    what comes after the last word are ignored.

    Raises:
        InvalidInput: `rle` holds anything but bytes, is cut off, has not `height` x `width` RGBA pixels, wider words,
            a piece that runs past the end, or is far longer column by column.
    """
    size = _size(height, width)
    own = rle if isinstance(rle, bytes) else _bytes_of(rle, "Label Studio's rle", most=255).tobytes()
    with native_refusals():
        return _wrap(_native.from_label_studio(own, height=size[0], width=size[1]))


def to_crop(mask: Rle) -> Crop:
    """Return the pixels of the mask's smallest box. Memory: the box's pixels.

    Raises:
        InvalidInput: the mask is empty (it has no box) or malformed.
    """
    with native_refusals():
        return Crop(*_native.crop(_own(mask)))


def from_crop(crop: Crop, *, height: int, width: int) -> Rle:
    """Put a crop back into an image of `height` x `width`; the rest is background.

    Raises:
        InvalidInput: the crop is not a C-contiguous uint8 array [h, w] of 1 x 1 or more, or not inside the image.
    """
    size = _size(height, width)
    x, y = _integer(crop.x, "x"), _integer(crop.y, "y")
    if not isinstance(crop.array, np.ndarray):
        raise InvalidInput(f"a crop must be a uint8 array [h, w], got {type(crop.array).__name__}")
    with native_refusals():
        return _wrap(_native.paste(crop.array, x=x, y=y, height=size[0], width=size[1]))


def _own(mask: Rle) -> tuple[bytes, int, int]:
    return mask.counts, mask.height, mask.width


def _wrap(mask: tuple[bytes, int, int]) -> Rle:
    counts, height, width = mask
    return Rle(height, width, counts)


def _integer(value: object, name: str) -> int:
    """Take an integer of 64 bits; the core checks the rest."""
    if isinstance(value, int | np.integer) and -MAX_INT <= value <= MAX_INT:
        return int(value)
    raise InvalidInput(f"{name} must be an integer of 64 bits, got {_short(value)}")


def _size(height: object, width: object) -> tuple[int, int]:
    return _integer(height, "height"), _integer(width, "width")


def _box(mask: CvatMask | CvatBits) -> tuple[int, int, int, int]:
    return (
        _integer(mask.left, "left"),
        _integer(mask.top, "top"),
        _integer(mask.right, "right"),
        _integer(mask.bottom, "bottom"),
    )


def _integers(values: Integers, name: str) -> NDArray[np.int64]:
    """Take int64 `[n]`; floats, text and what is larger are refused, never rounded or cut."""
    if isinstance(values, np.ndarray):
        if values.ndim != 1 or values.dtype.kind not in "iu" or (values.dtype.kind == "u" and np.any(values > MAX_INT)):
            raise InvalidInput(f"{name} must be integers of 64 bits [n], got {values.dtype} {values.shape}")
        return np.ascontiguousarray(values, np.int64)
    if isinstance(values, str | bytes | bytearray | memoryview) or not isinstance(values, Sequence):
        raise InvalidInput(f"{name} must be a list of integers, got {type(values).__name__}")
    try:
        return np.array(array("q", values), np.int64)
    except (TypeError, OverflowError) as error:
        raise InvalidInput(f"{name} must be integers of 64 bits: {error}") from error


def _bytes_of(values: Integers, name: str, *, most: int) -> NDArray[np.uint8]:
    """Take uint8 `[n]` of 0 to `most`."""
    own = values if isinstance(values, np.ndarray) and values.dtype == np.uint8 else _integers(values, name)
    if own.ndim != 1:
        raise InvalidInput(f"{name} must be one after the other, [n], got {own.shape}")
    if own.size and (own.min() < 0 or own.max() > most):
        raise InvalidInput(f"{name} must be 0 to {most}, got {own.min()} to {own.max()}")
    return np.ascontiguousarray(own, np.uint8)


def _whole(values: Sequence[float], name: str, *, least: int) -> list[int]:
    """Take whole numbers that may come as floats."""
    if isinstance(values, np.ndarray):
        values = values.reshape(-1).tolist()
    if isinstance(values, str | bytes | bytearray) or not isinstance(values, Sequence):
        raise InvalidInput(f"{name} must be a list of numbers, got {type(values).__name__}")
    if len(values) < least:
        raise InvalidInput(f"{name} must be {least} numbers or more, got {len(values)}")
    whole = []
    for value in values:
        if (isinstance(value, float | np.floating) and value.is_integer()) or isinstance(value, int | np.integer):
            whole.append(int(value))
        else:
            raise InvalidInput(f"{name} must be whole numbers, got {_short(value)}")
    return whole


def _short(value: object) -> str:
    """Say what came without printing millions of digits."""
    if isinstance(value, int) and not -MAX_INT <= value <= MAX_INT:
        return "a longer one"
    return repr(value)[:40] if isinstance(value, int | float | None) else type(value).__name__
