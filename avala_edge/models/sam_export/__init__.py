"""A checkpoint of Segment Anything → encoder, decoder and manifest as a promptable model.

Only this package imports torch and segment_anything (extra `export`), in its modules: this one imports neither, so that
`missing_packages` can be asked without them. No server comes here; `cli.models_export` does.
"""

from __future__ import annotations

from importlib.util import find_spec

_NEEDED = ("torch", "torchvision", "segment_anything", "onnx", "onnxscript")


def missing_packages() -> list[str]:
    """Return which of the packages that an export needs are not installed."""
    return [name for name in _NEEDED if find_spec(name) is None]


__all__ = ["missing_packages"]
