"""OpenVINO on this machine's CPU: in single precision, with convolutions in 8 bits, in bfloat16 where that is built in.

Its telemetry package is asked for by command-line tools only; `tests/unit/test_engines.py` holds it to that.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import properties
from openvino.properties import hint, intel_cpu

from avala_edge.inference.engine import Loaded, TensorSpec
from avala_edge.inference.runtime import Tensors

_DEVICE = "CPU"


@cache
def _core() -> ov.Core:
    return ov.Core()


class OpenVinoEngine:
    """One precision."""

    version = f"openvino {ov.__version__}"

    def __init__(self, name: str, precision: str, *, eight_bits: bool = False) -> None:
        """`precision` in OpenVINO's words, of what is not in 8 bits: f32, bf16. See `Engine` for the others."""
        self.name, self.eight_bits, self._precision = name, eight_bits, precision

    def open(self, path: Path, *, threads: int) -> Loaded:
        """See `Engine.open`."""
        settings = {
            hint.inference_precision: self._precision,
            hint.performance_mode: hint.PerformanceMode.LATENCY,
            intel_cpu.denormals_optimization: True,  # they are slow, and mean 0 here
            hint.enable_cpu_pinning: False,  # an encode and a decode share the cores; the kernel divides them
            properties.inference_num_threads: threads,
        }
        return _Request(_core().compile_model(_core().read_model(path), _DEVICE, settings))


class _Request:
    def __init__(self, model: ov.CompiledModel) -> None:
        self._request = model.create_infer_request()
        self._outputs = [(output, name) for output in model.outputs for name in output.names]  # aliases, where folded
        self.inputs = tuple(
            TensorSpec(port.any_name, tuple(n.get_length() if n.is_static else None for n in port.partial_shape))
            for port in model.inputs
        )

    def __call__(self, inputs: Tensors) -> dict[str, NDArray[np.float32]]:
        found = self._request.infer(dict(inputs), share_inputs=True)
        return {name: found[output] for output, name in self._outputs}


def openvino_engines() -> list[OpenVinoEngine]:
    """Return what this processor does in hardware; bfloat16 in software would be slower and less exact."""
    able = _core().get_property(_DEVICE, properties.device.capabilities)
    found = [OpenVinoEngine("openvino-fp32", "f32")]
    if "INT8" in able:
        found.append(OpenVinoEngine("openvino-int8", "f32", eight_bits=True))
    if "BF16" in able:
        found.append(OpenVinoEngine("openvino-bf16", "bf16"))
    return found
