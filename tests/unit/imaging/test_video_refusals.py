"""Videos that are refused: too long, too large, without pictures, hostile, and in words that help."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from avala_edge.errors import TooLarge, VideoRefused
from avala_edge.imaging import VideoLimits, open_video
from tests.films import film, frame_number, sound
from tests.unit.imaging.video_kinds import LIMITS


def _eight_hours(path: Path) -> bytes:
    """Two frames in a Matroska file whose header states eight hours."""
    data = bytearray(film(path / "long.mkv", frames=2, rate=30).read_bytes())
    at = data.find(b"\x44\x89\x88")
    assert at > 0
    data[at + 3 : at + 11] = struct.pack(">d", 8 * 3600 * 1000.0)
    return bytes(data)


def test_eight_hours_are_refused_at_once_and_pass_with_fewer_frames(tmp_path: Path) -> None:
    with open_video(io.BytesIO(_eight_hours(tmp_path)), LIMITS) as video:
        with pytest.raises(VideoRefused) as refusal:
            video.frames()
        assert refusal.value.message == (
            "The video has about 864000 frames (8 h at 30/s), more than the limit of 1000 "
            "(AVALA_EDGE_MAX_VIDEO_FRAMES); import it with a larger `every`-th frame, or cut it"
        )
        assert len(list(video.frames(every=900))) == 1


def test_two_frames_far_apart_are_two_frames(tmp_path: Path) -> None:
    with open_video(film(tmp_path / "slow.mp4", frames=2, seconds_per_frame=4 * 3600), LIMITS) as video:
        assert [frame_number(pixels) for _, pixels in video.frames()] == [0, 1]


def test_refusals_say_what_is_wrong(films: Callable[[str], Path], tmp_path: Path) -> None:
    plain = films("h264 with frames that look ahead").read_bytes()
    small = VideoLimits(max_bytes=LIMITS.max_bytes, max_frames=1000, max_pixels=10_000)
    for data, limits, words in (
        (b"", LIMITS, "The file is empty"),
        (b"a text, and no video at all\n" * 50, LIMITS, "no MP4, MOV, MKV, WebM or AVI video"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n", LIMITS, "no MP4, MOV, MKV, WebM or AVI video"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", LIMITS, "no MP4, MOV, MKV, WebM or AVI video"),
        (plain[: len(plain) * 6 // 10], LIMITS, "cut short: its index (moov) is missing"),
        (films("vp9").read_bytes()[:600], LIMITS, "The WEBM is"),
        (sound(tmp_path / "a.mka", "pcm_s16le", "matroska").read_bytes(), LIMITS, "The MKV holds only sound"),
        (sound(tmp_path / "a.m4a", "aac", "mp4").read_bytes(), LIMITS, "The MP4 holds only sound"),
        (plain, small, "frames of 160 x 96 = 15,360 pixels; the limit is 10,000"),
        (_without_pictures(plain), LIMITS, "no frame that can be decoded"),
    ):
        with pytest.raises(VideoRefused) as refusal:
            open_video(io.BytesIO(data), limits)
        assert words in refusal.value.message
    with pytest.raises(TooLarge, match="the limit is 1,000"):
        open_video(io.BytesIO(plain), VideoLimits(max_bytes=1000, max_frames=1, max_pixels=1))


def _without_pictures(mp4: bytes) -> bytes:
    at = mp4.find(b"mdat")
    end = at - 4 + int.from_bytes(mp4[at - 4 : at], "big")
    return mp4[: at + 4] + bytes(end - at - 4) + mp4[end:]


@pytest.mark.parametrize("box", ["stsz", "trun"])
def test_an_index_of_billions_is_refused_before_it_is_made(films: Callable[[str], Path], box: str) -> None:
    kind = "h264 in fragments" if box == "trun" else "h264 with frames that look ahead"
    data = bytearray(films(kind).read_bytes())
    at = data.rfind(box.encode())
    count = at + (8 if box == "trun" else 12)
    if box == "stsz":
        data[at + 8 : at + 12] = (1).to_bytes(4, "big")
    data[count : count + 4] = (150_000_000).to_bytes(4, "big")
    with pytest.raises(VideoRefused, match="samples; the limit is 10,000,000"):
        open_video(io.BytesIO(data), LIMITS)


def test_no_other_file_is_opened(films: Callable[[str], Path], tmp_path: Path) -> None:
    """A QuickTime alias says that the samples lie in another file; that file is there, and is left alone."""
    import av

    plain = films("h264 with frames that look ahead").read_bytes()
    (tmp_path / "b.mp4").write_bytes(plain)
    at = plain.find(b"dref")
    assert plain[at + 12 : at + 24] == struct.pack(">I4sI", 12, b"url ", 1)
    alias = _alias(tmp_path / "b.mp4")
    entry = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    outside = tmp_path / "a.mp4"
    outside.write_bytes(_grow(_without_pictures(plain), at + 12, 12, entry))
    with av.open(str(outside), options={"enable_drefs": "1", "use_absolute_path": "1"}) as follows:
        assert len(list(follows.decode(video=0))) == 40
    with pytest.raises(VideoRefused, match=r"no frame that can be decoded"):
        open_video(outside, LIMITS)


def _alias(target: Path) -> bytes:
    folder, name, whole = (text.encode() for text in (target.parent.name, target.name, str(target)))
    fixed = bytes(10) + b"\1v".ljust(28, b"\0") + bytes(12) + bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16)
    parts = [
        struct.pack(">HH", kind, len(text)) + text + bytes(len(text) % 2) for kind, text in ((2, whole), (0, folder))
    ]
    return fixed + struct.pack(">hh", -1, -1) + bytes(16) + b"".join(parts) + struct.pack(">HH", 0xFFFF, 0)


def _grow(mp4: bytes, at: int, length: int, entry: bytes) -> bytes:
    """Put an entry in the place of another, and make the boxes around it as much larger."""
    data = bytearray(mp4)
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        head = mp4.find(name) - 4
        size = int.from_bytes(data[head : head + 4], "big") + len(entry) - length
        data[head : head + 4] = size.to_bytes(4, "big")
    return bytes(data[:at] + entry + data[at + length :])
