#!/usr/bin/env python3
"""Measure how objects' appearance varies and write avala_edge/training/reference/avala-mini.safetensors.

make_reference.py --data ../shared/data: garments and cell nuclei of the open pool, on which the model itself was
trained; nobody's labels are used, and none of the photos that `make evaluate` judges suggestions by.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import save

from avala_edge.assembly import Lane, Site, open_site
from avala_edge.config import Config
from avala_edge.geometry import encode_mask
from avala_edge.store import write_atomically
from avala_edge.training.features import VERSION, appearance
from avala_edge.training.space import FOLDER

FOLDERS = {"clothing": "_part.png", "nuclei": ".png"}
MOST = 12  # objects of a photo
SMALLEST = 0.0005  # of the photo


def photos(data: Path) -> Iterator[tuple[Path, Path]]:
    for folder, ending in FOLDERS.items():
        for image in sorted((data / folder / "images").iterdir()):
            found = [
                path for path in sorted((data / folder / "masks").glob(f"{image.stem}*")) if path.name.endswith(ending)
            ]
            if found:
                yield image, found[0]


async def vectors(data: Path, site: Site) -> np.ndarray:
    rows = []
    for number, (image, id_map) in enumerate(photos(data)):
        record, _ = await site.intake.add(image.read_bytes())
        embedding = await site.sight.embedding(record, Lane.BATCH)
        ids = np.asarray(Image.open(id_map)).astype(np.int64)
        names, sizes = np.unique(ids[ids > 0], return_counts=True)
        names = names[sizes > max(100, SMALLEST * ids.size)]
        if len(names) > MOST:
            names = np.random.default_rng(number).choice(names, MOST, replace=False)
        for name in names:
            mask = encode_mask(np.ascontiguousarray(ids == name).astype(np.uint8))
            rows.append(appearance(embedding, mask, cells=site.model.manifest.cells))
    return np.stack(rows)


async def measure(data: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        async with open_site(Config.for_scratch(Path(scratch))) as site:
            found, manifest = await vectors(data, site), site.model.manifest
    mean, scale = found.mean(0), found.std(0) + 1e-6
    covariance = np.cov(((found - mean) / scale).T)
    tensors = {"mean": mean, "scale": scale, "covariance": covariance}
    kept = {
        name: np.ascontiguousarray(each, np.float32 if each.ndim == 1 else np.float16) for name, each in tensors.items()
    }
    said = {
        "model": manifest.name,
        "model_digest": manifest.digest,
        "features": str(VERSION),
        "objects": str(len(found)),
    }
    write_atomically(FOLDER / f"{manifest.name}.safetensors", save(kept, said))
    print(f"{len(found)} objects, {found.shape[1]} numbers each")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    asyncio.run(measure(parser.parse_args().data))
