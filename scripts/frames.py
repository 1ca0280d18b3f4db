"""Frames of a page in Chromium: how it is started, watched, and what is printed of it."""

from __future__ import annotations

from itertools import pairwise

from avala_edge.bench.rows import Row

FLAGS = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync")
WATCH = """() => {
    const frames = (window.frames_ = []);  // its own: a watch before it may still have a frame to come
    const tick = (now) => { if (window.frames_ !== frames) return; frames.push(now); requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
SEEN = "() => { const seen = window.frames_; window.frames_ = null; return seen; }"


def frame_rows(name: str, times: list[float]) -> list[Row]:
    """Return `_frame`, milliseconds between two frames, and `_fps`, frames in a second, of what `SEEN` says."""
    gaps = [after - before for before, after in pairwise(times)]
    frame, fps = Row.of(f"{name}_frame", gaps, "ms"), 1000 * len(gaps) / sum(gaps)
    return [frame, Row(f"{name}_fps", fps, "frames/s", len(gaps), 1000 / frame.p50, 1000 / frame.p95)]
