"""Which frames a propagation visits: all that are asked for, none that a person has settled, each once a track."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from avala_edge.video.span import Direction, Leg, legs_of, passes_of

END = 30


def frames_of(legs: list[Leg]) -> list[int]:
    return sorted(
        frame
        for leg in legs
        for frame in range(min(leg.start + leg.step, leg.last), max(leg.start + leg.step, leg.last) + 1)
    )


def spans(
    starts: list[int], settled: list[int], direction: Direction, first: int = 0, last: int = END
) -> list[tuple[int, int]]:
    legs = legs_of(
        "a", [(frame, f"at {frame}") for frame in starts], settled, first=first, last=last, direction=direction
    )
    return [(leg.start, leg.last) for leg in legs]


def test_forwards_it_ends_before_what_is_settled() -> None:
    assert spans([5], [], "forward") == [(5, END)]
    assert spans([5], [12, 20], "forward") == [(5, 11)]
    assert spans([5], [6], "forward") == []
    assert spans([5], [3, 12], "forward", last=8) == [(5, 8)]
    assert spans([END], [], "forward") == []


def test_backwards_it_ends_behind_what_is_settled() -> None:
    assert spans([5], [], "backward") == [(5, 0)]
    assert spans([5], [2], "backward") == [(5, 3)]
    assert spans([5], [4], "backward") == []
    assert spans([5], [], "backward", first=4) == [(5, 4)]


def test_between_two_key_frames_the_earlier_one_is_carried() -> None:
    assert spans([5, 12], [], "both") == [(5, 11), (5, 0), (12, END)]
    assert spans([12], [5], "both") == [(12, END), (12, 6)]


@given(
    starts=st.lists(st.integers(0, END), min_size=1, max_size=5, unique=True),
    settled=st.lists(st.integers(0, END), max_size=6),
    direction=st.sampled_from(["forward", "backward", "both"]),
)
def test_each_frame_once_and_nothing_that_is_settled(
    starts: list[int], settled: list[int], direction: Direction
) -> None:
    legs = legs_of("a", [(each, str(each)) for each in starts], settled, first=0, last=END, direction=direction)
    frames = frames_of(legs)
    assert len(set(frames)) == len(frames)
    assert not set(frames) & (set(starts) | set(settled))
    if direction == "both":  # whatever is beside a start, up to the next fixed frame, is reached
        fixed = set(starts) | set(settled)
        for start in starts:
            assert all(start + 1 in frames or start + 1 in fixed for _ in [0] if start < END)
            assert all(start - 1 in frames or start - 1 in fixed for _ in [0] if start > 0)
    visits = passes_of(legs)
    assert sorted(frame for frame, _ in visits) == frames
    for leg in legs:
        way = [frame for frame, step in visits if leg.covers(frame, step)]
        assert way == list(range(leg.start + leg.step, leg.last + leg.step, leg.step))


def test_several_tracks_share_a_visit() -> None:
    legs = [Leg("a", "x", 0, 3), Leg("b", "y", 2, 5), Leg("c", "z", 4, 2)]
    assert passes_of(legs) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (3, -1), (2, -1)]
