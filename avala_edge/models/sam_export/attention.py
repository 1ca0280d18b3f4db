"""Attention between a prompt's few tokens and the image's many, without projecting the image's.

With T tokens and 8 heads of 16 channels, `(x Wk) · q` is `x · (Wkᵀ q)`: what is folded is the side with few rows, and
the image's tokens are multiplied by 8 T columns instead of being projected to 128 and back. Biases that are the same
for all keys fall out of a softmax; those of values pass through, since its rows sum to 1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class _Folded(nn.Module):
    """What both directions share: a head's projections side by side, the scale inside."""

    def __init__(self, official: nn.Module) -> None:
        super().__init__()
        self.heads = official.num_heads
        self.depth = official.internal_dim // official.num_heads
        out, value = official.out_proj, official.v_proj
        self.register_buffer("out", out.weight.T.reshape(self.heads, self.depth, -1))
        self.register_buffer("out_bias", out.bias + out.weight @ value.bias)

    def per_head(self, linear: nn.Linear) -> Tensor:
        """Return a projection's weight as `[heads, depth, channels]`."""
        return linear.weight.reshape(self.heads, self.depth, -1)

    def split(self, x: Tensor) -> Tensor:
        """`[B, T, heads · depth]` → `[B, heads, T, depth]`."""
        return x.reshape(x.shape[0], -1, self.heads, self.depth).transpose(1, 2)


class TokensReadImage(_Folded):
    """Each token takes what it looks for from the image."""

    def __init__(self, official: nn.Module) -> None:
        """Fold SAM's attention."""
        super().__init__(official)
        self.ask = official.q_proj
        self.register_buffer("key", self.per_head(official.k_proj) / self.depth**0.5)
        self.register_buffer("value", self.per_head(official.v_proj).transpose(1, 2))

    def forward(self, tokens: Tensor, image: Tensor, image_in_place: Tensor) -> Tensor:
        """`tokens` `[B, T, C]` with their places, `image` `[B, S, C]` without and with → `[B, T, C]`."""
        asked = (self.split(self.ask(tokens)) @ self.key).flatten(1, 2)  # [B, heads · T, C]
        weights = torch.softmax(asked @ image_in_place.transpose(1, 2), dim=-1)
        seen = (weights @ image).reshape(tokens.shape[0], self.heads, -1, image.shape[2])
        return (seen @ self.value @ self.out).sum(1) + self.out_bias


class ImageReadsTokens(_Folded):
    """Each place of the image takes what it looks for from the tokens."""

    def __init__(self, official: nn.Module) -> None:
        """Fold SAM's attention."""
        super().__init__(official)
        self.offer = official.k_proj
        self.register_buffer("value", official.v_proj.weight.T)
        scale = self.depth**-0.5
        self.register_buffer("ask", self.per_head(official.q_proj) * scale)
        self.register_buffer("ask_bias", official.q_proj.bias.reshape(self.heads, self.depth, 1) * scale)

    def forward(self, tokens_in_place: Tensor, tokens: Tensor, image_in_place: Tensor) -> Tensor:
        """`tokens` `[B, T, C]` with and without their places, `image_in_place` `[B, S, C]` → `[B, S, C]`."""
        offered = self.split(self.offer(tokens_in_place))
        keys = (offered @ self.ask).flatten(1, 2).transpose(1, 2)  # [B, C, heads · T]
        constant = (offered @ self.ask_bias).flatten(1).unsqueeze(1)
        scores = image_in_place @ keys + constant
        weights = torch.softmax(scores.reshape(scores.shape[0], scores.shape[1], self.heads, -1), dim=-1)
        given = self.split(tokens @ self.value) @ self.out + self.out_bias / self.heads  # each head's weights sum to 1
        return weights.flatten(2) @ given.flatten(1, 2)
