"""The cache of decoded frames and open readers: right, bounded, and shared by threads."""

from __future__ import annotations

import io
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from avala_edge.errors import VideoRefused
from avala_edge.imaging import Moment, Pixels, Video, VideoFrames, open_video
from tests.films import frame_number
from tests.unit.imaging.video_kinds import LIMITS


class _Watched(io.BytesIO):
    """A file whose user closes it; `open` counts those that are not closed."""

    open = 0

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        _Watched.open += 1

    def close(self) -> None:
        _Watched.open -= not self.closed
        super().close()


def _opener(data: bytes) -> Callable[[], Video]:
    def make() -> Video:
        file: BinaryIO = _Watched(data)
        return Video(file, LIMITS, thread_count=1, owned=True)

    return make


@pytest.fixture
def taken(films: Callable[[str], Path]) -> dict[str, tuple[bytes, list[tuple[Moment, Pixels]]]]:
    _Watched.open = 0
    kinds = ("h264 with frames that look ahead", "vp9", "mpeg4 in avi", "ffv1", "one long group")
    held = {}
    for kind in kinds:
        with open_video(films(kind), LIMITS) as video:
            held[kind] = (films(kind).read_bytes(), list(video.frames()))
    return held


def test_the_cache_is_right_and_bounded_under_four_threads(
    taken: dict[str, tuple[bytes, list[tuple[Moment, Pixels]]]],
) -> None:
    budget = 30 * 160 * 96 * 3
    frames = VideoFrames(budget, most_open=2)
    faults: list[object] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(60):
                kind = chance.choice(list(taken))
                data, all_of_it = taken[kind]
                moment, pixels = chance.choice(all_of_it)
                got = frames.get(kind, moment, _opener(data))
                if not np.array_equal(got.array, pixels.array) or frames.nbytes > budget or frames.readers > 2:
                    faults.append((kind, moment))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    assert faults == []
    assert 0 < frames.nbytes <= budget
    assert _Watched.open <= 2
    frames.close()
    assert (_Watched.open, frames.nbytes, frames.readers) == (0, 0, 0)


def test_stepping_back_decodes_once_for_many_steps(taken: dict[str, tuple[bytes, list[tuple[Moment, Pixels]]]]) -> None:
    data, all_of_it = taken["one long group"]
    frames = VideoFrames(100_000_000)
    opened = []

    def make() -> Video:
        opened.append(_opener(data)())
        return opened[-1]

    frames.get("a", all_of_it[60][0], make)
    frames.get("a", all_of_it[59][0], make)
    assert frames.nbytes == 17 * 160 * 96 * 3  # the first, the second, and fifteen before it
    for number in range(58, 43, -1):
        assert frame_number(frames.get("a", all_of_it[number][0], make)) == number
    assert frames.nbytes == 17 * 160 * 96 * 3
    assert len(opened) == 1
    frames.close()


def test_a_reader_that_failed_is_closed_and_made_anew(
    taken: dict[str, tuple[bytes, list[tuple[Moment, Pixels]]]],
) -> None:
    data, all_of_it = taken["vp9"]
    frames = VideoFrames(100_000_000)
    with pytest.raises(VideoRefused, match="no frame at time 7"):
        frames.get("a", Moment(7, 0), _opener(data))
    assert (_Watched.open, frames.readers) == (0, 0)
    moment, pixels = all_of_it[20]
    assert np.array_equal(frames.get("a", moment, _opener(data)).array, pixels.array)
    frames.close()
    assert _Watched.open == 0
    none = VideoFrames(0)
    assert np.array_equal(none.get("a", moment, _opener(data)).array, pixels.array)
    assert none.nbytes == 0
    none.close()
