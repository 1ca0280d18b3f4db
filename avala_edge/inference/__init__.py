"""Where tensors are computed: the runtime Protocol, its scheduler, and the embedded runtime."""

from __future__ import annotations

from avala_edge.inference.runtime import Runtime, Tensors
from avala_edge.inference.scheduler import Lane, Scheduler, working_for

__all__ = ["Lane", "Runtime", "Scheduler", "Tensors", "working_for"]
