"""onnxruntime on this machine's CPU; threads do not spin between pieces of work, since others want the cores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from avala_edge.inference.engine import REFERENCE, Loaded, TensorSpec
from avala_edge.inference.runtime import Tensors


class OnnxRuntimeEngine:
    """The precision that the file says."""

    version = f"onnxruntime {ort.__version__}"

    def __init__(self, name: str = REFERENCE, *, eight_bits: bool = False) -> None:
        """See `Engine`."""
        self.name, self.eight_bits = name, eight_bits

    def open(self, path: Path, *, threads: int) -> Loaded:
        """See `Engine.open`."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.set_denormal_as_zero", "1")  # they are slow, and mean 0 here
        options.log_severity_level = 3
        return _Session(ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]))


def specs(nodes: Sequence[ort.NodeArg]) -> tuple[TensorSpec, ...]:
    """Return what a session says of its inputs or outputs."""
    return tuple(
        TensorSpec(node.name, tuple(n if isinstance(n, int) and n > 0 else None for n in node.shape), _dtype(node.type))
        for node in nodes
    )


def _dtype(kind: str) -> str:
    """`tensor(float)` → `float32`; what is no tensor of numbers stays as the library calls it."""
    inner = kind.removeprefix("tensor(").removesuffix(")")
    return {"float": "float32", "double": "float64"}.get(inner, inner)


class _Session:
    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session
        self._outputs = [output.name for output in session.get_outputs()]
        self.inputs = specs(session.get_inputs())

    def __call__(self, inputs: Tensors) -> dict[str, NDArray[np.float32]]:
        return dict(zip(self._outputs, self._session.run(self._outputs, dict(inputs)), strict=True))
