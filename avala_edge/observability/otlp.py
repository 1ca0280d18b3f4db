"""Spans over OTLP/HTTP: batches from a bounded queue on a thread of their own; who clicks never waits for them."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import Span, SpanKind, StatusCode, get_current_span, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from avala_edge.observability.tracing import UNTRACED, Begin, RequestSpan, Step, begin_step

QUEUE = 2048  # spans; those that find it full are dropped
BATCH = 64  # 2 ms of the interpreter to encode; clicks share it
SCHEDULE_S = 1.0
EXPORT_S = 2.0  # for one batch, a second try included
REST_S = 5.0  # after a batch that failed those that follow are dropped: a dead collector gets no queue of tries
CLOSE_S = 3.0
TRACES_PATH = "/v1/traces"
LONGEST_TRACEPARENT = 200  # of version 00: 55

_log = logging.getLogger("avala_edge.observability")


class OtlpTracing:
    """Keeps to itself: no global tracer, so that two sites of one process do not mix."""

    def __init__(self, endpoint: str, *, sample: float, version: str, model: str, digest: str) -> None:
        """Send a `sample` of the requests whose callers did not decide, 0…1, to the collector's base URL."""
        resource = {
            "service.name": "avala-edge",
            "service.version": version,
            "avala_edge.model.name": model,
            "avala_edge.model.digest": digest,
        }
        self._delivery = _Delivery(endpoint.removesuffix(TRACES_PATH) + TRACES_PATH)
        self._provider = TracerProvider(
            sampler=ParentBasedTraceIdRatio(sample), resource=Resource.create(resource), shutdown_on_exit=False
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(
                self._delivery,
                max_queue_size=QUEUE,
                max_export_batch_size=BATCH,
                schedule_delay_millis=SCHEDULE_S * 1000,
            )
        )
        self._tracer = self._provider.get_tracer("avala_edge", version)
        self._propagator = TraceContextTextMapPropagator()

    def request(self, method: str | None, route: str | None, traceparent: str | None) -> RequestSpan:
        """See `Tracing`. `tracestate` is not taken over: nothing here reads it, and it says what others put there."""
        carrier = {"traceparent": traceparent} if traceparent and len(traceparent) <= LONGEST_TRACEPARENT else {}
        attributes = {"http.request.method": method, "http.route": route}
        span = self._tracer.start_span(
            " ".join(part for part in (method or "message", route) if part),
            context=self._propagator.extract(carrier),
            kind=SpanKind.SERVER,
            attributes={name: value for name, value in attributes.items() if value},
        )
        return _Request(span, self._begin) if span.is_recording() else UNTRACED

    def _begin(self, name: str, attributes: Mapping[str, str | bool]) -> AbstractContextManager[Step]:
        if not get_current_span().is_recording():  # ended: what goes on after it, such as a socket's life, is no part
            return UNTRACED
        return self._step(name, attributes)

    @contextmanager
    def _step(self, name: str, attributes: Mapping[str, str | bool]) -> Iterator[Step]:
        span = self._tracer.start_span(name)
        noted = _Noted(span)
        noted.note(**attributes)
        try:
            with use_span(span, end_on_exit=False, record_exception=False, set_status_on_exception=False):
                yield noted
        except Exception as error:  # its kind only: a message may say what a user sent
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise
        except BaseException:
            noted.note(cancelled=True)
            raise
        finally:
            span.end()

    async def close(self) -> None:
        """See `Tracing`."""
        closing = threading.Thread(target=self._provider.shutdown, name="tracing-close", daemon=True)
        closing.start()
        await asyncio.to_thread(closing.join, CLOSE_S)
        self._delivery.shutdown()


class _Noted:
    def __init__(self, span: Span) -> None:
        self._span = span

    def note(self, **attributes: str | bool) -> None:
        for name, value in attributes.items():
            self._span.set_attribute(f"avala_edge.{name}", value)


class _Request(_Noted):
    def __init__(self, span: Span, begin: Begin) -> None:
        super().__init__(span)
        self._begin = begin

    @contextmanager
    def active(self) -> Iterator[None]:
        before = begin_step.set(self._begin)
        try:
            with use_span(self._span, record_exception=False, set_status_on_exception=False):
                yield
        finally:
            begin_step.reset(before)

    def end(self, status: int) -> None:
        if not self._span.is_recording():
            return
        self._span.set_attribute("http.response.status_code", status)
        if status >= 500:
            self._span.set_attribute("error.type", str(status))
            self._span.set_status(StatusCode.ERROR)
        self._span.end()


class _Delivery(SpanExporter):
    """One line in the log when spans begin to be lost, and one when they arrive again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._exporter = OTLPSpanExporter(endpoint=url, timeout=EXPORT_S)
        self._words = _Words()
        self._library_log = logging.getLogger(OTLPSpanExporter.__module__)
        self._library_log.addFilter(self._words)
        self._failed_at: float | None = None
        self._closed = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        if self._closed or (self._failed_at is not None and time.monotonic() < self._failed_at + REST_S):
            return SpanExportResult.FAILURE
        self._words.first = ""
        try:
            result = self._exporter.export(spans)
        except Exception as error:  # whatever the library raises is one more way to fail
            self._words.first = self._words.first or type(error).__name__
            result = SpanExportResult.FAILURE
        if result is SpanExportResult.SUCCESS:
            if self._failed_at is not None:
                _log.info("spans arrive again: %s", self._url)
            self._failed_at = None
        else:
            if self._failed_at is None:
                _log.warning("spans are lost now, clicks go on: %s: %s", self._url, self._words.first or "no answer")
            self._failed_at = time.monotonic()
        return result

    def shutdown(self) -> None:
        if not self._closed:
            self._closed = True
            self._exporter.shutdown()  # type: ignore[no-untyped-call]
            self._library_log.removeFilter(self._words)


class _Words(logging.Filter):
    """Keeps what the library says of each failed try out of the log, for the one line of `_Delivery`."""

    def __init__(self) -> None:
        super().__init__()
        self.first = ""

    def filter(self, record: logging.LogRecord) -> bool:
        self.first = self.first or record.getMessage()
        return False
