"""avala-mini's trained parts: the neck (once per photo) and the prompt decoder (once per click).

Coordinates are pixels of the model frame: the photo scaled so that its long side is `SIDE`, at the top left of a
`SIDE`² square. Logits have `SIDE / 4` cells a side. Point labels: 1 add, 0 remove, 2 box top left, 3 box bottom
right, -1 padding (the convention of Segment Anything, Kirillov et al. 2023).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .backbone import CHANNELS

SIDE = 512
CELLS = SIDE // 4
WIDTHS = (32, 48, 80, 112)  # channels at strides 4, 8, 16, 32
AFFINITY = 24  # channels of the maps in which a click's likeness to every other place is taken
MASKS = 4  # 0: the one answer to an unambiguous prompt; 1…3: alternatives


class ConvNorm(nn.Sequential):
    """Convolution, batch normalisation, optional ReLU."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True):
        """Padding keeps the size at stride 1."""
        layers: list[nn.Module] = [
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(outputs),
        ]
        if act:
            layers.append(nn.ReLU(inplace=True))
        super().__init__(*layers)


class Mix(nn.Module):
    """Residual block: depthwise 3×3 (5×5 trains nine times slower on a CPU), then a two-layer channel mix."""

    def __init__(self, width: int, expand: int = 2) -> None:
        """`width` channels in and out."""
        super().__init__()
        self.space = ConvNorm(width, width, 3, groups=width, act=False)
        self.widen = ConvNorm(width, width * expand)
        self.narrow = ConvNorm(width * expand, width, act=False)

    def forward(self, x: Tensor) -> Tensor:
        """`[B, width, H, W]` → the same shape."""
        return x + self.narrow(self.widen(self.space(x)))


