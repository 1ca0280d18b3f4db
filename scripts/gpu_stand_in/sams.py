"""SAMs with random weights, the same in every process, and what they are asked: a picture and prompts."""

from __future__ import annotations

import sys
import types
from functools import partial
from importlib.machinery import ModuleSpec

import torch
from torch import Tensor, nn

_UNUSED = ("transforms", "transforms.functional", "ops", "ops.boxes")


def _without_torchvision() -> None:
    """Let segment_anything be imported where torchvision's libraries do not load, as beside Triton's own."""
    for name in ("torchvision", *(f"torchvision.{part}" for part in _UNUSED)):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__spec__ = ModuleSpec(name, None)
    for name in ("resize", "to_pil_image"):
        setattr(sys.modules["torchvision.transforms.functional"], name, None)
    for name in ("batched_nms", "box_area"):
        setattr(sys.modules["torchvision.ops.boxes"], name, None)


_without_torchvision()

from segment_anything.modeling import (  # noqa: E402
    ImageEncoderViT,
    MaskDecoder,
    PromptEncoder,
    Sam,
    TwoWayTransformer,
)

from avala_edge.models.sam_export.decoder import PromptDecoder  # noqa: E402
from avala_edge.models.sam_export.encoder import PictureEncoder  # noqa: E402

SIDE = 1024
KINDS = {  # width, blocks, heads, blocks that look at the whole picture
    "tiny": (64, 2, 2, (1,)),
    "vit_b": (768, 12, 12, (2, 5, 8, 11)),
    "vit_l": (1024, 24, 16, (5, 11, 17, 23)),
    "vit_h": (1280, 32, 16, (7, 15, 23, 31)),
}


def random_sam(kind: str) -> Sam:
    """Return Segment Anything's own network with random weights; its masks have both sides."""
    width, depth, heads, whole = KINDS[kind]
    torch.manual_seed(0)
    norm = partial(nn.LayerNorm, eps=1e-6)
    encoder = ImageEncoderViT(
        depth=depth,
        embed_dim=width,
        num_heads=heads,
        norm_layer=norm,
        use_rel_pos=True,
        global_attn_indexes=whole,
        window_size=14,
    )
    sizes = {"image_embedding_size": (64, 64), "input_image_size": (SIDE, SIDE), "mask_in_chans": 16}
    transformer = TwoWayTransformer(depth=2, embedding_dim=256, mlp_dim=2048, num_heads=8)
    sam = Sam(encoder, PromptEncoder(embed_dim=256, **sizes), MaskDecoder(transformer_dim=256, transformer=transformer))
    with torch.no_grad():
        for name, weight in sam.named_parameters():
            if "rel_pos" in name or name.endswith("pos_embed"):  # these begin as zeros
                weight.normal_(0, 0.2)
            elif "norm" in name or name.endswith("bias"):  # these begin as ones and zeros
                weight.add_(torch.randn_like(weight) * 0.05)
    return sam.requires_grad_(False).eval()


def parts(kind: str, device: str) -> tuple[nn.Module, nn.Module, Sam]:
    """Return the encoder and the decoder as they are exported, and the network that they are of."""
    sam = random_sam(kind)
    return PictureEncoder(sam).eval().to(device), PromptDecoder(sam).eval().to(device), sam.to(device)


def picture() -> tuple[Tensor, Tensor]:
    """Return uint8 `[1, SIDE, SIDE, 3]` and `[1, 2]`, rows and columns of it that hold photo."""
    torch.manual_seed(1)
    coarse = torch.rand(1, 3, 32, 32) * 255
    fine = nn.functional.interpolate(coarse, (SIDE, SIDE), mode="bicubic").clamp(0, 255).to(torch.uint8)
    return fine.permute(0, 2, 3, 1).contiguous(), torch.tensor([[float(SIDE), 700.0]])


def prompts(count: int = 20) -> list[tuple[Tensor, Tensor]]:
    """Return points `[1, N, 2]` and labels `[1, N]` of one to three clicks and SAM's padding point."""
    torch.manual_seed(2)
    found = []
    for index in range(count):
        points, labels = torch.rand(1, 2 + index % 3, 2) * SIDE, torch.ones(1, 2 + index % 3)
        points[0, -1], labels[0, -1] = 0, -1
        found.append((points, labels))
    return found
