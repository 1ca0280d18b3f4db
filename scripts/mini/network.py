"""avala-mini's trained parts: the neck (once per photo) and the prompt decoder (once per click).

Coordinates are pixels of the model frame: the photo scaled so that its long side is `SIDE`, at the top left of a
`SIDE`² square. The network thinks in cells of 4 pixels; its last step, and all masks that come in and go out, have
cells of 2. Training also uses smaller squares, with the same cells. Point labels: 1 add, 0 remove, 2 box top left, 3
box bottom right, -1 padding (the convention of Segment Anything, Kirillov et al. 2023).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .backbone import CHANNELS

SIDE = 512
CELL = 4  # pixels
CELLS = SIDE // CELL
FINE = 2  # pixels a cell of masks that come in and go out
FINE_CELLS = SIDE // FINE
FINE_PER_CELL = CELL // FINE
PLACES = FINE_PER_CELL**2  # of stride 2 in a cell
WIDTHS = (32, 48, 96, 144)  # channels at strides 4, 8, 16, 32
FINE_WIDTH = 8  # channels at stride 2 that an embedding keeps
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


def enlarged_twice(x: Tensor) -> Tensor:
    """`[B, C, H, W]` → `[B, C, 2 H, 2 W]`, between the places bilinearly."""
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class Neck(nn.Module):
    """Backbone maps → the embedding: six named tensors that every click on the photo shares."""

    def __init__(self) -> None:
        """A feature pyramid with attention at its top."""
        super().__init__()
        self.fine = ConvNorm(CHANNELS[0], FINE_WIDTH)
        self.lateral = nn.ModuleList(ConvNorm(c, w, act=False) for c, w in zip(CHANNELS[1:], WIDTHS, strict=True))
        self.down = nn.ModuleList(ConvNorm(WIDTHS[i + 1], WIDTHS[i], act=False) for i in range(3))
        self.position = nn.Parameter(torch.zeros(1, WIDTHS[3], SIDE // 32, SIDE // 32))
        self.top = nn.Sequential(Mix(WIDTHS[3]), Attend(WIDTHS[3]), Mix(WIDTHS[3]), Attend(WIDTHS[3]), Mix(WIDTHS[3]))
        self.smooth = nn.ModuleList(nn.Sequential(Mix(w), Mix(w)) for w in WIDTHS[:3])
        self.affinity = nn.Conv2d(WIDTHS[1], AFFINITY, 1)

    def forward(self, taps: list[Tensor]) -> tuple[Tensor, ...]:
        """Return maps at strides 4, 8, 16, 32, the unit-length affinity map at stride 8, and `places` of stride 2."""
        return (*self.pyramid(taps[1:]), self.places(taps[0]))

    def places(self, tap: Tensor) -> Tensor:
        """The map at stride 2 with the four places of a cell as channels: `[B, 4 FINE_WIDTH, cells, cells]`."""
        return functional.pixel_unshuffle(self.fine(tap), FINE_PER_CELL)

    def pyramid(self, taps: list[Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return all but the map at stride 2, of the taps but the first."""
        place, size = self.position, taps[3].shape[2:]
        if place.shape[2:] != size:
            place = functional.interpolate(place, size, mode="bilinear", align_corners=False)
        x = self.top(self.lateral[3](taps[3]) + place)
        maps = [x]
        for level in (2, 1, 0):
            x = self.smooth[level](torch.relu(self.lateral[level](taps[level]) + enlarged_twice(self.down[level](x))))
            maps.insert(0, x)
        affinity = functional.normalize(self.affinity(maps[1]), dim=1, eps=1e-4)
        return maps[0], maps[1], maps[2], maps[3], affinity


def _discs(points: Tensor, chosen: Tensor, centres: Tensor, sigma: float) -> Tensor:
    """Gaussian bumps `[B, 1, cells, cells]` of the highest chosen point; 0 where none is chosen."""
    across = torch.exp(-0.5 * ((centres[None, None, :] - points[:, :, :1]) / sigma) ** 2)
    down = torch.exp(-0.5 * ((centres[None, None, :] - points[:, :, 1:]) / sigma) ** 2) * chosen[:, :, None]
    return (down[:, :, :, None] * across[:, :, None, :]).amax(dim=1, keepdim=True)


