"""SAM's prompt encoder, token-major and without loops: points → tokens, a mask → what it adds to each image token."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from avala_edge.models.sam_export.architecture import CHANNELS, GRID, SIDE
from avala_edge.models.sam_export.official import PromptEncoder

_LABELS = (-1.0, 0.0, 1.0, 2.0, 3.0)  # padding, remove, add, a box's two corners


class PointTokens(nn.Module):
    """Points and labels → `[B, N, CHANNELS]`."""

    def __init__(self, official: PromptEncoder) -> None:
        """Take the positional frequencies and a row for each label."""
        super().__init__()
        self.register_buffer("frequencies", official.pe_layer.positional_encoding_gaussian_matrix)
        self.register_buffer("labels", torch.tensor(_LABELS))
        rows = [official.not_a_point_embed, *official.point_embeddings]
        self.register_buffer("rows", torch.cat([row.weight for row in rows]))

    def forward(self, points: Tensor, point_labels: Tensor) -> Tensor:
        """`points` `[B, N, 2]` x, y in the square's pixels, `point_labels` `[B, N]`."""
        turns = (2 * ((points + 0.5) / SIDE) - 1) @ self.frequencies * (2 * math.pi)
        place = torch.cat((torch.sin(turns), torch.cos(turns)), dim=-1)
        one_hot = (point_labels[..., None] == self.labels).float()
        return place * (1.0 - one_hot[..., :1]) + one_hot @ self.rows


class MaskTokens(nn.Module):
    """A mask's logits, or that there is none → `[B, GRID², CHANNELS]`, added to the image's tokens.

    Its convolutions do not overlap, so they are products over 2 × 2 blocks.
    """

    def __init__(self, official: PromptEncoder) -> None:
        """Take the weights of the downscaling and the row for no mask."""
        super().__init__()
        first, norm, _, second, self_norm, _, last = official.mask_downscaling
        self.register_buffer("first", first.weight.reshape(first.out_channels, 4).T)
        self.register_buffer("first_bias", first.bias)
        self.norm = _NormLast(norm)
        wide = second.weight.permute(2, 3, 1, 0)  # of a block: rows, columns, channels in, channels out
        self.register_buffer("second", wide.reshape(-1, second.out_channels))
        self.register_buffer("second_bias", second.bias)
        self.second_norm = _NormLast(self_norm)
        no_mask = official.no_mask_embed.weight
        self.register_buffer("last", torch.cat((last.weight.reshape(CHANNELS, -1).T, last.bias[None], no_mask)))

    def forward(self, mask_logits: Tensor, has_mask: Tensor) -> Tensor:
        """`mask_logits` `[B, 1, 4 GRID, 4 GRID]`, `has_mask` `[B]` 1 or 0."""
        blocks = mask_logits.reshape(-1, GRID, 2, 2, GRID, 2, 2)  # y, inner y, innermost y, and the same for x
        blocks = blocks.permute(0, 1, 4, 2, 5, 3, 6).reshape(-1, GRID * GRID, 4, 4)
        small = functional.gelu(self.norm(blocks @ self.first + self.first_bias))
        small = small.reshape(-1, GRID * GRID, self.second.shape[0]) @ self.second + self.second_bias
        small = functional.gelu(self.second_norm(small))
        there = has_mask[:, None, None]
        row = torch.cat((there, 1.0 - there), dim=-1).expand(-1, GRID * GRID, -1)
        return torch.cat((small * there, row), dim=-1) @ self.last


class _NormLast(nn.Module):
    """SAM's LayerNorm2d, over the last axis."""

    def __init__(self, official: nn.Module) -> None:
        super().__init__()
        self.register_buffer("weight", official.weight)
        self.register_buffer("bias", official.bias)
        self.eps = official.eps

    def forward(self, x: Tensor) -> Tensor:
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias, self.eps)
