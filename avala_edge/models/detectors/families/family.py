"""What a family is: how the tensors of a kind of detector are read. The options are its part of the manifest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from avala_edge.errors import ModelUnavailable
from avala_edge.inference import TensorSpec
from avala_edge.models.detectors.found import Found, Seen, Wanted
from avala_edge.models.detectors.inputs import Preparation

USUAL_SIDE = 640

Outputs = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Clues:
    """What is known of a graph before it has run.

    Attributes:
        outputs: all of them.
        classes: how many classes it is said to have, None when nobody says.
        size: height and width of its picture, None when nobody says.
        asks_size: whether it takes the picture's size as an input of its own.
        words: what file name and metadata say, in small letters.
    """

    outputs: Sequence[TensorSpec]
    classes: int | None = None
    size: tuple[int, int] | None = None
    asks_size: bool = False
    words: str = ""

    @property
    def side(self) -> tuple[int, int]:
        """Height and width of the picture, or what is usual."""
        return self.size or (USUAL_SIDE, USUAL_SIDE)

    def says(self, *words: str) -> bool:
        """Say whether one of these words was said."""
        return any(word in self.words for word in words)

    def of_rank(self, *ranks: int) -> list[TensorSpec]:
        """Return the outputs of floats with so many dimensions."""
        return [each for each in self.outputs if len(each.shape) in ranks and each.dtype.startswith("float")]


class Family(BaseModel, ABC):
    """Options of one family, and how its outputs become objects."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    family: str
    usual_threshold: ClassVar[float] = 0.5

    @classmethod
    @abstractmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """Return with which options this family reads such a graph, and how many classes it has then.

        None: this family cannot be it. No number of classes: the graph does not say.
        """

    @abstractmethod
    def usual(self, clues: Clues) -> Preparation:
        """Return how such models are usually fed."""

    @abstractmethod
    def outputs(self) -> tuple[str, ...]:
        """Return the names of the tensors that are read."""

    @abstractmethod
    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """Return what the model found, the best first.

        Raises:
            ModelUnavailable: the tensors are not what this family gives, or hold no finite numbers.
        """

    def settled(self, outputs: Outputs) -> Self:
        """Return the options that an answer to a photo shows to be right, where the graph alone does not say."""
        return self


def tensor(outputs: Outputs, name: str, *, rank: int) -> NDArray[Any]:
    """Return one output without its batch of one, of `rank` dimensions then; raise `ModelUnavailable`."""
    found: NDArray[Any] = outputs[name]
    if found.ndim == rank + 1 and found.shape[0] == 1:
        return np.asarray(found[0])
    if found.ndim == rank:
        return found
    raise ModelUnavailable(f"output {name!r} should have {rank} dimensions and a batch of 1, but is {found.shape}")


def unfit(name: str, found: tuple[int, ...], why: str) -> ModelUnavailable:
    """Return what to raise for an output of the wrong shape."""
    return ModelUnavailable(f"output {name!r} of shape {list(found)} {why}")


def best_class(scores: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return of each row `[n, C]` the largest number and where it is."""
    if not len(scores):
        return np.zeros(0, np.float32), np.zeros(0, np.int64)
    best = scores.argmax(1).astype(np.int64)
    return scores[np.arange(len(scores)), best], best
