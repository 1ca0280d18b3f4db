"""The door to `sam2`, Meta's own package: its networks as its own configurations say them, without weights."""

from __future__ import annotations

from typing import Any

from hydra import compose
from hydra.utils import instantiate
from omegaconf import OmegaConf
from sam2.modeling.sam2_base import SAM2Base
from sam2.modeling.sam2_utils import get_1d_sine_pe

_STABLE = "++model.sam_mask_decoder_extra_args.dynamic_multimask"
_OVERRIDES = (f"{_STABLE}_via_stability=true", f"{_STABLE}_stability_delta=0.05", f"{_STABLE}_stability_thresh=0.98")


def network_of(config: str, *overrides: str) -> Any:
    """Return the network of one of the package's configurations, `configs/sam2.1/sam2.1_hiera_t.yaml`.

    Not through `build_sam2`, which moves it to CUDA unless told otherwise and opens checkpoints itself. A single mask
    that is not stable gives way to the best of three, as there.
    """
    found = compose(config_name=config, overrides=[*_OVERRIDES, *overrides])
    OmegaConf.resolve(found)
    return instantiate(found.model, _recursive_=True).requires_grad_(False).eval()


__all__ = ["SAM2Base", "get_1d_sine_pe", "network_of"]
