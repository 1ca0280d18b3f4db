"""Which server a key belongs to, and when a server counts as up."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from avala_edge.inference.triton.hysteresis import Hysteresis
from avala_edge.inference.triton.rendezvous import by_preference

ADDRESSES = st.lists(st.from_regex(r"[a-z]{1,8}:[0-9]{1,4}", fullmatch=True), min_size=1, max_size=6, unique=True)
KEYS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(KEYS, ADDRESSES, st.randoms())
def test_an_order_does_not_depend_on_how_servers_are_listed(key: str, addresses: list[str], random: object) -> None:
    shuffled = list(addresses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert by_preference(key, addresses) == by_preference(key, shuffled)
    assert sorted(by_preference(key, addresses)) == sorted(addresses)


@given(KEYS, ADDRESSES, st.data())
def test_one_removed_moves_only_its_own_keys(key: str, addresses: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(addresses))
    left = [address for address in addresses if address != gone]
    before = by_preference(key, addresses)
    assert by_preference(key, left) == [address for address in before if address != gone]


def test_keys_spread() -> None:
    owners = Counter(by_preference(f"{number:064x}", ["a:1", "b:1", "c:1", "d:1"])[0] for number in range(4000))
    assert all(800 < owned < 1200 for owned in owners.values())
    assert len(owners) == 4


@given(st.integers(1, 4), st.integers(1, 4), st.lists(st.booleans(), max_size=40))
def test_it_changes_after_so_many_signs_in_a_row_and_not_before(rise: int, fall: int, signs: list[bool]) -> None:
    health, up = Hysteresis(rise=rise, fall=fall), False
    for end, sign in enumerate(signs, 1):
        needed = rise if sign else fall
        row = signs[max(0, end - needed) : end]
        if sign != up and len(row) == needed and set(row) == {sign}:
            up = sign
        assert health.note(good=sign) == up
