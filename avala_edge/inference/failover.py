"""Triton servers first, this machine's own processor where none of them answers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import ModelUnavailable
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import Engine
from avala_edge.inference.runtime import Resident, Tensors, Work
from avala_edge.inference.scheduler import Lane, Turns
from avala_edge.observability import TritonMetrics

if TYPE_CHECKING:
    from avala_edge.inference.triton.runtime import TritonRuntime


class FailoverRuntime:
    """A `Runtime`. Everything is loaded here, so that it can be answered here at any time."""

    def __init__(self, embedded: EmbeddedRuntime, metrics: TritonMetrics) -> None:
        """Begin without servers."""
        self.embedded, self._metrics = embedded, metrics
        self.triton: TritonRuntime | None = None

    async def load(self, name: str, path: Path, engine: Engine, *, work: Work) -> None:
        """See `Runtime.load`."""
        await self.embedded.load(name, path, engine, work=work)

    def unload(self, name: str) -> None:
        """See `Runtime.unload`."""
        self.embedded.unload(name)

    async def run(
        self, name: str, inputs: Tensors, *, lane: Lane, resident: Resident | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """See `Runtime.run`."""
        if self.triton is not None and self.triton.has(name):
            if self.triton.serves:
                with contextlib.suppress(ModelUnavailable):
                    return await self.triton.run(name, inputs, lane=lane, resident=resident)
            self._metrics.failed_over("embedded")
        return await self.embedded.run(name, inputs, lane=lane, resident=resident)

    def queue(self, kind: Literal["decode", "encode"]) -> Turns:
        """Return where such work of the model of clicks waits now."""
        if self.triton is not None and self.triton.serves:
            return self.triton.turns[f"triton_{kind}"]
        return self.embedded.schedulers[kind]

    @property
    def queues(self) -> Mapping[str, Turns]:
        """Where work waits, by name."""
        return {**self.embedded.schedulers, **({} if self.triton is None else self.triton.turns)}

    async def close(self) -> None:
        """See `Runtime.close`."""
        if self.triton is not None:
            await self.triton.close()
        await self.embedded.close()
