"""The door to `segment_anything`, Meta's own package.

It imports torchvision, whose wheel on PyPI is built against CUDA: beside a torch for processors alone its compiled
operators do not load, and its import then fails at two that it registers shapes for. SAM's networks use none of them,
so those two are declared here, without an implementation.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch

_SHAPED_AT_IMPORT = ("nms", "qnms")
_SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def _declare_operators() -> torch.library.Library | None:
    """Declare what torchvision's import names, if its own library does not load."""
    spec = find_spec("torchvision")
    if spec is None or spec.origin is None:
        return None
    try:
        torch.ops.load_library(str(Path(spec.origin).with_name("_C.so")))
    except OSError:
        declared = torch.library.Library("torchvision", "DEF")
        for name in _SHAPED_AT_IMPORT:
            declared.define(name + _SCHEMA)
        return declared
    return None


_declared = _declare_operators()  # a torch library ends with the object that stands for it

from segment_anything import SamPredictor, sam_model_registry  # noqa: E402
from segment_anything.modeling import (  # noqa: E402
    ImageEncoderViT,
    MaskDecoder,
    PromptEncoder,
    Sam,
    TwoWayTransformer,
)

__all__ = [
    "ImageEncoderViT",
    "MaskDecoder",
    "PromptEncoder",
    "Sam",
    "SamPredictor",
    "TwoWayTransformer",
    "sam_model_registry",
]
