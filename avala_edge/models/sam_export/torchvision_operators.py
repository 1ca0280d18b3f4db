"""What torchvision needs of its compiled operators to be imported beside a torch for processors alone.

Its wheel on PyPI is built against CUDA: there its operators do not load, and its import then fails at two that it
registers shapes for. SAM's networks use none of them, so those two are declared here, without an implementation.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch

_SHAPED_AT_IMPORT = ("nms", "qnms")
_SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def declare_operators() -> torch.library.Library | None:
    """Declare what torchvision's import names, if its own library does not load; good while the answer is kept."""
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
