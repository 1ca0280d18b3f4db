#!/usr/bin/env python3
"""Our outline against the usual OpenCV + pycocotools path, same logits, same run. Rows: name value unit n p50 p95."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import perf_counter

import cv2
import numpy as np
from pycocotools import mask as coco

from avala_edge.bench.rows import Row
from avala_edge.geometry import Frame, OutlineOptions, decode_rle, outline


def timed(name: str, repeats: int, work: Callable[[], object]) -> Row:
    seconds = []
    for _ in range(3 + repeats):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return Row.of_seconds(name, seconds[3:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args().repeats
    yy, xx = np.mgrid[0:256, 0:256]
    noise = cv2.GaussianBlur(np.random.default_rng(0).normal(size=(256, 256)), (0, 0), 8) * 40
    logits = (8 - np.hypot(xx - 128, yy - 70) / 6 + noise).astype(np.float32)
    for height, width in ((480, 640), (2160, 3840)):
        frame = Frame.whole(height, width, 256 * height / max(height, width), 256.0)

        def ours(frame: Frame = frame) -> np.ndarray:
            rle = outline(logits, frame, OutlineOptions(min_area_px2=50, fill_holes_px2=50)).rle
            assert rle is not None
            return decode_rle(rle)

        def call(frame: Frame = frame) -> object:
            return outline(logits, frame, OutlineOptions(min_area_px2=50, fill_holes_px2=50))

        def peer(frame: Frame = frame, height: int = height, width: int = width) -> np.ndarray:
            valid = np.ascontiguousarray(logits[: round(frame.valid_height)])
            mask = (cv2.resize(valid, (width, height), interpolation=cv2.INTER_LINEAR) > 0).astype(np.uint8)
            cv2.connectedComponentsWithStats(mask, connectivity=4)
            contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
            for contour in contours:
                cv2.approxPolyDP(contour, 1.0, True)
            coco.encode(np.asfortranarray(mask))
            return mask

        a, b = ours().astype(bool), peer().astype(bool)
        print(timed(f"outline_{width}x{height}", repeats, call))
        print(timed(f"outline_opencv_{width}x{height}", repeats, peer))
        print(f"outline_iou_{width}x{height} {(a & b).sum() / (a | b).sum():.5f} iou 1 - -")


if __name__ == "__main__":
    main()
