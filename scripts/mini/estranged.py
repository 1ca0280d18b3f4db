"""Photos made strange, so that a network errs on those it has learnt by heart about as much as on new ones.

Scores are fitted on them: on a training photo as it is, nothing that the network says is as wrong as on a stranger's.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

MIXING, GHOST, BLUR, NOISE = 0.35, 0.35, 3.0, 30.0  # at the most: spread of colours' mixing, share, pixels, grey levels


def estranged(pixels: Tensor, valid: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Return photos in other colours, noisy, blurred or with a ghost, and how strange each is, `[B]`, 0 to 1.

    Args:
        pixels: `[B, 3, H, W]`, 0 to 255.
        valid: `[B, h, w]`, above 0 where there is photo; padding stays as it is.
        rng: the only source of chance.
    """
    out, strength = pixels.clone(), rng.random(len(pixels))
    for number, much in enumerate(strength):
        photo = pixels[number : number + 1]
        mixed = np.eye(3) + rng.normal(0, MIXING * much, (3, 3))
        mixed /= mixed.sum(1, keepdims=True).clip(0.3)
        if rng.random() < 0.6 * much:
            mixed = rng.permutation(mixed)
        photo = torch.einsum("oc,bchw->bohw", torch.from_numpy(mixed).to(photo), photo)
        if rng.random() < 0.25 * much:
            photo = 255 - photo
        if rng.random() < 0.3:
            ghost = pixels[int(rng.integers(len(pixels)))].flip(-1)
            photo = photo + float(rng.uniform(0, GHOST * much)) * (ghost - photo)
        if rng.random() < 0.4:
            small = functional.interpolate(photo, scale_factor=1 / (1 + BLUR * float(rng.random()) * much), mode="area")
            photo = functional.interpolate(small, photo.shape[2:], mode="bilinear", align_corners=False)
        if rng.random() < 0.5:
            photo = photo + torch.from_numpy(rng.normal(0, rng.uniform(0, NOISE * much), photo.shape)).to(photo)
        inside = functional.interpolate(valid[number][None, None], photo.shape[2:]) > 0
        out[number] = torch.where(inside, photo.clamp(0, 255), pixels[number : number + 1])[0]
    return out.contiguous(memory_format=torch.channels_last), torch.from_numpy(strength)
