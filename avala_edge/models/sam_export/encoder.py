"""SAM's image encoder with the picture's preparation inside: uint8 pixels in, a token-major embedding out."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from avala_edge.models.sam_export.architecture import SIDE
from avala_edge.models.sam_export.official import Sam


class PictureEncoder(nn.Module):
    """Normalises, clears what is beyond the picture, encodes."""

    def __init__(self, sam: Sam) -> None:
        """Share the weights of `sam`."""
        super().__init__()
        self.image_encoder = sam.image_encoder
        self.register_buffer("mean", sam.pixel_mean.reshape(3))
        self.register_buffer("deviation", sam.pixel_std.reshape(3))
        self.register_buffer("places", torch.arange(SIDE, dtype=torch.float32))

    def forward(self, pixels: Tensor, valid_size: Tensor) -> Tensor:
        """`pixels` uint8 `[B, SIDE, SIDE, 3]`, `valid_size` `[B, 2]` rows, columns → `[B, GRID², CHANNELS]`."""
        inside = (self.places[None, :, None] < valid_size[:, 0, None, None]) & (
            self.places[None, None, :] < valid_size[:, 1, None, None]
        )
        normal = (pixels.float() - self.mean) / self.deviation * inside[..., None].float()
        return self.image_encoder(normal.permute(0, 3, 1, 2)).flatten(2).transpose(1, 2)
