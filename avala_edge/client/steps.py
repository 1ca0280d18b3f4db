"""What a call does, step by step, without doing it: it is written once, for a client that blocks and one that awaits.

A call is a generator: it yields steps, gets what came of them, and returns its answer. Nothing here or in the modules
of the calls opens a connection or sleeps; `blocking` and `awaiting` do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Generic, TypeAlias, TypeVar
from urllib.parse import parse_qs, urlsplit

from avala_edge.client.reading import read
from avala_edge.client.refusals import UnexpectedAnswer, error_of
from avala_edge.errors import EdgeError, InvalidInput, Retryable, TooLarge

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")
MOST_BYTES = 256 * 1024 * 1024  # of an answer or a photo
WORTH_A_WAIT = (429, 503)


@dataclass(frozen=True)
class Request:
    """Gets an `Answer`, whatever its status.

    Attributes:
        method: GET, POST, …
        path: below `/api/edge/v1/`, or with a slash in front from the server's root.
        query: names and values; None is left out.
        body: sent as JSON, unless None.
        content: sent as it is.
        files: names and contents, sent as multipart parts named file.
        headers: beside those of every request.
        again: sending it twice does no harm.
        into: an open file that takes the body of a good answer, however long it is; the answer's own is empty then.
    """

    method: str
    path: str
    query: Mapping[str, object] = field(default_factory=dict)
    body: object = None
    content: bytes | None = None
    files: Sequence[tuple[str, bytes]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    into: IO[bytes] | None = None


@dataclass(frozen=True)
class Answer:
    """What the server said; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether it did what was asked."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body; raise `UnexpectedAnswer` when it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise UnexpectedAnswer(
                f"no avala-edge server answers there (status {self.status})", status=self.status
            ) from None

    def read(self, kind: type[T]) -> T:
        """Return the body as a record; raise `UnexpectedAnswer`."""
        return read(kind, self.json())


@dataclass(frozen=True)
class Pause:
    """Gets None, after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Work:
    """Gets what a function returns that may take a while, such as reading a file."""

    do: Callable[[], object]


@dataclass(frozen=True)
class Listen:
    """Opens a stream of events, and gets an `Answer` without its body if that is what the server begins."""

    request: Request


@dataclass(frozen=True)
class Hear:
    """Gets the next `Heard` of the stream that was opened last, None at its end."""


@dataclass(frozen=True)
class Heard:
    """A server-sent event."""

    name: str
    id: str
    data: str


@dataclass(frozen=True)
class Emit(Generic[T]):
    """Gives the caller one of many results."""

    result: T


Step: TypeAlias = Request | Pause | Work | Listen | Hear
Steps: TypeAlias = Generator[Step, Any, T]
Series: TypeAlias = Generator[Step | Emit[T], Any, None]


def as_json(body: object) -> str:
    """Return a body as text; raise `InvalidInput` for what JSON has no words for, such as NaN."""
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(f"this cannot be said in JSON: {error}", field="body") from None


def resume(steps: Generator[S, Any, object], outcome: object) -> S:
    """Return the next step; `outcome` is what came of the one before, an `EdgeError` where it failed."""
    return steps.throw(outcome) if isinstance(outcome, EdgeError) else steps.send(outcome)


def send(request: Request, patience_s: float) -> Steps[Answer]:
    """Return the answer to a request, a good one.

    A busy server is asked again after as long as it says, if that does no harm, at most `patience_s` seconds in all.

    Raises:
        EdgeError: as the server refuses.
    """
    left = patience_s
    while True:
        answer: Answer = yield request
        if answer.is_success:
            return answer
        error = error_of(answer.status, answer.body, answer.headers.get("retry-after"))
        can_wait = request.again and answer.status in WORTH_A_WAIT
        if not can_wait or not isinstance(error, Retryable) or error.retry_after_s > left:
            raise error
        left -= error.retry_after_s
        yield Pause(error.retry_after_s)


def work(do: Callable[[], R]) -> Steps[R]:
    """Return what a function returns that may take a while."""
    done: R = yield Work(do)
    return done


def photo_of(source: Path | str | bytes) -> Steps[bytes]:
    """Return the bytes of a photo that is given as such or as a file.

    Raises:
        InvalidInput: the file cannot be read.
        TooLarge: it is larger than any photo.
    """
    if isinstance(source, bytes):
        return source
    return (yield from work(lambda: _read_file(Path(source))))


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise TooLarge(f"{path} is larger than {MOST_BYTES} bytes")
    return data


def pages(request: Request, kind: type[T], patience_s: float) -> Series[T]:
    """Emit every record of a list, page after page."""
    while True:
        answer = yield from send(request, patience_s)
        body = answer.json()
        if not isinstance(body, dict) or not isinstance(body.get("results"), list):
            raise UnexpectedAnswer("the answer is no page of a list", status=answer.status)
        for row in body["results"]:
            yield Emit(read(kind, row))
        if not body.get("next"):
            return
        # Only the cursor is taken: an address from outside gets no key.
        cursor = parse_qs(urlsplit(str(body["next"])).query).get("cursor")
        if not cursor or cursor[0] == request.query.get("cursor"):
            raise UnexpectedAnswer("the page names no next one", status=answer.status)
        request = replace(request, query={**request.query, "cursor": cursor[0]})
