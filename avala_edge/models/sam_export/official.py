"""The door to `segment_anything`, Meta's own package, which imports torchvision."""

from __future__ import annotations

from avala_edge.models.sam_export.torchvision_operators import declare_operators

_declared = declare_operators()

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
