"""The embedded runtime: this machine's CPU, one engine a model, a fixed thread budget."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import Busy, InvalidInput, ModelUnavailable, first_line
from avala_edge.inference.engine import Engine, Loaded
from avala_edge.inference.runtime import Resident, Tensors, Work
from avala_edge.inference.scheduler import Lane, Scheduler

SCHEDULERS = {Work.LIGHT: ("decode",), Work.HEAVY: ("encode", "batch"), Work.BATCH: ("batch",)}
NICE = 10  # of encoders: a decode that comes meanwhile gets most of the cores
NICE_BATCH = 19  # of encoders for batch work: a click's encode that comes meanwhile gets most of the cores


class EmbeddedRuntime:
    """Three pieces of work at a time, each on the whole thread budget: a decode, an encode, and an encode for batches.

    The kernel divides the cores between them by their priorities, so that a click never waits for a batch's encode to
    end.
    """

    def __init__(self, *, threads: int, bound: int) -> None:
        """Use `threads` cores; refuse work when `bound` pieces of a kind wait."""
        self._threads = threads
        self.schedulers = {
            "decode": Scheduler("decode", threads=1, bound=bound),
            "encode": Scheduler("encode", threads=1, bound=bound, nice=NICE),
            "batch": Scheduler("batch", threads=1, bound=bound, nice=NICE_BATCH),
        }
        self._models: dict[str, dict[str, Loaded]] = {}  # name → scheduler → one loaded on its thread

    async def load(self, name: str, path: Path, engine: Engine, *, work: Work) -> None:
        """See `Runtime.load`."""
        loaded = {}
        lane = Lane.BATCH if work is Work.BATCH else Lane.CLICK
        for scheduler in SCHEDULERS[work]:
            try:
                # On the scheduler's own thread, whose priority the engine's threads inherit.
                opened = partial(engine.open, path, threads=self._threads)
                loaded[scheduler] = await self.schedulers[scheduler].run(opened, lane=lane)
            except Busy:
                raise
            except Exception as error:  # the engines' errors share no useful base class
                raise ModelUnavailable(
                    f"model {name!r} at {path} cannot be loaded by {engine.name}: {first_line(error)}"
                ) from error
        self._models[name] = loaded

    def unload(self, name: str) -> None:
        """See `Runtime.unload`."""
        self._models.pop(name, None)

    async def run(
        self, name: str, inputs: Tensors, *, lane: Lane, resident: Resident | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """See `Runtime.run`."""
        if resident is not None:
            inputs = {**resident.tensors, **inputs}
        found = self._models.get(name)
        if found is None:
            raise ModelUnavailable(f"model {name!r} is not loaded; loaded are {sorted(self._models)}")
        scheduler = "batch" if lane is Lane.BATCH and "batch" in found else next(iter(found))
        loaded = found[scheduler]
        for spec in loaded.inputs:
            given = inputs.get(spec.name)
            if given is None:
                raise InvalidInput(f"model {name!r} needs tensor {spec.name!r}; it got {sorted(inputs)}")
            fits = len(spec.shape) == given.ndim and all(
                want is None or want == have for want, have in zip(spec.shape, given.shape, strict=True)
            )
            if not fits:
                raise InvalidInput(f"tensor {spec.name!r} of {name!r} must be {spec.shape}, got {list(given.shape)}")
        return await self.schedulers[scheduler].run(partial(loaded, inputs), lane=lane)

    async def close(self) -> None:
        """See `Runtime.close`."""
        for scheduler in self.schedulers.values():
            await scheduler.close()
        self._models.clear()
