"""Requests and answers in httpx's words, for both wires."""

from __future__ import annotations

from typing import IO, Any

import httpx
import httpx_sse

from avala_edge import __version__
from avala_edge.client.address import EDGE, Address
from avala_edge.client.refusals import Unreachable
from avala_edge.client.steps import MOST_BYTES, Answer, Heard, Request, as_json
from avala_edge.errors import InvalidInput, TooLarge

SILENCE_S = 45.0  # of a stream of events: the server's heart beats every 10 s
TROUBLE = (httpx.RequestError, httpx.InvalidURL, httpx.StreamError, httpx_sse.SSEError)


def options(address: Address, timeout_s: float) -> dict[str, Any]:
    """Return how a client of httpx is made: no proxy, for a key is nobody else's business; no redirect is followed."""
    return {
        "base_url": address.url,
        "headers": {**address.headers, "User-Agent": f"avala-edge/{__version__}"},
        "timeout": timeout_s,
        "trust_env": False,
        "verify": address.trust,
        "follow_redirects": False,
    }


def words_of(request: Request) -> dict[str, Any]:
    """Return the arguments of `stream`."""
    words: dict[str, Any] = {
        "method": request.method,
        "url": whole_path(request.path),
        "headers": dict(request.headers),
    }
    query = {name: _said(value) for name, value in request.query.items() if value is not None}
    if query:
        words["params"] = query
    if request.body is not None:
        words["content"] = as_json(request.body)
        words["headers"]["Content-Type"] = "application/json"
    if request.content is not None:
        words["content"] = request.content
    if request.files:
        words["files"] = [("file", (name, data, "application/octet-stream")) for name, data in request.files]
    return words


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Body:
    """What has come of an answer's body; raises `TooLarge` for more than any answer has, unless it goes into a file."""

    def __init__(self, into: IO[bytes] | None = None) -> None:
        """Begin with nothing."""
        self._data, self._into = bytearray(), into

    def add(self, chunk: bytes) -> None:
        """Take what comes; raises `InvalidInput` when it cannot be written."""
        if self._into is not None:
            try:
                self._into.write(chunk)
            except OSError as error:
                raise InvalidInput(f"the answer cannot be written: {error.strerror}") from None
            return
        self._data += chunk
        if len(self._data) > MOST_BYTES:
            raise TooLarge(f"the answer is larger than {MOST_BYTES} bytes")

    def __bytes__(self) -> bytes:
        """Return all of it."""
        return bytes(self._data)


def answer_of(response: httpx.Response, body: Body) -> Answer:
    """Return an answer that has come in."""
    return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, bytes(body))


def heard_of(event: httpx_sse.ServerSentEvent | None) -> Heard | None:
    """Return an event, None at the end."""
    return None if event is None else Heard(event.event, event.id, event.data)


def no_answer(error: Exception) -> Unreachable:
    """Return the exception for trouble on the way."""
    return Unreachable(f"the server does not answer: {error or type(error).__name__}")


def whole_path(path: str) -> str:
    """Return a path from the server's root: one that has none is below `/api/edge/v1/`; addresses stay as they are."""
    return path if path.startswith(("/", "http:", "https:")) else f"{EDGE}{path}"
