"""OpenVINO on this machine's CPU: in single precision, with convolutions in 8 bits, in bfloat16 where that is built in.

Its telemetry package is asked for by command-line tools only; `tests/unit/test_engines.py` holds it to that.
"""

from __future__ import annotations

import hashlib
import logging
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import properties
from openvino.properties import hint, intel_cpu

from avala_edge.errors import first_line
from avala_edge.inference.engine import Compiled, Loaded, TensorSpec
from avala_edge.inference.runtime import Tensors

_DEVICE = "CPU"
LARGEST = 32 * 1024 * 1024  # bytes of a file; larger ones are compiled each time, rather than fill the disk
_log = logging.getLogger(__name__)


@cache
def _core() -> ov.Core:
    return ov.Core()


class OpenVinoEngine:
    """One precision."""

    version = f"openvino {ov.__version__}"

    def __init__(
        self, name: str, precision: str, *, eight_bits: bool = False, compiled: Compiled | None = None
    ) -> None:
        """`precision` in OpenVINO's words, of what is not in 8 bits: f32, bf16. See `Engine` for the others."""
        self.name, self.eight_bits, self._precision, self._compiled = name, eight_bits, precision, compiled

    def open(self, path: Path, *, threads: int) -> Loaded:
        """See `Engine.open`."""
        settings = {
            hint.inference_precision: self._precision,
            hint.performance_mode: hint.PerformanceMode.LATENCY,
            intel_cpu.denormals_optimization: True,  # they are slow, and mean 0 here
            hint.enable_cpu_pinning: False,  # an encode and a decode share the cores; the kernel divides them
            properties.inference_num_threads: threads,
        }
        if self._compiled is None or path.stat().st_size > LARGEST:
            return _Request(_compile(path, settings))
        name = _name(path, self._precision, threads)
        content = self._compiled.read(name)
        if content is not None:
            try:
                return _Request(_core().import_model(BytesIO(content), _DEVICE, settings))
            except RuntimeError as error:
                _log.info("%s compiles anew what it kept: %s", self.name, first_line(error))
        model = _compile(path, settings)
        try:
            self._compiled.write(name, model.export_model().read())
        except RuntimeError as error:
            _log.info("%s cannot keep what it compiled of %s: %s", self.name, path.name, first_line(error))
        return _Request(model)


def _compile(path: Path, settings: dict[str, object]) -> ov.CompiledModel:
    return _core().compile_model(_core().read_model(path), _DEVICE, settings)


def _name(path: Path, precision: str, threads: int) -> str:
    """Name what is compiled of a file, of the weights beside it, by this library for this processor."""
    core = _core()
    beside = sorted((file.name, file.stat()) for file in path.parent.iterdir() if file.suffix != ".json")
    said = (
        hashlib.sha256(path.read_bytes()).hexdigest(),
        [(name, status.st_size, status.st_mtime_ns) for name, status in beside],
        (ov.__version__, precision, threads),
        core.get_property(_DEVICE, properties.device.full_name),
        sorted(core.get_property(_DEVICE, properties.device.capabilities)),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


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


def openvino_engines(compiled: Compiled | None) -> list[OpenVinoEngine]:
    """Return what this processor does in hardware; bfloat16 in software would be slower and less exact."""
    able = _core().get_property(_DEVICE, properties.device.capabilities)
    found = [OpenVinoEngine("openvino-fp32", "f32", compiled=compiled)]
    if "INT8" in able:
        found.append(OpenVinoEngine("openvino-int8", "f32", eight_bits=True, compiled=compiled))
    if "BF16" in able:
        found.append(OpenVinoEngine("openvino-bf16", "bf16", compiled=compiled))
    return found
