#!/usr/bin/env python3
"""How a model outlines the largest object of a photo: evaluate_salient.py --data ../shared/data [--model FOLDER].

ECSSD's masks (`data/ecssd`, which the pool *open* has not), one prompt each, through the server: a click on the place
farthest from the outline, the best of its three alternatives, and the box. Prints rows: name value.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.evaluate.prompts import use_model
from avala_edge.geometry import decode_rle
from avala_edge.segment import AnswerMask, BoxPrompt, Point, SegmentRequest
from avala_edge.store import Principal

LEAST = 0.01  # of the photo
EACH = 5  # photo by name

Mask = NDArray[np.bool_]


def objects(folder: Path) -> Iterator[tuple[Path, Mask]]:
    for path in sorted((folder / "images").iterdir())[::EACH]:
        ids = cv2.imread(str(folder / "masks" / f"{path.stem}.png"), cv2.IMREAD_UNCHANGED)
        assert ids is not None, path
        each: list[Mask] = [ids == one for one in np.unique(ids) if one]
        largest = max(each, key=np.count_nonzero)
        if largest.mean() > LEAST:
            yield path, largest


def iou(found: AnswerMask, true: Mask) -> float:
    assert found.rle is not None
    mask = decode_rle(found.rle).astype(bool)
    return float((mask & true).sum() / (mask | true).sum())


async def measure(data: Path, scratch: Path) -> None:
    who, measured = Principal("evaluate", "evaluate", "owner"), []
    async with open_site(Config.for_scratch(scratch)) as site:
        for path, true in objects(data / "ecssd"):
            uid = (await site.intake.add(path.read_bytes()))[0].uid
            deep = cv2.distanceTransform(np.pad(true.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
            y, x = np.unravel_index(deep.argmax(), deep.shape)
            points = (Point(float(x) + 0.5, float(y) + 0.5, 1),)
            ys, xs = np.nonzero(true)
            box = BoxPrompt(float(xs.min()), float(ys.min()), float(np.ptp(xs)) + 1, float(np.ptp(ys)) + 1)
            one, three, boxed = [
                (await site.segment.segment(request, who)).masks
                for request in (
                    SegmentRequest(uid, points=points),
                    SegmentRequest(uid, points=points, multimask=True),
                    SegmentRequest(uid, box=box),
                )
            ]
            measured.append((iou(one[0], true), max(iou(each, true) for each in three), iou(boxed[0], true)))
    click, best, box_iou = np.array(measured).T
    rows = {
        "salient_click1_miou": click.mean(),
        "salient_click1_best_of_three_miou": best.mean(),
        "salient_box_miou": box_iou.mean(),
        "salient_click1_below_0.1": (click < 0.1).mean(),
        "salient_click1_above_0.8": (click > 0.8).mean(),
    }
    for name, value in rows.items():
        print(f"{name} {value:.4f}")
    print(f"salient_n {len(measured)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="with ecssd/images and ecssd/masks")
    parser.add_argument("--model", type=Path, help="folder of a model instead of the one that ships")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if given.model is not None:
            use_model(given.model, Path(scratch))
        asyncio.run(measure(given.data, Path(scratch)))


if __name__ == "__main__":
    main()
