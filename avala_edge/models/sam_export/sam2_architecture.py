"""A checkpoint's tensors → the `sam2` network that they are the weights of, known by their shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor

from avala_edge.errors import InvalidInput
from avala_edge.models.sam_export.checkpoint import refuse_unfit
from avala_edge.models.sam_export.sam2_official import SAM2Base, network_of

_KINDS = {
    (96, 12): ("t", "Hiera-T"),
    (96, 16): ("s", "Hiera-S"),
    (112, 24): ("b+", "Hiera-B+"),
    (144, 48): ("l", "Hiera-L"),
}
_WIDTH = "image_encoder.trunk.patch_embed.proj.weight"
_OF_2_1 = "no_obj_embed_spatial"  # what SAM 2.1 remembers of frames without the object, and SAM 2 does not
_FIELD = "CHECKPOINT"


def build_sam2(tensors: Mapping[str, Tensor], *overrides: str) -> tuple[SAM2Base, str]:
    """Return the network with these weights, ready to answer, and what it is called.

    Raises:
        InvalidInput: they are not the weights of SAM 2 or 2.1, or not all of them, or others too.
    """
    width = tensors[_WIDTH].shape[0] if _WIDTH in tensors else 0
    numbers = {int(found[1]) for name in tensors if (found := re.match(r"image_encoder\.trunk\.blocks\.(\d+)\.", name))}
    if (width, len(numbers)) not in _KINDS:
        known = ", ".join(f"{blocks} of {wide}" for wide, blocks in _KINDS)
        raise InvalidInput(
            f"not a checkpoint of a SAM 2 that is known: its Hiera has {len(numbers)} blocks of {width}, not {known}",
            field=_FIELD,
        )
    letter, name = _KINDS[width, len(numbers)]
    version = "2.1" if _OF_2_1 in tensors else "2"
    sam = network_of(f"configs/sam{version}/sam{version}_hiera_{letter}.yaml", *overrides)
    refuse_unfit(sam.state_dict(), tensors, f"SAM {version} {name}")
    sam.load_state_dict(dict(tensors), assign=True)
    return sam.requires_grad_(False).eval(), f"SAM {version} {name}"
