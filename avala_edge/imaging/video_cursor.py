"""A decoder's place in a video: packets in, frames with their times out, in the order in which they are seen.

A frame comes out only when it is the same whether decoding began at the start of the file or at its key frame: what
follows a packet that the decoder reports as damaged is left out up to the next key frame, and so is what comes before
the key frame of a seek. Damage that a decoder hides without a word can show differently on the two ways.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from avala_edge.errors import VideoRefused
from avala_edge.imaging.video_info import VideoFormat
from avala_edge.imaging.video_refusal import CONVERT, refuse_video, refusing_video

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_DEMUXERS: dict[VideoFormat, str] = {"MP4": "mov", "MOV": "mov", "MKV": "matroska", "WEBM": "matroska", "AVI": "avi"}
_READ_BYTES = 128 * 1024
_ATTACHED_PICTURE = 0x0400


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a frame lies in its video, in units of the stream's time base.

    Attributes:
        pts: when it is shown; of a container that states no such times (AVI), when it comes out of the decoder.
        key_pts: the time of the key frame at which decoding must begin to reach it exactly.
    """

    pts: int
    key_pts: int


@dataclass(frozen=True, slots=True)
class _Origin:
    """The packet that a frame was decoded from; it travels through the decoder with it."""

    number: int
    pts: int | None
    time: int | None
    key: bool


class SharedFile:
    """A seekable file with a place of its own, so that several decoders read one file object in turn."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin at the file's first byte."""
        self._file = file
        self._at = 0

    def read(self, count: int = -1) -> bytes:
        """Read from this object's own place."""
        self._file.seek(self._at)
        data = self._file.read(count)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move as `io.IOBase.seek` does."""
        self._at = self._file.seek(self._at + offset) if whence == 1 else self._file.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        """Return this object's own place."""
        return self._at


