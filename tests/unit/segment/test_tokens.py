"""Mask tokens: for one person and image, whole answers, a fair share of the budget, and gone after a time."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from avala_edge.errors import TokenRefused
from avala_edge.geometry import Frame
from avala_edge.models import Logits
from avala_edge.segment import MaskTokens

CELLS = 4
MASK = CELLS * CELLS * 2  # bytes of a mask that is kept
BUDGET, TTL_S = 12 * MASK, 100.0
USERS, IMAGES = ("ann", "bob", "cyd"), ("cat", "cup")


def logits(masks: int, value: float = 1) -> Logits:
    each = np.arange(masks, dtype=np.float32)[:, None, None] + value
    shape = (masks, CELLS, CELLS)
    return Logits(
        np.broadcast_to(each, shape).copy(), np.ones(masks, np.float32), Frame.whole(8, 8, float(CELLS), float(CELLS))
    )


class Clock:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s

    def __deepcopy__(self, memo: object) -> Clock:
        return self


def given(tokens: MaskTokens, principal: str, image: str, token: str) -> float | None:
    """Value behind a token, None when it is refused; asked of a copy, since asking is use."""
    try:
        seen = copy.deepcopy(tokens).take(principal, image, token)
    except TokenRefused:
        return None
    assert seen is not None
    return float(seen.logits[0, 0])


@dataclass(eq=False)
class Put:
    user: str
    image: str
    tokens: tuple[str, ...]
    value: float
    used: float
    turn: int  # of the last use

    @property
    def nbytes(self) -> int:
        return len(self.tokens) * MASK


class AnyUse(RuleBasedStateMachine):
    """What was put, used and seen to be gone is written down; the store is asked through its own doors only."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.tokens = MaskTokens(budget_bytes=BUDGET, ttl_s=TTL_S, now=self.clock)
        self.held: list[Put] = []
        self.gone: list[Put] = []
        self.turn = 0

    def there(self, put: Put) -> bool:
        found = [given(self.tokens, put.user, put.image, token) for token in put.tokens]
        whole = [put.value + index for index in range(len(found))]
        assert found in (whole, [None] * len(found)), "part of an answer, or another's"
        return found == whole

    def bytes_of(self, user: str) -> int:
        return sum(put.nbytes for put in self.held if put.user == user)

    @rule(user=st.sampled_from(USERS), image=st.sampled_from(IMAGES), masks=st.sampled_from((1, 3, 3, 3, 14)))
    def put(self, user: str, image: str, masks: int) -> None:
        self.turn += 1
        value = float(self.turn % 40)  # within what is kept of logits, and exact in a float16
        tokens = self.tokens.put(user, image, logits(masks, value))
        newest = Put(user, image, tokens, value, self.clock.s, self.turn)
        before, self.held = self.held, []
        for put in before:
            (self.held if self.there(put) else self.gone).append(put)
        self.held.append(newest)
        lost = [put for put in before if put not in self.held]
        assert self.there(newest)
        self.check_share(newest, lost)

    def check_share(self, newest: Put, lost: list[Put]) -> None:
        total = sum(put.nbytes for put in self.held)
        if lost:
            assert total + max(put.nbytes for put in lost) > BUDGET, "lost without need"
        for user in {put.user for put in lost}:
            theirs = [put for put in lost if put.user == user]
            kept = [put for put in self.held if put.user == user and put is not newest]
            assert all(put.turn > max(gone.turn for gone in theirs) for put in kept), "not the least recently used"
            held_then = self.bytes_of(user) + max(theirs, key=lambda put: put.turn).nbytes
            for other in {put.user for put in self.held if put is not newest} - {user}:
                strictly = other == newest.user  # who asks for room gives way first
                assert held_then > self.bytes_of(other) or (held_then == self.bytes_of(other) and not strictly)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def take(self, data: st.DataObject) -> None:
        put = data.draw(st.sampled_from(self.held))
        self.turn += 1
        index = data.draw(st.integers(0, len(put.tokens) - 1))
        seen = self.tokens.take(put.user, put.image, put.tokens[index])
        assert seen is not None
        assert (seen.logits == put.value + index).all()
        put.used, put.turn = self.clock.s, self.turn

    @rule(seconds=st.sampled_from((1.0, 40.0, 40.0, TTL_S - 1, TTL_S)))
    def wait(self, seconds: float) -> None:
        self.clock.s += seconds
        self.gone += [put for put in self.held if self.clock.s - put.used >= TTL_S]
        self.held = [put for put in self.held if self.clock.s - put.used < TTL_S]

    @invariant()
    def what_is_held_is_there_and_what_is_gone_stays_gone(self) -> None:
        assert all(self.there(put) for put in self.held)
        assert not any(self.there(put) for put in self.gone)

    @invariant()
    def nobody_gets_another_s(self) -> None:
        for put in self.held:
            for user in USERS:
                for image in IMAGES:
                    mine = (user, image) == (put.user, put.image)
                    assert (given(self.tokens, user, image, put.tokens[-1]) is not None) == mine

    @invariant()
    def bytes_are_true_and_within_the_budget(self) -> None:
        assert self.tokens.nbytes == sum(put.nbytes for put in self.held)
        newest = max(self.held, key=lambda put: put.turn, default=None)
        assert self.tokens.nbytes <= BUDGET or (newest is not None and self.tokens.nbytes == newest.nbytes)


