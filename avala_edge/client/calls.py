"""Calls are methods that are written once: on a `Client` they block, on an `AsyncClient` they are awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import update_wrapper, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from avala_edge.client.awaiting import AwaitingWire
from avala_edge.client.blocking import BlockingWire
from avala_edge.client.reading import read
from avala_edge.client.records import Annotation
from avala_edge.client.refusals import StaleAnnotation
from avala_edge.client.steps import Answer, Request, Series, Steps, pages, send
from avala_edge.errors import Stale

P = ParamSpec("P")
T = TypeVar("T")
WireT = TypeVar("WireT", bound=BlockingWire | AwaitingWire)


class Resource(Generic[WireT]):
    """Calls about one kind of thing, over one wire."""

    def __init__(self, wire: WireT) -> None:
        """Take the wire that carries them out."""
        self._wire = wire

    def _send(self, request: Request) -> Steps[Answer]:
        return send(request, self._wire.patience_s)

    def _of_version(
        self, method: str, path: str, annotation: Annotation, body: object, *, again: bool = False
    ) -> Steps[Answer]:
        """Ask for something that is good for the version of an annotation that has been seen.

        Raises:
            StaleAnnotation: somebody else has changed it since; with the annotation as it is now.
        """
        headers = {"If-Match": f'"{annotation.version}"'}
        try:
            return (yield from self._send(Request(method, path, body=body, headers=headers, again=again)))
        except Stale as error:
            raise StaleAnnotation(error.message, read(Annotation, error.current)) from None

    def _pages(self, request: Request, kind: type[T]) -> Series[T]:
        return pages(request, kind, self._wire.patience_s)


class call(Generic[P, T]):  # a decorator
    """A method of a `Resource` that comes to one answer."""

    def __init__(self, steps: Callable[Concatenate[Any, P], Steps[T]]) -> None:
        """Take the method that says the steps."""
        self._steps = steps
        update_wrapper(self, steps)  # type: ignore[arg-type]

    @overload
    def __get__(self, resource: Resource[BlockingWire], owner: object) -> Callable[P, T]: ...
    @overload
    def __get__(self, resource: Resource[AwaitingWire], owner: object) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, resource: None, owner: object) -> call[P, T]: ...
    def __get__(self, resource: Any, owner: object) -> Any:
        """Return the method of a resource, as its wire has it."""
        if resource is None:
            return self

        @wraps(self._steps)
        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return resource._wire.run(self._steps(resource, *args, **kwargs))

        return method


class series(Generic[P, T]):  # a decorator
    """A method of a `Resource` that gives one result after the other."""

    def __init__(self, steps: Callable[Concatenate[Any, P], Series[T]]) -> None:
        """Take the method that says the steps."""
        self._steps = steps
        update_wrapper(self, steps)  # type: ignore[arg-type]

    @overload
    def __get__(self, resource: Resource[BlockingWire], owner: object) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, resource: Resource[AwaitingWire], owner: object) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, resource: None, owner: object) -> series[P, T]: ...
    def __get__(self, resource: Any, owner: object) -> Any:
        """Return the method of a resource, as its wire has it."""
        if resource is None:
            return self

        @wraps(self._steps)
        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return resource._wire.iterate(self._steps(resource, *args, **kwargs))

        return method
