"""Small videos made with PyAV from a package's photo: a crop that moves, with its frame's number burnt in."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import accumulate, cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avala_edge.imaging import ImageLimits, Pixels, decode, demo_photos

BITS = 10
_CELL = 8
_UNEVEN = (10, 35, 20, 110, 5)


def film(
    path: Path,
    *,
    frames: int = 40,
    size: tuple[int, int] = (160, 96),
    rate: int = 25,
    codec: str = "libx264",
    container: str | None = None,
    rotation: int = 0,
    uneven: bool = False,
    gop: int = 12,
    bframes: int = 2,
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
    movflags: str = "",
    seconds_per_frame: int | None = None,
    draw: Callable[[int, tuple[int, int]], NDArray[np.uint8]] | None = None,
) -> Path:
    """Write a video whose frames, `size` wide and high when shown upright, read 0, 1, 2, … by `frame_number`.

    Args:
        path: where it goes; the ending chooses the container unless `container` names one.
        frames: how many.
        size: width and height of a frame as it is shown; at least 88 x 16.
        rate: frames per second.
        codec: FFmpeg's encoder.
        container: FFmpeg's muxer.
        rotation: degrees clockwise that a player must turn the stored frames by.
        uneven: irregular times in milliseconds instead of the rate.
        gop: frames from one key frame to the next.
        bframes: how many frames in a row may look ahead.
        pix_fmt: the encoder's pixel format.
        options: the encoder's own.
        movflags: of MP4 and MOV, such as `faststart`.
        seconds_per_frame: so many seconds from frame to frame instead of the rate.
        draw: makes frame `number` of a size, in place of `picture`.
    """
    import av

    base = Fraction(1, 1000) if uneven or seconds_per_frame else Fraction(1, rate)
    steps = (
        islice(cycle(_UNEVEN), frames) if uneven else [1000 * seconds_per_frame if seconds_per_frame else 1] * frames
    )
    times = [0, *accumulate(steps)]
    with av.open(str(path), "w", format=container, options={"movflags": movflags} if movflags else {}) as out:
        stream: Any = out.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height = size if rotation % 180 == 0 else size[::-1]
        stream.pix_fmt = pix_fmt
        stream.gop_size = gop
        if codec in ("libx264", "libx265", "mpeg4"):
            stream.max_b_frames = bframes
        stream.thread_count = 1
        stream.time_base = stream.codec_context.time_base = base
        if rotation:
            stream.set_display_rotation(-rotation)  # FFmpeg counts counter-clockwise
        for number in range(frames):
            shown = np.rot90((draw or picture)(number, size), rotation // 90)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(shown), format="rgb24")
            frame.pts, frame.time_base = times[number], base
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def sound(path: Path, codec: str, container: str | None = None) -> Path:
    """Write half a second of a tone, and no picture."""
    import av

    with av.open(str(path), "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=8000, layout="mono")
        for at in range(0, 4000, 1000):
            tone = (np.sin(np.arange(at, at + 1000) * 0.3) * 9000).astype(np.int16)[None]
            frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
            frame.sample_rate, frame.pts = 8000, at
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def picture(number: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return frame `number` before coding, uint8 `[height, width, 3]`."""
    width, height = size
    photo = _photo()
    reach_y, reach_x = photo.shape[0] - height, photo.shape[1] - width
    y, x = number * 2 % (reach_y + 1), number * 3 % (reach_x + 1)
    frame = photo[y : y + height, x : x + width].copy()
    frame[: 2 * _CELL, : (BITS + 1) * _CELL] = 0
    for bit in range(BITS):
        if number >> bit & 1:
            frame[4 : 4 + _CELL, 4 + bit * _CELL : 4 + (bit + 1) * _CELL] = 255
    return frame


def frame_number(pixels: Pixels) -> int:
    """Read the number that is burnt in."""
    cells = pixels.array[6:10, 4 : 4 + BITS * _CELL].mean(axis=(0, 2)).reshape(BITS, _CELL)[:, 2:6].mean(axis=1)
    return sum(1 << bit for bit, light in enumerate(cells) if light > 127)


@cache
def _photo() -> NDArray[np.uint8]:
    path = next(photo.path for photo in demo_photos() if photo.name == "chelsea")
    return decode(path.read_bytes(), ImageLimits()).array
