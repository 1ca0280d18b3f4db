"""Decoded pixels: once for all who ask, within the budget, failures not kept."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from avala_edge.imaging import Pixels
from avala_edge.segment import RecentPixels

SIDE = 10
EACH = SIDE * SIDE * 3


class Decoder:
    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, uid: str) -> Pixels:
        self.asked.append(uid)
        await asyncio.sleep(0)
        return Pixels(np.zeros((SIDE, SIDE, 3), np.uint8))


async def test_one_decode_for_all_who_ask_and_for_those_who_come_later() -> None:
    recent, decode = RecentPixels(budget_bytes=EACH), Decoder()
    await asyncio.gather(*(recent.get("a", lambda: decode("a")) for _ in range(5)))
    await recent.get("a", lambda: decode("a"))
    assert decode.asked == ["a"]


async def test_the_least_recently_used_goes_first_and_the_budget_holds() -> None:
    recent, decode = RecentPixels(budget_bytes=2 * EACH), Decoder()
    for uid in ("a", "b", "a", "c", "a", "b"):
        await recent.get(uid, lambda uid=uid: decode(uid))  # type: ignore[misc]
        assert recent.nbytes <= 2 * EACH
    assert decode.asked == ["a", "b", "c", "b"]


async def test_what_is_larger_than_the_budget_is_given_but_not_kept() -> None:
    recent, decode = RecentPixels(budget_bytes=EACH - 1), Decoder()
    assert (await recent.get("a", lambda: decode("a"))).height == SIDE
    assert recent.nbytes == 0


async def test_a_failure_reaches_all_who_ask_and_is_not_kept() -> None:
    recent, decode = RecentPixels(budget_bytes=EACH), Decoder()

    async def fail() -> Pixels:
        raise OSError("gone")

    found = await asyncio.gather(*(recent.get("a", fail) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in found] == [OSError] * 3
    assert (await recent.get("a", lambda: decode("a"))).width == SIDE


async def test_one_who_leaves_does_not_take_the_others_along() -> None:
    recent, gate = RecentPixels(budget_bytes=EACH), asyncio.Event()

    async def wait() -> Pixels:
        await gate.wait()
        return Pixels(np.zeros((SIDE, SIDE, 3), np.uint8))

    first = asyncio.ensure_future(recent.get("a", wait))
    second = asyncio.ensure_future(recent.get("a", wait))
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert (await second).height == SIDE
    with pytest.raises(asyncio.CancelledError):
        await first
