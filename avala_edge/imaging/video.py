"""A video → its frames as `Pixels`: all in order, or one exactly by its time. PyAV is loaded when a video is opened."""

from __future__ import annotations

import contextlib
import io
from collections import deque
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import TooLarge, VideoRefused
from avala_edge.imaging.pixels import Pixels
from avala_edge.imaging.video_cursor import Cursor, Moment
from avala_edge.imaging.video_info import HEAD_BYTES, MEDIA_TYPES, VideoFormat, VideoInfo, VideoLimits, sniff_video
from avala_edge.imaging.video_layout import Layout, read_layout
from avala_edge.imaging.video_refusal import CONVERT, refuse_video, refusing_video

if TYPE_CHECKING:
    from av.buffer import Buffer
    from av.video.frame import VideoFrame

# What FFmpeg indexes in about 240 MB; ten million frames are 92 hours at 30/s.
_MAX_SAMPLES = 10_000_000
# Going on costs less than a seek when the next key frame is this near, in frames.
_NEAR = 8


def open_video(source: Path | BinaryIO, limits: VideoLimits, *, thread_count: int = 1) -> Video:
    """Open a video and decode its first frame. A file object must be seekable, and stays open and the caller's.

    Raises:
        TooLarge: more bytes than the limit.
        VideoRefused: the extra `video` is not installed; or the file is empty, no video, only sound, cut short, of
            frames that are too large, or of frames that cannot be decoded.
    """
    if find_spec("av") is None:
        raise VideoRefused("Decoding a video needs the extra `video`: pip install 'avala-edge[video]'")
    if not isinstance(source, Path):
        return Video(source, limits, thread_count=thread_count)
    file = source.open("rb")
    try:
        return Video(file, limits, thread_count=thread_count, owned=True)
    except BaseException:
        file.close()
        raise


