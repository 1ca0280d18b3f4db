"""What is asked over one socket and answered: numbers the messages, and knows whose answer comes. No networking."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

from avala_edge.client.address import Address
from avala_edge.client.prompts import Prompt
from avala_edge.client.reading import read
from avala_edge.client.records import SegmentAnswer
from avala_edge.client.refusals import Superseded, UnexpectedAnswer, Unreachable, error_of
from avala_edge.client.steps import as_json
from avala_edge.errors import EdgeError, Unauthenticated

MOST_UNANSWERED = 16  # as many as the server takes
MESSAGE_BYTES = 64 * 1024 * 1024
CLOSE_S = 2.0
_KEY_ENDED = 1008


class Promise(Protocol):
    """What asyncio's and concurrent's futures have in common."""

    def done(self) -> bool:
        """Say whether it is settled."""
        ...

    def set_result(self, result: SegmentAnswer, /) -> None:
        """Settle it."""
        ...

    def set_exception(self, exception: BaseException, /) -> None:
        """Settle it with what went wrong."""
        ...


PromiseT = TypeVar("PromiseT", bound=Promise)


class Conversation(Generic[PromiseT]):
    """The messages of one socket that wait for an answer. Threads may share it; who asked is told under no lock."""

    def __init__(self, promise: Callable[[], PromiseT]) -> None:
        """Take what makes a promise."""
        self._promise = promise
        self._waiting: dict[int, PromiseT] = {}
        self._numbers = itertools.count(1)
        self._ended: EdgeError | None = None

    def ask(self, prompt: Prompt, stream: str | None) -> tuple[str, PromiseT]:
        """Return the text of a message, and the promise of its answer.

        Raises:
            InvalidInput: a prompt that cannot be said.
            EdgeError: the conversation has ended, why.
        """
        if self._ended is not None:
            raise self._ended
        number = next(self._numbers)
        text = as_json({"id": number, **prompt.wire(), **({} if stream is None else {"stream": stream})})
        promise = self._waiting[number] = self._promise()
        return text, promise

    def hear(self, text: str | bytes) -> None:
        """Take what the server says; what is no answer to anything that was asked ends the conversation."""
        try:
            said = json.loads(text)
            outcome = _outcome(said)
            promise = self._waiting.pop(said["id"], None)
        except (ValueError, KeyError, TypeError, AttributeError):
            promise, outcome = None, UnexpectedAnswer("the socket says what is no answer", status=200)
        if promise is not None:
            _settle(promise, outcome)
        else:
            unasked = UnexpectedAnswer("the socket answers what was not asked", status=200)
            self.end(outcome if isinstance(outcome, EdgeError) else unasked)

    def end(self, error: EdgeError) -> None:
        """Tell everybody who waits, and who asks from now on, that no answer comes."""
        self._ended = self._ended or error
        with suppress(KeyError):  # no more
            while True:
                _settle(self._waiting.popitem()[1], error)


def _outcome(said: dict[str, Any]) -> SegmentAnswer | EdgeError:
    if said.get("superseded"):
        return Superseded()
    error = said.get("error")
    if isinstance(error, dict):
        return error_of(int(error.get("status", 500)), error, str(error.get("retry_after_s", "")))
    try:
        return read(SegmentAnswer, said)
    except UnexpectedAnswer as unreadable:
        return unreadable


def _settle(promise: Promise, outcome: SegmentAnswer | EdgeError) -> None:
    if promise.done():  # who asked has left
        return
    if isinstance(outcome, EdgeError):
        promise.set_exception(outcome)
    else:
        promise.set_result(outcome)


def socket_address(address: Address) -> str:
    """Return the address of the socket."""
    return "ws" + address.of("segment/ws").removeprefix("http")


def closed(code: int | None = None, reason: str | None = None) -> EdgeError:
    """Return the exception for the end of a socket."""
    if code == _KEY_ENDED:
        return Unauthenticated(reason or None)
    return Unreachable(f"the socket was closed ({code or 'broken'}{f': {reason}' if reason else ''})")
