"""What ImageNet taught the backbone is kept in the embedding: labels are suggested from it, and outlines need it less.

Without this, tuning wiped it out: label suggestions fell from 0.47 to 0.36 (`docs/experiments/0005-second-recipe.md`).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .backbone import CHANNELS, pretrained
from .network import WIDTHS

WEIGHT = 0.5  # beside the losses of outlines


class Meaning(nn.Module):
    """Linear guesses of the untouched backbone's maps at strides 16 and 32 from the embedding's; only for training."""

    def __init__(self) -> None:
        """Guesses begin untrained; the untouched backbone is no parameter of this."""
        super().__init__()
        self.guesses = nn.ModuleList(nn.Conv2d(WIDTHS[i], CHANNELS[i + 1], 1) for i in (2, 3))
        self._untouched = (pretrained().to(memory_format=torch.channels_last),)

    @torch.no_grad()
    def known(self, x: Tensor, taps: list[Tensor]) -> list[Tensor]:
        """Return what the untouched backbone makes of `Backbone.early`'s answer: maps at strides 16 and 32."""
        return self._untouched[0].late(x, taps)[3:]

    def forward(self, maps: tuple[Tensor, ...], known: list[Tensor]) -> Tensor:
        """Return how much is forgotten: the share of the maps' variance that is not guessed, times `WEIGHT`."""
        forgotten = []
        for guess, map_, truth in zip(self.guesses, maps[2:4], known, strict=True):
            wanted = functional.batch_norm(truth.float(), None, None, training=True)
            forgotten.append((guess(map_.float()) - wanted).square().mean())
        return WEIGHT * torch.stack(forgotten).mean()
