#!/usr/bin/env python3
"""How well labels are told apart by a checkpoint's maps: in a minute, without export and `evaluate suggestions`.

    python scripts/probe_meaning.py --data ../shared/data --checkpoint /tmp/mini/open.pt

All COCO objects as people drew them; labels with 20 of them on 8 photos or more. Photos are halved at random: up to N
objects of each label from one half, those of the other half asked about. Maps are averaged under the masks, whitened
within labels (mixed with the covariance of all other objects, as in `avala_edge/training/space.py`); the nearest mean
is right or not, and every label counts as much. `evaluate suggestions` also knows shapes: its figures are higher by
0.04 to 0.06.

Needs what `train_mini.py` needs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from torch import nn

from mini.backbone import Backbone, pretrained
from mini.network import SIDE, Neck

ASKED = (
    ("context", "embedding", "high_res_1"),  # what `avala_edge/training/features.py` reads
    ("embedding", "high_res_1"),
    ("context",),
    ("tuned 16",),
    ("tuned 32",),
    ("untouched 16",),
    ("untouched 32",),
    ("tuned 16", "high_res_1"),
    ("untouched 16", "untouched 32", "embedding", "high_res_1"),
    ("tuned 16", "tuned 32", "embedding", "high_res_1"),
)
SHOTS, DRAWS = (1, 5, 20), 10
LEAST_OBJECTS, LEAST_PHOTOS = 20, 8
REFERENCE, RIDGE = 100.0, 0.05
CELL = 8  # pixels, in which coverage is counted
Vectors = NDArray[np.float32]


def objects(coco: Path) -> Iterator[tuple[NDArray[np.uint8], list[tuple[int, NDArray[np.float32]]]]]:
    """Every photo as the encoder sees it, and its objects: label and coverage `[SIDE / CELL, SIDE / CELL]`."""
    said = json.loads((coco / "instances.json").read_text())
    for image in said["images"]:
        photo = cv2.imread(str(coco / "images" / image["file_name"]), cv2.IMREAD_COLOR_RGB)
        height, width = photo.shape[:2]
        size = round(width * SIDE / max(height, width)), round(height * SIDE / max(height, width))

        def seen(part: NDArray[np.generic], size: tuple[int, int] = size) -> NDArray[np.generic]:
            canvas = np.full((SIDE, SIDE, *part.shape[2:]), 127 if part.ndim == 3 else 0, part.dtype)
            canvas[: size[1], : size[0]] = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
            return canvas

        found = []
        for each in said["annotations"]:
            if each["image_id"] != image["id"] or each["iscrowd"]:
                continue
            runs = coco_mask.merge(coco_mask.frPyObjects(each["segmentation"], height, width))
            mask = seen(coco_mask.decode(runs).astype(np.float32))
            coverage = mask.reshape(SIDE // CELL, CELL, SIDE // CELL, CELL).mean((1, 3))
            if coverage.sum() > 0:
                found.append((each["category_id"], coverage))
        yield seen(photo), found


def mean_under(grid: Vectors, coverage: NDArray[np.float32]) -> Vectors:
    """Average `[C, side, side]` under a mask."""
    side, fold = grid.shape[1], coverage.shape[0] // grid.shape[1]
    weights = coverage.reshape(side, fold, side, fold).sum((1, 3)).reshape(-1)
    return grid.reshape(len(grid), -1) @ weights / weights.sum()


@torch.inference_mode()
def look(coco: Path, checkpoint: Path) -> tuple[dict[str, Vectors], NDArray[np.int64], NDArray[np.int64]]:
    """Means of every map for each object; the objects' labels; the numbers of their photos."""
    weights = torch.load(checkpoint, map_location="cpu", weights_only=True)["weights"]
    model = nn.ModuleDict({"backbone": Backbone(), "neck": Neck()}).eval()
    model.load_state_dict({k: v.float() for k, v in weights.items() if not k.startswith("decoder.")})
    backbone, neck, untouched = model["backbone"], model["neck"], pretrained()
    means: dict[str, list[Vectors]] = {}
    labels, photos = [], []
    for number, (photo, found) in enumerate(objects(coco)):
        early = backbone.early(torch.from_numpy(photo)[None].permute(0, 3, 1, 2).float())
        tuned, known = backbone.late(*early), untouched.late(*early)
        _, high_res_1, embedding, context, _ = neck.pyramid(tuned[1:])
        maps = {"high_res_1": high_res_1, "embedding": embedding, "context": context}
        maps |= {"tuned 16": tuned[3], "tuned 32": tuned[4], "untouched 16": known[3], "untouched 32": known[4]}
        for label, coverage in found:
            labels.append(label), photos.append(number)
            for name, grid in maps.items():
                means.setdefault(name, []).append(mean_under(grid[0].numpy(), coverage))
    return {name: np.stack(each) for name, each in means.items()}, np.array(labels), np.array(photos)


def right(vectors: Vectors, labels: NDArray[np.int64], photos: NDArray[np.int64], shots: int) -> float:
    """Share of objects whose label's mean is the nearest, over labels and draws."""
    vectors = (vectors - vectors.mean(0)) / (vectors.std(0) + 1e-6)
    asked = [
        label
        for label in np.unique(labels)
        if (labels == label).sum() >= LEAST_OBJECTS and len(np.unique(photos[labels == label])) >= LEAST_PHOTOS
    ]
    others = vectors[~np.isin(labels, asked)]
    reference = others.T @ others / len(others)
    ridge = RIDGE * np.trace(reference) / len(reference) * np.eye(len(reference))
    shares = []
    for draw in range(DRAWS):
        rng = np.random.default_rng(draw)
        learns = rng.permutation(photos.max() + 1)[photos] % 2 == 0
        taken = {label: rng.permutation(np.flatnonzero(learns & (labels == label)))[:shots] for label in asked}
        taken = {label: which for label, which in taken.items() if len(which)}
        means = np.stack([vectors[which].mean(0) for which in taken.values()])
        within = np.concatenate([vectors[which] - vectors[which].mean(0) for which in taken.values()])
        covariance = (within.T @ within + REFERENCE * reference) / (len(within) + REFERENCE) + ridge
        root = np.linalg.inv(np.linalg.cholesky(covariance))
        centre = means.mean(0)
        places, judged = (means - centre) @ root.T, ~learns & np.isin(labels, list(taken))
        given = (vectors[judged] - centre) @ root.T
        likeness = (given / np.linalg.norm(given, axis=1, keepdims=True)) @ (
            places / np.linalg.norm(places, axis=1, keepdims=True)
        ).T
        hit = np.array(list(taken))[likeness.argmax(1)] == labels[judged]
        shares.append(np.mean([hit[labels[judged] == label].mean() for label in np.unique(labels[judged])]))
    return float(np.mean(shares))


def main() -> None:
    """Parse, look, print a row for each combination of maps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    given = parser.parse_args()
    torch.set_num_threads(1)
    means, labels, photos = look(given.data / "coco", given.checkpoint)
    for names in ASKED:
        vectors = np.concatenate([means[name] for name in names], 1)
        figures = " ".join(f"{right(vectors, labels, photos, shots):.3f}" for shots in SHOTS)
        print(f"{' + '.join(names)} ({vectors.shape[1]}): {figures}", flush=True)


if __name__ == "__main__":
    main()