AnyUse.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
test_any_sequence_of_use = AnyUse.TestCase


def refused(tokens: MaskTokens, principal: str, image: str, token: str) -> str:
    with pytest.raises(TokenRefused) as refusal:
        tokens.take(principal, image, token)
    return refusal.value.message


def test_all_refusals_say_the_same() -> None:
    clock = Clock()
    tokens = MaskTokens(budget_bytes=BUDGET, ttl_s=TTL_S, now=clock)
    (token,) = tokens.put("ann", "cat", logits(1))
    said = {refused(tokens, *asked) for asked in (("bob", "cat", token), ("ann", "cup", token), ("ann", "cat", "x"))}
    clock.s = TTL_S
    said.add(refused(tokens, "ann", "cat", token))
    assert len(said) == 1


def test_a_busy_user_pushes_out_their_own_only() -> None:
    tokens = MaskTokens(budget_bytes=BUDGET, ttl_s=TTL_S, now=Clock())
    quiet = [tokens.put("bob", "cup", logits(3)) for _ in range(2)]
    busy = [tokens.put("ann", "cat", logits(3)) for _ in range(50)]
    assert all(given(tokens, "bob", "cup", token) is not None for answer in quiet for token in answer)
    assert [given(tokens, "ann", "cat", answer[0]) is not None for answer in busy] == [False] * 48 + [True] * 2


def test_what_a_user_held_once_is_not_held_against_them() -> None:
    tokens = MaskTokens(budget_bytes=BUDGET, ttl_s=TTL_S, now=Clock())
    once_busy = [tokens.put("ann", "cat", logits(3)) for _ in range(50)]
    for _ in range(3):
        tokens.put("bob", "cup", logits(3))
    assert all(given(tokens, "ann", "cat", answer[0]) is not None for answer in once_busy[-2:])


def test_a_newcomer_gets_room_from_who_holds_most() -> None:
    tokens = MaskTokens(budget_bytes=BUDGET, ttl_s=TTL_S, now=Clock())
    first = [tokens.put("ann", "cat", logits(3)) for _ in range(4)]
    mine = tokens.put("bob", "cup", logits(3))
    assert all(given(tokens, "bob", "cup", token) is not None for token in mine)
    assert [given(tokens, "ann", "cat", answer[0]) is not None for answer in first] == [False, True, True, True]


def test_use_keeps_an_answer_and_its_alternatives_alive() -> None:
    clock = Clock()
    tokens = MaskTokens(budget_bytes=BUDGET, ttl_s=TTL_S, now=clock)
    answer = tokens.put("ann", "cat", logits(3))
    for _ in range(5):
        clock.s += TTL_S - 1
        tokens.take("ann", "cat", answer[0])
    assert given(tokens, "ann", "cat", answer[2]) is not None
    clock.s += TTL_S
    assert tokens.nbytes == 0
