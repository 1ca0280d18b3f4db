"""Every metric of a site, under its name in `docs/reference/metrics.md`. Nothing here is global."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from avala_edge.observability.triton_metrics import TritonMetrics

STAGES = ("queue", "decode_image", "encode", "decode", "postprocess", "serialise", "total")
# Seconds: fine around the promises of docs/performance.md (12, 25, 60 and 300 ms), coarse to the deadline.
BUCKETS = (0.001, 0.002, 0.003, 0.005, 0.008, 0.012, 0.018, 0.025, 0.04, 0.06, 0.1, 0.2, 0.3, 0.6, 1.0, 3.0, 10.0, 30.0)


class Metrics:
    """Counts and times; `watch` adds what is read when somebody asks."""

    def __init__(self, *, version: str, model: str, digest: str) -> None:
        """Register everything; the labels of hot paths are resolved here, once."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        Info("avala_edge_build", "What runs here.", registry=self._registry).info(
            {"version": version, "model": model, "model_digest": digest}
        )
        stages = Histogram(
            "avala_edge_segment_seconds",
            "Time of a prompt by stage.",
            ["stage"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._stages = {stage: stages.labels(stage) for stage in STAGES}
        self._requests = Counter(
            "avala_edge_http_requests", "Answers by route.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "avala_edge_http_seconds",
            "Time of an answer by route.",
            ["route"],
            buckets=BUCKETS,
            registry=self._registry,
        )

    def stage(self, stage: str, seconds: float) -> None:
        """Count one click's time in a stage of `STAGES`; 0 did not happen, and would drown those that did."""
        if seconds > 0:
            self._stages[stage].observe(seconds)

    def answered(self, method: str, route: str, status: int, seconds: float | None) -> None:
        """Count one HTTP answer; `route` is the pattern, never the path, so that the number of series is bounded."""
        self._requests.labels(method, route, str(status)).inc()
        if seconds is not None:
            self._seconds.labels(route).observe(seconds)

    def watch(
        self,
        *,
        gauges: Mapping[str, tuple[str, Callable[[], float]]],
        waiting: Callable[[], Mapping[tuple[str, str], int]],
        embeddings: Callable[[], Mapping[str, int]],
    ) -> None:
        """Read at every scrape: name → (help, value), waiting work by (scheduler, lane), embeddings by outcome."""
        self._registry.register(_Watched(gauges, waiting, embeddings))

    def watch_jobs(self, *, statuses: Callable[[], Mapping[str, int]], items: Callable[[], Mapping[str, int]]) -> None:
        """Read at every scrape: jobs that are known by status, items by outcome."""
        self._registry.register(_WatchedJobs(statuses, items))

    def watch_triton(self, triton: TritonMetrics) -> None:
        """Export what Triton servers do."""
        for collector in triton.collectors:
            self._registry.register(collector)

    def text(self) -> bytes:
        """Everything, in Prometheus' text format 0.0.4."""
        return generate_latest(self)

    def collect(self) -> Iterator[Metric]:
        """Yield what is exported: all but the `_created` times, one series more for each that nobody reads."""
        for metric in self._registry.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric


class _Watched(Collector):
    def __init__(
        self,
        gauges: Mapping[str, tuple[str, Callable[[], float]]],
        waiting: Callable[[], Mapping[tuple[str, str], int]],
        embeddings: Callable[[], Mapping[str, int]],
    ) -> None:
        self._gauges, self._waiting, self._embeddings = gauges, waiting, embeddings

    def collect(self) -> Iterator[Metric]:
        for name, (text, read) in self._gauges.items():
            yield GaugeMetricFamily(name, text, value=read())
        queue = GaugeMetricFamily("avala_edge_waiting", "Pieces of work that wait.", labels=("scheduler", "lane"))
        for (scheduler, lane), count in self._waiting().items():
            queue.add_metric((scheduler, lane), count)
        yield queue
        outcomes = CounterMetricFamily(
            "avala_edge_embedding", "Where embeddings came from, and damaged or unwritten ones.", labels=("outcome",)
        )
        for outcome, count in self._embeddings().items():
            outcomes.add_metric((outcome,), count)
        yield outcomes


class _WatchedJobs(Collector):
    def __init__(self, statuses: Callable[[], Mapping[str, int]], items: Callable[[], Mapping[str, int]]) -> None:
        self._statuses, self._items = statuses, items

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("avala_edge_jobs", "Jobs that the server remembers.", labels=("status",))
        for status, count in self._statuses().items():
            jobs.add_metric((status,), count)
        yield jobs
        items = CounterMetricFamily("avala_edge_job_items", "Items of jobs.", labels=("outcome",))
        counts = self._items()
        for outcome in ("done", "failed", "skipped"):
            items.add_metric((outcome,), counts.get(outcome, 0))
        yield items
