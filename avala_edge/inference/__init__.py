"""Where tensors are computed: the runtime Protocol, its scheduler, the embedded runtime and its engines."""

from __future__ import annotations

from avala_edge.inference.engine import REFERENCE, Engine
from avala_edge.inference.runtime import Runtime, Tensors
from avala_edge.inference.scheduler import Lane, Scheduler, Urgency, urgency, working_for

__all__ = ["REFERENCE", "Engine", "Lane", "Runtime", "Scheduler", "Tensors", "Urgency", "urgency", "working_for"]
