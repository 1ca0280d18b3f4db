"""What is asked over one socket and answered: numbers the messages, and knows whose answer comes. No networking."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from avala_edge.client.address import Address
from avala_edge.client.prompts import Prompt
from avala_edge.client.reading import read
from avala_edge.client.records import SegmentAnswer
from avala_edge.client.refusals import Superseded, UnexpectedAnswer, Unreachable, error_of
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
    """The messages of one socket that wait for an answer."""

    def __init__(self, promise: Callable[[], PromiseT]) -> None:
        """Take what makes a promise."""
        self._promise = promise
        self._waiting: dict[int, PromiseT] = {}
        self._asked = 0
        self._ended: EdgeError | None = None

    def ask(self, prompt: Prompt, stream: str | None) -> tuple[str, PromiseT]:
        """Return the text of a message, and the promise of its answer.

        Raises:
            EdgeError: the conversation has ended, why.
        """
        if self._ended is not None:
            raise self._ended
        self._asked += 1
        said = {"id": self._asked, **prompt.wire(), **({} if stream is None else {"stream": stream})}
        promise = self._waiting[self._asked] = self._promise()
        return json.dumps(said, separators=(",", ":"), allow_nan=False), promise

    def hear(self, text: str | bytes) -> None:
        """Take what the server says; an answer to nothing that was asked ends the conversation."""
        try:
            said = json.loads(text)
            promise = self._waiting.pop(said["id"])
        except (ValueError, KeyError, TypeError):
            self.end(UnexpectedAnswer("the socket says what was not asked", status=200))
            return
        try:
            _settle(promise, _outcome(said))
        except EdgeError as error:
            _settle(promise, error)

    def end(self, error: EdgeError) -> None:
        """Tell everybody who waits, and who asks from now on, that no answer comes."""
        self._ended = self._ended or error
        while self._waiting:
            _settle(self._waiting.popitem()[1], error)


def _outcome(said: dict[str, Any]) -> SegmentAnswer | EdgeError:
    if said.get("superseded"):
        return Superseded()
    error = said.get("error")
    if isinstance(error, dict):
        return error_of(int(error.get("status", 500)), error, str(error.get("retry_after_s", "")))
    return read(SegmentAnswer, said)


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
