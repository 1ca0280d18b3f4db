"""Frames of a page in Chromium: how it is started, watched, and what is printed of it."""

from __future__ import annotations

from itertools import pairwise

from avala_edge.bench.rows import Row

FLAGS = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync")
WATCH = """() => {
    window.frames_ = []; window.watching_ = true;
    const tick = (now) => { window.frames_.push(now); if (window.watching_) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
SEEN = "() => { window.watching_ = false; return window.frames_; }"


def frame_rows(name: str, times: list[float]) -> list[Row]:
    """Return `_frame`, milliseconds between two frames, and `_fps`, frames in a second, of what `SEEN` says."""
    gaps = [after - before for before, after in pairwise(times)]
    frame, fps = Row.of(f"{name}_frame", gaps, "ms"), 1000 * len(gaps) / sum(gaps)
    return [frame, Row(f"{name}_fps", fps, "frames/s", len(gaps), 1000 / frame.p50, 1000 / frame.p95)]
