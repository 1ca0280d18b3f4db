"""A checkpoint file → its tensors, by name. Nothing in the file is run: torch's reader of plain tensors only."""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from avala_edge.errors import InvalidInput

MOST_BYTES = 6 << 30  # ViT-H has 2.6 GB
_OF_SAM2 = "image_encoder.trunk."
_FIELD = "CHECKPOINT"


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a `.pth` file, as float32. Blocks.

    Raises:
        InvalidInput: not a checkpoint, cut off, too large, holds code or something else than tensors.
    """
    if path.is_dir():
        raise InvalidInput(f"{path} is a folder", field=_FIELD)
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", field=_FIELD) from error
    if size > MOST_BYTES:
        raise InvalidInput(f"{path} has {size:,} bytes; the limit is {MOST_BYTES:,}", field=_FIELD)
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # of bytes from outside torch's reader says anything, struct.error and IndexError too
        raise InvalidInput(f"{path} {_reason(error)}", field=_FIELD) from error
    return _tensors(found, path)


def looks_like_sam2(tensors: Mapping[str, Tensor]) -> bool:
    """Say whether these are the weights of some SAM 2 rather than of Segment Anything."""
    return any(name.startswith(_OF_SAM2) for name in tensors)


def refuse_unfit(wanted: Mapping[str, Tensor], tensors: Mapping[str, Tensor], network: str) -> None:
    """Refuse weights that are not those of a network, and name the first.

    Raises:
        InvalidInput: some are missing, not known or of another shape.
    """
    missing = [name for name in wanted if name not in tensors]
    unexpected = [name for name in tensors if name not in wanted]
    misshapen = [name for name in wanted if name in tensors and wanted[name].shape != tensors[name].shape]
    for names, what in ((missing, "missing"), (unexpected, "not known"), (misshapen, "of another shape")):
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            raise InvalidInput(f"not a checkpoint of {network}: {names[0][:80]}{more} {what}", field=_FIELD)


def _tensors(found: object, path: Path) -> dict[str, Tensor]:
    if isinstance(found, dict) and set(found) == {"model"} and isinstance(found["model"], dict):
        inner = found["model"]
        if all(isinstance(name, str) for name in inner) and looks_like_sam2(inner):
            found = inner  # as Meta publishes SAM 2
    if not isinstance(found, dict) or not found:
        raise InvalidInput(f"{path} holds no tensors by name, but {type(found).__name__}", field=_FIELD)
    tensors = {}
    for name, value in found.items():
        if not (isinstance(name, str) and isinstance(value, Tensor) and value.is_floating_point()):
            raise InvalidInput(
                f"{path} is not the weights alone: {name!r} is {type(value).__name__}; save model.state_dict()",
                field=_FIELD,
            )
        if not torch.isfinite(value).all():
            raise InvalidInput(f"{path} is damaged: {name} holds numbers that are not finite", field=_FIELD)
        tensors[name] = value.float()
    return tensors


def _reason(error: Exception) -> str:
    """Say it without torch's advice, which is to open the file unguarded."""
    if isinstance(error, pickle.UnpicklingError):
        asked = re.search(r"unsupported \w+ (\S+)", str(error), re.IGNORECASE)
        if asked is not None:
            return f"holds more than tensors ({asked[1][:100]}) and is not opened; nothing of it was run"
    return "is no checkpoint of torch, or is damaged or cut off"
