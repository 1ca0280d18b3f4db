"""Videos: every frame exactly again by its moment, whatever the container and the coding."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from avala_edge.errors import VideoRefused
from avala_edge.imaging import VideoLimits, open_video, sniff_video
from tests.films import frame_number, picture
from tests.unit.imaging.video_kinds import KINDS, LIMITS


@pytest.mark.parametrize("kind", KINDS)
def test_each_frame_comes_again_exactly_in_any_order(films: Callable[[str], Path], kind: str) -> None:
    how = KINDS[kind][1]
    size = how.get("size", (160, 96))
    with open_video(films(kind), LIMITS) as video:
        taken = list(video.frames())
        assert video.damage is None
        assert [frame_number(pixels) for _, pixels in taken] == list(range(how.get("frames", 40)))
        times = [moment.pts for moment, _ in taken]
        assert times == sorted(set(times))
        assert (video.info.width, video.info.height, video.info.rotation) == (*size, how.get("rotation", 0))
        for number, (_, pixels) in enumerate(taken):
            assert (pixels.width, pixels.height) == size
            assert np.abs(pixels.array.astype(int) - picture(number, size)).mean() < 16
        for moment, pixels in random.Random(0).sample(taken, len(taken)) + taken + taken[::-1]:
            assert np.array_equal(video.at(moment).array, pixels.array)
    with open_video(films(kind), LIMITS) as fresh:
        for moment, pixels in taken[::-7]:
            assert np.array_equal(fresh.at(moment).array, pixels.array)


def test_several_decoding_threads_give_the_same_frames(films: Callable[[str], Path]) -> None:
    for kind in ("h264 with frames that look ahead", "mpeg4 in avi", "h264 in avi", "vp9"):
        with open_video(films(kind), LIMITS) as one, open_video(films(kind), LIMITS, thread_count=3) as more:
            taken = list(one.frames())
            assert [(m, p.sha256()) for m, p in more.frames()] == [(m, p.sha256()) for m, p in taken]
            for moment, pixels in random.Random(1).sample(taken, 12):
                assert np.array_equal(more.at(moment).array, pixels.array)


def test_uneven_times_are_those_that_were_written(films: Callable[[str], Path]) -> None:
    with open_video(films("uneven mkv"), LIMITS) as video:
        times = [float(moment.pts * video.info.time_base) for moment, _ in video.frames()]
    assert times[:6] == pytest.approx([0, 0.010, 0.045, 0.065, 0.175, 0.180])


def test_the_header(films: Callable[[str], Path]) -> None:
    for kind, fmt, media, codec in (
        ("h264 with frames that look ahead", "MP4", "video/mp4", "h264"),
        ("mov", "MOV", "video/quicktime", "h264"),
        ("ffv1", "MKV", "video/x-matroska", "ffv1"),
        ("vp9", "WEBM", "video/webm", "vp9"),
        ("mpeg4 in avi", "AVI", "video/x-msvideo", "mpeg4"),
    ):
        with open_video(films(kind), LIMITS) as video:
            info = video.info
        assert (info.format, info.media_type, info.codec) == (fmt, media, codec)
        assert info.duration_s == pytest.approx(40 / 25, abs=0.1)
        assert info.average_rate == pytest.approx(25, rel=0.05)


def test_a_mirrored_video_is_shown_mirrored(films: Callable[[str], Path]) -> None:
    data = bytearray(films("turned 180").read_bytes())
    matrix = struct.pack(">9i", -65536, 0, 0, 0, -65536, 0, 160 << 16, 96 << 16, 1 << 30)
    at = data.find(matrix[:20])
    assert at > 0
    data[at : at + 20] = struct.pack(">5i", -65536, 0, 0, 0, 65536)
    with open_video(films("turned 180"), LIMITS) as turned, open_video(io.BytesIO(data), LIMITS) as mirrored:
        (_, upright), (_, other) = next(turned.frames()), next(mirrored.frames())
    assert np.array_equal(other.array, upright.array[::-1])


def test_every_nth_frame(films: Callable[[str], Path]) -> None:
    few = VideoLimits(max_bytes=LIMITS.max_bytes, max_frames=10, max_pixels=LIMITS.max_pixels)
    with open_video(films("mpeg4"), few) as video:
        taken = list(video.frames(every=4))
        assert [frame_number(pixels) for _, pixels in taken] == list(range(0, 40, 4))
        for moment, pixels in taken:
            assert np.array_equal(video.at(moment).array, pixels.array)
        with pytest.raises(VideoRefused, match=r"about 40 frames .*more than the limit of 30 .*larger `every`"):
            video.frames(every=3)


def test_more_frames_than_stated_stop_at_the_limit(films: Callable[[str], Path]) -> None:
    data = films("h264 in mkv").read_bytes()
    at = data.find(b"\x44\x89\x88")  # the duration in the header, a double after its length
    assert at > 0
    short = data[: at + 3] + struct.pack(">d", 40.0) + data[at + 11 :]
    few = VideoLimits(max_bytes=LIMITS.max_bytes, max_frames=10, max_pixels=LIMITS.max_pixels)
    taken: list[int] = []
    with open_video(io.BytesIO(short), few) as video:
        frames = video.frames()
        taken.extend(frame_number(next(frames)[1]) for _ in range(10))
        with pytest.raises(VideoRefused, match="more than 10 frames"):
            next(frames)
    assert taken == list(range(10))


def test_sniffing() -> None:
    assert sniff_video(b"\0\0\0\x18ftypmp42") == "MP4"
    assert sniff_video(b"\0\0\0\x14ftypqt  ") == "MOV"
    assert sniff_video(b"\0\0\0\x08wide\0\0") == "MOV"
    for brand in (b"avif", b"heic", b"mif1"):
        assert sniff_video(b"\0\0\0\x18ftyp" + brand) is None
    for other in (b"", b"RIFF\0\0\0\0WAVEfmt ", b"\x1a\x45\xdf\xa3", b"\xff\xd8\xff\xe0", b"GIF89a"):
        assert sniff_video(other) is None


def test_the_package_loads_without_the_extra_and_says_what_is_missing() -> None:
    code = (
        "import sys, io; import avala_edge.imaging as i; assert 'av' not in sys.modules\n"
        "sys.modules['av'] = None\n"
        "try: i.open_video(io.BytesIO(b''), i.VideoLimits(1, 1, 1))\n"
        "except Exception as e: print(type(e).__name__, e)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == (
        "VideoRefused Decoding a video needs the extra `video`: pip install 'avala-edge[video]'"
    )
