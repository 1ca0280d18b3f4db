"""A checkpoint of Segment Anything or SAM 2 → graphs and a manifest as a promptable model.

Only this package imports torch, segment_anything and sam2 (extra `export`), in its modules: this one imports none, so
that `missing_packages` can be asked without them. No server comes here; `cli.models_export` does.
"""

from __future__ import annotations

from importlib.util import find_spec

_NEEDED = ("torch", "torchvision", "segment_anything", "onnx", "onnxscript")
_NEEDED_FOR_SAM2 = ("sam2", "hydra", "iopath", "tqdm")


def missing_packages() -> list[str]:
    """Return which of the packages that an export needs are not installed."""
    return [name for name in _NEEDED if find_spec(name) is None]


def missing_for_sam2() -> list[str]:
    """Return which of the packages that an export of SAM 2 needs besides are not installed."""
    return [name for name in _NEEDED_FOR_SAM2 if find_spec(name) is None]


__all__ = ["missing_for_sam2", "missing_packages"]
