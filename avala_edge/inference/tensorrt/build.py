"""Plans from ONNX files, by TensorRT's builder. *Not run here*: needs TensorRT and a GPU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from avala_edge.errors import ModelUnavailable
from avala_edge.inference.engine import Engine
from avala_edge.inference.tensorrt.api import BuilderConfig, TensorRT, tensorrt
from avala_edge.inference.tensorrt.cuda import gpu_name
from avala_edge.inference.tensorrt.plan_engine import PlanEngine

Shape = tuple[int, ...]
Profile = Mapping[str, tuple[Shape, Shape, Shape]]
"""Input → its smallest, usual and largest shape, for inputs of which a length is free."""

WORKSPACE_BYTES = 4 * 1024**3
MOST_ERRORS = 3  # of the parser, that are told


@dataclass(frozen=True)
class Built:
    """What the builder gives: the plan, what it measured (for the next time), and its layers as JSON."""

    plan: bytes
    timing_cache: bytes
    layers: str


class TensorRTBuilder:
    """TensorRT and the GPU of this machine."""

    def __init__(self) -> None:
        """Find both; raise `ModelUnavailable` where one is absent."""
        self._trt = tensorrt()
        self.gpu = gpu_name()
        self.version = self._trt.__version__
        self._logger = self._trt.Logger(self._trt.Logger.WARNING)

    def engine(self, plan: Path, *, name: str) -> Engine:
        """Return what runs a plan, whatever ONNX file it is asked to open."""
        return PlanEngine(self._trt, plan, name=name)

    def build(self, source: Path, profile: Profile, *, timing_cache: bytes) -> Built:
        """Build the plan of an ONNX file, in the types that its tensors have there. Blocks for minutes.

        Raises:
            ModelUnavailable: with TensorRT's reason.
        """
        trt = self._trt
        builder = trt.Builder(self._logger)
        network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
        parser = trt.OnnxParser(network, self._logger)
        if not parser.parse_from_file(str(source)):
            told = "; ".join(str(parser.get_error(i)) for i in range(min(parser.num_errors, MOST_ERRORS)))
            raise ModelUnavailable(f"TensorRT does not take the graph: {told}")
        config = builder.create_builder_config()
        config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, WORKSPACE_BYTES)
        config.clear_flag(trt.BuilderFlag.TF32)  # what is kept in fp32 is meant to be
        config.profiling_verbosity = trt.ProfilingVerbosity.DETAILED
        _use_timing_cache(config, timing_cache)
        if profile:
            shapes = builder.create_optimization_profile()
            for name, (least, usual, most) in profile.items():
                shapes.set_shape(name, least, usual, most)
            if config.add_optimization_profile(shapes) < 0:
                raise ModelUnavailable(f"TensorRT does not take the shapes {dict(profile)}")
        plan = builder.build_serialized_network(network, config)
        if plan is None:
            raise ModelUnavailable("TensorRT could not build a plan; its reason is on standard error")
        kept = config.get_timing_cache()
        data = bytes(plan)
        return Built(data, b"" if kept is None else bytes(kept.serialize()), self._layers(trt, data))

    def _layers(self, trt: TensorRT, plan: bytes) -> str:
        engine = trt.Runtime(self._logger).deserialize_cuda_engine(plan)
        if engine is None:
            raise ModelUnavailable("TensorRT cannot read the plan that it built")
        return engine.create_engine_inspector().get_engine_information(trt.LayerInformationFormat.JSON)


def _use_timing_cache(config: BuilderConfig, data: bytes) -> None:
    for start in (data, b""):  # one of another version or GPU is left
        cache = config.create_timing_cache(start)
        if cache is not None and config.set_timing_cache(cache, ignore_mismatch=False):
            return
