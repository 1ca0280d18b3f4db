"""Carries out steps by awaiting each; belongs to one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
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


class AwaitingWire:
    """Connections to one server."""

    def __init__(self, address: Address, timeout_s: float, patience_s: float) -> None:
        """Connect at the first call."""
        self.address, self.timeout_s, self.patience_s = address, timeout_s, patience_s
        self._http = httpx.AsyncClient(**options(address, timeout_s))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def run(self, steps: Steps[T]) -> T:
        """Return what the steps come to; raise what they raise."""
        async with _Stream(self._http, self.timeout_s) as stream:
            try:
                step = next(steps)
                while True:
                    step = resume(steps, await self._outcome(step, stream))
            except StopIteration as end:
                return cast(T, end.value)

    async def iterate(self, series: Series[T]) -> AsyncIterator[T]:
        """Yield what the steps emit; raise what they raise."""
        async with _Stream(self._http, self.timeout_s) as stream:
            try:
                step = next(series)
                while True:
                    if isinstance(step, Emit):
                        yield step.result
                        step = next(series)
                    else:
                        step = resume(series, await self._outcome(step, stream))
            except StopIteration:
                return

    async def _outcome(self, step: Step, stream: _Stream) -> object:
        try:
            match step:
                case Request():
                    return await self._answer(step)
                case Pause():
                    await asyncio.sleep(step.seconds)
                    return None
                case Work():
                    return await asyncio.to_thread(step.do)
                case Listen():
                    return await stream.open(step.request)
                case Hear():
                    return await stream.hear()
        except TROUBLE as error:
            return no_answer(error)
        except EdgeError as error:
            return error

    async def _answer(self, request: Request) -> Answer:
        async with self._http.stream(**words_of(request)) as response:
            body = Body(request.into if response.is_success else None)
            async for chunk in response.aiter_bytes():
                body.add(chunk)
            return answer_of(response, body)


class _Stream:
    """The stream of events that a call has open, at most one."""

    def __init__(self, http: httpx.AsyncClient, timeout_s: float) -> None:
        self._http, self._timeout = http, httpx.Timeout(timeout_s, read=SILENCE_S)
        self._open = AsyncExitStack()
        self._events: AsyncIterator[httpx_sse.ServerSentEvent] | None = None

    async def __aenter__(self) -> _Stream:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def open(self, request: Request) -> Answer:
        await self._open.aclose()
        source = await self._open.enter_async_context(
            httpx_sse.aconnect_sse(self._http, **words_of(request), timeout=self._timeout)
        )
        body = Body()
        if source.response.status_code == 200:
            self._events = source.aiter_sse()
        else:
            async for chunk in source.response.aiter_bytes():
                body.add(chunk)
        return answer_of(source.response, body)

    async def hear(self) -> Heard | None:
        return heard_of(None if self._events is None else await anext(self._events, None))
