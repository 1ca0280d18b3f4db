"""The space in which objects are compared: what varies within one label counts little, what tells labels apart much.

Vectors are standardised, then whitened by their covariance within labels. That of a project's few examples is mixed
with that of a reference, taken once from other photos, as if it were `REFERENCE_WEIGHT` examples more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load
from scipy.linalg import solve_triangular

from avala_edge.training.features import VERSION, Vector

FOLDER = Path(__file__).parent / "reference"
REFERENCE_WEIGHT = 100.0
RIDGE = 0.05  # of the mean variance

Vectors = NDArray[np.float32]  # [n, d]


@dataclass(frozen=True)
class Reference:
    """How objects vary that nobody labelled.

    Attributes:
        mean: float32 `[d]`.
        scale: float32 `[d]`, standard deviations.
        covariance: float32 `[d, d]` of standardised vectors.
    """

    mean: Vector
    scale: Vector
    covariance: NDArray[np.float32]


def reference_for(digest: str, d: int) -> Reference:
    """Return what was measured for a model; for another one, a reference that knows nothing: all directions alike."""
    for path in sorted(FOLDER.glob("*.safetensors")):
        data = path.read_bytes()
        said = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
        if (said["model_digest"], said["features"]) == (digest, str(VERSION)):
            kept = load(data)
            covariance = kept["covariance"].astype(np.float32)
            return Reference(kept["mean"], kept["scale"], covariance)
    return Reference(np.zeros(d, np.float32), np.ones(d, np.float32), np.eye(d, dtype=np.float32))


@dataclass(frozen=True)
class Space:
    """A linear map to where likeness is the cosine.

    Attributes:
        mean: float32 `[d]`, taken from a vector.
        scale: float32 `[d]`, by which it is divided then.
        centre: float32 `[d]`, taken away of what is left.
        root: float32 `[d, d]`, lower triangular, of the covariance within labels.
    """

    mean: Vector
    scale: Vector
    centre: Vector
    root: NDArray[np.float32]

    def place(self, vectors: Vectors) -> Vectors:
        """Return unit vectors `[n, d]`."""
        centred = (vectors - self.mean) / self.scale - self.centre
        return unit(solve_triangular(self.root, centred.T, lower=True, check_finite=False).T)


def fit_space(vectors: Vectors, labels: NDArray[np.int64], reference: Reference) -> Space:
    """Fit to examples `[n, d]` of labels `[n]` 0…k-1, each of them there."""
    standard = ((vectors - reference.mean) / reference.scale).astype(np.float64)
    n, k = len(standard), int(labels.max()) + 1
    sums = label_sums(standard, labels)
    within = standard.T @ standard - sums.T @ (sums / np.bincount(labels)[:, None])
    mixed = (REFERENCE_WEIGHT * reference.covariance + within) / (REFERENCE_WEIGHT + max(0, n - k))
    centre = standard.sum(0) / (n + REFERENCE_WEIGHT)
    return Space(reference.mean, reference.scale, centre.astype(np.float32), _root(mixed))


def plain_space(reference: Reference) -> Space:
    """Return the space for a project without examples."""
    centre = np.zeros_like(reference.mean)
    return Space(reference.mean, reference.scale, centre, _root(reference.covariance.astype(np.float64)))


def _root(covariance: NDArray[np.float64]) -> NDArray[np.float32]:
    ridge = RIDGE * np.trace(covariance) / len(covariance)
    return np.linalg.cholesky(covariance + ridge * np.eye(len(covariance))).astype(np.float32)


def label_sums(vectors: NDArray[np.floating], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of each label's vectors, `[k, d]`."""
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]))
    np.add.at(sums, labels, vectors)
    return sums


def unit(vectors: NDArray[np.floating]) -> Vectors:
    """Return vectors of length 1, the same way."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
