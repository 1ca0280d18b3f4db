"""A plan as an engine, so that the parity gate can ask it what it asks others.

*Not run here*: needs TensorRT and a GPU. For comparisons: every call takes its memory anew. What serves is Triton.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import ModelUnavailable
from avala_edge.inference.engine import Loaded, TensorSpec
from avala_edge.inference.runtime import Tensors
from avala_edge.inference.tensorrt.api import TensorRT
from avala_edge.inference.tensorrt.cuda import Gpu


class PlanEngine:
    """One plan."""

    eight_bits = False

    def __init__(self, trt: TensorRT, plan: Path, *, name: str) -> None:
        """`plan` is what is run, whatever `open` is told."""
        self._trt, self._plan = trt, plan
        self.name, self.version = name, f"tensorrt {trt.__version__}"

    def open(self, path: Path, *, threads: int) -> Loaded:
        """See `Engine.open`."""
        return _Plan(self._trt, self._plan.read_bytes())


class _Plan:
    def __init__(self, trt: TensorRT, data: bytes) -> None:
        self._gpu = Gpu()
        self._gpu.enter()
        self._runtime = trt.Runtime(trt.Logger(trt.Logger.WARNING))
        engine = self._runtime.deserialize_cuda_engine(data)
        context = None if engine is None else engine.create_execution_context()
        if engine is None or context is None:
            raise ModelUnavailable("TensorRT cannot read the plan, or the GPU has no memory for it")
        self._engine, self._context = engine, context
        names = [engine.get_tensor_name(index) for index in range(engine.num_io_tensors)]
        self._dtypes = {name: np.dtype(trt.nptype(engine.get_tensor_dtype(name))) for name in names}
        into = [name for name in names if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT]
        self._outputs = [name for name in names if name not in into]
        self.inputs = tuple(
            TensorSpec(name, tuple(None if side < 0 else int(side) for side in engine.get_tensor_shape(name)))
            for name in into
        )

    def __call__(self, inputs: Tensors) -> dict[str, NDArray[np.float32]]:
        self._gpu.enter()
        with ExitStack() as held:
            for spec in self.inputs:
                array = np.ascontiguousarray(inputs[spec.name], self._dtypes[spec.name])
                if not self._context.set_input_shape(spec.name, array.shape):
                    raise ModelUnavailable(f"the plan does not take {spec.name!r} of {list(array.shape)}")
                address = held.enter_context(self._gpu.memory(array.nbytes))
                self._gpu.put(address, array)
                self._context.set_tensor_address(spec.name, address)
            found: dict[str, NDArray[np.float32]] = {}
            addresses = {}
            for name in self._outputs:
                found[name] = np.empty(tuple(self._context.get_tensor_shape(name)), self._dtypes[name])
                addresses[name] = held.enter_context(self._gpu.memory(found[name].nbytes))
                self._context.set_tensor_address(name, addresses[name])
            if not self._context.execute_async_v3(0):
                raise ModelUnavailable("TensorRT could not run the plan")
            for name, array in found.items():
                self._gpu.take(addresses[name], array)
        return found
