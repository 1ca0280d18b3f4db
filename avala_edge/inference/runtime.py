"""What every runtime can do, whichever library stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from avala_edge.inference.scheduler import Lane

if TYPE_CHECKING:
    from avala_edge.inference.engine import Engine

Tensors = Mapping[str, NDArray[Any]]


class Runtime(Protocol):
    """Runs named models on named tensors."""

    async def load(self, name: str, path: Path, engine: Engine, *, heavy: bool) -> None:
        """Make an ONNX file runnable as `name` in place of what had that name; heavy work gives way to light.

        Raises:
            ModelUnavailable: with the reason.
        """

    async def run(self, name: str, inputs: Tensors, *, lane: Lane) -> dict[str, NDArray[np.float32]]:
        """Compute; raises `Busy` when the queue is full and `InvalidInput` when a tensor does not fit the model."""

    async def close(self) -> None:
        """Finish what runs, drop what waits."""
