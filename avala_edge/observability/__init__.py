"""What a site tells its operator about itself: Prometheus metrics, and spans where a collector is configured."""

from __future__ import annotations

from avala_edge.observability.allocator import give_memory_back
from avala_edge.observability.metrics import STAGES, Metrics
from avala_edge.observability.tracing import RequestSpan, Tracing, open_tracing, step
from avala_edge.observability.triton_metrics import TritonMetrics

__all__ = ["STAGES", "Metrics", "RequestSpan", "Tracing", "TritonMetrics", "give_memory_back", "open_tracing", "step"]
