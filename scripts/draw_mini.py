#!/usr/bin/env python3
"""Draw what avala-mini answers to prompts on photos that packages ship: draw_mini.py docs/mini [--model FOLDER].

Where it does well and, mostly, where it fails: each case of `CASES` becomes a picture with the prompt (plus: add,
cross: remove, frame: box) and the outline that came back, for `model_card.md`. Prints score and area of each answer.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.evaluate.prompts import use_model
from avala_edge.geometry import decode_rle
from avala_edge.imaging.demo_photos import demo_photos
from avala_edge.inference import Lane
from avala_edge.segment import BoxPrompt, Point, SegmentRequest
from avala_edge.store import Principal

TALL = 360  # pixels of a picture
LINE, ADD, REMOVE = (255, 144, 30), (60, 200, 60), (40, 40, 230)  # BGR


@dataclass(frozen=True)
class Case:
    """A prompt on a photo, in shares of its width and height."""

    name: str
    photo: str
    points: tuple[tuple[float, float, int], ...] = ()
    box: tuple[float, float, float, float] | None = None


CASES = (
    Case("cup", "coffee", ((0.45, 0.35, 1),)),
    Case("flower", "flower", ((0.55, 0.5, 1),)),
    Case("coin", "coins", ((0.115, 0.18, 1),)),
    Case("face", "astronaut", ((0.43, 0.22, 1),)),
    Case("suit", "astronaut", ((0.35, 0.7, 1),)),
    Case("suit-box", "astronaut", (), (0.02, 0.0, 0.95, 1.0)),
    Case("cat", "chelsea", ((0.5, 0.75, 1),)),
    Case("eye", "chelsea", ((0.38, 0.37, 1),)),
    Case("spoon", "coffee", ((0.61, 0.72, 1),)),
    Case("spokes", "motorcycle_left", ((0.5, 0.5, 1),)),
    Case("wheel", "motorcycle_left", (), (0.1, 0.4, 0.45, 0.95)),
    Case("retina", "retina", ((0.4, 0.35, 1),)),
    Case("rocket", "rocket", ((0.5, 0.55, 1),)),
    Case("temple", "china", ((0.33, 0.65, 1),)),
    Case("roof", "china", ((0.33, 0.3, 1),)),
)


def _drawn(pixels: NDArray[np.uint8], mask: NDArray[np.uint8], case: Case) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    scale = TALL / height
    picture = cv2.resize(pixels, (round(width * scale), TALL), interpolation=cv2.INTER_AREA)
    large = cv2.resize(mask, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    rings, _ = cv2.findContours(large, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    tinted = picture.copy()
    tinted[large > 0] = LINE
    picture = cv2.addWeighted(tinted, 0.35, picture, 0.65, 0)
    cv2.drawContours(picture, rings, -1, LINE, 2, cv2.LINE_AA)
    if case.box is not None:
        x0, y0, x1, y1 = (round(v * n) for v, n in zip(case.box, (*picture.shape[1::-1],) * 2, strict=True))
        cv2.rectangle(picture, (x0, y0), (x1, y1), ADD, 2)
    for x, y, label in case.points:
        at = round(x * picture.shape[1]), round(y * TALL)
        marker = cv2.MARKER_CROSS if label else cv2.MARKER_TILTED_CROSS
        cv2.drawMarker(picture, at, (255, 255, 255), marker, 18, 5, cv2.LINE_AA)
        cv2.drawMarker(picture, at, ADD if label else REMOVE, marker, 16, 3, cv2.LINE_AA)
    return picture


async def draw(out: Path, scratch: Path) -> None:
    """Answer every case as the server would, and write its picture."""
    paths = {photo.path.stem: photo.path for photo in demo_photos()}
    who = Principal("draw", "draw", "owner")
    async with open_site(Config.for_scratch(scratch)) as site:
        for case in CASES:
            record, _ = await site.intake.add(paths[case.photo].read_bytes())
            size = record.width, record.height
            box = None
            if case.box is not None:
                x0, y0, x1, y1 = (v * n for v, n in zip(case.box, size * 2, strict=True))
                box = BoxPrompt(x0, y0, x1 - x0, y1 - y0)
            token, answer = None, None
            for number in range(1, len(case.points) + 1) if case.points else (0,):
                points = tuple(Point(x * size[0], y * size[1], label) for x, y, label in case.points[:number])
                request = SegmentRequest(record.uid, points=points, box=box, mask=token, formats=frozenset({"rle"}))
                answer = (await site.segment.segment(request, who, lane=Lane.BATCH)).masks[0]
                token = answer.token
            if answer is None or answer.rle is None:
                raise SystemExit(f"{case.name}: no answer")
            pixels = cv2.imread(str(paths[case.photo]), cv2.IMREAD_COLOR)
            if pixels is None:
                raise SystemExit(f"{paths[case.photo]} cannot be read")
            picture = _drawn(pixels, decode_rle(answer.rle), case)
            cv2.imwrite(str(out / f"{case.name}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
            print(case.name, f"score {answer.score:.2f}", f"area {answer.area / (size[0] * size[1]):.3f}")


def main() -> None:
    """Parse and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", type=Path, help="folder of another model than the one that ships")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        if given.model is not None:
            use_model(given.model, Path(scratch))
        asyncio.run(draw(given.out, Path(scratch)))


if __name__ == "__main__":
    main()
