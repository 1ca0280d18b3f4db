"""TensorRT: plans built from ONNX files, and run to be compared. Its library is imported when one is built.

*Not run here*: what calls the library (`build`, `plan_engine`) is type-checked against `api`, whose names a test looks
up in NVIDIA's own bindings; `cuda` and `prepare` are ordinary code.
"""

from __future__ import annotations

from avala_edge.inference.tensorrt.build import Built, Profile, TensorRTBuilder
from avala_edge.inference.tensorrt.cuda import gpu_name
from avala_edge.inference.tensorrt.prepare import prepare

__all__ = ["Built", "Profile", "TensorRTBuilder", "gpu_name", "prepare"]
