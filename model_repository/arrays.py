"""NumPy arrays in and out of Triton's Python backend by DLPack.

Its own conversions, built for NumPy 1, give NumPy 2 the first number only.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import triton_python_backend_utils as triton

_RENAMED = "PyCapsule_GetPointer called with incorrect name"
_hook = sys.unraisablehook


def array_of(tensor: triton.Tensor) -> np.ndarray:
    """Return a view, good as long as the tensor is."""
    return np.from_dlpack(tensor)


def tensor_of(name: str, array: Any) -> triton.Tensor:
    """Return a tensor on an array that lies in one piece, of any library that speaks DLPack."""
    return triton.Tensor.from_dlpack(name, array)


def _quietly(unraisable: Any) -> None:
    """Say nothing of capsules that the backend takes over under a name of its own: it frees them, NumPy need not."""
    if str(unraisable.exc_value) != _RENAMED:
        _hook(unraisable)


sys.unraisablehook = _quietly
