"""What a video is: its container by the first bytes, and what its header says."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

VideoFormat = Literal["MP4", "MOV", "MKV", "WEBM", "AVI"]

HEAD_BYTES = 4096
MEDIA_TYPES: dict[VideoFormat, str] = {
    "MP4": "video/mp4",
    "MOV": "video/quicktime",
    "MKV": "video/x-matroska",
    "WEBM": "video/webm",
    "AVI": "video/x-msvideo",
}
VIDEO_SUFFIXES = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi")
_STILL_BRANDS = frozenset({b"avif", b"avis", b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"crx "})
_QUICKTIME_FIRST = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_EBML, _DOC_TYPE = b"\x1a\x45\xdf\xa3", b"\x42\x82"


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """The three bounds on a video.

    Attributes:
        max_bytes: length of the file.
        max_frames: frames taken out of it, after each N-th was chosen.
        max_pixels: width x height of a frame.
    """

    max_bytes: int
    max_frames: int
    max_pixels: int

    def __post_init__(self) -> None:
        """Refuse bounds that no video could meet."""
        for name in ("max_bytes", "max_frames", "max_pixels"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, but got {getattr(self, name)}")


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """The header of a video, with the sides as a person sees them.

    Attributes:
        format: one of the five containers.
        media_type: what to send as `Content-Type` with the same bytes.
        codec: FFmpeg's name of the coding, such as `h264`.
        width: columns of a frame after rotation; pixels that are not square stay as they are coded.
        height: rows of a frame after rotation.
        rotation: degrees clockwise that a stored frame is turned by, one of 0, 90, 180 and 270.
        time_base: seconds per unit of a timestamp.
        duration_s: seconds as the header states them, or None.
        average_rate: frames per second on average as the header states them, or None.
    """

    format: VideoFormat
    media_type: str
    codec: str
    width: int
    height: int
    rotation: int
    time_base: Fraction
    duration_s: float | None
    average_rate: float | None


def sniff_video(head: bytes) -> VideoFormat | None:
    """Return which container the first 4096 bytes show, or None for no video that is taken."""
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "AVI"
    if head[:4] == _EBML:
        at = head.find(_DOC_TYPE, 4, HEAD_BYTES)
        kind = head[at + 3 : at + 11] if at > 0 else b""
        if kind.startswith(b"webm"):
            return "WEBM"
        return "MKV" if kind == b"matroska" else None
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand == b"qt  ":
            return "MOV"
        return None if brand in _STILL_BRANDS or len(brand) < 4 else "MP4"
    return "MOV" if head[4:8] in _QUICKTIME_FIRST else None
