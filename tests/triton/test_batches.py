"""A decoder that takes batches: prompts of as many points go through it together, each with an answer of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator

import numpy as np
import pytest

from avala_edge.inference import Lane, Resident
from avala_edge.inference.triton import DECODER, PROMPT
from avala_edge.inference.triton.endpoint import Admission, Endpoint, Served
from avala_edge.inference.triton.runtime import TritonRuntime
from avala_edge.models import triton_repository
from avala_edge.models.manifest import read_manifest
from avala_edge.models.triton_repository import Rendering, render
from avala_edge.observability import TritonMetrics
from tests.triton.conftest import until
from tests.triton.server import Triton, serving
from tests.unit.triton.graphs import sam_like

AT_ONCE, WAITS = "max_queue_delay_microseconds: 0", "max_queue_delay_microseconds: 50000"


@pytest.fixture(scope="module")
def batching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Triton, str]]:
    folder = tmp_path_factory.mktemp("batching")
    model = sam_like(folder / "sam", "B")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(triton_repository.BATCH, ("cpu", "decoder"), 4)
        render(model, folder / "models", Rendering("cpu", threads=1))
    config = folder / "models" / PROMPT / "config.pbtxt"
    assert AT_ONCE in config.read_text()
    config.write_text(config.read_text().replace(AT_ONCE, WAITS))  # else a quick decoder is done before the next asks
    with serving(folder, folder / "models") as server:
        yield server, read_manifest(model).digest


async def admitted(endpoint: Endpoint) -> Admission:
    return Admission(None, encode_s=3.0, decode_s=3.0)  # patience: its batcher sleeps half a second at times


async def test_everybody_gets_their_own_answer(batching: tuple[Triton, str]) -> None:
    server, digest = batching
    runtime = TritonRuntime([server.address], Served(digest, "encoder", "decoder"), bound=64, metrics=TritonMetrics())
    runtime.open(admitted)
    endpoint = runtime.endpoints[server.address]
    try:
        await until(lambda: endpoint.state == "serves")
        assert endpoint.connection is not None
        keys = [secrets.token_hex(32) for _ in range(3)]

        async def ask(number: int) -> bool:
            points, whose = 1 + number // 10 % 2, number % 3  # Triton joins neighbours in its queue, if of one shape
            mask = np.full((1, 1, 16, 16), number, np.float32)
            inputs = {
                "points": np.zeros((1, points, 2), np.float32),
                "point_labels": np.ones((1, points), np.float32),
                "mask_logits": mask,
                "has_mask": np.ones(1, np.float32),
            }
            embedding = {"embedding": np.array([[whose, 7]], np.float32)}
            got = await runtime.run("decoder", inputs, lane=Lane.CLICK, resident=Resident(keys[whose], embedding))
            return np.array_equal(got["logits"], mask) and np.array_equal(got["scores"], embedding["embedding"])

        for _ in range(4):
            assert all(await asyncio.gather(*(ask(number) for number in range(40))))
        spent = await endpoint.connection.statistics(DECODER)
        assert spent.execution_count < spent.inference_count  # some went together
    finally:
        await runtime.close()