class Attend(nn.Module):
    """Self-attention over the coarsest map, so that far places know of each other."""

    def __init__(self, width: int, heads: int = 4) -> None:
        """`width` must be a multiple of `heads`."""
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """`[B, width, H, W]` → the same shape."""
        b, c, h, w = x.shape
        tokens = self.norm(x.flatten(2).transpose(1, 2))
        q, k, v = self.qkv(tokens).reshape(b, h * w, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        mixed = torch.softmax(q @ k.transpose(-1, -2) * (c // self.heads) ** -0.5, dim=-1) @ v
        return x + self.out(mixed.transpose(1, 2).reshape(b, h * w, c)).transpose(1, 2).reshape(b, c, h, w)


def _up(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class Neck(nn.Module):
    """Backbone maps → the embedding: five named tensors that every click on the photo shares."""

    def __init__(self) -> None:
        """A feature pyramid with attention at its top."""
        super().__init__()
        self.lateral = nn.ModuleList(ConvNorm(c, w, act=False) for c, w in zip(CHANNELS, WIDTHS, strict=True))
        self.down = nn.ModuleList(ConvNorm(WIDTHS[i + 1], WIDTHS[i], act=False) for i in range(3))
        self.position = nn.Parameter(torch.zeros(1, WIDTHS[3], SIDE // 32, SIDE // 32))
        self.top = nn.Sequential(Mix(WIDTHS[3]), Attend(WIDTHS[3]), Mix(WIDTHS[3]), Attend(WIDTHS[3]), Mix(WIDTHS[3]))
        self.smooth = nn.ModuleList(nn.Sequential(Mix(w), Mix(w)) for w in WIDTHS[:3])
        self.affinity = nn.Conv2d(WIDTHS[1], AFFINITY, 1)

    def forward(self, taps: list[Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return maps at strides 4, 8, 16, 32 and the unit-length affinity map at stride 8."""
        x = self.top(self.lateral[3](taps[3]) + self.position)
        maps = [x]
        for level in (2, 1, 0):
            x = self.smooth[level](torch.relu(self.lateral[level](taps[level]) + _up(self.down[level](x))))
            maps.insert(0, x)
        affinity = functional.normalize(self.affinity(maps[1]), dim=1, eps=1e-4)
        return maps[0], maps[1], maps[2], maps[3], affinity


def _discs(points: Tensor, chosen: Tensor, sigma: float) -> Tensor:
    """Gaussian bumps `[B, 1, CELLS, CELLS]` of the highest chosen point; 0 where none is chosen."""
    centres = (torch.arange(CELLS, dtype=points.dtype, device=points.device) + 0.5) * (SIDE / CELLS)
    dx = (centres[None, None, :] - points[:, :, :1]) / sigma
    dy = (centres[None, None, :] - points[:, :, 1:]) / sigma
    bumps = torch.exp(-0.5 * (dy[:, :, :, None] ** 2 + dx[:, :, None, :] ** 2)) * chosen[:, :, None, None]
    return bumps.amax(dim=1, keepdim=True)


def prompt_maps(points: Tensor, labels: Tensor, mask_logits: Tensor, has_mask: Tensor) -> Tensor:
    """Draw a prompt: `[B, 9, CELLS, CELLS]`.

    Args:
        points: `[B, N, 2]` x, y in model-frame pixels.
        labels: `[B, N]` as in the module docstring.
        mask_logits: `[B, 1, CELLS, CELLS]` of the previous answer.
        has_mask: `[B]` 1 where `mask_logits` counts.
    """
    add, remove = (labels == 1).to(points), (labels == 0).to(points)
    first, last = (labels == 2).to(points), (labels == 3).to(points)
    corner0 = (points * first[:, :, None]).sum(1)
    corner1 = (points * last[:, :, None]).sum(1)
    has_box = first.amax(1)[:, None, None, None]
    centres = (torch.arange(CELLS, dtype=points.dtype, device=points.device) + 0.5) * (SIDE / CELLS)
    cell = SIDE / CELLS
    inside_x = ((centres - corner0[:, :1]) / cell + 0.5).clamp(0, 1) * ((corner1[:, :1] - centres) / cell + 0.5).clamp(
        0, 1
    )
    inside_y = ((centres - corner0[:, 1:]) / cell + 0.5).clamp(0, 1) * ((corner1[:, 1:] - centres) / cell + 0.5).clamp(
        0, 1
    )
    inside = (inside_y[:, None, :, None] * inside_x[:, None, None, :]) * has_box
    size = (corner1 - corner0).clamp(min=4.0)
    middle = (corner0 + corner1) / 2
    bell_x = torch.exp(-0.5 * ((centres - middle[:, :1]) / (0.2 * size[:, :1])) ** 2)
    bell_y = torch.exp(-0.5 * ((centres - middle[:, 1:]) / (0.2 * size[:, 1:])) ** 2)
    bell = (bell_y[:, None, :, None] * bell_x[:, None, None, :]) * has_box
    on = has_mask[:, None, None, None]
    previous = torch.tanh(mask_logits * 0.25) * on
    ones = torch.ones_like(inside)
    return torch.cat(
        (
            _discs(points, add, 5.0),
            _discs(points, remove, 5.0),
            _discs(points, add, 20.0),
            _discs(points, remove, 20.0),
            inside,
            bell,
            has_box * ones,
            previous,
            on * ones,
        ),
        dim=1,
    )


PROMPT_MAPS = 9
LIKENESS_MAPS = 4


def _pooled(affinity: Tensor, weights: Tensor) -> Tensor:
    """Mean affinity under `weights`, `[B, AFFINITY]`; zero where the weights are."""
    total = weights.sum((1, 2, 3))[:, None]
    return (affinity * weights).sum((2, 3)) / (total + 1e-4)


def likeness_maps(affinity: Tensor, maps8: Tensor) -> Tensor:
    """How like each place is to what was clicked: `[B, 4, CELLS/2, CELLS/2]` (add, remove, in box, around box)."""
    add, remove, inside, has_box = maps8[:, 0:1], maps8[:, 1:2], maps8[:, 5:6], maps8[:, 6:7]
    around = (1.0 - maps8[:, 4:5]) * has_box
    queries = [_pooled(affinity, w) for w in (add, remove, inside, around)]
    stacked = torch.stack(queries, dim=1)  # [B, 4, AFFINITY]
    b, c, h, w = affinity.shape
    return (stacked @ affinity.reshape(b, c, h * w)).reshape(b, 4, h, w)


class Decoder(nn.Module):
    """Embedding and prompt → `MASKS` logit maps and their expected IoU."""

    def __init__(self) -> None:
        """A U-shaped network; the prompt enters at every scale."""
        super().__init__()
        extra = PROMPT_MAPS + LIKENESS_MAPS
        w4, w8, w16, w32 = WIDTHS
        self.enter = nn.ModuleList(
            (
                nn.Conv2d(PROMPT_MAPS, w4, 3, padding=1),
                nn.Conv2d(extra, w8, 3, padding=1),
                nn.Conv2d(extra, w16, 1),
                nn.Conv2d(extra, w32, 1),
            )
        )
        self.down = nn.ModuleList((ConvNorm(w8, w16, 3, 2), ConvNorm(w16, w32, 3, 2)))
        self.at8, self.at16 = Mix(w8), Mix(w16)
        self.at32 = nn.Sequential(Mix(w32), Attend(w32), Mix(w32), Attend(w32), Mix(w32))
        self.up = nn.ModuleList(
            (ConvNorm(w8, w4, act=False), ConvNorm(w16, w8, act=False), ConvNorm(w32, w16, act=False))
        )
        self.back16 = nn.Sequential(Mix(w16), Mix(w16))
        self.back8 = nn.Sequential(Mix(w8), Mix(w8))
        self.back4 = Mix(w4)
        self.masks = nn.Sequential(ConvNorm(w4, w4, 3), nn.Conv2d(w4, MASKS, 1))
        self.score = nn.Sequential(nn.Linear(w32 + w8 + 3, 64), nn.ReLU(inplace=True), nn.Linear(64, 1))
        self.which = nn.Parameter(torch.zeros(MASKS, w32))

    def forward(
        self, embedding: tuple[Tensor, ...], points: Tensor, labels: Tensor, mask_logits: Tensor, has_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return logits `[B, MASKS, CELLS, CELLS]` and score logits `[B, MASKS]` (sigmoid: expected IoU)."""
        f4, f8, f16, f32, affinity = embedding
        maps4 = prompt_maps(points, labels, mask_logits, has_mask)
        maps8 = functional.avg_pool2d(maps4, 2)
        likeness8 = likeness_maps(affinity, maps8)
        in8 = torch.cat((maps8, likeness8), 1)
        in16 = functional.avg_pool2d(in8, 2)
        in32 = functional.avg_pool2d(in16, 2)
        x8 = self.at8(torch.relu(f8 + self.enter[1](in8)))
        x16 = self.at16(torch.relu(f16 + self.down[0](x8) + self.enter[2](in16)))
        x32 = self.at32(torch.relu(f32 + self.down[1](x16) + self.enter[3](in32)))
        y16 = self.back16(torch.relu(x16 + _up(self.up[2](x32))))
        y8 = self.back8(torch.relu(x8 + _up(self.up[1](y16))))
        y4 = self.back4(torch.relu(f4 + self.enter[0](maps4) + _up(self.up[0](y8))))
        logits = self.masks(y4)
        return logits, self._scores(logits, x32, y8)

    def _scores(self, logits: Tensor, x32: Tensor, y8: Tensor) -> Tensor:
        probability = torch.sigmoid(logits.detach())
        mean = probability.mean((2, 3))
        sure = (probability * (probability > 0.5)).sum((2, 3)) / ((probability > 0.5).to(probability).sum((2, 3)) + 1.0)
        edge = (probability * (1 - probability)).sum((2, 3)) / (probability.sum((2, 3)) + 1.0)
        small = functional.avg_pool2d(probability, 2)
        b, m, h, w = small.shape
        under = (small.reshape(b, m, h * w) @ y8.detach().reshape(b, -1, h * w).transpose(1, 2)) / (
            small.sum((2, 3))[:, :, None] + 1.0
        )
        everywhere = x32.detach().mean((2, 3))[:, None, :] + self.which[None]
        stats = torch.stack((torch.sqrt(mean + 1e-6), sure, edge), dim=-1)
        return self.score(torch.cat((everywhere, under, stats), dim=-1))[:, :, 0]
