"""Vectors on disk: after a restart no photo is looked at twice; what is damaged or of another model is made again."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from avala_edge.store import write_atomically
from avala_edge.training.features import VERSION, Vector

FILE = "examples.safetensors"
MOST_BYTES = 64 * 1024 * 1024

Key = tuple[str, int]  # an annotation's uid and version

_log = logging.getLogger(__name__)


def read_vectors(folder: Path, model_digest: str) -> dict[Key, Vector]:
    """Return what is kept in a project's folder for this model; blocks."""
    path = folder / FILE
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}
        data = path.read_bytes()
        vectors = load(data)["vectors"]
        said = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
        keys = [(str(uid), int(version)) for uid, version in json.loads(said["keys"])]
        fits = vectors.dtype == np.float32 and vectors.shape[:1] == (len(keys),) and np.isfinite(vectors).all()
        if (said["model"], said["features"]) != (model_digest, str(VERSION)) or not fits:
            return {}
    except FileNotFoundError:
        return {}
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s is not used: %s", path, error)
        return {}
    return dict(zip(keys, vectors, strict=True))


def write_vectors(folder: Path, model_digest: str, vectors: Mapping[Key, Vector]) -> None:
    """Keep vectors; a disk that cannot be written is said and otherwise borne: they can be made again. Blocks."""
    if not vectors:
        return
    said = {"model": model_digest, "features": str(VERSION), "keys": json.dumps(list(vectors))}
    data = save({"vectors": np.stack(list(vectors.values()))}, said)
    try:
        write_atomically(folder / FILE, data, mode=0o600, durably=False)
    except OSError as error:
        _log.warning("vectors are not kept on disk: %s: %s", folder, error.strerror)
