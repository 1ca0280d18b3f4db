#!/usr/bin/env python3
r"""Large photos with small objects whose masks are known: mosaics of COCO panoptic photos, for `evaluate prompts`.

    python scripts/make_mosaics.py --out artifacts/mosaics --side 4 --images … --panoptic … --annotations … --only …
    avala-edge evaluate prompts --images artifacts/mosaics/images --panoptic artifacts/mosaics/panoptic \
        --annotations artifacts/mosaics/panoptic.json

Each mosaic has `side`² of the photos, in an order that the seed decides; tiles are 640 × 480 px,
the middle of each photo.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from avala_edge.evaluate.panoptic import read_panoptic
from avala_edge.imaging import ImageLimits, panoptic_ids

TILE_WIDTH, TILE_HEIGHT = 640, 480


def main() -> None:
    """Parse, draw, write the listing last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--images", "--panoptic", "--annotations", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--only", type=Path)
    parser.add_argument("--side", type=int, default=4, help="tiles a side")
    parser.add_argument("--count", type=int, default=4, help="mosaics")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    photos = read_panoptic(given.images, given.panoptic, given.annotations, only=given.only, limit=None)
    categories = json.loads(given.annotations.read_text())["categories"]
    number_of = {category["name"]: category["id"] for category in categories}
    for folder in ("images", "panoptic"):
        (given.out / folder).mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(given.seed)
    images, annotations = [], []
    for index in range(given.count):
        pixels = np.zeros((given.side * TILE_HEIGHT, given.side * TILE_WIDTH, 3), np.uint8)
        ids, segments = np.zeros(pixels.shape[:2], np.int32), []
        chosen = rng.choice(len(photos), given.side**2, replace=given.side**2 > len(photos))
        for place, number in enumerate(chosen):
            photo = photos[int(number)]
            tile, theirs = cv2.imread(str(photo.image)), panoptic_ids(photo.id_map.read_bytes(), ImageLimits())
            scale = max(TILE_WIDTH / tile.shape[1], TILE_HEIGHT / tile.shape[0])
            size = round(tile.shape[1] * scale), round(tile.shape[0] * scale)
            x, y = (size[0] - TILE_WIDTH) // 2, (size[1] - TILE_HEIGHT) // 2
            middle = np.s_[y : y + TILE_HEIGHT, x : x + TILE_WIDTH]
            y, x = place // given.side * TILE_HEIGHT, place % given.side * TILE_WIDTH
            here = np.s_[y : y + TILE_HEIGHT, x : x + TILE_WIDTH]
            shrink = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
            pixels[here] = cv2.resize(tile, size, interpolation=shrink)[middle]
            for segment in photo.segments:
                mask = cv2.resize((theirs == segment.id).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)[
                    middle
                ]
                if not mask.any():
                    continue
                segments.append({"id": len(segments) + 1, "category_id": number_of[segment.category]})
                ids[here][mask > 0] = len(segments)
        name = f"mosaic-{index}"
        cv2.imwrite(str(given.out / "images" / f"{name}.jpg"), pixels, [cv2.IMWRITE_JPEG_QUALITY, 95])
        coded = np.dstack((ids >> 16, ids >> 8 & 255, ids & 255)).astype(np.uint8)  # OpenCV writes B, G, R
        cv2.imwrite(str(given.out / "panoptic" / f"{name}.png"), coded)
        images.append({"id": index, "file_name": f"{name}.jpg"})
        annotations.append({"image_id": index, "file_name": f"{name}.png", "segments_info": segments})
    listing = {"images": images, "categories": categories, "annotations": annotations}
    (given.out / "panoptic.json").write_text(json.dumps(listing))


if __name__ == "__main__":
    main()
