"""A checkpoint's tensors → the `segment_anything` network that they are the weights of, known by their shapes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import torch
from torch import Tensor, nn

from avala_edge.errors import InvalidInput
from avala_edge.models.sam_export.checkpoint import refuse_unfit
from avala_edge.models.sam_export.official import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

SIDE, PATCH, WINDOW, CHANNELS = 1024, 16, 14, 256
GRID = SIDE // PATCH
MOST_BLOCKS, MOST_WIDTH = 64, 4096
_NAMES = {(768, 12): "ViT-B", (1024, 24): "ViT-L", (1280, 32): "ViT-H"}
_FIELD = "CHECKPOINT"


def build_sam(tensors: Mapping[str, Tensor]) -> tuple[Sam, str]:
    """Return the network with these weights, ready to answer, and what it is called.

    Raises:
        InvalidInput: they are not the weights of Segment Anything, or not all of them, or others too.
    """
    width, heads, blocks, whole = _encoder_shape(tensors)
    with torch.device("meta"):  # no memory and no random numbers for weights that are replaced
        sam = Sam(
            image_encoder=ImageEncoderViT(
                depth=blocks,
                embed_dim=width,
                img_size=SIDE,
                mlp_ratio=4,
                norm_layer=partial(nn.LayerNorm, eps=1e-6),
                num_heads=heads,
                patch_size=PATCH,
                qkv_bias=True,
                use_rel_pos=True,
                global_attn_indexes=whole,
                window_size=WINDOW,
                out_chans=CHANNELS,
            ),
            prompt_encoder=PromptEncoder(
                embed_dim=CHANNELS, image_embedding_size=(GRID, GRID), input_image_size=(SIDE, SIDE), mask_in_chans=16
            ),
            mask_decoder=MaskDecoder(
                num_multimask_outputs=3,
                transformer=TwoWayTransformer(depth=2, embedding_dim=CHANNELS, mlp_dim=2048, num_heads=8),
                transformer_dim=CHANNELS,
                iou_head_depth=3,
                iou_head_hidden_dim=256,
            ),
        )
    refuse_unfit(sam.state_dict(), tensors, "SAM")
    sam.load_state_dict(dict(tensors), assign=True)
    sam.pixel_mean = torch.tensor([123.675, 116.28, 103.53]).view(-1, 1, 1)  # not in the checkpoint
    sam.pixel_std = torch.tensor([58.395, 57.12, 57.375]).view(-1, 1, 1)
    sam.requires_grad_(False).eval()
    return sam, f"SAM {_NAMES.get((width, blocks), f'ViT of {blocks} blocks of {width}')}"


def _encoder_shape(tensors: Mapping[str, Tensor]) -> tuple[int, int, int, list[int]]:
    """Return the encoder's width, heads, blocks and which of them look at the whole picture."""
    grid = tensors.get("image_encoder.pos_embed")
    if grid is None or grid.ndim != 4 or tuple(grid.shape[:3]) != (1, GRID, GRID):
        raise _unknown(tensors)
    width, blocks = grid.shape[3], 0
    whole, head = [], 0
    while (reach := tensors.get(f"image_encoder.blocks.{blocks}.attn.rel_pos_h")) is not None:
        if reach.ndim != 2 or blocks == MOST_BLOCKS:
            raise _unknown(tensors)
        if reach.shape[0] == 2 * GRID - 1:
            whole.append(blocks)
        head = reach.shape[1]
        blocks += 1
    if not blocks or not head or not 0 < width <= MOST_WIDTH or width % head:
        raise _unknown(tensors)
    return width, width // head, blocks, whole


def _unknown(tensors: Mapping[str, Tensor]) -> InvalidInput:
    first = next(iter(tensors))
    return InvalidInput(
        "these are not the weights of Segment Anything with a ViT encoder: "
        f"its position embedding or blocks are not among the {len(tensors)} tensors (the first is {first[:80]!r})",
        field=_FIELD,
    )
