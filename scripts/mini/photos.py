"""The training photos: for each data set, photo files and the masks people drew on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from pycocotools import mask as coco_mask

OPEN = ("coco", "clothing", "nuclei")
RESEARCH = ("bsds", "ecssd")
POOLS = {"open": OPEN, "all": OPEN + RESEARCH}


@dataclass(frozen=True)
class Photo:
    """One photo and where its masks are; `id_maps` are read when needed."""

    source: str
    path: Path
    id_maps: tuple[Path, ...] = ()
    polygons: tuple[list[list[float]], ...] = ()

    def pixels(self) -> NDArray[np.uint8]:
        """Oriented RGB, `[H, W, 3]`."""
        with Image.open(self.path) as image:
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))

    def masks(self, height: int, width: int) -> list[NDArray[np.bool_]]:
        """Every object's mask, `[H, W]`."""
        found: list[NDArray[np.bool_]] = []
        for path in self.id_maps:
            with Image.open(path) as image:
                ids = np.asarray(image).astype(np.int64)
            if ids.ndim == 3:  # COCO panoptic PNG: R + 256 G + 65536 B
                ids = ids[..., 0] + 256 * ids[..., 1] + 65536 * ids[..., 2]
            found += [ids == i for i in np.unique(ids) if i != 0]
        for rings in self.polygons:
            runs = coco_mask.frPyObjects(rings, height, width)
            found.append(coco_mask.decode(coco_mask.merge(runs)).astype(bool))
        return found


def held_out_names(listing: Path) -> frozenset[str]:
    """File names of the photos that training must never see, one a line."""
    return frozenset(line.strip() for line in listing.read_text().splitlines() if line.strip())


def _coco(root: Path, held_out: frozenset[str]) -> Iterator[Photo]:
    instances = json.loads((root / "instances.json").read_text())
    by_image: dict[int, list[list[list[float]]]] = {}
    for note in instances["annotations"]:
        if not note["iscrowd"]:
            by_image.setdefault(note["image_id"], []).append(note["segmentation"])
    for image in instances["images"]:
        name = image["file_name"]
        if name in held_out:
            continue
        path, panoptic = root / "images" / name, root / "panoptic" / (Path(name).stem + ".png")
        if panoptic.exists():
            yield Photo("panoptic", path, (panoptic,))
        else:
            yield Photo("coco", path, polygons=tuple(by_image.get(image["id"], [])))


def photos(root: Path, pool: str, held_out: frozenset[str]) -> list[Photo]:
    """All training photos of a pool, in a fixed order."""
    found: list[Photo] = []
    for name in POOLS[pool]:
        folder = root / name
        if name == "coco":
            found += _coco(folder, held_out)
            continue
        for path in sorted((folder / "images").glob("*.jpg")):
            pattern = {"clothing": f"{path.stem}_part.png", "bsds": f"{path.stem}_?.png"}.get(name, f"{path.stem}.png")
            found.append(Photo(name, path, tuple(sorted((folder / "masks").glob(pattern)))))
    return found


def random_view(
    pixels: NDArray[np.uint8],
    masks: list[NDArray[np.bool_]],
    side: int,
    cells: int,
    rng: np.random.Generator,
    plain: bool,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], tuple[int, int]]:
    """Crop, flip, recolour and letterbox one photo.

    Returns:
        pixels `[side, side, 3]`, coverage of each mask `[n, cells, cells]` in 0…255, and the part of the grid that
        holds photo, in cells.
    """
    height, width = pixels.shape[:2]
    if not plain:
        zoom = rng.uniform(0.35, 1.0) if rng.random() < 0.75 else 1.0
        ch, cw = (
            max(32, int(height * min(1, zoom * rng.uniform(0.8, 1.25)))),
            max(32, int(width * min(1, zoom * rng.uniform(0.8, 1.25)))),
        )
        ch, cw = min(ch, height), min(cw, width)
        y, x = rng.integers(0, height - ch + 1), rng.integers(0, width - cw + 1)
        pixels, masks = pixels[y : y + ch, x : x + cw], [m[y : y + ch, x : x + cw] for m in masks]
        if rng.random() < 0.5:
            pixels, masks = pixels[:, ::-1], [m[:, ::-1] for m in masks]
        gain = rng.uniform(0.7, 1.3) * rng.uniform(0.92, 1.08, 3)
        gamma = np.exp(rng.uniform(-0.25, 0.25))
        grey = pixels.mean(axis=2, keepdims=True)
        colour = np.clip(grey + (pixels - grey) * rng.uniform(0.4, 1.4), 0, 255) / 255.0
        pixels = np.clip(np.clip(colour * gain, 0, 1) ** gamma * 255.0, 0, 255).astype(np.uint8)
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if not plain:
        scale *= rng.uniform(0.75, 1.0) if rng.random() < 0.3 else 1.0
    new_h, new_w = max(1, int(height * scale + 0.5)), max(1, int(width * scale + 0.5))
    shrink = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    canvas = np.full((side, side, 3), 127, np.uint8)
    canvas[:new_h, :new_w] = cv2.resize(np.ascontiguousarray(pixels), (new_w, new_h), interpolation=shrink)
    cell = side // cells
    coverage = []
    for mask in masks:
        frame = np.zeros((side, side), np.float32)
        frame[:new_h, :new_w] = cv2.resize(mask.astype(np.float32), (new_w, new_h), interpolation=shrink)
        coverage.append((frame.reshape(cells, cell, cells, cell).mean((1, 3)) * 255).astype(np.uint8))
    valid = (-(-new_h // cell), -(-new_w // cell))
    return canvas, np.stack(coverage) if coverage else np.zeros((0, cells, cells), np.uint8), valid
