"""SAM 2's memory encoder with what the tracker does around it: a frame and an object's mask → what is remembered."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from avala_edge.models.sam_export.sam2_official import SAM2Base

_SCALE, _BIAS = 20.0, -10.0  # logits of a mask that a person drew: `SAM2Base._use_mask_as_output`


class MemoryEncoder(nn.Module):
    """`SAM2Base._encode_new_memory`; beside it what the decoder needs for the pointer of a mask that was drawn."""

    def __init__(self, sam: SAM2Base) -> None:
        """Share the weights of `sam`."""
        super().__init__()
        encoder = sam.memory_encoder
        self.side, self.scale, self.bias = sam.image_size, sam.sigmoid_scale_for_mem_enc, sam.sigmoid_bias_for_mem_enc
        self.downsampler, self.projection = encoder.mask_downsampler, encoder.pix_feat_proj
        self.fuser, self.out, self.prompt = encoder.fuser, encoder.out_proj, sam.mask_downsample
        self.register_buffer("no_memory", sam.no_mem_embed.reshape(1, -1, 1, 1))
        absent = sam.no_obj_embed_spatial  # of SAM 2.1
        nothing = torch.zeros(1, sam.mem_dim)
        self.register_buffer("absent", (nothing if absent is None else absent)[..., None, None])

    def forward(
        self, image_embed: Tensor, mask_logits: Tensor, object_score: Tensor, mask: Tensor, has_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the memory `[B, tokens, channels]`, the features without "no memory", the mask as a prompt."""
        plain = image_embed - self.no_memory
        size = (self.side, self.side)
        found = functional.interpolate(mask_logits, size=size, mode="bilinear", align_corners=False)
        drawn = has_mask[:, None, None, None]
        shown = drawn * torch.sigmoid(mask * _SCALE + _BIAS) + (1.0 - drawn) * torch.sigmoid(found)
        fused = self.fuser(self.projection(plain) + self.downsampler(shown * self.scale + self.bias))
        memory = self.out(fused) + (1.0 - (object_score > 0).float())[..., None, None] * self.absent
        return memory.flatten(2).transpose(1, 2), plain, self.prompt(mask)
