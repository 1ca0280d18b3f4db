"""Spans: what a request and each step of it took, for an OpenTelemetry collector. Nothing at all unless configured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Protocol

from avala_edge.errors import InvalidInput


class Step(Protocol):
    """A part of a request."""

    def note(self, **attributes: str | bool) -> None:
        """Add what is known by now. Never what a user said, sent or is called."""


class RequestSpan(Step, Protocol):
    """A request, from its arrival to its answer."""

    def active(self) -> AbstractContextManager[object]:
        """Make steps that begin inside, in tasks begun there too, parts of this."""

    def end(self, status: int) -> None:
        """The answer is there; of a WebSocket's message, the status that it would have over HTTP."""


class Tracing(Protocol):
    """Where the requests of a site are noted."""

    def request(self, method: str | None, route: str | None, traceparent: str | None) -> RequestSpan:
        """Begin: no `method` for a WebSocket's message, the route's pattern, the caller's W3C header."""

    async def close(self) -> None:
        """Send what is left, if that takes no more than a few seconds."""


Begin = Callable[[str, Mapping[str, str | bool]], AbstractContextManager[Step]]
begin_step: ContextVar[Begin | None] = ContextVar("begin_step", default=None)
"""How the steps of the request that the current task works for begin; set by its span."""


class Untraced:
    """Every span and step of a site without tracing, and of requests that were not sampled."""

    def __enter__(self) -> Untraced:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def note(self, **attributes: str | bool) -> None:
        """See `Step`."""

    def active(self) -> Untraced:
        """See `RequestSpan`."""
        return self

    def end(self, status: int) -> None:
        """See `RequestSpan`."""


UNTRACED = Untraced()


class NoTracing:
    """Notes nothing."""

    def request(self, method: str | None, route: str | None, traceparent: str | None) -> Untraced:
        """See `Tracing`."""
        return UNTRACED

    async def close(self) -> None:
        """See `Tracing`."""


def step(name: str, **attributes: str | bool) -> AbstractContextManager[Step]:
    """Make what happens inside a step of the current request, if that is traced."""
    begin = begin_step.get()
    return UNTRACED if begin is None else begin(name, attributes)


async def open_tracing(endpoint: str, *, sample: float, version: str, model: str, digest: str) -> Tracing:
    """Begin to send spans to the collector at `endpoint`; to nobody for no endpoint.

    Raises:
        InvalidInput: OpenTelemetry is not installed.
    """
    if not endpoint:
        return NoTracing()

    def load() -> Tracing:
        from avala_edge.observability.otlp import OtlpTracing

        return OtlpTracing(endpoint, sample=sample, version=version, model=model, digest=digest)

    try:
        return await asyncio.to_thread(load)  # a fifth of a second of imports
    except ModuleNotFoundError as error:
        raise InvalidInput(
            f"AVALA_EDGE_OTLP_ENDPOINT needs the package {error.name}: pip install 'avala-edge[otel]'",
            field="otlp_endpoint",
        ) from error
