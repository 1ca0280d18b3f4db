"""Where embeddings are kept: on the GPU where torch finds one, else in memory. Copies that are our own.

What is computed on a GPU is waited for before it is handed on: Triton and the decoder read it on streams of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def keeper(kind: str, device: str) -> Callable[[Any], Any]:
    """Return what copies a tensor that speaks DLPack to where it is kept; `kind` is CPU or GPU, as Triton says."""
    if kind == "GPU":
        try:
            import torch
        except ImportError:
            return _in_memory
        if torch.cuda.is_available():
            place = torch.device("cuda", int(device))
            return lambda tensor: _done(torch.from_dlpack(tensor).to(place, copy=True))
    return _in_memory


def _in_memory(tensor: Any) -> Any:
    return np.array(np.from_dlpack(tensor))


def joined(several: list[Any]) -> Any:
    """Return several arrays of one library as a batch, in one piece that may be written; one alone stays as it is."""
    if len(several) == 1:
        only = several[0]
        return only if not isinstance(only, np.ndarray) or only.flags.writeable else only.copy()
    if isinstance(several[0], np.ndarray):
        return np.concatenate(several)
    import torch

    return _done(torch.cat(several))


def parted(tensor: Any, count: int) -> list[Any]:
    """Return the `count` rows of Triton's tensor, each a batch of one and in a piece of its own, where they were."""
    if tensor.is_cpu():
        batch = np.from_dlpack(tensor)
        return [batch[row : row + 1].copy() for row in range(count)]
    import torch

    batch = torch.from_dlpack(tensor)
    return _done([batch[row : row + 1].clone() for row in range(count)])


def _done(computed: Any) -> Any:
    import torch

    torch.cuda.synchronize()
    return computed