class Video:
    """An open video; made by `open_video`. Not thread-safe: one thread at a time may use it.

    Attributes:
        info: what the header says.
        damage: what a finished `frames()` could not take, in words; None when it took everything.
    """

    def __init__(self, file: BinaryIO, limits: VideoLimits, *, thread_count: int, owned: bool = False) -> None:
        """See `open_video`; with `owned` the file is closed together with the video."""
        self._file, self._limits, self._threads, self._owned = file, limits, thread_count, owned
        self.damage: str | None = None
        self._kind, self._layout = _judge(file, limits)
        self._cursor = self._open()
        try:
            with refusing_video(self._kind):
                first = next(iter(self._cursor), None)
                if first is None:
                    raise _no_frame(self._kind, self._layout)
                self._held: tuple[Moment, VideoFrame] | None = first
                self._stored_size = (first[1].width, first[1].height)
                self._matrix = _display_matrix(first[1])
                self.info = self._read_info()
        except BaseException:
            self._cursor.close()
            raise

    def __enter__(self) -> Self:
        """Return the video itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give back the decoder and, if the video opened it, the file."""
        self._held = None
        self._cursor.close()
        if self._owned:
            self._file.close()

    def frames(self, *, every: int = 1, after: Moment | None = None) -> Iterator[tuple[Moment, Pixels]]:
        """Decode from the beginning, and yield each `every`-th frame with its moment; the times strictly increase.

        Who had some of them already goes on `after` the last: what comes before is decoded, but made no pixels of.

        A file that is damaged at its end gives what lies before, and one that is damaged inside what lies around;
        `damage` then says what is missing.

        Raises:
            VideoRefused: at once if the header states more frames than the limit, and later if more come.
        """
        if every < 1:
            raise ValueError(f"every must be at least 1, but got {every}")
        self._check_count(every)
        return self._frames(every, after)

    def _frames(self, every: int, after: Moment | None) -> Iterator[tuple[Moment, Pixels]]:
        self.damage = None
        with contextlib.closing(self._open()) as cursor, refusing_video(self._kind):
            for index, (moment, frame) in enumerate(cursor):
                if index // every >= self._limits.max_frames:
                    raise refuse_video(
                        f"The video has more than {self._limits.max_frames} frames (AVALA_EDGE_MAX_VIDEO_FRAMES); "
                        "import it with a larger `every`-th frame, or cut it"
                    )
                if index % every == 0 and (after is None or moment.pts > after.pts):
                    yield moment, self._pixels(frame)
            self.damage = _damage(cursor, self._layout)

    def at(self, moment: Moment) -> Pixels:
        """Return the frame at a moment that `frames` gave, bit for bit the same.

        Raises:
            VideoRefused: the video has no frame there.
        """
        return self.run_up(moment, 0)[-1][1]

    def run_up(self, moment: Moment, before: int) -> list[tuple[int, Pixels]]:
        """Return the frame at a moment, and before it up to `before` frames that were decoded on the way, with times.

        Raises:
            VideoRefused: the video has no frame there.
        """
        with refusing_video(self._kind):
            for begin in self._ways(moment):
                passed = self._walk(moment, before) if begin else []
                if passed:
                    return [(each.pts, self._pixels(frame)) for each, frame in passed]
        raise refuse_video(f"The video has no frame at time {moment.pts}; was the file changed?")

    def _ways(self, moment: Moment) -> Iterator[bool]:
        """Move to where decoding may begin: what costs least first, the start of the file, which always does, last."""
        last = self._cursor.last
        if last is not None and last <= moment.pts:
            near = moment.pts - last <= _NEAR * self._cursor.step
            if near or moment.key_pts <= last:
                yield True
        self._held = None
        yield self._cursor.seek(moment.key_pts)
        yield self._cursor.seek(moment.key_pts - 64 * self._cursor.step)
        fresh = self._open()
        self._cursor.close()
        self._cursor = fresh
        yield True

    def _walk(self, moment: Moment, before: int) -> list[tuple[Moment, VideoFrame]]:
        passed: deque[tuple[Moment, VideoFrame]] = deque(maxlen=before + 1)
        if self._held is not None and self._held[0].pts == moment.pts:
            passed.append(self._held)
        while not passed or passed[-1][0].pts < moment.pts:
            item = next(iter(self._cursor), None)
            if item is None:
                break
            self._held = item
            passed.append(item)
        return list(passed) if passed and passed[-1][0].pts == moment.pts else []

    def _open(self) -> Cursor:
        return Cursor(self._file, self._kind, max_pixels=self._limits.max_pixels, thread_count=self._threads)

    def _pixels(self, frame: VideoFrame) -> Pixels:
        width, height = self._stored_size  # a stream that changes its size half-way is shown at its first
        stored = frame.to_ndarray(format="rgb24", width=width, height=height, threads=1)
        return Pixels(np.ascontiguousarray(_upright(stored, self._matrix), dtype=np.uint8))

    def _read_info(self) -> VideoInfo:
        cursor, stream = self._cursor, self._cursor.stream
        duration = float(stream.duration * cursor.time_base) if stream.duration else None
        if duration is None and cursor.container.duration:
            duration = cursor.container.duration / 1e6
        rate = stream.average_rate or stream.guessed_rate
        a, b, *_ = self._matrix
        turned = abs(b) > abs(a)
        width, height = self._stored_size
        return VideoInfo(
            format=self._kind,
            media_type=MEDIA_TYPES[self._kind],
            codec=stream.codec_context.codec.canonical_name,
            width=height if turned else width,
            height=width if turned else height,
            rotation=(90 if b > 0 else 270) if turned else (180 if a < 0 else 0),
            time_base=cursor.time_base,
            duration_s=duration if duration and duration > 0 else None,
            average_rate=float(rate) if rate else None,
        )

    def _check_count(self, every: int) -> None:
        info, stated = self.info, self._cursor.stream.frames
        rate = info.average_rate or 0.0
        length = info.duration_s or 0.0
        count = stated if stated > 0 else round(length * rate)
        if -(-count // every) > self._limits.max_frames:
            raise refuse_video(
                f"The video has about {count} frames ({_hours(length)} at {rate:.4g}/s), more than the limit of "
                f"{self._limits.max_frames * every} (AVALA_EDGE_MAX_VIDEO_FRAMES"
                f"{f' = {self._limits.max_frames}, each {every}th' if every > 1 else ''}); "
                "import it with a larger `every`-th frame, or cut it"
            )


def _judge(file: BinaryIO, limits: VideoLimits) -> tuple[VideoFormat, Layout]:
    """Check what can be checked before FFmpeg sees the file."""
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise refuse_video("The file is empty")
    if size > limits.max_bytes:
        raise TooLarge(f"The file has {size:,} bytes; the limit is {limits.max_bytes:,}", field="file")
    file.seek(0)
    kind = sniff_video(file.read(HEAD_BYTES))
    if kind is None:
        raise refuse_video(f"The file is no MP4, MOV, MKV, WebM or AVI video; if it is another video, {CONVERT}")
    layout = read_layout(file, kind, size)
    if not layout.has_index:
        raise refuse_video(
            f"The {kind} is cut short: its index (moov) is missing, without which no frame can be found; "
            "copy or record it again"
        )
    if layout.packed_index:
        raise refuse_video(f"The {kind} has a compressed index; rewrite it with: ffmpeg -i IN -c copy OUT.mp4")
    if layout.samples > _MAX_SAMPLES:
        raise refuse_video(f"The {kind} states {layout.samples:,} samples; the limit is {_MAX_SAMPLES:,}. Cut it")
    return kind, layout


def _no_frame(kind: VideoFormat, layout: Layout) -> VideoRefused:
    if layout.missing:
        return refuse_video(f"The {kind} is cut short before its first frame; copy or record it again")
    return refuse_video(f"The {kind} holds no frame that can be decoded: it is damaged or encrypted; {CONVERT}")


def _damage(cursor: Cursor, layout: Layout) -> str | None:
    taken, words = cursor.given, []
    inside, at_end = cursor.lost
    if inside:
        words.append(f"{inside} damaged frames were left out" if inside > 1 else "a damaged frame was left out")
    if layout.missing or at_end:
        place = "ends in the middle of frame {}" if layout.missing else "is damaged from frame {} on"
        words.append(f"the file {place.format(taken + inside)}; the {taken} frames before it were taken")
    return "; ".join(words) or None


def _display_matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """Return a, b, c, d: a stored pixel (x, y) is shown at (a x + c y, b x + d y), but for a shift."""
    matrix = cast("Buffer | None", frame.side_data.get("DISPLAYMATRIX"))
    if matrix is None:
        return 1, 0, 0, 1
    a, b, _, c, d = np.frombuffer(memoryview(matrix), dtype=np.int32)[:5].tolist()
    return a, b, c, d


def _upright(stored: NDArray[Any], matrix: tuple[int, int, int, int]) -> NDArray[Any]:
    a, b, c, d = matrix
    if abs(b) > abs(a):
        stored = stored.transpose(1, 0, 2)
        a, d = c, b
    return stored[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1]


def _hours(seconds: float) -> str:
    if seconds >= 3600:
        return f"{seconds / 3600:.3g} h"
    return f"{seconds / 60:.3g} min" if seconds >= 60 else f"{seconds:.3g} s"
