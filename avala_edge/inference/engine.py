"""What an engine is: a library and a precision that make an ONNX file callable. Which ones this machine has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avala_edge.inference.runtime import Tensors

REFERENCE = "onnxruntime-fp32"
"""What other engines are compared with, and what serves where nothing else does."""


@dataclass(frozen=True)
class TensorSpec:
    """An input or an output: its name, and its shape with None where any length will do.

    `dtype` is NumPy's name of what its numbers are; empty where an engine does not say.
    """

    name: str
    shape: tuple[int | None, ...]
    dtype: str = ""


class Loaded(Protocol):
    """A model on an engine. One call at a time."""

    inputs: tuple[TensorSpec, ...]

    def __call__(self, inputs: Tensors) -> dict[str, NDArray[np.float32]]:
        """Compute; the inputs are read in place, the outputs are the caller's own."""


class Compiled(Protocol):
    """Where an engine may keep what it compiled, so that it need not do so again. Blocks."""

    def read(self, name: str) -> bytes | None:
        """Return what was kept under a name, whole, or None."""

    def write(self, name: str, content: bytes) -> None:
        """Keep it, or not."""


class Engine(Protocol):
    """A library and a precision.

    Attributes:
        name: of both.
        version: the library's.
        eight_bits: whether it runs the file whose convolutions are in 8 bits, where a model has one.
    """

    name: str
    version: str
    eight_bits: bool

    def open(self, path: Path, *, threads: int) -> Loaded:
        """Make a model callable on so many threads; raises whatever the library raises."""


def available(compiled: Compiled | None = None) -> Mapping[str, Engine]:
    """Return the engines that are installed and that this processor can run, the reference first.

    Those that compile a model keep that in `compiled`, where there is one.
    """
    from avala_edge.inference.onnxruntime_engine import OnnxRuntimeEngine

    found: list[Engine] = [OnnxRuntimeEngine(), OnnxRuntimeEngine("onnxruntime-int8", eight_bits=True)]
    if find_spec("openvino") is not None:
        from avala_edge.inference.openvino_engine import openvino_engines

        found += openvino_engines(compiled)
    return {engine.name: engine for engine in found}
