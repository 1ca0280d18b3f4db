"""Exception → answer, in one table; the outermost middleware. A client never sees a traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from aiohttp import web
from pydantic import ValidationError

from avala_edge import errors
from avala_edge.api.messages import json_answer
from avala_edge.api.operation import Handler

STATUS: Mapping[type[Exception], int] = {
    errors.InvalidInput: 422,
    errors.TooLarge: 413,
    errors.NotFound: 404,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.Stale: 412,
    errors.VersionMissing: 428,
    errors.ChecksumMismatch: 460,
    errors.Locked: 423,
    errors.Retryable: 503,
    errors.Throttled: 429,
    errors.DeadlineExceeded: 504,
    errors.ProviderFailed: 502,
}
INTERNAL = "Internal error. The server's log has the details."
PHRASES = {400: "Bad request.", 404: "Not found.", 408: "The body came too slowly.", 413: "The body is too large."}

_KEPT = ("Allow", "Upgrade", "Sec-WebSocket-Version", "Tus-Version")

_log = logging.getLogger("avala_edge.api")


def status_of(error: Exception) -> int | None:
    """Return the status of the nearest ancestor in the table, None for what nobody foresaw."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into `{"detail", "code", "field"?}`."""
    try:
        return await handler(request)
    except web.HTTPException as answer:
        return answer if answer.status < 400 else _from_http(request, answer)
    except (web.PayloadAccessError, web.RequestPayloadError, ConnectionError):
        return json_answer({"detail": "The body ended early.", "code": "bad_request"}, status=400)
    except Exception as error:
        return _from_exception(request, error)


def explain(error: Exception) -> tuple[int, dict[str, object]]:
    """Return status and body of an error, for answers that are not HTTP's; what nobody foresaw is logged."""
    if isinstance(error, ValidationError):
        return 422, _problems(error)
    if isinstance(error, web.HTTPException):
        return error.status, {"detail": error.text, "code": "bad_request"}
    status = status_of(error)
    if status is None or not isinstance(error, errors.EdgeError):
        _log.exception("a request failed", exc_info=error)
        return 500, {"detail": INTERNAL, "code": "internal"}
    body: dict[str, object] = {"detail": error.message, "code": error.code}
    if error.field is not None:
        body["field"] = error.field
    if isinstance(error, errors.QuotaExceeded):
        body |= {"used": error.used, "limit": error.limit}
    if isinstance(error, errors.Stale) and isinstance(error.current, dict):
        body["current"] = error.current
    return status, body


def _from_exception(request: web.Request, error: Exception) -> web.Response:
    status, body = explain(error)
    if status == 500:
        _log.error("that was %s %s", request.method, request.path)
    headers = {"Retry-After": str(error.retry_after_s)} if isinstance(error, errors.Retryable) else None
    return json_answer(body, status=status, headers=headers)


def _from_http(request: web.Request, answer: web.HTTPException) -> web.Response:
    code = answer.reason.lower().replace(" ", "_").replace("-", "_")
    own_words = answer.text if answer.text != f"{answer.status}: {answer.reason}" else None
    headers = {name: answer.headers[name] for name in _KEPT if name in answer.headers}
    if answer.status == 405:
        own_words = f'Method "{request.method}" not allowed.'
    detail = own_words or PHRASES.get(answer.status, f"{answer.reason}.")
    return json_answer({"detail": detail, "code": code}, status=answer.status, headers=headers)


def _problems(error: ValidationError) -> dict[str, object]:
    detail: dict[str, list[str]] = {}
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = ".".join(str(part) for part in problem["loc"]) or "body"
        words = (
            "Unknown field." if problem["type"] == "extra_forbidden" else problem["msg"].removeprefix("Value error, ")
        )
        detail.setdefault(name[:200], []).append(words)
    return {"detail": detail, "code": "invalid_input", "field": next(iter(detail))}
