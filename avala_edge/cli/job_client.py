"""Speaks with a server about jobs, for commands: creates, follows, cancels."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import httpx_sse

from avala_edge.errors import EdgeError, InvalidInput

ANSWER_S = 30.0
SILENCE_S = 45.0  # the server's heart beats every 10 s
TRIES = 5  # to come back to a stream that broke


class JobClient:
    """One server, one key."""

    def __init__(self, server: str, key: str, *, authority: Path | None = None) -> None:
        """Connect at the first call; proxies are left out, since a key is nobody else's business.

        The server's certificate is checked against the system's authorities (SSL_CERT_FILE names others) and one more.
        """
        trusted = ssl.create_default_context()
        if authority is not None:
            trusted.load_verify_locations(authority)
        try:
            self._http = httpx.Client(
                base_url=f"{server.rstrip('/')}/api/edge/v1/",
                headers={"X-Avala-Api-Key": key},
                timeout=ANSWER_S,
                trust_env=False,
                verify=trusted,
            )
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise InvalidInput(f"the address or the key cannot be used: {error}", field="--server") from error

    def __enter__(self) -> JobClient:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._http.close()

    def post(self, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Return the answer to a POST.

        Raises:
            InvalidInput: the server does not answer, or refuses.
        """
        try:
            answer = self._http.post(path, json=body)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise InvalidInput(f"the server does not answer: {error}", field="--server") from error
        return _body(answer)

    def follow(self, uid: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield name and data of a job's events until it is done, coming back when the stream breaks.

        Raises:
            EdgeError: the server has gone, or does not know the job any more.
        """
        last, tries = "", 0
        while True:
            try:
                for event in self._events(uid, last):
                    tries = 0
                    last = event.id or last
                    yield event.event, json.loads(event.data)
                    if event.event == "done":
                        return
                problem = "the stream ended early"
            except (httpx.TransportError, httpx_sse.SSEError) as error:
                problem = str(error)
            tries += 1
            if tries > TRIES:
                raise EdgeError(f"the server does not tell about {uid} any more: {problem}")
            time.sleep(min(tries, 3))

    def _events(self, uid: str, last: str) -> Iterator[httpx_sse.ServerSentEvent]:
        headers = {"Last-Event-ID": last} if last else {}
        patience = httpx.Timeout(ANSWER_S, read=SILENCE_S)
        with httpx_sse.connect_sse(
            self._http, "GET", f"jobs/{uid}/events", headers=headers, timeout=patience
        ) as source:
            if source.response.status_code in (429, 503):
                return
            if source.response.status_code != 200:
                source.response.read()
                _body(source.response)
            yield from source.iter_sse()


def _body(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise InvalidInput(f"no avala-edge server answers there (status {answer.status_code})", field="--server")
    if answer.is_success:
        return body
    detail = body.get("detail")
    if isinstance(detail, dict):
        detail = "; ".join(f"{name}: {' '.join(words)}" for name, words in detail.items())
    raise InvalidInput(f"the server answers {answer.status_code}: {detail}")
