"""Pictures → a video file, for benches that need one; nothing that people bring passes here."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from avala_edge.imaging.pixels import Pixels


def write_film(path: Path, pictures: Iterable[Pixels], *, rate: int = 25, gop: int = 250) -> None:
    """Write pictures of one size as H.264 in an MP4, a key frame each `gop`; needs the extra `video`."""
    import av

    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "20"})
        stream.pix_fmt, stream.gop_size = "yuv420p", gop
        stream.codec_context.time_base = Fraction(1, rate)
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.width, stream.height = picture.width, picture.height
            frame = av.VideoFrame.from_ndarray(picture.array, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
