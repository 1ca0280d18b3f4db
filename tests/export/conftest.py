from __future__ import annotations

from functools import partial

import pytest
import torch
from torch import nn

from avala_edge.models.sam_export.official import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

torch.set_num_threads(2)


def random_sam(*, width: int, depth: int, heads: int, whole: list[int], seed: int = 0) -> Sam:
    """A SAM with random weights: official parts, official sizes but for the encoder's."""
    torch.manual_seed(seed)
    sam = Sam(
        image_encoder=ImageEncoderViT(
            depth=depth,
            embed_dim=width,
            num_heads=heads,
            norm_layer=partial(nn.LayerNorm, eps=1e-6),
            use_rel_pos=True,
            global_attn_indexes=tuple(whole),
            window_size=14,
        ),
        prompt_encoder=PromptEncoder(
            embed_dim=256, image_embedding_size=(64, 64), input_image_size=(1024, 1024), mask_in_chans=16
        ),
        mask_decoder=MaskDecoder(
            transformer_dim=256, transformer=TwoWayTransformer(depth=2, embedding_dim=256, mlp_dim=2048, num_heads=8)
        ),
    )
    return sam.requires_grad_(False).eval()


@pytest.fixture(scope="session")
def tiny_sam() -> Sam:
    """An encoder of two narrow blocks, one of which looks at the whole picture."""
    return random_sam(width=64, depth=2, heads=2, whole=[1])
