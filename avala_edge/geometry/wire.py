"""Numbers from strangers' JSON as arrays, or a refusal that names them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput

NUMBERS = (int, float, np.integer, np.floating, np.bool_)
EXACT = float(1 << 53)  # floats up to here hold every whole number


def whole_numbers(values: Sequence[float] | NDArray[np.generic], what: str) -> NDArray[np.int64]:
    """Return int64 `[n]`, C-contiguous, of whole numbers: ints, bools, or floats without a fraction.

    Raises:
        InvalidInput: anything else, numbers that do not fit int64, or lists in the list.
    """
    try:
        # Types first: numpy makes every item as long as the longest, so one text among numbers would take gigabytes.
        if not isinstance(values, np.ndarray) and not all(issubclass(t, NUMBERS) for t in set(map(type, values))):
            raise InvalidInput(f"{what} must be a flat list of whole numbers")
        array = np.asarray(values)
    except (ValueError, TypeError, OverflowError) as error:  # lists of different lengths, and worse
        raise InvalidInput(f"{what} must be a flat list of whole numbers") from error
    whole = array.dtype.kind in "biuf" and array.ndim == 1
    if whole and array.dtype.kind == "f":
        whole = bool(np.all((np.abs(array) <= EXACT) & (array == np.floor(array))))
    if whole and array.dtype.kind == "u":
        whole = bool(np.all(array <= np.iinfo(np.int64).max))
    if not whole:
        raise InvalidInput(f"{what} must be a flat list of whole numbers that fit 64 bits")
    return np.ascontiguousarray(array, np.int64)


def small_numbers(values: bytes | Sequence[float] | NDArray[np.generic], what: str) -> NDArray[np.uint8]:
    """Return uint8 `[n]`, C-contiguous, of bytes, or of whole numbers 0 to 255.

    Raises:
        InvalidInput: anything else.
    """
    if isinstance(values, bytes | bytearray):
        return np.frombuffer(values, np.uint8)
    if isinstance(values, np.ndarray) and values.dtype == np.uint8 and values.ndim == 1:
        return np.ascontiguousarray(values, np.uint8)
    numbers = whole_numbers(values, what)
    if np.any((numbers < 0) | (numbers > 255)):
        raise InvalidInput(f"{what} must be numbers of 0 to 255, got {numbers.min()} to {numbers.max()}")
    return numbers.astype(np.uint8)
