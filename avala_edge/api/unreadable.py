"""Answers to what is not even a request (an address of 9 kB, a broken header) in the words and form of all others."""

from __future__ import annotations

import logging

from aiohttp import http_exceptions, web

from avala_edge.api.messages import json_answer

_log = logging.getLogger("avala_edge.api")


class JsonRunner(web.AppRunner):
    """Runs an app; where aiohttp answers before the app has a say, the answer is `{"detail", "code"}` too."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(
            made.request_handler,
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            **made._kwargs,
        )


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be parsed, and close the connection: where the next request begins is unknown."""
        if not isinstance(exc, http_exceptions.HttpProcessingError) or request.writer.output_size > 0:
            return super().handle_error(request, status, exc, message)
        _log.debug("not a request, from %s: %s", request.remote, exc)
        answer = json_answer({"detail": _words(exc), "code": "bad_request"}, status=status)
        answer.force_close()
        return answer


def _words(error: http_exceptions.HttpProcessingError) -> str:
    if isinstance(error, http_exceptions.LineTooLong):
        return "The address or a header is too long: 8190 bytes are read."
    return "This is not a request of HTTP that can be read."