def _between(centres: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """How much of each cell lies between two coordinates `[B, 1]`, `[B, cells]`."""
    return ((centres - first) / CELL + 0.5).clamp(0, 1) * ((last - centres) / CELL + 0.5).clamp(0, 1)


def prompt_maps(points: Tensor, labels: Tensor, mask_logits: Tensor, has_mask: Tensor) -> Tensor:
    """Draw a prompt: `[B, 9, cells, cells]`.

    Args:
        points: `[B, N, 2]` x, y in model-frame pixels.
        labels: `[B, N]` as in the module docstring.
        mask_logits: `[B, 1, cells, cells]` of the previous answer.
        has_mask: `[B]` 1 where `mask_logits` counts.
    """
    add, remove = (labels == 1).to(points), (labels == 0).to(points)
    first, last = (labels == 2).to(points), (labels == 3).to(points)
    corner0 = (points * first[:, :, None]).sum(1)
    corner1 = (points * last[:, :, None]).sum(1)
    has_box = first.amax(1)[:, None, None, None]
    centres = (torch.arange(mask_logits.shape[-1], dtype=points.dtype, device=points.device) + 0.5) * CELL
    inside_x = _between(centres, corner0[:, :1], corner1[:, :1])
    inside_y = _between(centres, corner0[:, 1:], corner1[:, 1:])
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
            _discs(points, add, centres, 5.0),
            _discs(points, remove, centres, 5.0),
            _discs(points, add, centres, 20.0),
            _discs(points, remove, centres, 20.0),
            inside,
            bell,
            has_box * ones,
            previous,
            on * ones,
        ),
        dim=1,
    )


PROMPT_MAPS = 9
LIKENESS_MAPS = 6


def _pooled(affinity: Tensor, weights: Tensor) -> Tensor:
    """Mean affinity under `weights`, `[B, AFFINITY]`; zero where the weights are."""
    total = weights.sum((1, 2, 3))[:, None]
    return (affinity * weights).sum((2, 3)) / (total + 1e-4)


def likeness_maps(affinity: Tensor, maps8: Tensor) -> Tensor:
    """How like each place is to what was said: `[B, 6, cells/2, cells/2]`.

    To what was added, removed, lies in the box, lies around it, was in the previous answer, was not in it.
    """
    add, remove, inside, has_box = maps8[:, 0:1], maps8[:, 1:2], maps8[:, 5:6], maps8[:, 6:7]
    around = (1.0 - maps8[:, 4:5]) * has_box
    within, without = maps8[:, 7:8].clamp(min=0), (-maps8[:, 7:8]).clamp(min=0)
    queries = [_pooled(affinity, w) for w in (add, remove, inside, around, within, without)]
    stacked = torch.stack(queries, dim=1)  # [B, 6, AFFINITY]
    b, c, h, w = affinity.shape
    return (stacked @ affinity.reshape(b, c, h * w)).reshape(b, LIKENESS_MAPS, h, w)


class Edge(nn.Module):
    """The last step: where, within a cell, the outline runs, by what the photo looks like at stride 2.

    It works on cells, with the four places of stride 2 in each as channels (a sub-pixel convolution, Shi et al. 2016):
    the same at stride 2 itself takes a CPU twice as long.
    """

    between: Tensor

    def __init__(self, width: int = WIDTHS[0]) -> None:
        """`width` channels inside."""
        super().__init__()
        self.come = nn.Conv2d(WIDTHS[0], width, 1)
        self.see = ConvNorm(PLACES * FINE_WIDTH, width, act=False)
        self.first, self.mix = ConvNorm(width, width, 3, groups=width), ConvNorm(width, width)
        self.second = ConvNorm(width, width, 3, groups=width)
        self.change = nn.Conv2d(width, PLACES * MASKS, 1)
        nn.init.zeros_(self.change.weight)
        nn.init.zeros_(self.change.bias)  # type: ignore[arg-type]
        before, after = torch.tensor((0.25, 0.75, 0.0)), torch.tensor((0.0, 0.75, 0.25))
        kernels = torch.stack([torch.outer(down, across) for down in (before, after) for across in (before, after)])
        self.register_buffer("between", kernels[:, None], persistent=False)

    def forward(self, fine: Tensor, y4: Tensor, coarse: Tensor) -> Tensor:
        """Stride 2 in channels, decoder's last map, logits `[B, M, cells, cells]` → `[B, M, 2 cells, 2 cells]`."""
        return self.together(self.enlarged(coarse) + self.changes(fine, y4))

    def changes(self, fine: Tensor, y4: Tensor) -> Tensor:
        """What is added to logits at stride 2: `[B, MASKS, PLACES, cells, cells]`."""
        x = torch.relu(self.come(y4) + self.see(fine))
        return self.change(self.second(self.mix(self.first(x)))).unflatten(1, (MASKS, PLACES))

    def enlarged(self, coarse: Tensor) -> Tensor:
        """`[B, M, cells, cells]` → `[B, M, PLACES, cells, cells]`, as `enlarged_twice`."""
        framed = functional.pad(coarse, (1, 1, 1, 1), mode="replicate").flatten(0, 1)[:, None]
        return functional.conv2d(framed, self.between.to(framed.dtype)).unflatten(0, coarse.shape[:2])

    def together(self, places: Tensor) -> Tensor:
        """`[B, M, PLACES, cells, cells]` → `[B, M, 2 cells, 2 cells]`."""
        return functional.pixel_shuffle(places, FINE_PER_CELL)[:, :, 0]


