"""Servers that die, come back, forget, hang or are two: every click is answered, and none wrongly."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from avala_edge.inference.triton.rendezvous import by_preference
from avala_edge.models import Embedding, Logits, Prompt
from tests.triton.conftest import Desk, at_desk, until
from tests.triton.line import counted
from tests.triton.server import Triton, serving
from tests.triton.test_clicks import a_click, embeddings, here, same, there

CLICKERS = 20
BOUND_S = 5.0  # the issue's
THINK_S = 0.5


@pytest.fixture
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Triton]:
    """One that a test may kill."""
    with serving(tmp_path_factory.mktemp("mortal")) as server:
        yield server


def clicks_on(both: list[Embedding]) -> list[tuple[Embedding, Prompt]]:
    return [(embedding, a_click(embedding, 0.1 * n, 0.4)) for embedding in both for n in range(1, 10)]


async def truths(desk: Desk, clicks: list[tuple[Embedding, Prompt]]) -> list[Logits]:
    return [await here(desk, embedding, prompt) for embedding, prompt in clicks]


async def test_killed_in_mid_load_and_back(mortal: Triton) -> None:
    async with at_desk(mortal.address) as desk:
        await until(lambda: desk.state(mortal.address) == "serves")
        clicks = clicks_on(await embeddings(desk))
        truth = await truths(desk, clicks)
        answered, wrong, stop = Counter[int](), list[int](), asyncio.Event()

        async def click_on(clicker: int) -> None:
            number = clicker
            while not stop.is_set():
                number = (number + 1) % len(clicks)
                async with asyncio.timeout(BOUND_S):
                    answer = await there(desk, *clicks[number])
                answered[clicker] += 1
                await asyncio.sleep(THINK_S)
                if not same(answer, truth[number]):
                    wrong.append(number)

        async with asyncio.TaskGroup() as clickers:
            for clicker in range(CLICKERS):
                clickers.create_task(click_on(clicker))
            await until(lambda: desk.count("requests_total", model="sam_prompt") > 60)
            mortal.kill()
            at_death = desk.count("requests_total", model="sam_prompt")
            before = answered.total()
            await until(lambda: answered.total() > before + CLICKERS)
            assert desk.state(mortal.address) == "down"
            assert desk.count("failovers_total", to="embedded") > 0
            stop.set()
        assert wrong == []
        assert len(answered) == CLICKERS
        await asyncio.to_thread(mortal.start)
        await until(lambda: desk.state(mortal.address) == "serves", BOUND_S)
        resent = desk.count("resends_total")
        for number, (embedding, prompt) in enumerate(clicks):
            assert same(await there(desk, embedding, prompt), truth[number])
        assert desk.count("requests_total", model="sam_prompt") > at_death
        assert desk.count("resends_total") == resent + 2  # both embeddings went with it, and were sent once more


async def test_one_that_hangs_is_not_waited_for(triton: Triton) -> None:
    async with counted(triton.grpc) as line, at_desk(line.address) as desk:
        await until(lambda: desk.state(line.address) == "serves")
        clicks = clicks_on(await embeddings(desk))
        truth = await truths(desk, clicks)
        line.flows.clear()
        async with asyncio.timeout(BOUND_S):
            answers = await asyncio.gather(*(there(desk, embedding, prompt) for embedding, prompt in clicks))
        assert all(same(a, b) for a, b in zip(answers, truth, strict=True))
        await until(lambda: desk.state(line.address) == "down")
        line.flows.set()
        await until(lambda: desk.state(line.address) == "serves")


async def test_a_connection_given_up_under_a_click(triton: Triton) -> None:
    async with counted(triton.grpc) as line, at_desk(line.address) as desk:
        await until(lambda: desk.state(line.address) == "serves")
        clicks = clicks_on(await embeddings(desk))[:6]
        truth = await truths(desk, clicks)
        endpoint = desk.triton.endpoints[line.address]
        given_up = endpoint.connection
        assert given_up is not None
        line.flows.clear()
        async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as group:
            asked = [group.create_task(there(desk, *click)) for click in clicks]
            await until(lambda: endpoint.under_way == len(clicks))
            given_up.lost.set()  # noticed before the calls fail: they are still out when it is closed
        assert all(same(each.result(), right) for each, right in zip(asked, truth, strict=True))
        line.flows.set()
        await until(lambda: endpoint.state == "serves" and endpoint.connection is not given_up)


async def test_none_there_at_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with at_desk("127.0.0.1:9") as desk:
        (embedding, _) = await embeddings(desk)
        assert same(await there(desk, embedding, a_click(embedding)), await here(desk, embedding, a_click(embedding)))
        assert desk.count("failovers_total", to="embedded") == 3  # two encodes and a decode
        rows = desk.gate.rows(desk.triton.endpoints)
        assert {row.part for row in rows} == {"encoder", "decoder"}
        assert all(row.refused for row in rows)


async def test_two_share_the_keys_and_one_removed_moves_only_its_own(triton: Triton, mortal: Triton) -> None:
    addresses = (triton.address, mortal.address)
    async with at_desk(*addresses) as desk:
        await until(lambda: all(desk.state(address) == "serves" for address in addresses))
        first, _ = await embeddings(desk)
        several = [replace(first, key=secrets.token_hex(32)) for _ in range(24)]
        owners = {each.key: by_preference(each.key, addresses)[0] for each in several}
        assert len(set(owners.values())) == 2
        truth = await here(desk, first, a_click(first))

        async def click_on_all() -> dict[str, float]:
            before = {each: desk.count("requests_total", endpoint=each, model="sam_prompt") for each in addresses}
            for each in several:
                assert same(await there(desk, each, a_click(each)), truth)
            return {
                each: desk.count("requests_total", endpoint=each, model="sam_prompt") - before[each]
                for each in addresses
            }

        own = Counter(owners.values())
        probed = desk.count("resends_total", endpoint=triton.address)  # by the gate
        await click_on_all()  # each embedding is sent to its owner
        assert desk.count("resends_total", endpoint=triton.address) == probed + own[triton.address]
        assert await click_on_all() == own  # and stays there
        os.killpg(mortal.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
        await until(lambda: desk.state(mortal.address) == "down")
        sent = desk.count("resends_total", endpoint=triton.address)
        assert (await click_on_all())[triton.address] >= len(several)
        assert desk.count("resends_total", endpoint=triton.address) == sent + own[mortal.address]
        assert desk.count("failovers_total", to="embedded") == 0
