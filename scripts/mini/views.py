"""The frozen backbone's features of many views of every photo, computed once and kept on disk (fp16, memory-mapped)."""

from __future__ import annotations

import json
import time
import zlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from .backbone import CHANNELS, STRIDES, pretrained
from .network import CELLS, SIDE
from .photos import Photo, random_view

VIEWS = {"panoptic": 16, "coco": 14, "clothing": 4, "nuclei": 4, "bsds": 5, "ecssd": 2}
SMALLEST = 0.0015  # of the view's photo area; the evaluation starts at 0.002


def compute(photos: list[Photo], folder: Path, seed: int, part: int, parts: int) -> None:
    """Write this part's share of the views: `features-{part}.s{stride}.npy`, coverages and an index."""
    torch.set_num_threads(1)
    backbone = pretrained().to(memory_format=torch.channels_last)
    folder.mkdir(parents=True, exist_ok=True)
    mine = [p for i, p in enumerate(photos) if i % parts == part]
    count = sum(VIEWS[p.source] for p in mine)
    maps = [
        np.lib.format.open_memmap(
            folder / f"features-{part}.s{s}.npy", "w+", np.float16, (count, SIDE // s, SIDE // s, c)
        )
        for s, c in zip(STRIDES, CHANNELS, strict=True)
    ]
    coverages: list[NDArray[np.uint8]] = []
    index: list[dict[str, object]] = []
    row, started = 0, time.monotonic()
    for number, photo in enumerate(mine):
        rng = np.random.default_rng((seed, zlib.crc32(f"{photo.source}/{photo.path.name}".encode())))
        pixels = photo.pixels()
        masks = photo.masks(*pixels.shape[:2])
        for view in range(VIEWS[photo.source]):
            canvas, coverage, valid = random_view(pixels, masks, SIDE, CELLS, rng, plain=view == 0)
            sizes = coverage.sum((1, 2), dtype=np.int64) / 255 / (valid[0] * valid[1])
            coverage = coverage[(sizes > SMALLEST) & (sizes < 0.97)]
            if not len(coverage):
                continue
            tensor = (
                torch.from_numpy(canvas).permute(2, 0, 1)[None].float().contiguous(memory_format=torch.channels_last)
            )
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
                for target, tap in zip(maps, backbone(tensor), strict=True):
                    target[row] = tap[0].permute(1, 2, 0).float().numpy()
            index.append(
                {
                    "source": photo.source,
                    "name": photo.path.name,
                    "first": sum(map(len, coverages)),
                    "masks": len(coverage),
                    "valid": valid,
                }
            )
            coverages.append(coverage)
            row += 1
        if number % 50 == 0:
            print(
                f"views part {part}: {number}/{len(mine)} photos, {row} views, {time.monotonic() - started:.0f} s",
                flush=True,
            )
    np.save(folder / f"coverage-{part}.npy", np.concatenate(coverages))
    (folder / f"index-{part}.json").write_text(json.dumps(index))


class Views:
    """Read access to what `compute` wrote."""

    def __init__(self, folder: Path, sources: frozenset[str]) -> None:
        """Open every part; keep only views of the given sources."""
        self._maps, self._coverage = [], []
        self.rows: list[tuple[int, int, int, int]] = []  # part, row, first mask, masks
        self.valid: list[tuple[int, int]] = []
        self.by_source: dict[str, list[int]] = {}
        names = sorted(path.stem.removeprefix("index-") for path in folder.glob("index-*.json"))
        for part, name in enumerate(names):
            self._maps.append([np.load(folder / f"features-{name}.s{s}.npy", mmap_mode="r") for s in STRIDES])
            self._coverage.append(np.load(folder / f"coverage-{name}.npy", mmap_mode="r"))
            for row, entry in enumerate(json.loads((folder / f"index-{name}.json").read_text())):
                if entry["source"] in sources:
                    self.by_source.setdefault(entry["source"], []).append(len(self.rows))
                    self.rows.append((part, row, entry["first"], entry["masks"]))
                    self.valid.append(tuple(entry["valid"]))

    def features(self, numbers: list[int]) -> list[torch.Tensor]:
        """Backbone maps of some views, `[n, C, h, w]` channels-last."""
        taps = []
        for level in range(len(STRIDES)):
            stacked = np.stack([self._maps[self.rows[n][0]][level][self.rows[n][1]] for n in numbers])
            taps.append(torch.from_numpy(stacked.astype(np.float32)).permute(0, 3, 1, 2))
        return taps

    def masks(self, number: int) -> NDArray[np.uint8]:
        """Coverages of one view, `[m, CELLS, CELLS]` in 0…255."""
        part, _, first, count = self.rows[number]
        return np.asarray(self._coverage[part][first : first + count])
