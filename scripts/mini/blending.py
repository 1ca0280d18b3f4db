"""Between checkpoints: a backbone part of the way back to ImageNet's weights, and a place between two trainings.

What was trained on few photos is less at home in others; part of the way back it is better at both (Wortsman et al.
2022, *Robust fine-tuning of zero-shot models*; measured in `docs/experiments/0010-crisp.md`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn

from .backbone import STAGES, TUNED_TO, pretrained
from .batch import Batch
from .network import SIDE, prompt_maps

Weights = dict[str, Tensor]
BLOCKS = sum(stage[0] for stage in STAGES)
SIDES = (SIDE, 3 * SIDE // 4, SIDE, SIDE // 2)  # of the batches that normalisations are measured on, in turn


def single(weights: Weights) -> Weights:
    """Weights that may be kept as float16, as float32."""
    return {name: value.float() if value.is_floating_point() else value for name, value in weights.items()}


def back(weights: Weights, share: float, deep_share: float) -> Weights:
    """Keep `share` of what training changed in the backbone's stride 16, `deep_share` in its stride 32."""
    deep = tuple(f"_blocks.{block}." for block in range(TUNED_TO, BLOCKS))
    changed = dict(weights)
    for name, known in pretrained().state_dict().items():
        if known.dtype.is_floating_point:
            kept = deep_share if name.startswith(deep) else share
            changed[f"backbone.{name}"] = torch.lerp(known, weights[f"backbone.{name}"], kept)
    return changed


def between(one: Weights, other: Weights, share: float) -> Weights:
    """`share` of the way from one to the other."""
    return {
        name: torch.lerp(value, other[name], share) if value.is_floating_point() else value
        for name, value in one.items()
    }


@torch.inference_mode()
def settle(model: nn.ModuleDict, batches: Iterator[Batch], rng: np.random.Generator) -> None:
    """Measure the normalisations of neck and decoder again, since between two trainings neither's are right."""
    neck, decoder = model["neck"], model["decoder"]
    for part in (*neck.modules(), *decoder.modules()):
        if isinstance(part, nn.BatchNorm2d):
            part.reset_running_stats()
            part.momentum = None  # a plain mean
            part.train()
    with torch.autocast("cpu", torch.bfloat16):
        for batch in batches:
            taps = model["backbone"](batch.pixels)
            maps, fine = neck.pyramid(taps[1:]), neck.places(taps[0])
            embedding = tuple(each[batch.photo_of] for each in maps)
            for _ in range(2):
                coarse, y4, _, _ = decoder.coarse(embedding, prompt_maps(*batch.tensors()))
                decoder.edge(fine[batch.photo_of], y4, coarse)
                batch.grow(coarse[:, 0].float(), rng)
