"""`Judge`: from a vector to labels with probabilities, and whether the object is like anything known at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from avala_edge.training.space import Space, Vectors


@dataclass(frozen=True)
class Examples:
    """Accepted objects with labels.

    Attributes:
        vectors: float32 `[n, d]`.
        labels: int `[n]`, places in `names`, each of which is there.
        names: of the labels.
        images: int `[n]`; objects of one image have one number.
    """

    vectors: Vectors
    labels: NDArray[np.int64]
    names: tuple[str, ...]
    images: NDArray[np.int64]

    @classmethod
    def of(cls, vectors: Vectors, labels: Sequence[str], images: Sequence[str]) -> Examples:
        """Make them from what each is called and on which image it is."""
        names, places = np.unique(np.asarray(labels, dtype=object), return_inverse=True)
        _, numbers = np.unique(np.asarray(images, dtype=object), return_inverse=True)
        return cls(vectors, places.astype(np.int64), tuple(names.tolist()), numbers.astype(np.int64))

    def some(self, chosen: NDArray[np.bool_]) -> Examples:
        """Return those that are chosen `[n]`, with the labels that they have."""
        places = np.unique(self.labels[chosen])
        names = tuple(self.names[place] for place in places)
        labels = np.searchsorted(places, self.labels[chosen])
        return Examples(self.vectors[chosen], labels, names, self.images[chosen])

    def __len__(self) -> int:
        """How many."""
        return len(self.vectors)


@dataclass(frozen=True)
class Looked:
    """What a judge says of objects.

    Attributes:
        chances: float64 `[n, k]`, rows summing to 1.
        nearness: float64 `[n]`, cosine to the mean of the nearest label.
        places: float32 `[n, d]`, where they are in the judge's space.
    """

    chances: NDArray[np.float64]
    nearness: NDArray[np.float64]
    places: Vectors


@dataclass(frozen=True)
class Judge:
    """A linear judge in a space.

    Attributes:
        space: where likeness is the cosine.
        names: labels.
        means: float32 `[k, d]`, unit vectors: where each label's examples are.
        weights: float32 `[k, d]`.
        bias: float64 `[k]`.
        temperature: by which `places · weights + bias` is multiplied before the softmax.
        least_nearness: what is farther from every label than this is like nothing known.
    """

    space: Space
    names: tuple[str, ...]
    means: Vectors
    weights: Vectors
    bias: NDArray[np.float64]
    temperature: float
    least_nearness: float

    def look(self, vectors: Vectors) -> Looked:
        """Judge objects, float32 `[n, d]`."""
        places = self.space.place(vectors)
        chances = softmax(self.temperature * (places @ self.weights.T + self.bias), axis=1)
        return Looked(chances, (places @ self.means.T).max(1).astype(np.float64), places)
