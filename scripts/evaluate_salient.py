#!/usr/bin/env python3
"""How a model outlines the largest object of a photo: evaluate_salient.py --data ../shared/data [--model FOLDER].

The annotators and the rows of `avala-edge evaluate prompts`, on ECSSD (`data/ecssd`, which the pool *open* has not).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from avala_edge.evaluate.panoptic import Segment
from avala_edge.evaluate.prompts import measure
from avala_edge.evaluate.shots import rows_of
from avala_edge.imaging import ImageLimits

LEAST = 0.01  # of the photo
EVERY = 5  # photos, by name, one is measured
CLICKS = 5


@dataclass(frozen=True)
class SalientPhoto:
    """One photo, and the ids of its salient objects."""

    image: Path
    id_map: Path

    def masks(self, _: ImageLimits, /) -> Iterator[tuple[Segment, NDArray[np.bool_]]]:
        """Yield its largest object."""
        ids = cv2.imread(str(self.id_map), cv2.IMREAD_UNCHANGED)
        if ids is None:
            raise SystemExit(f"{self.id_map} cannot be read")
        numbers, areas = np.unique(ids[ids > 0], return_counts=True)
        largest = int(numbers[areas.argmax()])
        if areas.max() > LEAST * ids.size:
            yield Segment(largest, "salient", is_thing=True), ids == largest


def main() -> None:
    """Parse, measure, print rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="with ecssd/images and ecssd/masks")
    parser.add_argument("--model", type=Path, help="folder of another model than the one that ships")
    given = parser.parse_args()
    folder = given.data / "ecssd"
    paths = sorted((folder / "images").iterdir())[::EVERY]
    photos = [SalientPhoto(path, folder / "masks" / f"{path.stem}.png") for path in paths]
    with tempfile.TemporaryDirectory() as scratch:
        shots = asyncio.run(
            measure(
                photos,
                given.model,
                Path(scratch),
                max_clicks=CLICKS,
                zoomed=None,
                say=lambda line: print(line, file=sys.stderr),
            )
        )
    for name, value in rows_of(shots, CLICKS).items():
        print(name, value)
    first = np.array([each.click(1).iou for each in shots])
    print(f"click1_below_0.1 {np.mean(first < 0.1):.4f}")
    print(f"click1_above_0.8 {np.mean(first > 0.8):.4f}")


if __name__ == "__main__":
    main()
