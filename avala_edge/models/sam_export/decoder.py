"""SAM's mask decoder rewritten for speed, the same function up to rounding (docs/decisions/0016-sam-decoder.md)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from avala_edge.models.sam_export.architecture import GRID
from avala_edge.models.sam_export.attention import ImageReadsTokens, TokensReadImage
from avala_edge.models.sam_export.official import MaskDecoder, Sam
from avala_edge.models.sam_export.prompts import MaskTokens, PointTokens

MAPS = 4


class PromptDecoder(nn.Module):
    """An embedding and a prompt → four low-resolution maps with scores."""

    def __init__(self, sam: Sam) -> None:
        """Fold the weights of `sam`; it stays as it is."""
        super().__init__()
        official, transformer = sam.mask_decoder, sam.mask_decoder.transformer
        self.point_tokens = PointTokens(sam.prompt_encoder)
        self.mask_tokens = MaskTokens(sam.prompt_encoder)
        self.register_buffer("own_tokens", torch.cat((official.iou_token.weight, official.mask_tokens.weight)))
        places = sam.prompt_encoder.pe_layer((GRID, GRID))
        self.register_buffer("places", places.flatten(1).T.contiguous()[None])
        self.layers = nn.ModuleList(_Layer(layer) for layer in transformer.layers)
        self.last_look, self.last_norm = (
            TokensReadImage(transformer.final_attn_token_to_image),
            transformer.norm_final_attn,
        )
        self.upscaling = _Upscaling(official)
        self.filters = _Filters(official)
        self.scoring = official.iou_prediction_head

    def forward(
        self, embedding: Tensor, points: Tensor, point_labels: Tensor, mask_logits: Tensor, has_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return logits `[B, MAPS, 4 GRID, 4 GRID]` and scores `[B, MAPS]`."""
        own = self.own_tokens.expand(points.shape[0], -1, -1)
        start = torch.cat((own, self.point_tokens(points, point_labels)), dim=1)
        tokens, image = start, embedding + self.mask_tokens(mask_logits, has_mask)
        for layer in self.layers:
            tokens, image = layer(tokens, start, image, self.places)
        tokens, start = (
            tokens[:, : 1 + MAPS],
            start[:, : 1 + MAPS],
        )  # those of the prompt have said what they had to say
        tokens = self.last_norm(tokens + self.last_look(tokens + start, image, image + self.places))
        logits = self.upscaling(image, self.filters(tokens[:, 1:]))
        return logits, self.scoring(tokens[:, 0])


class _Layer(nn.Module):
    """Tokens look at each other and at the image, think, and the image looks at them."""

    def __init__(self, official: nn.Module) -> None:
        super().__init__()
        self.between, self.first = official.self_attn, official.skip_first_layer_pe
        self.look, self.answer = (
            TokensReadImage(official.cross_attn_token_to_image),
            ImageReadsTokens(official.cross_attn_image_to_token),
        )
        self.think = official.mlp
        self.norms = nn.ModuleList((official.norm1, official.norm2, official.norm3, official.norm4))

    def forward(self, tokens: Tensor, start: Tensor, image: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        if self.first:
            tokens = self.norms[0](self.between(tokens, tokens, tokens))
        else:
            tokens = self.norms[0](tokens + self.between(tokens + start, tokens + start, tokens))
        image_in_place = image + places
        tokens = self.norms[1](tokens + self.look(tokens + start, image, image_in_place))
        tokens = self.norms[2](tokens + self.think(tokens))
        seen = image + self.answer(tokens + start, tokens, image_in_place)
        return tokens, self.norms[3](seen.flatten(0, 1)).reshape(seen.shape)


class _Filters(nn.Module):
    """A mask's token → the filter that draws it; one small network a mask, all at once."""

    def __init__(self, official: MaskDecoder) -> None:
        super().__init__()
        networks = [network.layers for network in official.output_hypernetworks_mlps]
        self.depth = len(networks[0])
        for step in range(self.depth):
            self.register_buffer(f"weight{step}", torch.stack([layers[step].weight.T for layers in networks]))
            self.register_buffer(f"bias{step}", torch.stack([layers[step].bias[None] for layers in networks]))

    def forward(self, tokens: Tensor) -> Tensor:
        """`[B, MAPS, C]` → `[B, MAPS, channels of the drawing]`."""
        x = tokens[:, :, None]
        for step in range(self.depth):
            x = x @ getattr(self, f"weight{step}") + getattr(self, f"bias{step}")
            x = x if step == self.depth - 1 else functional.relu(x)
        return x[:, :, 0]


class _Upscaling(nn.Module):
    """Image tokens → maps four times as fine. The transposed convolutions do not overlap: each is one product."""

    def __init__(self, official: MaskDecoder) -> None:
        super().__init__()
        first, norm, _, second, _ = official.output_upscaling
        for name, convolution in (("first", first), ("second", second)):
            wide = convolution.weight.permute(0, 2, 3, 1)  # channels in, rows, columns, channels out
            self.register_buffer(name, wide.reshape(wide.shape[0], -1))
            self.register_buffer(f"{name}_bias", convolution.bias.repeat(4))
        self.fine, self.finest = first.out_channels, second.out_channels
        self.register_buffer("norm_weight", norm.weight)
        self.register_buffer("norm_bias", norm.bias)
        self.eps = norm.eps

    def forward(self, image: Tensor, filters: Tensor) -> Tensor:
        """`image` `[B, GRID², C]`, `filters` `[B, MAPS, finest]`."""
        x = torch.addmm(self.first_bias, image.flatten(0, 1), self.first).reshape(-1, self.fine)
        x = functional.gelu(functional.layer_norm(x, (self.fine,), self.norm_weight, self.norm_bias, self.eps))
        x = functional.gelu(x @ self.second + self.second_bias).reshape(-1, GRID * GRID * 16, self.finest)
        rows = (x @ filters.transpose(1, 2)).transpose(1, 2)  # [B, MAPS, y · x · (dy, dx) · (finer dy, finer dx)]
        rows = rows.reshape(-1, GRID, 2, 8).transpose(1, 2)  # [B · MAPS · y, dy, x, …]; in two steps, it is faster
        rows = rows.reshape(-1, 2 * GRID, 2, 2).transpose(1, 2)  # [B · MAPS · y · dy, finer dy, x · dx, finer dx]
        return rows.reshape(-1, MAPS, 4 * GRID, 4 * GRID)
