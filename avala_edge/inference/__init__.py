"""Where tensors are computed: the runtime Protocol, its scheduler, the embedded runtime and its engines."""

from __future__ import annotations

from avala_edge.inference.engine import REFERENCE, Compiled, Engine, TensorSpec
from avala_edge.inference.graph import Graph, read_graph
from avala_edge.inference.runtime import Resident, Runtime, Tensors, Work
from avala_edge.inference.scheduler import Lane, Scheduler, Turns, Urgency, urgency, working_for

__all__ = [
    "REFERENCE",
    "Compiled",
    "Engine",
    "Graph",
    "Lane",
    "Resident",
    "Runtime",
    "Scheduler",
    "TensorSpec",
    "Tensors",
    "Turns",
    "Urgency",
    "Work",
    "read_graph",
    "urgency",
    "working_for",
]
