#!/usr/bin/env python3
"""The native core against the usual OpenCV + pycocotools path, same logits, same run, one thread each side.

Rows: name value unit n p50 p95. `iou` rows: mean and, as `_least`, the least over real decoder outputs.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco

from avala_edge.assembly import open_site
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.geometry import Frame, OutlineOptions, View, decode_rle, iou_matrix, outline, outlines
from avala_edge.imaging import demo_photos
from avala_edge.inference import Lane
from avala_edge.models import Logits, Prompt

OPTIONS = OutlineOptions(min_area_px2=50, fill_holes_px2=50)
SIZES = ((1024, 1024), (2160, 3840), (6000, 8000))


def timed(name: str, repeats: int, work: Callable[[], object]) -> Row:
    seconds = []
    for _ in range(2 + repeats):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return Row.of_seconds(name, seconds[2:])


def shapes(count: int) -> NDArray[np.float32]:
    """Logits `[count, 256, 256]` of blobs with islands and holes."""
    yy, xx = np.mgrid[0:256, 0:256]
    made = []
    for seed in range(count):
        noise = cv2.GaussianBlur(np.random.default_rng(seed).normal(size=(256, 256)), (0, 0), 8) * 90
        made.append(8 - np.hypot(xx - 128, yy - 90) / 6 + noise)
    return np.array(made, np.float32)


def frame_of(height: int, width: int, cells: int) -> Frame:
    longest = max(height, width)
    return Frame.whole(height, width, cells * height / longest, cells * width / longest)


def as_peers_do(logits: NDArray[np.float32], frame: Frame, tolerance: float) -> NDArray[np.uint8]:
    """Segment Anything's own way up (cells → 4 × as many → crop → image), then contours, components, area, RLE."""
    side = 4 * logits.shape[0]
    square = cv2.resize(logits, (side, side), interpolation=cv2.INTER_LINEAR)
    cropped = square[: round(4 * frame.valid_height), : round(4 * frame.valid_width)]
    field = cv2.resize(cropped, (frame.image_width, frame.image_height), interpolation=cv2.INTER_LINEAR)
    mask = (field > 0).astype(np.uint8)
    cv2.connectedComponentsWithStats(mask, connectivity=4)
    contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        cv2.approxPolyDP(contour, tolerance, True)
    coco.encode(np.asfortranarray(mask))
    return mask


def bench_sizes(repeats: int) -> Iterator[object]:
    (logits,) = shapes(1)
    for height, width in SIZES:
        frame = frame_of(height, width, 256)
        name = f"{width}x{height}"
        ours = timed(f"outline_{name}", repeats, lambda frame=frame: outline(logits, frame, OPTIONS))  # type: ignore[misc]
        peer = timed(
            f"outline_opencv_{name}",
            max(3, repeats // 10),
            lambda frame=frame: as_peers_do(logits, frame, OPTIONS.tolerance_px),  # type: ignore[misc]
        )
        yield ours
        yield peer
        yield f"outline_times_faster_{name} {peer.p50 / ours.p50:.1f} x 1 - -"


def bench_batch(repeats: int) -> Iterator[object]:
    logits, frame = shapes(100), frame_of(4032, 4032, 256)
    for threads in (1, 2):
        yield timed(
            f"outlines_100_4032x4032_{threads}_threads",
            repeats,
            lambda threads=threads: outlines(logits, frame, OPTIONS, threads=threads),  # type: ignore[misc]
        )
    yield timed("outlines_opencv_10_of_100_4032x4032", 1, lambda: [as_peers_do(m, frame, 1.0) for m in logits[:10]])
    rles = [o.rle for o in outlines(logits, frame, OPTIONS) if o.rle is not None]
    plain = [{"size": [r.height, r.width], "counts": r.counts} for r in rles]
    yield timed("iou_matrix_100x100_4032x4032", 3, lambda: iou_matrix(rles, rles))
    yield timed("iou_pycocotools_100x100_4032x4032", 3, lambda: coco.iou(plain, plain, [0] * len(plain)))
    said = subprocess.run([sys.executable, __file__, "--memory"], check=True, capture_output=True, text=True)
    yield said.stdout.strip()


def memory() -> str:
    """Peak memory of 100 masks at 4032², above that of the process with the logits loaded (Linux)."""

    def kilobytes(what: str) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(what))

    logits, frame = shapes(100), frame_of(4032, 4032, 256)
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far: proc_pid_clear_refs(5)
    before = kilobytes("VmRSS")
    kept = outlines(logits, frame, OPTIONS, threads=2)
    return f"outlines_100_4032x4032_peak_extra {(kilobytes('VmHWM') - before) / 1024:.1f} MB {len(kept)} - -"


async def real_outputs(count: int) -> list[tuple[NDArray[np.float32], Frame]]:
    """Decoder outputs for random clicks on the demo photos."""
    found: list[tuple[NDArray[np.float32], Frame]] = []
    with tempfile.TemporaryDirectory() as scratch:
        async with open_site(Config.from_environment(data_dir=Path(scratch), demo=False)) as site:
            for number, photo in enumerate(photos := demo_photos()):
                record, _ = await site.intake.add(photo.path.read_bytes())
                height, width = record.height, record.width
                everything = View(0, 0, width, height)
                seen = await site.intake.view(record, everything, least_side=site.model.least_side, lane=Lane.BATCH)
                embedding = await site.model.encode(
                    seen, everything, image_height=height, image_width=width, lane=Lane.BATCH
                )
                random = np.random.default_rng(number)
                while len(found) < count * (number + 1) / len(photos):
                    x, y = random.uniform(0, record.width), random.uniform(0, record.height)
                    prompt = Prompt.in_image([(x, y, 1)], None, height=record.height, width=record.width)
                    logits: Logits = await site.model.decode(embedding, prompt, multimask=True, lane=Lane.BATCH)
                    found += [(mask, logits.frame) for mask in logits.masks]
    return found[:count]


def agreement(count: int) -> Iterator[object]:
    masks, polygons, points = [], [], []
    for logits, frame in asyncio.run(real_outputs(count)):
        ours = outline(np.ascontiguousarray(logits), frame, OutlineOptions())
        assert ours.rle is not None
        assert ours.polygons is not None
        a, b = decode_rle(ours.rle).astype(bool), as_peers_do(logits, frame, 1.0).astype(bool)
        if not (a | b).any():
            continue
        masks.append((a & b).sum() / (a | b).sum())
        polygons.append(ours.polygon_iou)
        points.append(sum(len(ring) for p in ours.polygons for ring in (p.exterior, *p.holes)))
    for name, values in (("mask_iou_with_reference", masks), ("polygon_iou_with_mask_at_1px", polygons)):
        yield f"{name} {np.mean(values):.5f} iou {len(values)} - -"
        yield f"{name}_least {np.min(values):.5f} iou {len(values)} - -"
    middle, high = np.quantile(points, (0.5, 0.95))
    yield f"polygon_points_at_1px {np.mean(points):.0f} points {len(points)} {middle:.0f} {high:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--outputs", type=int, default=1000, help="real decoder outputs to compare on")
    parser.add_argument("--memory", action="store_true", help="print the memory row only (run by the bench itself)")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    if given.memory:
        print(memory())
        return
    for section in (bench_sizes(given.repeats), bench_batch(3), agreement(given.outputs)):
        for row in section:
            print(row, flush=True)


if __name__ == "__main__":
    main()
