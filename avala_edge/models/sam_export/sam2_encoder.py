"""SAM 2's image encoder with the picture's preparation inside, and what the decoder makes of each picture once."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from avala_edge.models.sam_export.sam2_official import SAM2Base

_MEAN, _DEVIATION = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)  # of 0 to 255


class FrameEncoder(nn.Module):
    """Normalises and encodes. The features have the embedding that says "no memory": a click's decoder wants it."""

    def __init__(self, sam: SAM2Base) -> None:
        """Share the weights of `sam`."""
        super().__init__()
        self.trunk, self.neck, self.scalp = sam.image_encoder.trunk, sam.image_encoder.neck, sam.image_encoder.scalp
        self.fine, self.finer = sam.sam_mask_decoder.conv_s1, sam.sam_mask_decoder.conv_s0
        self.register_buffer("mean", torch.tensor(_MEAN))
        self.register_buffer("deviation", torch.tensor(_DEVIATION))
        self.register_buffer("no_memory", sam.no_mem_embed.reshape(1, -1, 1, 1))

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """`pixels` uint8 `[B, side, side, 3]` → features of a 16th of the side, and of a 4th and an 8th."""
        normal = (pixels.float() - self.mean) / self.deviation
        levels, _ = self.neck(self.trunk(normal.permute(0, 3, 1, 2)))
        finest, fine, coarse = levels[: -self.scalp]
        return coarse + self.no_memory, self.finer(finest), self.fine(fine)
