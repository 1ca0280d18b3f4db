#!/usr/bin/env python3
"""OpenCV's GrabCut in the annotator's chair of `avala-edge evaluate prompts`: the same masks, boxes and clicks.

    python scripts/evaluate_grabcut.py --images DIR --panoptic DIR --annotations JSON --only scripts/mini/held_out.txt

GrabCut as people use it: a box is its rectangle (what is outside is background); clicks are discs that are surely
object or surely not, in a photo that is probably background. Rows as of `evaluate prompts`, as far as GrabCut has them
(no scores, no alternatives). Rother, Kolmogorov, Blake 2004; five iterations, each click goes on from the mask before.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from avala_edge.evaluate.clicks import next_click
from avala_edge.evaluate.mask_measures import boundary_accuracy
from avala_edge.evaluate.panoptic import read_panoptic
from avala_edge.evaluate.shots import Shot, Shots, rows_of
from avala_edge.geometry import mask_extent, mask_iou
from avala_edge.imaging import ImageLimits

ITERATIONS, CLICKS = 5, 5
DISC = 0.01  # of the photo's longer side: how much around a click is surely what was clicked
NOT_ITS = ("score", "three", "noc80")


def _shot(labels: NDArray[np.uint8], truth: NDArray[np.bool_]) -> Shot:
    found = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    return Shot(mask_iou(found, truth), 0.0, boundary_accuracy(found, truth, radius_px=2))


def _cut(photo: NDArray[np.uint8], labels: NDArray[np.uint8], rectangle: tuple[int, int, int, int] | None) -> None:
    """Run GrabCut in place; where its colour models cannot be fitted (one pixel in them), nothing changes."""
    models = np.zeros((1, 65)), np.zeros((1, 65))
    mode = cv2.GC_INIT_WITH_MASK if rectangle is None else cv2.GC_INIT_WITH_RECT
    try:
        cv2.grabCut(photo, labels, rectangle, *models, ITERATIONS, mode)
    except cv2.error as error:
        print(f"grabCut gave up: {str(error).splitlines()[0]}", file=sys.stderr)


def _box(photo: NDArray[np.uint8], truth: NDArray[np.bool_]) -> Shot:
    x, y, right, bottom = mask_extent(truth) or (0, 0, 0, 0)
    w, h = right - x, bottom - y
    labels = np.zeros(truth.shape, np.uint8)
    labels[y : y + h, x : x + w] = cv2.GC_PR_FGD
    if w * h < truth.size:
        _cut(photo, labels, (x, y, w, h))
    return _shot(labels, truth)


def _clicks(photo: NDArray[np.uint8], truth: NDArray[np.bool_]) -> tuple[Shot, ...]:
    labels = np.full(truth.shape, cv2.GC_PR_BGD, np.uint8)
    predicted, reached = np.zeros_like(truth), []
    radius = max(2, round(DISC * max(truth.shape)))
    said = np.zeros(truth.shape, np.uint8)  # 1 object, 2 not
    while len(reached) < CLICKS and (click := next_click(truth, predicted)) is not None:
        cv2.circle(said, (int(click.x), int(click.y)), radius, 1 if click.label else 2, -1)
        labels[said == 1], labels[said == 2] = cv2.GC_FGD, cv2.GC_BGD
        _cut(photo, labels, None)
        reached.append(_shot(labels, truth))
        predicted = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    return tuple(reached)


def main() -> None:
    """Parse, measure, print rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--images", "--panoptic", "--annotations"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--only", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--details", type=Path)
    given = parser.parse_args()
    photos = read_panoptic(given.images, given.panoptic, given.annotations, only=given.only, limit=given.limit)
    shots = []
    for photo in photos:
        pixels = cv2.imread(str(photo.image), cv2.IMREAD_COLOR)
        if pixels is None:
            raise SystemExit(f"{photo.image} cannot be read")
        for segment, truth in photo.masks(ImageLimits()):
            clicks = _clicks(pixels, truth)
            about = photo.image.name, segment.id, segment.category, segment.is_thing, float(truth.mean())
            shots.append(Shots(*about, _box(pixels, truth), clicks, clicks[:1]))
        print(f"{photo.image.name}: {len(shots)} masks", file=sys.stderr)
    if given.details is not None:
        given.details.write_text("".join(json.dumps(asdict(each)) + "\n" for each in shots))
    for name, value in rows_of(shots, CLICKS).items():
        if not any(word in name for word in NOT_ITS):
            print(name, value)


if __name__ == "__main__":
    main()
