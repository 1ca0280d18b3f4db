"""What every runtime can do, whichever library stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from avala_edge.inference.scheduler import Lane

if TYPE_CHECKING:
    from avala_edge.inference.engine import Engine

Tensors = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Resident:
    """Inputs that stay the same from call to call, so that what computes may keep them.

    Attributes:
        key: 64 hex digits; equal keys mean equal tensors.
        tensors: the inputs.
    """

    key: str
    tensors: Tensors


class Work(Enum):
    """What a model is for; each kind gives way to the one before it."""

    LIGHT = "light"  # decodes, which people wait for
    HEAVY = "heavy"  # encodes, for people and for batches
    BATCH = "batch"  # for batches only


class Runtime(Protocol):
    """Runs named models on named tensors."""

    async def load(self, name: str, path: Path, engine: Engine, *, work: Work) -> None:
        """Make an ONNX file runnable as `name` in place of what had that name.

        Raises:
            ModelUnavailable: with the reason.
        """

    def unload(self, name: str) -> None:
        """Let go of a model and its memory, once what runs has ended; nothing happens where there is none."""

    async def run(
        self, name: str, inputs: Tensors, *, lane: Lane, resident: Resident | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """Compute; raises `Busy` when the queue is full and `InvalidInput` when a tensor does not fit the model."""

    async def close(self) -> None:
        """Finish what runs, drop what waits."""
