"""The kinds of videos that the tests of decoding go through: a file name and what `tests.films.film` makes it with."""

from __future__ import annotations

from typing import Any

from avala_edge.imaging import VideoLimits

LIMITS = VideoLimits(max_bytes=100_000_000, max_frames=1000, max_pixels=4_000_000)

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "h264 with frames that look ahead": ("a.mp4", {"bframes": 3}),
    "h264 with open groups": ("a.mp4", {"options": {"x264-params": "open-gop=1:keyint=8:min-keyint=8:scenecut=0"}}),
    "h264 without key frames but the first": ("a.mp4", {"options": {"x264-params": "intra-refresh=1:keyint=8"}}),
    "h264 in fragments": ("a.mp4", {"movflags": "frag_keyframe+empty_moov"}),
    "h264 in mkv": ("a.mkv", {}),
    "h264 in avi": ("a.avi", {}),
    "hevc": ("a.mp4", {"codec": "libx265", "options": {"x265-params": "log-level=none:pools=1"}}),
    "mpeg4": ("a.mp4", {"codec": "mpeg4"}),
    "mpeg4 in avi": ("a.avi", {"codec": "mpeg4", "bframes": 2}),
    "mjpeg in avi": ("a.avi", {"codec": "mjpeg", "pix_fmt": "yuvj420p"}),
    "mov": ("a.mov", {}),
    "prores": ("a.mov", {"codec": "prores_ks", "pix_fmt": "yuv422p10le"}),
    "ffv1": ("a.mkv", {"codec": "ffv1"}),
    "vp8": ("a.webm", {"codec": "libvpx"}),
    "vp9": ("a.webm", {"codec": "libvpx-vp9", "options": {"lag-in-frames": "12", "auto-alt-ref": "1"}}),
    "uneven mp4": ("a.mp4", {"uneven": True}),
    "uneven mkv": ("a.mkv", {"uneven": True}),
    "turned 90": ("a.mp4", {"rotation": 90}),
    "turned 180": ("a.mp4", {"rotation": 180}),
    "turned 270": ("a.mov", {"rotation": 270}),
    "one frame": ("a.mp4", {"frames": 1}),
    "one frame in avi": ("a.avi", {"frames": 1, "codec": "mpeg4"}),
    "one long group": ("a.mp4", {"frames": 70, "gop": 600}),
    "odd sizes": ("a.mkv", {"size": (157, 93), "codec": "ffv1", "pix_fmt": "yuv444p"}),
    "odd sizes with half the colour": ("a.webm", {"size": (157, 93), "codec": "libvpx-vp9"}),
}
