"""How an object looks, as a vector: the image's embedding averaged under its mask, and its shape.

Which tensors, and why no ring around the object: `docs/decisions/0014-suggestions.md`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Frame, Rle, logits_from_mask, to_crop
from avala_edge.models import Embedding

VERSION = 1  # of what a vector's numbers mean; vectors and heads of another one are made again
POOLED = ("context", "embedding", "high_res_1")  # tensors [1, channels, side, side], the coarsest first
SHAPE = 5  # numbers that say shape and place
SURE = 10.0  # `logits_from_mask`: coverage 0 to 1 as -10 to 10

Vector = NDArray[np.float32]


def appearance(embedding: Embedding, mask: Rle, *, cells: int) -> Vector:
    """Return float32 `[channels + SHAPE]`: means under the mask of each pooled tensor's channels, then shape and place.

    Args:
        embedding: of the whole image.
        mask: of the same image, at any scale.
        cells: side of the logits' grid, in whose cells the embedding's frame counts.

    Raises:
        InvalidInput: an empty mask, or an embedding of a part of the image.
    """
    frame = embedding.frame
    if frame.view.xywh != (0, 0, frame.image_width, frame.image_height):
        raise InvalidInput("appearance needs the embedding of a whole image")
    tensors = _pooled(embedding)
    finest = max(tensor.shape[2] for tensor in tensors.values())
    scale = finest / cells
    own = Frame.whole(mask.height, mask.width, frame.valid_height * scale, frame.valid_width * scale)
    shape = _shape(mask)
    covered = np.clip(logits_from_mask(mask, own, cells_height=finest, cells_width=finest) / SURE + 1, 0, 2)
    pooled = [_mean(tensor[0], covered) for tensor in tensors.values()]
    return np.concatenate([*pooled, shape]).astype(np.float32)


def _pooled(embedding: Embedding) -> Mapping[str, NDArray[np.float32]]:
    """Return what is pooled, each `[1, C, side, side]`: what is named, else all that are grids (of other models)."""
    grids = {name: grid for name, tensor in embedding.tensors.items() if (grid := _grid(tensor)) is not None}
    found = {name: grids[name] for name in POOLED if name in grids} or dict(
        sorted(grids.items(), key=lambda pair: (pair[1].shape[2], pair[0]))
    )
    if not found:
        raise InvalidInput("no tensor of this model's embedding says how things look")
    return found


def _grid(tensor: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return a tensor as `[1, C, side, side]`, also one of tokens, `[1, side * side, C]`; None for anything else."""
    shape = tensor.shape
    if len(shape) == 4 and shape[0] == 1 and shape[2] == shape[3]:
        return tensor
    if len(shape) == 3 and shape[0] == 1 and (side := math.isqrt(shape[1])) ** 2 == shape[1]:
        grid: NDArray[np.float32] = tensor[0].T.reshape(1, shape[2], side, side)
        return grid
    return None


def _mean(tensor: NDArray[np.float32], covered: NDArray[np.floating]) -> Vector:
    """Average `[C, side, side]`, weighted by how much of each finest cell is covered."""
    side, fold = tensor.shape[1], covered.shape[0] // tensor.shape[1]
    weights = covered.reshape(side, fold, side, fold).sum((1, 3))
    inside = np.flatnonzero(weights)
    taken = weights.reshape(-1)[inside]
    mean: Vector = (tensor.reshape(len(tensor), -1)[:, inside] * taken).sum(1) / taken.sum()
    return mean


def _shape(mask: Rle) -> Vector:
    """Logarithms of width to height and of the share of the image, filling of the box, centre of the box."""
    crop = to_crop(mask)  # refuses an empty mask
    height, width = crop.array.shape
    area = float(np.count_nonzero(crop.array))
    return np.array(
        [
            np.log(width / height),
            np.log(area / (mask.height * mask.width)),
            area / (width * height),
            (crop.x + width / 2) / mask.width,
            (crop.y + height / 2) / mask.height,
        ],
        np.float32,
    )
