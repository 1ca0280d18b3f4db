"""A checkpoint of SAM 2 or 2.1 → its four graphs: encoder, decoder, and the two of its memory of films."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from avala_edge.models.promptables.guess_memory import DIALECT
from avala_edge.models.sam_export.graphs import write_graph
from avala_edge.models.sam_export.network import Network
from avala_edge.models.sam_export.sam2_architecture import build_sam2
from avala_edge.models.sam_export.sam2_decoder import ObjectDecoder
from avala_edge.models.sam_export.sam2_encoder import FrameEncoder
from avala_edge.models.sam_export.sam2_memory_attention import MemoryAttention
from avala_edge.models.sam_export.sam2_memory_encoder import MemoryEncoder
from avala_edge.models.sam_export.sam2_official import SAM2Base
from avala_edge.models.wiring import Link, PictureTensor, Wiring

EMBEDDING = ("image_embed", "high_res_feats_0", "high_res_feats_1")


def sam2_network(tensors: Mapping[str, Tensor]) -> Network:
    """Return what is exported of these weights; raises `InvalidInput` where they are no SAM 2's."""
    return as_network(*build_sam2(tensors))


def as_network(sam: SAM2Base, kind: str) -> Network:
    """Return what is exported of a network, which is called that."""
    return Network(kind, sam.image_size, sam.image_size // 4, wiring_of(sam), writers_of(sam))


def wiring_of(sam: SAM2Base) -> Wiring:
    """Return how the graphs of a network are asked."""
    ages = DIALECT.pointer_ages if sam.add_tpos_enc_to_obj_ptrs else None
    counts = {"most_memories": sam.num_maskmem - 1, "most_pointers": sam.max_obj_ptrs_in_encoder}
    return Wiring(
        picture=PictureTensor(tensor="pixels", layout="NHWC", dtype="uint8", fit="stretch"),
        embedding=tuple(Link(encoder=name, decoder=name) for name in EMBEDDING),
        points="points",
        point_labels="point_labels",
        mask="mask_logits",
        has_mask="has_mask",
        logits="logits",
        scores="scores",
        score="iou",
        memory=DIALECT.model_copy(update={"pointer_ages": ages, **counts}),
    )


def writers_of(sam: SAM2Base) -> dict[str, partial[list[Path]]]:
    """Return what writes each graph, by its part in the manifest."""
    return {
        "decoder": partial(write_decoder, sam),
        "memory_encoder": partial(write_memory_encoder, sam),
        "memory_attention": partial(write_memory_attention, sam),
        "encoder": partial(write_encoder, sam),
    }


def write_encoder(sam: SAM2Base, path: Path) -> list[Path]:
    """Write the graph that makes embeddings; return its files. Blocks for half a minute and more."""
    pixels = torch.zeros(2, sam.image_size, sam.image_size, 3, dtype=torch.uint8)
    return write_graph(FrameEncoder(sam), {"pixels": (pixels, ("batch",))}, EMBEDDING, path)


def write_decoder(sam: SAM2Base, path: Path) -> list[Path]:
    """Write the graph that answers prompts; return its files. Blocks for some seconds."""
    cells = sam.image_size // 4
    wide = sam.hidden_dim
    inputs: dict[str, tuple[Tensor, tuple[str, ...]]] = {
        "image_embed": (torch.zeros(2, wide, cells // 4, cells // 4), ("batch",)),
        "high_res_feats_0": (torch.zeros(2, wide // 8, cells, cells), ("batch",)),
        "high_res_feats_1": (torch.zeros(2, wide // 4, cells // 2, cells // 2), ("batch",)),
        "points": (torch.zeros(2, 3, 2), ("batch", "count")),
        "point_labels": (torch.ones(2, 3), ("batch", "count")),
        "mask_logits": (torch.zeros(2, 1, cells, cells), ("batch",)),
        "has_mask": (torch.zeros(2), ("batch",)),
    }
    outputs = ("logits", "scores", DIALECT.object_pointers, DIALECT.object_scores)
    return write_graph(ObjectDecoder(sam), inputs, outputs, path)


def write_memory_encoder(sam: SAM2Base, path: Path) -> list[Path]:
    """Write the graph that remembers an object on a frame; return its files. Blocks for some seconds."""
    side = sam.image_size
    inputs: dict[str, tuple[Tensor, tuple[str, ...]]] = {
        DIALECT.features: (torch.zeros(1, sam.hidden_dim, side // 16, side // 16), ()),
        DIALECT.mask_logits: (torch.zeros(1, 1, side // 4, side // 4), ()),
        DIALECT.object_score: (torch.zeros(1, 1), ()),
        DIALECT.mask: (torch.zeros(1, 1, side, side), ()),
        DIALECT.has_mask: (torch.zeros(1), ()),
    }
    outputs = (DIALECT.memory, DIALECT.plain_features, DIALECT.mask_prompt)
    return write_graph(MemoryEncoder(sam), inputs, outputs, path)


def write_memory_attention(sam: SAM2Base, path: Path) -> list[Path]:
    """Write the graph that conditions a frame on what is remembered; return its files. Blocks for some seconds."""
    grid = sam.image_size // 16
    inputs: dict[str, tuple[Tensor, tuple[str, ...]]] = {
        DIALECT.features: (torch.zeros(1, sam.hidden_dim, grid, grid), ()),
        DIALECT.memories: (torch.zeros(1, 3, grid * grid, sam.mem_dim), ("", "memories")),
        DIALECT.memory_ages: (torch.arange(3), ("memories",)),
        DIALECT.pointers: (torch.zeros(1, 5, sam.hidden_dim), ("", "pointers")),
    }
    if sam.add_tpos_enc_to_obj_ptrs:
        inputs[DIALECT.pointer_ages or ""] = (torch.arange(5).float(), ("pointers",))
    return write_graph(MemoryAttention(sam), inputs, (DIALECT.conditioned,), path)
