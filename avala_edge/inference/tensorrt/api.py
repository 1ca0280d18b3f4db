"""What is used of TensorRT's Python API, as types: 10.9 and later, 11 included (no weak typing, no precision flags)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol, SupportsInt, cast

from avala_edge.errors import ModelUnavailable, first_line


class Logger(Protocol):
    """`trt.Logger`: what is told, on standard error."""

    WARNING: object

    def __call__(self, min_severity: object, /) -> object:
        """Make one."""


class CreationFlags(Protocol):
    """`trt.NetworkDefinitionCreationFlag`. From version 11 on networks are strongly typed without it."""

    STRONGLY_TYPED: SupportsInt


class BuilderFlags(Protocol):
    """`trt.BuilderFlag`."""

    TF32: object


class MemoryPools(Protocol):
    """`trt.MemoryPoolType`."""

    WORKSPACE: object


class Verbosities(Protocol):
    """`trt.ProfilingVerbosity`."""

    DETAILED: object


class LayerFormats(Protocol):
    """`trt.LayerInformationFormat`."""

    JSON: object


class TensorModes(Protocol):
    """`trt.TensorIOMode`."""

    INPUT: object


class TimingCache(Protocol):
    """`trt.ITimingCache`."""

    def serialize(self) -> Any:
        """Return a buffer."""


class OptimizationProfile(Protocol):
    """`trt.IOptimizationProfile`."""

    def set_shape(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> None:
        """Bound an input; raises `ValueError` when that makes no sense."""


class BuilderConfig(Protocol):
    """`trt.IBuilderConfig`."""

    profiling_verbosity: object

    def clear_flag(self, flag: object) -> None:
        """Take a flag away."""

    def set_memory_pool_limit(self, pool: object, pool_size: int) -> None:
        """Bound a pool, in bytes."""

    def create_timing_cache(self, serialized_timing_cache: bytes) -> TimingCache | None:
        """Read one; of nothing an empty one."""

    def set_timing_cache(self, cache: TimingCache, ignore_mismatch: bool) -> bool:
        """Use one; False when it was made elsewhere."""

    def get_timing_cache(self) -> TimingCache | None:
        """Return the one in use."""

    def add_optimization_profile(self, profile: OptimizationProfile) -> int:
        """Use one; -1 when it is not whole."""


class Builder(Protocol):
    """`trt.Builder`."""

    def create_network(self, flags: int = 0) -> object:
        """Make an empty one."""

    def create_builder_config(self) -> BuilderConfig:
        """Make one."""

    def create_optimization_profile(self) -> OptimizationProfile:
        """Make one."""

    def build_serialized_network(self, network: object, config: BuilderConfig) -> Any:
        """Return a buffer, None when it fails."""


class OnnxParser(Protocol):
    """`trt.OnnxParser`."""

    num_errors: int

    def parse_from_file(self, model: str) -> bool:
        """Read a file into the network."""

    def get_error(self, index: int) -> Any:
        """Return one, which says where and why."""


class EngineInspector(Protocol):
    """`trt.EngineInspector`."""

    def get_engine_information(self, format: object) -> str:
        """Describe all layers."""


class ExecutionContext(Protocol):
    """`trt.IExecutionContext`."""

    def set_input_shape(self, name: str, shape: Sequence[int]) -> bool:
        """Say how large an input is; False outside of the profile."""

    def get_tensor_shape(self, name: str) -> Sequence[int]:
        """Return a shape, once all inputs have one."""

    def set_tensor_address(self, name: str, memory: int) -> bool:
        """Say where a tensor lies on the GPU."""

    def execute_async_v3(self, stream_handle: int) -> bool:
        """Begin to compute."""


class CudaEngine(Protocol):
    """`trt.ICudaEngine`."""

    num_io_tensors: int

    def get_tensor_name(self, index: int) -> str:
        """Return a name."""

    def get_tensor_mode(self, name: str) -> object:
        """Return whether it goes in or comes out."""

    def get_tensor_shape(self, name: str) -> Sequence[int]:
        """Return its shape, -1 where any length will do."""

    def get_tensor_dtype(self, name: str) -> object:
        """Return its type."""

    def create_execution_context(self) -> ExecutionContext | None:
        """Make one; None without memory."""

    def create_engine_inspector(self) -> EngineInspector:
        """Make one."""


class Runtime(Protocol):
    """`trt.Runtime`."""

    def deserialize_cuda_engine(self, serialized_engine: bytes) -> CudaEngine | None:
        """Read a plan; None when it is of another version or GPU."""


class TensorRT(Protocol):
    """The module."""

    __version__: str
    Logger: Logger
    NetworkDefinitionCreationFlag: CreationFlags
    BuilderFlag: BuilderFlags
    MemoryPoolType: MemoryPools
    ProfilingVerbosity: Verbosities
    LayerInformationFormat: LayerFormats
    TensorIOMode: TensorModes

    def Builder(self, logger: object, /) -> Builder:
        """Make one."""

    def OnnxParser(self, network: object, logger: object, /) -> OnnxParser:
        """Make one."""

    def Runtime(self, logger: object, /) -> Runtime:
        """Make one."""

    def nptype(self, trt_type: object, /) -> Any:
        """Return NumPy's type; raises `TypeError` where there is none."""


def tensorrt() -> TensorRT:
    """Return the library.

    Raises:
        ModelUnavailable: it is not installed, or cannot be loaded.
    """
    try:
        return cast(TensorRT, import_module("tensorrt"))
    except ModuleNotFoundError as error:
        if error.name != "tensorrt":
            raise _broken(error) from error
        raise ModelUnavailable(
            "TensorRT is not installed: pip install 'avala-edge[gpu]' on the machine with the GPU (docs/gpu.md)"
        ) from None
    except (ImportError, OSError) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> ModelUnavailable:
    return ModelUnavailable(f"TensorRT is installed but cannot be loaded: {first_line(error)}")
