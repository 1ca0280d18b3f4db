"""An embedding as bytes and back, the same on disk and in the shared tier; what is damaged is never unpacked.

safetensors, whose header says format, key and frame. A CRC-32 over key, frame, tensor specifications and bytes (a
gigabyte a second) guards against rot and mix-ups, not against forgery: whoever can write to a tier is trusted.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from avala_edge.geometry import Frame
from avala_edge.models import Embedding

FORMAT = 1
HALF_ERROR = 1e-3  # of a tensor's largest value: float16 is used where no value loses more


class Damaged(ValueError):
    """These bytes are not the key's embedding, whole and unchanged."""


@dataclass(frozen=True)
class EmbeddingKey:
    """Equal keys mean equal embeddings: the oriented pixels, the model, how pixels become tensors, and the view.

    `view` is x, y, width, height in the oriented image's pixels.
    """

    pixels_sha256: str
    model_digest: str
    preprocessing: int
    view: tuple[int, int, int, int]

    @property
    def name(self) -> str:
        """A name for files and the like: 64 hex digits that stand for the whole key."""
        return hashlib.sha256(_canonical(self).encode()).hexdigest()


def pack(key: EmbeddingKey, embedding: Embedding) -> bytes | None:
    """Return the bytes to keep; None for a number that is not finite: kept, it would spoil every later click."""
    if not all(np.isfinite(tensor).all() for tensor in embedding.tensors.values()):
        return None
    tensors = {name: _at_rest(tensor) for name, tensor in embedding.tensors.items()}
    named, frame = _canonical(key), json.dumps(asdict(embedding.frame), sort_keys=True)
    metadata = {"format": str(FORMAT), "key": named, "frame": frame, "crc32": _checksum(named, frame, tensors)}
    return save(tensors, metadata)


def unpack(key: EmbeddingKey, data: bytes) -> Embedding:
    """Return the embedding, tensors float32 `C`-contiguous; `Damaged` unless all of it is there and is the key's."""
    try:
        tensors = load(data)
        length = int.from_bytes(data[:8], "little")
        metadata = json.loads(data[8 : 8 + length])["__metadata__"]
        if (metadata["format"], metadata["key"]) != (str(FORMAT), _canonical(key)):
            raise Damaged("another format or key")
        if metadata["crc32"] != _checksum(metadata["key"], metadata["frame"], tensors):
            raise Damaged("checksum")
        frame = Frame.of_dict(json.loads(metadata["frame"]))
    except Damaged:
        raise
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(str(error)) from error
    return Embedding({name: np.ascontiguousarray(t, np.float32) for name, t in tensors.items()}, frame, key.name)


def _canonical(key: EmbeddingKey) -> str:
    return json.dumps(asdict(key), sort_keys=True)


def _at_rest(tensor: NDArray[np.float32]) -> NDArray[np.floating]:
    with np.errstate(over="ignore"):
        half = tensor.astype(np.float16)
    largest = float(np.abs(tensor).max(initial=0.0))
    if np.isfinite(half).all() and float(np.abs(half - tensor).max(initial=0.0)) <= HALF_ERROR * largest:
        return np.ascontiguousarray(half)
    return np.ascontiguousarray(tensor)


def _checksum(key: str, frame: str, tensors: Mapping[str, NDArray[np.floating]]) -> str:
    named = sorted(tensors.items())
    specifications = json.dumps([key, frame, [(name, str(t.dtype), t.shape) for name, t in named]])
    value = zlib.crc32(specifications.encode())
    for _, tensor in named:
        value = zlib.crc32(np.ascontiguousarray(tensor).data.cast("B"), value)
    return f"{value:08x}"
