"""SAM 2's memory attention, the same function up to rounding, in real numbers and in less memory and time.

- Rotary places are turned with sines and cosines, halves instead of pairs: the projections' rows are sorted once.
- Values and what follows them are folded: `softmax(…) · (m V)` is `(softmax(…) · m) V`, and `m` has a quarter of the
  channels.
- Queries are asked some at a time: the scores of all of them towards seven memories would take half a gigabyte a layer.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from avala_edge.models.sam_export.sam2_official import SAM2Base, get_1d_sine_pe

AT_ONCE = 512  # queries


class MemoryAttention(nn.Module):
    """`SAM2Base._prepare_memory_conditioned_features` of a frame that is no key frame."""

    def __init__(self, sam: SAM2Base) -> None:
        """Fold the weights of `sam`; it stays as it is."""
        super().__init__()
        grid, official = sam.image_size // sam.backbone_stride, sam.memory_attention
        self.channels = sam.mem_dim
        self.layers = nn.ModuleList(_Layer(layer) for layer in official.layers)
        self.norm = official.norm
        self.register_buffer("no_memory", sam.no_mem_embed.reshape(1, -1, 1, 1))
        here = sam.image_encoder.neck.position_encoding(torch.zeros(1, sam.hidden_dim, grid, grid))
        self.register_buffer("places", 0.1 * here.flatten(2).transpose(1, 2))
        there = sam.memory_encoder.position_encoding(torch.zeros(1, sam.mem_dim, grid, grid))
        self.register_buffer("memory_places", there.flatten(2).transpose(1, 2)[:, None])
        self.register_buffer("times", sam.maskmem_tpos_enc[:, 0, 0])  # the last frame's first, the key frame's last
        cis = official.layers[0].self_attn.compute_cis(end_x=grid, end_y=grid)
        self.register_buffer("cosines", cis.real.contiguous())
        self.register_buffer("sines", cis.imag.contiguous())
        self.telling_time = sam.obj_ptr_tpos_proj if sam.add_tpos_enc_to_obj_ptrs else None
        self.most_pointers, self.pointer_channels = sam.max_obj_ptrs_in_encoder, sam.hidden_dim

    def forward(
        self,
        image_embed: Tensor,
        memories: Tensor,
        memory_ages: Tensor,
        pointers: Tensor,
        pointer_ages: Tensor | None = None,
    ) -> Tensor:
        """See `wiring.MemoryWiring`; returns features of the shape of `image_embed`."""
        queries = (image_embed - self.no_memory).flatten(2).transpose(1, 2) + self.places
        last = self.times.shape[0] - 1
        times = self.times[torch.where(memory_ages == 0, last, memory_ages - 1)]
        placed = memories + self.memory_places + times[None, :, None]
        tokens = pointers.reshape(1, -1, self.channels)
        in_time = tokens
        if self.telling_time is not None and pointer_ages is not None:
            told = get_1d_sine_pe(pointer_ages / (self.most_pointers - 1), dim=self.pointer_channels)
            spread = self.telling_time(told)[:, None].expand(-1, self.pointer_channels // self.channels, -1)
            in_time = tokens + spread.reshape(1, -1, self.channels)
        values = torch.cat((memories.flatten(1, 2), tokens), dim=1)
        for layer in self.layers:
            queries = layer(queries, placed, in_time, values, self.cosines, self.sines)
        return self.norm(queries).transpose(1, 2).reshape(image_embed.shape)


class _Layer(nn.Module):
    """The frame looks at itself, at what is remembered, and thinks."""

    def __init__(self, official: nn.Module) -> None:
        super().__init__()
        self.own, self.past = _Attention(official.self_attn), _Attention(official.cross_attn_image)
        self.norms = nn.ModuleList((official.norm1, official.norm2, official.norm3))
        self.wide, self.narrow = official.linear1, official.linear2

    def forward(
        self, x: Tensor, placed: Tensor, in_time: Tensor, values: Tensor, cosines: Tensor, sines: Tensor
    ) -> Tensor:
        normal = self.norms[0](x)
        x = x + self.own(normal, self.own.turned_keys(normal, cosines, sines), normal, cosines, sines)
        keys = self.past.turned_keys(placed, cosines, sines).flatten(1, 2)
        keys = torch.cat((keys, self.past.key(in_time)), dim=1)
        x = x + self.past(self.norms[1](x), keys, values, cosines, sines)
        return x + self.narrow(functional.relu(self.wide(self.norms[2](x))))


class _Attention(nn.Module):
    """`RoPEAttention` with one head."""

    def __init__(self, official: nn.Module) -> None:
        super().__init__()
        depth = official.internal_dim
        order = torch.cat((torch.arange(0, depth, 2), torch.arange(1, depth, 2)))
        self.query, self.key = (
            _sorted(official.q_proj, order, depth**-0.5),
            _sorted(official.k_proj, order, 1.0),
        )
        self.out = nn.Linear(official.v_proj.in_features, official.out_proj.out_features)
        self.out.weight.data = official.out_proj.weight @ official.v_proj.weight
        self.out.bias.data = official.out_proj.bias + official.out_proj.weight @ official.v_proj.bias

    def turned_keys(self, x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
        """`[…, places, C]` → keys that know their places."""
        return _turned(self.key(x), cosines, sines)

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
        queries, across = _turned(self.query(x), cosines, sines), keys.transpose(1, 2)
        seen = [torch.softmax(some @ across, dim=-1) @ values for some in queries.split(AT_ONCE, dim=1)]
        return self.out(torch.cat(seen, dim=1))


def _sorted(official: nn.Linear, order: Tensor, scale: float) -> nn.Linear:
    made = nn.Linear(official.in_features, official.out_features)
    made.weight.data, made.bias.data = official.weight[order] * scale, official.bias[order] * scale
    return made


def _turned(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    real, imaginary = x.chunk(2, dim=-1)
    return torch.cat((real * cosines - imaginary * sines, real * sines + imaginary * cosines), dim=-1)
