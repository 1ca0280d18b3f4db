"""What a site tells its operator about itself: Prometheus metrics, in a registry of the site's own."""

from __future__ import annotations

from avala_edge.observability.allocator import give_memory_back
from avala_edge.observability.metrics import STAGES, Metrics

__all__ = ["STAGES", "Metrics", "give_memory_back"]