class Cursor:
    """An open container and its decoder. Iterating goes on from where it stands; `seek` moves it."""

    def __init__(self, file: BinaryIO, kind: VideoFormat, *, max_pixels: int, thread_count: int) -> None:
        """Open the container and choose its first video stream; nothing is decoded for the caller yet.

        Raises:
            VideoRefused: no such container, no video stream, a coding without a decoder, or frames that are too large.
        """
        self._kind = kind
        with refusing_video(kind):
            self.container = _open(file, kind, max_pixels)
            try:
                self.stream = _video_stream(self.container, kind, max_pixels, thread_count, ordered=kind != "AVI")
            except BaseException:
                self.container.close()
                raise
        self.time_base: Fraction = self.stream.time_base or Fraction(1, 1000)
        rate = self.stream.average_rate or self.stream.guessed_rate
        self.step = max(1, round(1 / (rate * self.time_base))) if rate else 1
        self._begin()

    def _begin(self) -> None:
        self.last: int | None = None
        self.given = 0
        self._number = 0
        self._newest = -1
        self._lost: list[int] = []
        # Packets after which the decoder's pictures cannot be trusted up to the next key frame; -1: where it begins.
        self._breaks = [-1]
        self._key = 0
        self._flow = self._decode()

    @property
    def lost(self) -> tuple[int, int]:
        """How many frames were left out so far: between those given, and after the last of them."""
        inside = sum(number < self._newest for number in self._lost)
        return inside, len(self._lost) - inside

    def seek(self, time: int) -> bool:
        """Move to the last key frame at or before a time; False if the container cannot."""
        import av

        try:
            self._flow.close()
            self.container.seek(time, stream=self.stream)
        except (av.error.FFmpegError, OverflowError):
            return False
        self._begin()
        return True

    def __iter__(self) -> Iterator[tuple[Moment, VideoFrame]]:
        """Go on from where it stands."""
        return self._flow

    def close(self) -> None:
        """Give the decoder's memory back."""
        self._flow.close()
        self.container.close()

    def _decode(self) -> Generator[tuple[Moment, VideoFrame], None, None]:
        for trigger, frames in self._decoded():
            for frame in frames:
                origin = frame.opaque if isinstance(frame.opaque, _Origin) else None
                number = origin.number if origin else self._number - 1
                moment = self._place(frame, origin, number, trigger)
                if moment is None:
                    self._lost.append(number)
                    continue
                self.last = moment.pts
                self.given += 1
                self._newest = max(self._newest, number)
                yield moment, frame

    def _decoded(self) -> Iterator[tuple[int | None, list[VideoFrame]]]:
        """Feed the decoder packet by packet; each packet's decoding time goes with what it set free."""
        for packet in self._packets():
            origin = _Origin(
                self._number, packet.pts, packet.dts if packet.pts is None else packet.pts, packet.is_keyframe
            )
            self._number += 1
            if packet.is_corrupt:
                self._lose(origin.number)
                continue
            packet.opaque = origin
            yield packet.dts, self._feed(packet)
        yield None, self._feed(None)

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        import av

        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, ValueError):
                self._lose(self._number)
                return
            if packet is None or (packet.size == 0 and packet.dts is None):
                return
            if packet.size:  # AVI states a frame that is the same as the last one as an empty packet
                yield packet

    def _feed(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        import av

        try:
            return self.stream.codec_context.decode(packet)
        except av.error.EOFError:
            return []
        except (av.error.FFmpegError, ValueError):
            self._lose(self._number - 1)
            return []

    def _lose(self, number: int) -> None:
        self._lost.append(number)
        insort(self._breaks, number)

    def _place(self, frame: VideoFrame, origin: _Origin | None, number: int, trigger: int | None) -> Moment | None:
        """Return when a frame is seen and from where it is reached; None for one that cannot be trusted."""
        if frame.is_corrupt:
            insort(self._breaks, number)
            return None
        if origin and origin.key and frame.key_frame:
            self._breaks = [place for place in self._breaks if place > number]
            if origin.time is not None:
                self._key = origin.time
        if self._breaks and number >= self._breaks[0]:
            return None
        pts = origin.pts if origin and self._kind != "AVI" else None
        if pts is None:
            pts = trigger if trigger is not None else 0 if self.last is None else self.last + self.step
        if self.last is not None and pts <= self.last:
            return None
        return Moment(pts, self._key)


def _open(file: BinaryIO, kind: VideoFormat, max_pixels: int) -> InputContainer:
    import av

    # Only the one demuxer, over this file object: no list of other files, no address and no protocol is followed.
    return av.open(
        SharedFile(file),
        "r",
        format=_DEMUXERS[kind],
        options={"max_pixels": str(max_pixels)},
        container_options={"protocol_whitelist": "none", "enable_drefs": "0"} if kind in ("MP4", "MOV") else {},
        metadata_errors="replace",
        buffer_size=_READ_BYTES,
        io_open=_refuse_to_open,
    )


def _refuse_to_open(url: str, flags: int, options: dict[str, str]) -> BinaryIO:
    raise VideoRefused("The video refers to another file, which is not opened; copy it into one file", field="file")


def _video_stream(
    container: InputContainer, kind: VideoFormat, max_pixels: int, thread_count: int, *, ordered: bool
) -> VideoStream:
    from av.codec.context import Flags

    stream = next((each for each in container.streams.video if not each.disposition & _ATTACHED_PICTURE), None)
    if stream is None:
        held = "only sound" if container.streams.audio else "no pictures"
        raise refuse_video(f"The {kind} holds {held}; send a file with a video track")
    context = stream.codec_context
    if context is None:
        raise refuse_video(f"The {kind} is coded in a way that this FFmpeg has no decoder for; {CONVERT}")
    width, height = context.width, context.height
    if width < 1 or height < 1:
        raise refuse_video(f"The {kind} states no size of its frames, so none can be decoded; {CONVERT}")
    if width * height > max_pixels:
        raise refuse_video(
            f"The {kind} has frames of {width} x {height} = {width * height:,} pixels; the limit is {max_pixels:,}. "
            "Make it smaller, for instance with: ffmpeg -i IN -vf scale=1280:-2 OUT.mp4"
        )
    context.flags |= Flags.copy_opaque
    context.options = {**context.options, "max_pixels": str(max_pixels)}
    context.thread_count = thread_count
    # Without times of their own, frames are timed by the packet that set them free: threads must not delay them.
    context.thread_type = "AUTO" if ordered else "SLICE"
    return stream