class Score(nn.Module):
    """How well each mask fits, by what it covers, what is around it, and what was said."""

    def __init__(self) -> None:
        """A small perceptron over means under the mask and around it."""
        super().__init__()
        w32, w8 = WIDTHS[3], WIDTHS[1]
        self.which = nn.Parameter(torch.zeros(MASKS, w32))
        self.layers = nn.Sequential(
            nn.Linear(w32 + 2 * w8 + 9, 96),
            nn.ReLU(inplace=True),
            nn.Linear(96, 32),
            nn.ReLU(inplace=True),
            nn.Linear(32, 1),
        )

    def forward(
        self, logits: Tensor, maps4: Tensor, y8: Tensor, x32: Tensor, asked: Tensor | slice = slice(None)
    ) -> Tensor:
        """Return `[B, M]` logits of the expected IoU, of the `asked` masks if not of all."""
        probability = torch.sigmoid(logits)
        area = probability.sum((2, 3))
        mean = probability.mean((2, 3))
        hard = (probability > 0.5).to(probability)
        sure = (probability * hard).sum((2, 3)) / (hard.sum((2, 3)) + 1.0)
        edge = (probability * (1 - probability)).sum((2, 3)) / (area + 1.0)
        small = functional.avg_pool2d(probability, 2)
        near = functional.max_pool2d(small, 5, 1, 2) - small
        under, around = _means(small, y8), _means(near, y8)
        inside, has_box = maps4[:, 4:5], maps4[:, 6].mean((1, 2))[:, None].expand_as(mean)
        within = (probability * inside).sum((2, 3))
        box_area = inside.sum((2, 3))
        fills, stays = within / (box_area + 1.0), within / (area + 1.0)
        before, on = maps4[:, 7:8].clamp(min=0), maps4[:, 8].mean((1, 2))[:, None].expand_as(mean)
        same = torch.minimum(probability, before).sum((2, 3)) / (torch.maximum(probability, before).sum((2, 3)) + 1.0)
        said = maps4[:, 1].amax((1, 2))[:, None].expand_as(mean)
        stats = torch.stack((torch.sqrt(mean + 1e-6), sure, edge, has_box, fills, stays * has_box, on, same, said), -1)
        everywhere = x32.mean((2, 3))[:, None, :] + self.which[asked][None]
        return self.layers(torch.cat((everywhere, under, around, stats), -1))[:, :, 0]


def _means(weights: Tensor, features: Tensor) -> Tensor:
    """Weighted means `[B, M, C]` of `[B, C, H, W]` under `[B, M, H, W]`."""
    b, m, h, w = weights.shape
    total = weights.sum((2, 3))[:, :, None] + 1.0
    return (weights.reshape(b, m, h * w) @ features.reshape(b, -1, h * w).transpose(1, 2)) / total


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
        self.edge, self.score = Edge(), Score()

    def forward(
        self, embedding: tuple[Tensor, ...], points: Tensor, labels: Tensor, mask_logits: Tensor, has_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return logits `[B, MASKS, 2 cells, 2 cells]` and score logits `[B, MASKS]` (sigmoid: expected IoU).

        `mask_logits` are `[B, 1, 2 cells, 2 cells]`.
        """
        maps4 = prompt_maps(points, labels, functional.avg_pool2d(mask_logits, 2), has_mask)
        coarse, y4, y8, x32 = self.coarse(embedding[:5], maps4)
        return self.edge(embedding[5], y4, coarse), self.score(coarse, maps4, y8, x32)

    def coarse(self, pyramid: tuple[Tensor, ...], maps4: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return logits `[B, MASKS, cells, cells]`, and the maps at strides 4, 8 and 32 that they come from."""
        f4, f8, f16, f32, affinity = pyramid
        maps8 = functional.avg_pool2d(maps4, 2)
        likeness8 = likeness_maps(affinity, maps8)
        in8 = torch.cat((maps8, likeness8), 1)
        in16 = functional.avg_pool2d(in8, 2)
        in32 = functional.avg_pool2d(in16, 2)
        x8 = self.at8(torch.relu(f8 + self.enter[1](in8)))
        x16 = self.at16(torch.relu(f16 + self.down[0](x8) + self.enter[2](in16)))
        x32 = self.at32(torch.relu(f32 + self.down[1](x16) + self.enter[3](in32)))
        y16 = self.back16(torch.relu(x16 + enlarged_twice(self.up[2](x32))))
        y8 = self.back8(torch.relu(x8 + enlarged_twice(self.up[1](y16))))
        y4 = self.back4(torch.relu(f4 + self.enter[0](maps4) + enlarged_twice(self.up[0](y8))))
        return self.masks(y4), y4, y8, x32
