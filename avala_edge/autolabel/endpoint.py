"""One question to a connected model over HTTP: bounded, asked again where it says that it is busy, or told why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from avala_edge.autolabel.connection import Connection
from avala_edge.autolabel.json_answer import Object, member, read_json
from avala_edge.errors import ProviderFailed
from avala_edge.outbound import Answer, NoAnswer, Outbound

MOST_ANSWER_BYTES = 8 * 1024 * 1024
BUSY = frozenset({429, 503})
PAUSES_S = (1.0, 2.0, 4.0, 8.0)  # before it is asked again; a longer Retry-After counts
LONGEST_PAUSE_S = 60.0  # who wants more is not waited for
MOST_SAID = 200  # characters of the endpoint's own words

_HINTS = {
    401: "check auth_type and auth_header",
    403: "check auth_type and auth_header",
    404: "check endpoint_url",
    405: "check endpoint_url",
    413: "max_side makes the pictures that are sent smaller",
}


class Endpoint:
    """One connected model."""

    def __init__(
        self, connection: Connection, outbound: Outbound, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Ask by way of `outbound`, pausing with `sleep`."""
        self._connection, self._outbound, self._sleep = connection, outbound, sleep

    async def ask(
        self,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        path: str = "",
        most_bytes: int = MOST_ANSWER_BYTES,
        most_s: float | None = None,
        patient: bool = True,
    ) -> Answer:
        """Return its whole answer, of a status that means well, to a POST of `body`, or without one to a GET.

        Args:
            body: what is sent.
            headers: beside those that are configured.
            path: appended to the configured address.
            most_bytes: of the answer.
            most_s: seconds, if that is less than configured.
            patient: ask again where it says that it is busy.

        Raises:
            Forbidden: the operator did not allow the host.
            ProviderFailed: no answer, an error, too long an answer, or too busy; the message says which.
        """
        url = self._connection.url.rstrip("/") + path if path else self._connection.url
        timeout_s = min(self._connection.timeout_s, most_s or self._connection.timeout_s)
        ask = partial(self._ask, url, body, headers, timeout_s=timeout_s, most_bytes=most_bytes)
        for pause_s in (*(PAUSES_S if patient else ()), None):
            answer = await ask()
            if answer.status not in BUSY:
                break
            wait_s = max(pause_s or 0.0, answer.retry_after_s)
            if pause_s is None or wait_s > LONGEST_PAUSE_S:
                break
            await self._sleep(wait_s)
        if not 200 <= answer.status < 300:
            raise ProviderFailed(_refusal(answer, len(PAUSES_S) + 1 if patient else 1))
        if not answer.whole:
            raise ProviderFailed(f"The endpoint's answer is larger than {most_bytes // 1024 // 1024} MiB.")
        return answer

    async def _ask(
        self, url: str, body: bytes | None, headers: Mapping[str, str], *, timeout_s: float, most_bytes: int
    ) -> Answer:
        sent = {**self._connection.headers, "Accept": "application/json", **headers}
        try:
            if body is None:
                return await self._outbound.get(url, sent, timeout_s=timeout_s, most_bytes=most_bytes)
            return await self._outbound.post(url, body, sent, timeout_s=timeout_s, most_bytes=most_bytes)
        except NoAnswer as error:
            raise ProviderFailed(f"The endpoint {error}.") from error


def _refusal(answer: Answer, tries: int) -> str:
    words = f"The endpoint answered with status {answer.status}"
    if answer.status in BUSY and answer.retry_after_s > LONGEST_PAUSE_S:
        return f"{words} and wants to be left alone for {answer.retry_after_s} seconds."
    if answer.status in BUSY and tries > 1:
        return f"{words}, {tries} times."
    if 300 <= answer.status < 400:
        return f"{words}, a redirect, which is not followed; endpoint_url must be the address that it leads to."
    said, hint = _own_words(answer), _HINTS.get(answer.status)
    return f"{words}{f': {said}' if said else ''}{f' ({hint})' if hint else ''}."


def _own_words(answer: Answer) -> str:
    try:
        body = read_json(answer.data) if answer.whole else None
    except ProviderFailed:
        return ""
    said = member(body, "detail", "error", "message") if isinstance(body, Object) else None
    if not isinstance(said, str):
        return ""
    return "".join(letter for letter in said[:MOST_SAID] if letter.isprintable()).rstrip(". ")
