"""Videos that are cut or damaged: what lies before is taken, what is missing is said, and nothing breaks."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avala_edge.errors import VideoRefused
from avala_edge.imaging import open_video
from tests.films import frame_number
from tests.unit.imaging.video_kinds import LIMITS


@pytest.mark.parametrize(
    "kind", ["h264 in mkv", "vp8", "vp9", "ffv1", "mpeg4 in avi", "mjpeg in avi", "h264 in fragments"]
)
def test_a_cut_tail_keeps_the_frames_before_it(films: Callable[[str], Path], kind: str) -> None:
    data = films(kind).read_bytes()
    with open_video(films(kind), LIMITS) as video:
        whole = [pixels.sha256() for _, pixels in video.frames()]
    with open_video(io.BytesIO(data[: len(data) * 6 // 10]), LIMITS) as video:
        taken = list(video.frames())
        assert 5 < len(taken) < 40
        assert [pixels.sha256() for _, pixels in taken] == whole[: len(taken)]
        assert video.damage == (
            f"the file ends in the middle of frame {len(taken)}; the {len(taken)} frames before it were taken"
        )
        for moment, pixels in random.Random(2).sample(taken, len(taken)):
            assert np.array_equal(video.at(moment).array, pixels.array)


def test_damage_inside_leaves_out_what_depends_on_it(films: Callable[[str], Path]) -> None:
    import av

    with av.open(str(films("vp9"))) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    hurt = next(packet for packet in packets[15:] if not packet.is_keyframe and packet.size > 60)
    data = bytearray(films("vp9").read_bytes())
    at = data.find(bytes(hurt))
    assert at > 0
    data[at : at + 8] = b"\xff" * 8
    with open_video(films("vp9"), LIMITS) as video:
        whole = [pixels.sha256() for _, pixels in video.frames()]
    with open_video(io.BytesIO(data), LIMITS) as video:
        taken = list(video.frames())
        numbers = [frame_number(pixels) for _, pixels in taken]
        assert 20 < len(numbers) < 40
        assert numbers[-1] == 39
        assert [pixels.sha256() for _, pixels in taken] == [whole[number] for number in numbers]
        assert video.damage == f"{40 - len(numbers)} damaged frames were left out"


@pytest.mark.parametrize(
    "kind", ["h264 with frames that look ahead", "h264 in mkv", "vp8", "vp9", "mpeg4 in avi", "h264 in fragments"]
)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_random_damage_is_refused_or_survived(films: Callable[[str], Path], kind: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(films(kind).read_bytes())
    for _ in range(chance.choice([1, 4, 30])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    with suppress(VideoRefused), open_video(io.BytesIO(data), LIMITS) as video:
        taken = list(video.frames())
        times = [moment.pts for moment, _ in taken]
        assert times == sorted(set(times))
        for moment, _ in chance.sample(taken, min(4, len(taken))):
            video.at(moment)
