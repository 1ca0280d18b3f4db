"""SAM 2 with random weights as Meta's package builds it, exported and served as the model of a site."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import torch

from avala_edge.assembly import Site, open_site
from avala_edge.cli import main
from avala_edge.config import Config
from avala_edge.inference import REFERENCE
from avala_edge.models.sam_export.exporting import manifest_of, write_model
from avala_edge.models.sam_export.sam2_exporting import as_network
from avala_edge.models.sam_export.sam2_official import SAM2Base, network_of

SIDE = 256  # of what is compared frame by frame: a 16th of the work


def random_sam2(version: str, *, side: int = SIDE, size: str = "t") -> SAM2Base:
    """One whose parts all matter: nothing that begins as zero, one or a millionth stays there."""
    torch.manual_seed(0)
    sam = network_of(f"configs/sam{version}/sam{version}_hiera_{size}.yaml", f"++model.image_size={side}")
    with torch.no_grad():
        for name, weight in sam.named_parameters():
            if re.search(r"gamma|pos_embed|tpos_enc|no_mem|no_obj", name):
                weight.normal_(0, 0.3)
            elif "norm" in name or name.endswith("bias"):
                weight.add_(torch.randn_like(weight) * 0.05)
        sam.sam_mask_decoder.pred_obj_score_head.layers[-1].bias.fill_(4.0)  # it is there
    return sam


def run(*words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["models", *words])
    assert ended.value.code == 0


def exported(sam: SAM2Base, folder: Path) -> Path:
    """Write what an export writes of a network of any side."""
    network = as_network(sam, "SAM 2 with random weights")
    folder.mkdir()
    write_model(network, folder, manifest_of(network, folder.name, "Apache-2.0", ""), lambda _: None)
    return folder


def activated(model: Path, data: Path) -> Path:
    """Import a folder and let it serve clicks, as people do; return the data directory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AVALA_EDGE_ENGINE", REFERENCE)
        run("import", str(model), "--yes", "--data-dir", str(data))
        run("activate", model.name, "--data-dir", str(data))
    return data


@asynccontextmanager
async def serving(data: Path) -> AsyncIterator[Site]:
    """A site with the model that was activated."""
    async with open_site(Config.for_scratch(data, threads=2, engine=REFERENCE)) as site:
        assert site.model_damage is None
        yield site
