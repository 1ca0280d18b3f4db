"""What a family is: how the tensors of a kind of detector are read. The options are its part of the manifest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from avala_edge.errors import ModelUnavailable
from avala_edge.models.detectors.found import Found, Seen, Wanted

Outputs = Mapping[str, NDArray[Any]]


class Family(BaseModel, ABC):
    """Options of one family, and how its outputs become objects."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @abstractmethod
    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """Return what the model found, the best first.

        Raises:
            ModelUnavailable: the tensors are not what this family gives, or hold no finite numbers.
        """

    @abstractmethod
    def outputs(self) -> tuple[str, ...]:
        """Return the names of the tensors that are read."""


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
