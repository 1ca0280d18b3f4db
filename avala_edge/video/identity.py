"""How an object looks under its mask, and how like two looks are: colours, and the model's embedding.

Embeddings are read as in `training.features`: means under the mask; here each channel is said in the spread that it has
over the key frame, so that what the whole scene shares says nothing. The coarsest map, `context`, is left out: a place
in it says what is around, and is the same when the object has gone (`docs/experiments/0007-identity.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from avala_edge.geometry import Frame, Rle, logits_from_mask
from avala_edge.imaging import Pixels
from avala_edge.models import Embedding

POOLED = ("embedding", "high_res_1")  # tensors [1, channels, side, side]
BINS = 8  # of each of R, G, B
MOST_PIXELS = 20_000  # that are counted
SURE = 10.0  # `logits_from_mask`: coverage 0 to 1 as -10 to 10
UNLIKE, ALIKE = 0.3, 0.9  # cosines that are likeness 0 and 1
UNLIKE_COLOUR, ALIKE_COLOUR = 0.5, 0.95  # Bhattacharyya coefficients, the same

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Ground:
    """What a scene's embedding is like anywhere: mean and spread of the channels, float32 `[C]`."""

    mean: Vector
    spread: Vector


@dataclass(frozen=True, eq=False)
class Appearance:
    """How an object looks.

    Attributes:
        colour: float32 `[BINS³]`, square roots of the shares of colours.
        deep: float32 `[C]`, means of the embedding's channels.
    """

    colour: Vector
    deep: Vector


def ground_of(embedding: Embedding) -> Ground:
    """Return what the scene of a whole image's embedding is like."""
    grids = _grids(embedding)
    parts = []
    for grid in grids:
        rows, columns = _valid(embedding.frame, grid.shape[1])
        parts.append(grid[:, :rows, :columns].reshape(len(grid), -1))
    return Ground(
        np.concatenate([part.mean(1) for part in parts]), np.concatenate([part.std(1) + 1e-6 for part in parts])
    )


def appearance(pixels: Pixels, embedding: Embedding, mask: NDArray[np.uint8], rle: Rle) -> Appearance | None:
    """Return how a mask's object looks on a frame, None for an empty mask. Blocks for some milliseconds.

    Args:
        pixels: the frame.
        embedding: of the whole frame.
        mask: uint8 `[H, W]` of the frame's size.
        rle: the same mask.
    """
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return None
    every = 1 + len(rows) // MOST_PIXELS
    colours = pixels.array[rows[::every], columns[::every]].astype(np.int32) * BINS // 256
    counts = np.bincount((colours[:, 0] * BINS + colours[:, 1]) * BINS + colours[:, 2], minlength=BINS**3)
    smooth = gaussian_filter(counts.reshape(BINS, BINS, BINS).astype(np.float32), 0.7, mode="constant").ravel()
    means = [_mean(grid, embedding.frame, rle) for grid in _grids(embedding)]
    return Appearance(np.sqrt(smooth / smooth.sum()), np.concatenate(means))


def likeness(one: Appearance, other: Appearance, ground: Ground) -> float:
    """Return how alike two looks are, 0 to 1; 0.5 is about where people would doubt.

    The geometric mean of both likenesses: what is quite unlike in colours or to the model is something else.
    """
    a, b = ((each.deep - ground.mean) / ground.spread for each in (one, other))
    cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))
    deep = (cosine - UNLIKE) / (ALIKE - UNLIKE)
    colour = (float(one.colour @ other.colour) - UNLIKE_COLOUR) / (ALIKE_COLOUR - UNLIKE_COLOUR)
    return float(np.sqrt(np.clip(deep, 0, 1) * np.clip(colour, 0, 1)))


def blended(old: Appearance, new: Appearance, share: float) -> Appearance:
    """Return a look that has come a `share` of the way from an old to a new one."""
    return Appearance(old.colour + share * (new.colour - old.colour), old.deep + share * (new.deep - old.deep))


def _grids(embedding: Embedding) -> list[NDArray[np.float32]]:
    """Return the tensors `[C, side, side]` that say how things look; of models that have other ones, all that do."""
    found = {name: t[0] for name, t in embedding.tensors.items() if t.ndim == 4 and t.shape[2] == t.shape[3]}
    return [found[name] for name in POOLED if name in found] or [found[name] for name in sorted(found)]


def _valid(frame: Frame, side: int) -> tuple[int, int]:
    """Return the rows and columns of a grid of `side` that lie on the image."""
    longest = max(frame.valid_height, frame.valid_width)
    rows, columns = (max(1, round(side * valid / longest)) for valid in (frame.valid_height, frame.valid_width))
    return rows, columns


def _mean(grid: NDArray[np.float32], frame: Frame, rle: Rle) -> Vector:
    side = grid.shape[1]
    scale = side / max(frame.valid_height, frame.valid_width)
    own = Frame.whole(rle.height, rle.width, frame.valid_height * scale, frame.valid_width * scale)
    covered = logits_from_mask(rle, own, cells_height=side, cells_width=side) / SURE + 1
    taken = np.flatnonzero(covered > min(1.0, float(covered.max()) * 0.5))  # cells that are mostly the object's
    if not len(taken):
        taken = np.array([int(covered.argmax())])
    mean: Vector = grid.reshape(len(grid), -1)[:, taken].mean(1)
    return mean
