"""Clicks through a real Triton on this machine's CPU beside those of the embedded runtime, in one run.

What Triton's own statistics say of the same clicks stands beside what we saw, and must agree.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from avala_edge.bench.rows import Row
from avala_edge.errors import EdgeError
from avala_edge.inference import REFERENCE, Lane
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.inference.triton import DECODER, PROMPT
from avala_edge.models import Embedding, Prompt, PromptableModel
from avala_edge.models.parity import encode_probes
from avala_edge.models.promptables.library import SHIPPED, WEIGHTS
from avala_edge.models.triton_gate import TritonGate
from avala_edge.models.triton_repository import Rendering, render
from avala_edge.observability import TritonMetrics

if TYPE_CHECKING:
    from avala_edge.inference.triton.connection import Connection
    from avala_edge.inference.triton.runtime import TritonRuntime

START_S = 120.0


@dataclass(frozen=True)
class Load:
    """How many click at once, and how many clicks they make together."""

    clickers: int
    clicks: int


async def measure_triton(repeats: int, load: Load, folder: Path) -> list[Row]:
    """Measure; raises `ModelUnavailable` where no Triton can be run, `EdgeError` where it does not start."""
    from avala_edge.inference.triton.endpoint import Served
    from avala_edge.inference.triton.runtime import TritonRuntime

    render(WEIGHTS / SHIPPED, folder / "models", Rendering("cpu", threads=1))
    embedded = EmbeddedRuntime(threads=1, bound=load.clicks)
    here = PromptableModel.open(WEIGHTS / SHIPPED, embedded)
    engine = available()[REFERENCE]
    await here.load_encoder(engine)
    await here.load_decoder(engine)
    async with _server(folder) as address:
        served = Served(here.manifest.digest, here.encoder, here.decoder)
        runtime = TritonRuntime([address], served, bound=load.clicks, metrics=TritonMetrics())
        try:
            runtime.open(TritonGate(here, engine).check)
            return await _measure(here, runtime, address, repeats, load)
        finally:
            await runtime.close()
            await embedded.close()


async def _measure(here: PromptableModel, runtime: TritonRuntime, address: str, repeats: int, load: Load) -> list[Row]:
    endpoint = runtime.endpoints[address]
    async with asyncio.timeout(START_S):
        while endpoint.state != "serves":  # noqa: ASYNC110  # what is waited for is in another process
            await asyncio.sleep(0.05)
    connection = endpoint.connection
    if connection is None:
        raise EdgeError("the bench's Triton went away")
    there = here.on(runtime)
    photo = replace((await encode_probes(here))[0][0], key=secrets.token_hex(32))
    rows = [
        Row.of_seconds("triton_click_embedded", await _one_by_one(here, photo, repeats)),
        Row.of_seconds("triton_click_shared_memory", await _one_by_one(there, photo, repeats)),
        Row.of_seconds("triton_encode_shared_memory", (await encode_probes(there))[1]),
        Row.of_seconds("triton_load_embedded", await _at_once(here, photo, load)),
    ]
    rows += await _beside_its_own(connection, lambda: _at_once(there, photo, load))
    connection.stop_sharing()
    rows.append(Row.of_seconds("triton_click_grpc", await _one_by_one(there, photo, repeats)))
    rows.append(Row.of_seconds("triton_encode_grpc", (await encode_probes(there))[1]))
    return rows


async def _one_by_one(model: PromptableModel, photo: Embedding, repeats: int) -> list[float]:
    chance = random.Random(1)  # noqa: S311
    await _click(model, photo, chance)
    return [await _click(model, photo, chance) for _ in range(repeats)]


async def _at_once(model: PromptableModel, photo: Embedding, load: Load) -> list[float]:
    """Return each click's seconds, of clickers who never pause."""

    async def clicker(number: int) -> list[float]:
        chance = random.Random(number)  # noqa: S311
        return [await _click(model, photo, chance) for _ in range(load.clicks // load.clickers)]

    by_clicker = await asyncio.gather(*(clicker(number) for number in range(load.clickers)))
    return [seconds for of_one in by_clicker for seconds in of_one]


async def _click(model: PromptableModel, photo: Embedding, chance: random.Random) -> float:
    height, width = photo.frame.image_height, photo.frame.image_width
    point = (chance.uniform(0, width), chance.uniform(0, height), 1)
    prompt = Prompt.in_image([point], None, height=height, width=width)
    began = perf_counter()
    await model.decode(photo, prompt, multimask=True, lane=Lane.CLICK)
    return perf_counter() - began


async def _beside_its_own(connection: Connection, clicks: Callable[[], Any]) -> list[Row]:
    """Make clicks; return what we saw, and what Triton counted of the same ones, a mean each."""
    before = {name: await connection.statistics(name) for name in (PROMPT, DECODER)}
    began = perf_counter()
    seen: Sequence[float] = await clicks()
    rows = [
        Row.of_seconds("triton_load_seen", seen),
        Row("triton_load_rate", len(seen) / (perf_counter() - began), "clicks/s", len(seen), 0, 0),
    ]
    for name, old in before.items():
        new = await connection.statistics(name)
        requests = new.inference_stats.success.count - old.inference_stats.success.count
        if requests != len(seen):
            raise EdgeError(f"Triton counted {requests} requests of {name}, we made {len(seen)}")
        for stage in ("success", "queue", "compute_infer"):
            spent = getattr(new.inference_stats, stage).ns - getattr(old.inference_stats, stage).ns
            mean = spent / requests / 1e6
            rows.append(Row(f"triton_load_{name}_{stage}_mean", mean, "ms", requests, mean, mean))
        runs = new.execution_count - old.execution_count
        size = (new.inference_count - old.inference_count) / runs
        rows.append(Row(f"triton_load_{name}_batch_mean", size, "requests", runs, size, size))
    mean = 1000 * sum(seen) / len(seen)
    rows.append(Row("triton_load_seen_mean", mean, "ms", len(seen), mean, mean))
    return rows


@asynccontextmanager
async def _server(folder: Path) -> AsyncIterator[str]:
    """Run `avala-edge triton serve` on ports of its own; give its address."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(3)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in sockets]
    options = zip(("--grpc-port", "--http-port", "--metrics-port"), map(str, ports), strict=True)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "avala_edge", "triton", "serve"),
        *("--repository", str(folder / "models")),
        *(word for option in options for word in option),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"127.0.0.1:{ports[0]}"
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
