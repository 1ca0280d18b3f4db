"""A client of either kind, driven by a test that blocks: one test says what both must do."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from avala_edge.client import AsyncClient, Client


class Driven:
    """Blocks until a coroutine has ended, and at each result of a series."""

    def __init__(self, target: object, runner: asyncio.Runner) -> None:
        self._target, self._runner = target, runner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if not callable(found):
            return Driven(found, self._runner)

        def ask(*arguments: object, **named: object) -> Any:
            result = found(*arguments, **named)
            if inspect.iscoroutine(result):
                return self._runner.run(result)
            return self._each(result) if hasattr(result, "__aiter__") else result

        return ask

    def _each(self, series: AsyncIterator[object]) -> Iterator[object]:
        nothing = object()
        while (result := self._runner.run(_next(series, nothing))) is not nothing:
            yield result


async def _next(series: AsyncIterator[object], nothing: object) -> object:
    return await anext(series, nothing)


@contextmanager
def driven(kind: str, *arguments: object, **named: object) -> Iterator[Any]:
    """A `Client` ("blocking") or an `AsyncClient` ("awaited"), open inside."""
    with asyncio.Runner() as runner:
        client = Driven((Client if kind == "blocking" else AsyncClient)(*arguments, **named), runner)
        try:
            yield client
        finally:
            client.close()


@contextmanager
def open_socket(client: Any, kind: str) -> Iterator[Any]:
    """A socket of a driven client, for one message at a time."""
    socket = client.segment_socket()
    if kind == "blocking":
        with socket:
            yield socket
        return
    socket = Driven(socket, client._runner)
    socket.__aenter__()
    try:
        yield socket
    finally:
        socket.__aexit__(None, None, None)
