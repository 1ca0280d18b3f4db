"""Several Triton servers as one runtime: an embedding's owner is asked about it, the next server if that fails."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import ModelUnavailable
from avala_edge.inference.engine import Engine
from avala_edge.inference.runtime import Resident, Tensors, Work
from avala_edge.inference.scheduler import Lane, Turns, urgency
from avala_edge.inference.triton.endpoint import Admission, Endpoint, Served
from avala_edge.inference.triton.failure import EndpointFailed
from avala_edge.inference.triton.rendezvous import by_preference
from avala_edge.observability import TritonMetrics

AT_ONCE = {"decode": 8, "encode": 2, "batch": 1}
"""Calls under way, an endpoint. What waits more waits here, where lanes and users are known; Triton's own queue stays
short. Batches have a place of their own, so that nobody who waits comes after them."""


class TritonRuntime:
    """One model on any number of servers. All calls may be made twice: none leaves a trace but embeddings."""

    def __init__(self, addresses: Sequence[str], served: Served, *, bound: int, metrics: TritonMetrics) -> None:
        """Ask the servers at these addresses; refuse work when `bound` pieces of a kind wait."""
        self._served, self._metrics = served, metrics
        self.endpoints = {address: Endpoint(address, served, metrics) for address in dict.fromkeys(addresses)}
        count = max(1, len(self.endpoints))
        self.turns = {f"triton_{kind}": Turns(count * places, bound=bound) for kind, places in AT_ONCE.items()}
        self._supervised: list[asyncio.Task[None]] = []
        self._turn = 0

    def open(self, gate: Callable[[Endpoint], Awaitable[Admission]]) -> None:
        """Begin to look for the servers; each serves once `gate` has admitted it."""
        loop = asyncio.get_running_loop()
        self._supervised = [loop.create_task(each.supervise(gate)) for each in self.endpoints.values()]

    def has(self, name: str) -> bool:
        """Say whether this is a part of the model that the servers have."""
        return name in (self._served.encoder, self._served.decoder)

    @property
    def serves(self) -> bool:
        """Whether some server can be asked now."""
        return any(each.state == "serves" for each in self.endpoints.values())

    async def load(self, name: str, path: Path, engine: Engine, *, work: Work) -> None:
        """See `Runtime.load`: servers have their models, and are checked when they are found."""

    def unload(self, name: str) -> None:
        """See `Runtime.unload`: servers keep their models."""

    async def run(
        self, name: str, inputs: Tensors, *, lane: Lane, resident: Resident | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """See `Runtime.run`; raises `ModelUnavailable` when no server answers."""
        held = urgency.get()

        async def ask() -> dict[str, NDArray[np.float32]]:
            return await self._ask(name, inputs, lane if held is None else held.lane, resident)

        kind = "decode" if name == self._served.decoder else "batch" if lane is Lane.BATCH else "encode"
        return await self.turns[f"triton_{kind}"].take(ask, lane=lane)

    async def _ask(
        self, name: str, inputs: Tensors, lane: Lane, resident: Resident | None
    ) -> dict[str, NDArray[np.float32]]:
        failed: EndpointFailed | None = None
        for endpoint in self._in_order(name, resident):
            if not endpoint.may_be_asked():
                continue
            if failed is not None:
                self._metrics.failed_over(endpoint.address)
            try:
                return await endpoint.run(name, inputs, lane=lane, resident=resident)
            except EndpointFailed as error:
                failed = error
        raise ModelUnavailable("no Triton server answers" + (f": {failed.reason}" if failed else ""))

    def _in_order(self, name: str, resident: Resident | None) -> list[Endpoint]:
        """Return whom to ask first, second and so on: by the key, else who has least to do, in turn."""
        if name == self._served.decoder and resident is not None and resident.key:
            return [self.endpoints[address] for address in by_preference(resident.key, self.endpoints)]
        self._turn += 1
        every = list(self.endpoints.values())
        turned = every[self._turn % len(every) :] + every[: self._turn % len(every)]
        return sorted(turned, key=lambda each: each.under_way)

    async def close(self) -> None:
        """See `Runtime.close`."""
        for turns in self.turns.values():
            await turns.close()
        for task in self._supervised:
            task.cancel()
        for task in self._supervised:
            with contextlib.suppress(asyncio.CancelledError):
                await task
