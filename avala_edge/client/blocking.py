"""Carries out steps by waiting for each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TypeVar, cast

import httpx
import httpx_sse

from avala_edge.client.address import Address
from avala_edge.client.http_words import SILENCE_S, TROUBLE, Body, answer_of, heard_of, no_answer, options, words_of
from avala_edge.client.steps import (
    Answer,
    Emit,
    Hear,
    Heard,
    Listen,
    Pause,
    Request,
    Series,
    Step,
    Steps,
    Work,
    resume,
)
from avala_edge.errors import EdgeError

T = TypeVar("T")


class BlockingWire:
    """Connections to one server; threads may share it."""

    def __init__(self, address: Address, timeout_s: float, patience_s: float) -> None:
        """Connect at the first call."""
        self.address, self.timeout_s, self.patience_s = address, timeout_s, patience_s
        self._http = httpx.Client(**options(address, timeout_s))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def run(self, steps: Steps[T]) -> T:
        """Return what the steps come to; raise what they raise."""
        with _Stream(self._http, self.timeout_s) as stream:
            try:
                step = next(steps)
                while True:
                    step = resume(steps, self._outcome(step, stream))
            except StopIteration as end:
                return cast(T, end.value)

    def iterate(self, series: Series[T]) -> Iterator[T]:
        """Yield what the steps emit; raise what they raise."""
        with _Stream(self._http, self.timeout_s) as stream:
            try:
                step = next(series)
                while True:
                    if isinstance(step, Emit):
                        yield step.result
                        step = next(series)
                    else:
                        step = resume(series, self._outcome(step, stream))
            except StopIteration:
                return

    def _outcome(self, step: Step, stream: _Stream) -> object:
        try:
            match step:
                case Request():
                    return self._answer(step)
                case Pause():
                    time.sleep(step.seconds)
                    return None
                case Work():
                    return step.do()
                case Listen():
                    return stream.open(step.request)
                case Hear():
                    return stream.hear()
        except TROUBLE as error:
            return no_answer(error)
        except EdgeError as error:
            return error

    def _answer(self, request: Request) -> Answer:
        with self._http.stream(**words_of(request)) as response:
            body = Body(request.into if response.is_success else None)
            for chunk in response.iter_bytes():
                body.add(chunk)
            return answer_of(response, body)


class _Stream:
    """The stream of events that a call has open, at most one."""

    def __init__(self, http: httpx.Client, timeout_s: float) -> None:
        self._http, self._timeout = http, httpx.Timeout(timeout_s, read=SILENCE_S)
        self._open = ExitStack()
        self._events: Iterator[httpx_sse.ServerSentEvent] = iter(())

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def open(self, request: Request) -> Answer:
        self._open.close()
        source = self._open.enter_context(httpx_sse.connect_sse(self._http, **words_of(request), timeout=self._timeout))
        body = Body()
        if source.response.status_code == 200:
            self._events = source.iter_sse()
        else:
            for chunk in source.response.iter_bytes():
                body.add(chunk)
        return answer_of(source.response, body)

    def hear(self) -> Heard | None:
        return heard_of(next(self._events, None))
