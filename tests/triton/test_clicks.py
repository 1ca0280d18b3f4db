"""Clicks that a real Triton answers: as this machine does, in few bytes, and again when it has forgotten."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace

import numpy as np
import pytest

from avala_edge.inference import Lane
from avala_edge.models import Embedding, Logits, Prompt
from avala_edge.models.parity import encode_probes
from tests.triton.conftest import Desk, at_desk, until
from tests.triton.line import counted
from tests.triton.server import Triton

SMALL = 1000  # bytes


async def embeddings(desk: Desk) -> list[Embedding]:
    """The probes' on the servers, under names of their own."""
    found, _ = await encode_probes(desk.model)
    return [replace(each, key=secrets.token_hex(32)) for each in found]


def a_click(embedding: Embedding, x: float = 0.5, y: float = 0.5) -> Prompt:
    height, width = embedding.frame.image_height, embedding.frame.image_width
    return Prompt.in_image([(x * width, y * height, 1)], None, height=height, width=width)


async def here(desk: Desk, embedding: Embedding, prompt: Prompt, previous: object = None) -> Logits:
    """What this machine answers."""
    model = desk.model.on(desk.embedded)
    return await model.decode(embedding, prompt, previous, multimask=True, lane=Lane.CLICK)  # type: ignore[arg-type]


async def there(desk: Desk, embedding: Embedding, prompt: Prompt, previous: object = None) -> Logits:
    return await desk.model.decode(embedding, prompt, previous, multimask=True, lane=Lane.CLICK)  # type: ignore[arg-type]


def same(a: Logits, b: Logits) -> bool:
    return np.allclose(a.masks, b.masks, atol=1e-4) and np.allclose(a.scores, b.scores, atol=1e-5)


@pytest.mark.parametrize("shared", [True, False])
async def test_it_answers_as_this_machine_does(desk: Desk, triton: Triton, shared: bool) -> None:
    connection = desk.triton.endpoints[triton.address].connection
    assert connection is not None
    assert connection.shares_memory
    if not shared:
        connection.stop_sharing()
    for embedding in await embeddings(desk):
        box = replace(a_click(embedding), box=(10.0, 20.0, 90.0, 80.0))
        first = await here(desk, embedding, a_click(embedding))
        for prompt, previous in ((a_click(embedding), None), (box, None), (a_click(embedding, 0.2), first.masks[0])):
            asked = await there(desk, embedding, prompt, previous)
            assert same(asked, await here(desk, embedding, prompt, previous))
        unnamed = replace(embedding, key="")
        assert same(await there(desk, unnamed, a_click(embedding)), first)
    assert desk.count("requests_total", model="sam_prompt") > 0
    assert desk.count("requests_total", model="sam_mask_decoder") > 0
    assert desk.count("failovers_total") == 0
    assert desk.count("failures_total") == 0


@pytest.mark.parametrize("shared", [True, False])
async def test_a_click_is_small_on_the_wire(triton: Triton, shared: bool) -> None:
    """Counted on the line, everything included; twenty clicks, so that what is sent once weighs little."""
    async with counted(triton.grpc) as line, at_desk(line.address) as desk:
        await until(lambda: desk.state(line.address) == "serves")
        if not shared:
            desk.triton.endpoints[line.address].connection.stop_sharing()  # type: ignore[union-attr]
        embedding, _ = await embeddings(desk)
        await there(desk, embedding, a_click(embedding))
        before, requests = line.sent, desk.count("requests_total")
        clicks = 20
        for number in range(clicks):
            await there(desk, embedding, a_click(embedding, 0.1 + 0.04 * number))
        assert desk.count("requests_total") == requests + clicks
        assert desk.count("failovers_total") == 0
        assert 0 < (line.sent - before) / clicks < SMALL


async def test_an_embedding_is_sent_once(desk: Desk) -> None:
    embedding, _ = await embeddings(desk)
    before = desk.count("resends_total")
    for _ in range(5):
        await there(desk, embedding, a_click(embedding))
    assert desk.count("resends_total") == before + 1


async def test_what_does_not_fit_is_refused_naming_it(desk: Desk) -> None:
    from avala_edge.errors import InvalidInput

    with pytest.raises(InvalidInput, match="'pixels' must be uint8"):
        await desk.runtime.run(desk.model.encoder, {"pixels": np.zeros((1, 4, 4, 3), np.uint8)}, lane=Lane.CLICK)


async def test_many_at_once(desk: Desk) -> None:
    both = await embeddings(desk)
    prompts = [(both[n % 2], a_click(both[n % 2], 0.05 + 0.07 * n)) for n in range(12)]
    for _ in range(10):  # calls under way at once can lock each other up
        asked = await asyncio.gather(*(there(desk, embedding, prompt) for embedding, prompt in prompts))
    assert desk.count("failovers_total") == 0
    for (embedding, prompt), answer in zip(prompts, asked, strict=True):
        assert same(answer, await here(desk, embedding, prompt))
