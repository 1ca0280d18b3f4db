"""What a model answered to the probes when it was imported: what every engine is held to afterwards."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from avala_edge.errors import ModelUnavailable
from avala_edge.geometry import Frame
from avala_edge.models.parity import Answers
from avala_edge.models.types import Embedding

REFERENCE_FILE = "reference.safetensors"
_FORMAT = "1"
_HEADER = 8  # bytes: length of the JSON header that safetensors begins with


@dataclass(frozen=True)
class Reference:
    """The probes' embeddings, in order, and the answers to all prompts on them."""

    embeddings: tuple[Embedding, ...]
    answers: Answers


def pack_reference(reference: Reference) -> bytes:
    """Return it as safetensors: embeddings as float16 where none of their numbers is too large, masks as bits."""
    tensors: dict[str, NDArray[np.generic]] = {}
    for photo, embedding in enumerate(reference.embeddings):
        for name, tensor in embedding.tensors.items():
            with np.errstate(over="ignore"):
                half = tensor.astype(np.float16)
            tensors[f"embedding.{photo}.{name}"] = np.ascontiguousarray(half if np.isfinite(half).all() else tensor)
    shapes = []
    for prompt, (masks, scores) in enumerate(zip(reference.answers.masks, reference.answers.scores, strict=True)):
        tensors[f"masks.{prompt}"], tensors[f"scores.{prompt}"] = np.packbits(masks), scores.astype(np.float32)
        shapes.append(masks.shape)
    frames = [asdict(embedding.frame) for embedding in reference.embeddings]
    said = {"format": _FORMAT, "frames": json.dumps(frames), "shapes": json.dumps(shapes)}
    return save(tensors, said)


def read_reference(folder: Path) -> Reference | None:
    """Read what was kept beside a model, None where nothing was. Blocks.

    Raises:
        ModelUnavailable: it is damaged.
    """
    path = folder / REFERENCE_FILE
    try:
        data = path.read_bytes()
        tensors = load(data)
        said = json.loads(data[_HEADER : _HEADER + int.from_bytes(data[:_HEADER], "little")])["__metadata__"]
        if said["format"] != _FORMAT:
            return None  # of another version: made again
        shapes = json.loads(said["shapes"])
        return Reference(
            tuple(_embedding(tensors, photo, frame) for photo, frame in enumerate(json.loads(said["frames"]))),
            Answers(
                tuple(_bits(tensors[f"masks.{prompt}"], tuple(shape)) for prompt, shape in enumerate(shapes)),
                tuple(tensors[f"scores.{prompt}"] for prompt in range(len(shapes))),
            ),
        )
    except FileNotFoundError:
        return None
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"{path} is damaged ({error}); import the model again") from error


def _embedding(tensors: dict[str, NDArray[np.generic]], photo: int, frame: dict[str, Any]) -> Embedding:
    prefix = f"embedding.{photo}."
    own = {name.removeprefix(prefix): t.astype(np.float32) for name, t in tensors.items() if name.startswith(prefix)}
    return Embedding(own, Frame.of_dict(frame))


def _bits(packed: NDArray[np.generic], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    count = int(np.prod(shape))
    return np.unpackbits(packed.astype(np.uint8), count=count).reshape(shape).astype(np.bool_)
