from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from avala_edge.inference import REFERENCE
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.inference.failover import FailoverRuntime
from avala_edge.inference.triton.endpoint import Served
from avala_edge.inference.triton.runtime import TritonRuntime
from avala_edge.models import PromptableModel, parity
from avala_edge.models.promptables import Reference
from avala_edge.models.promptables.library import WEIGHTS
from avala_edge.models.triton_gate import TritonGate
from avala_edge.observability import TritonMetrics
from tests.triton.server import Triton, serving

MINI = WEIGHTS / "avala-mini"
SOON_S = 30.0


@pytest.fixture(scope="session", autouse=True)
def quick_gate() -> Iterator[None]:
    """The reference answers are the same for all tests, and nobody needs the times."""
    refer, kept = TritonGate._refer, list[Reference]()

    async def refer_once(self: TritonGate) -> Reference:
        if not kept:
            kept.append(await refer(self))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TritonGate, "_refer", refer_once)
        patch.setattr(parity, "RUNS", 1)
        yield


@pytest.fixture(scope="session")
def triton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Triton]:
    """One that nobody kills."""
    with serving(tmp_path_factory.mktemp("triton")) as server:
        yield server


async def until(holds: Callable[[], bool], within_s: float = SOON_S) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  # what is waited for is in another process
            await asyncio.sleep(0.02)


class Desk:
    """A model on Triton servers, with this machine behind them."""

    def __init__(self, *addresses: str) -> None:
        self.metrics = TritonMetrics()
        self.embedded = EmbeddedRuntime(threads=1, bound=64)
        self.runtime = FailoverRuntime(self.embedded, self.metrics)
        self.model = PromptableModel.open(MINI, self.runtime)
        self.engine = available()[REFERENCE]
        self.gate = TritonGate(self.model, self.engine)
        served = Served(self.model.manifest.digest, self.model.encoder, self.model.decoder)
        self.triton = TritonRuntime(addresses, served, bound=64, metrics=self.metrics)
        self.runtime.triton = self.triton

    async def open(self) -> None:
        await self.model.load_encoder(self.engine)
        await self.model.load_decoder(self.engine)
        self.triton.open(self.gate.check)

    def state(self, address: str) -> str:
        return self.triton.endpoints[address].state

    def count(self, name: str, **labels: str) -> float:
        """Sum the samples of a metric."""
        return sum(
            sample.value
            for collector in self.metrics.collectors
            for metric in collector.collect()
            for sample in metric.samples
            if sample.name == f"avala_edge_triton_{name}" and labels.items() <= sample.labels.items()
        )


@asynccontextmanager
async def at_desk(*addresses: str) -> AsyncIterator[Desk]:
    desk = Desk(*addresses)
    await desk.open()
    try:
        yield desk
    finally:
        await desk.runtime.close()


@pytest.fixture
async def desk(triton: Triton) -> AsyncIterator[Desk]:
    async with at_desk(triton.address) as opened:
        await until(lambda: opened.state(triton.address) == "serves")
        yield opened
