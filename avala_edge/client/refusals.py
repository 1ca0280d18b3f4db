"""What a client raises: the tree of `avala_edge.errors`, by the server's code, and what only a client can meet.

EdgeError
├── … as in `avala_edge.errors`
├── Stale
│   ├── StaleAnnotation   somebody else changed it; `current` is the annotation as it is now
│   └── StaleProject      the same of a project
├── Superseded            a newer message of the stream took this one's place
├── Unreachable           no answer: no connection, a certificate that is not trusted, silence, a closed socket
└── UnexpectedAnswer      an answer that is none of this server's, or a status that has no class; carries it
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from avala_edge import errors
from avala_edge.client.records import Annotation, Project
from avala_edge.errors import EdgeError, QuotaExceeded, Retryable, Stale


class Unreachable(EdgeError):
    """The server does not answer."""

    code = "unreachable"


class Superseded(EdgeError):
    """A newer message of the stream took this one's place."""

    code = "superseded"


class UnexpectedAnswer(EdgeError):
    """That is no answer of an avala-edge server."""

    code = "unexpected_answer"

    def __init__(self, message: str | None = None, *, status: int) -> None:
        """Take a message and the HTTP status."""
        super().__init__(message)
        self.status = status


class StaleAnnotation(Stale):
    """Somebody else has changed it meanwhile."""

    def __init__(self, message: str, current: Annotation) -> None:
        """Take a message and the annotation as it is now."""
        super().__init__(message, current=current)
        self.current: Annotation = current


class StaleProject(Stale):
    """Somebody else has changed it meanwhile."""

    def __init__(self, message: str, current: Project) -> None:
        """Take a message and the project as it is now."""
        super().__init__(message, current=current)
        self.current: Project = current


_BY_CODE: Mapping[str, type[EdgeError]] = {
    kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, EdgeError)
}
_BY_STATUS: Mapping[int, type[EdgeError]] = {
    400: errors.InvalidInput,
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    408: errors.DeadlineExceeded,
    409: errors.Conflict,
    410: errors.Gone,
    412: errors.Stale,
    413: errors.TooLarge,
    415: errors.InvalidInput,
    422: errors.InvalidInput,
    423: errors.Locked,
    428: errors.VersionMissing,
    429: errors.Throttled,
    460: errors.ChecksumMismatch,
    503: errors.Busy,
    504: errors.DeadlineExceeded,
}


def error_of(status: int, body: bytes | Mapping[str, Any], retry_after: str | None = None) -> EdgeError:
    """Return the exception that an answer stands for: by its code, else by its status."""
    if not body and status in _BY_STATUS:  # of a HEAD
        return _BY_STATUS[status]()
    said = _parsed(body) if isinstance(body, bytes) else body
    if said is None or not isinstance(said.get("detail"), str | dict):
        return UnexpectedAnswer(f"no avala-edge server answers there (status {status})", status=status)
    code = str(said.get("code", ""))
    kind = _BY_CODE.get(code) or _BY_STATUS.get(status)
    message = _message(said)
    error = UnexpectedAnswer(f"{message} (status {status})", status=status) if kind is None else kind(message)
    error.code, error.field = code or error.code, said.get("field")
    if isinstance(error, Retryable) and retry_after is not None and retry_after.isdigit():
        error.retry_after_s = max(1, int(retry_after))
    if isinstance(error, QuotaExceeded):
        error.used, error.limit = said.get("used", 0), said.get("limit", 0)
    if isinstance(error, Stale):
        error.current = said.get("current")
    return error


def _parsed(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _message(said: Mapping[str, Any]) -> str:
    detail = said["detail"]
    if isinstance(detail, str):
        return detail
    if list(detail) == [said.get("field")]:
        return " ".join(detail[said["field"]])
    return "; ".join(f"{name}: {' '.join(words)}" for name, words in detail.items())
