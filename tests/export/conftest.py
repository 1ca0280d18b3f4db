from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import nn

from avala_edge.cli import main
from avala_edge.models.sam_export.official import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

THREADS = 2
torch.set_num_threads(THREADS)


def random_sam(*, width: int, depth: int, heads: int, whole: tuple[int, ...]) -> Sam:
    """A SAM with random weights: official parts, official sizes but for the encoder's."""
    torch.manual_seed(0)
    sam = Sam(
        image_encoder=ImageEncoderViT(
            depth=depth,
            embed_dim=width,
            num_heads=heads,
            norm_layer=partial(nn.LayerNorm, eps=1e-6),
            use_rel_pos=True,
            global_attn_indexes=whole,
            window_size=14,
        ),
        prompt_encoder=PromptEncoder(
            embed_dim=256, image_embedding_size=(64, 64), input_image_size=(1024, 1024), mask_in_chans=16
        ),
        mask_decoder=MaskDecoder(
            transformer_dim=256, transformer=TwoWayTransformer(depth=2, embedding_dim=256, mlp_dim=2048, num_heads=8)
        ),
    )
    with torch.no_grad():
        for name, weight in sam.named_parameters():
            if "rel_pos" in name or name.endswith("pos_embed"):  # these begin as zeros
                weight.normal_(0, 0.2)
            elif "norm" in name or name.endswith("bias"):  # these begin as ones and zeros
                weight.add_(torch.randn_like(weight) * 0.05)
    return sam.requires_grad_(False).eval()


@pytest.fixture(scope="session")
def tiny_sam() -> Sam:
    """An encoder of two narrow blocks, one of which looks at the whole picture."""
    return random_sam(width=64, depth=2, heads=2, whole=(1,))


@pytest.fixture(scope="session")
def vit_b() -> Sam:
    return random_sam(width=768, depth=12, heads=12, whole=(2, 5, 8, 11))


Exporting = Callable[..., Path]


@pytest.fixture(scope="session")
def exporting(tmp_path_factory: pytest.TempPathFactory) -> Exporting:
    """Save a network's weights and export them by the command; returns the folder."""

    def export(sam: Sam, name: str, *words: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        torch.save(sam.state_dict(), folder / f"{name}.pth")
        with pytest.raises(SystemExit) as ended:
            main(["models", "export", str(folder / f"{name}.pth"), "--out", str(folder / "model"), *words])
        assert ended.value.code == 0
        (folder / f"{name}.pth").unlink()
        return folder / "model"

    return export


@pytest.fixture(scope="session")
def tiny(exporting: Exporting, tiny_sam: Sam) -> Path:
    return exporting(tiny_sam, "tiny", "--license", "Apache-2.0")


@pytest.fixture(scope="session")
def exported_vit_b(exporting: Exporting, vit_b: Sam) -> Path:
    return exporting(vit_b, "vit_b")
