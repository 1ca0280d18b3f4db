"""What Triton servers did for us, as we saw it."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.registry import Collector

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5.0, 10.0, 30.0)


class TritonMetrics:
    """Counts and times by endpoint; `Metrics.watch_triton` exports them."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._requests = Counter(
            "avala_edge_triton_requests", "Requests to a Triton server.", ["endpoint", "model"], registry=None
        )
        self._failures = Counter(
            "avala_edge_triton_failures", "Requests that it did not answer.", ["endpoint", "kind"], registry=None
        )
        self._resends = Counter(
            "avala_edge_triton_resends", "Embeddings sent to it since it had none.", ["endpoint"], registry=None
        )
        self._failovers = Counter(
            "avala_edge_triton_failovers",
            "Work done by another one after one failed, or here because none served.",
            ["to"],
            registry=None,
        )
        self._seconds = Histogram(
            "avala_edge_triton_seconds",
            "Time of a request, as seen here.",
            ["endpoint", "model"],
            buckets=BUCKETS,
            registry=None,
        )
        self._up = Gauge("avala_edge_triton_up", "1: it serves; 0: it does not.", ["endpoint"], registry=None)

    @property
    def collectors(self) -> tuple[Collector, ...]:
        """All of them."""
        return (self._requests, self._failures, self._resends, self._failovers, self._seconds, self._up)

    def answered(self, endpoint: str, model: str, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(endpoint, model).inc()
        self._seconds.labels(endpoint, model).observe(seconds)

    def failed(self, endpoint: str, model: str, kind: str) -> None:
        """Count a request that was not."""
        self._requests.labels(endpoint, model).inc()
        self._failures.labels(endpoint, kind).inc()

    def resent(self, endpoint: str) -> None:
        """Count an embedding that was lost, or never there."""
        self._resends.labels(endpoint).inc()

    def failed_over(self, to: str) -> None:
        """Count work that another endpoint, or `embedded`, took over."""
        self._failovers.labels(to).inc()

    def up(self, endpoint: str, *, serves: bool) -> None:
        """Say whether an endpoint serves."""
        self._up.labels(endpoint).set(float(serves))
