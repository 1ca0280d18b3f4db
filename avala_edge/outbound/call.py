"""One call of another server: no redirects, no proxies of the environment, bounded in time and bytes."""

from __future__ import annotations

import asyncio
import io
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import aiohttp

from avala_edge.errors import InvalidInput
from avala_edge.outbound.addresses import GuardedResolver
from avala_edge.outbound.targets import Targets

CHUNK = 64 * 1024


class NoAnswer(Exception):
    """There was no whole answer; the message says why, for people."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, at most as many bytes as were asked for, and whether that is all of it.

    `retry_after_s` is how long the other server asks to be left alone, 0 when it does not say; names of `headers` are
    in small letters.
    """

    status: int
    data: bytes
    whole: bool
    retry_after_s: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str | None:
        """Return a header, None when there is none of that name."""
        return self.headers.get(name.lower())


@dataclass(frozen=True)
class Stream:
    """An answer on its way: the status, the headers with names in small letters, and the pieces of the body.

    `pieces` raises `NoAnswer` where it ends too soon.
    """

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


class Outbound:
    """Calls servers of `targets`."""

    def __init__(self, targets: Targets, *, ca: Path | None = None) -> None:
        """Trust the system's authorities, and those in the PEM file `ca`.

        Raises:
            InvalidInput: the file holds none.
        """
        self._targets, self._ca = targets, ca
        if ca is not None:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(ca)
            except (OSError, ssl.SSLError) as error:
                raise InvalidInput(
                    f"{ca} holds no certificates that can be read: {error}", field="outbound_ca"
                ) from error

    def check(self, url: str) -> None:
        """Raise `Forbidden`, naming the setting, for a server that may not be called."""
        self._targets.check(url)

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, timeout_s: float, most_bytes: int
    ) -> Answer:
        """Send `body` and return what comes back, at most `most_bytes` of it.

        Raises:
            Forbidden: the operator did not allow the host.
            NoAnswer: it cannot be reached, or was too slow.
        """
        return await self._call("POST", url, body, headers, timeout_s=timeout_s, most_bytes=most_bytes)

    async def get(self, url: str, headers: Mapping[str, str], *, timeout_s: float, most_bytes: int) -> Answer:
        """Return what is at an address, at most `most_bytes` of it; raises as `post` does."""
        return await self._call("GET", url, None, headers, timeout_s=timeout_s, most_bytes=most_bytes)

    async def _call(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        timeout_s: float,
        most_bytes: int,
    ) -> Answer:
        try:
            timeout = aiohttp.ClientTimeout(total=timeout_s)
            async with self._request(method, url, body, headers, timeout) as answer:
                data = bytearray()
                async for chunk in answer.content.iter_chunked(CHUNK):
                    data += chunk
                    if len(data) > most_bytes:
                        break
                wait = answer.headers.get("Retry-After", "")
                seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else 0
                return Answer(answer.status, bytes(data[:most_bytes]), len(data) <= most_bytes, seconds, _said(answer))
        except TimeoutError:
            raise NoAnswer(f"did not answer within {timeout_s:g} seconds") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NoAnswer(f"cannot be reached: {_reason(error)}") from error

    @asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str], *, idle_s: float) -> AsyncIterator[Stream]:
        """Give what is at an address piece by piece: for files. No piece may take longer than `idle_s`.

        Raises:
            Forbidden: the operator did not allow the host.
            NoAnswer: it cannot be reached, or was too slow.
        """
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=idle_s, sock_read=idle_s)
        async with AsyncExitStack() as held:
            try:
                request = self._request("GET", url, None, headers, timeout)
                answer = await held.enter_async_context(request)
            except TimeoutError:
                raise NoAnswer(f"did not answer within {idle_s:g} seconds") from None
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise NoAnswer(f"cannot be reached: {_reason(error)}") from error
            yield Stream(answer.status, _said(answer), _pieces(answer))

    @asynccontextmanager
    async def _request(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], limits: aiohttp.ClientTimeout
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        self.check(url)
        data_sent = None if body is None else io.BytesIO(body)
        tls = await asyncio.to_thread(_trusting, self._ca)
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=tls, resolver=GuardedResolver()),
                timeout=limits,
                trust_env=False,
                auto_decompress=False,  # a few bytes could become gigabytes
                headers={"Accept-Encoding": "identity"},
            ) as session,
            session.request(method, url, data=data_sent, headers=dict(headers), allow_redirects=False) as answer,
        ):
            yield answer


async def _pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.content.iter_chunked(CHUNK):
            yield chunk
    except TimeoutError:
        raise NoAnswer("stopped in the middle of the answer") from None
    except (aiohttp.ClientError, OSError) as error:
        raise NoAnswer("broke off in the middle of the answer") from error


def _said(answer: aiohttp.ClientResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


@cache
def _trusting(ca: Path | None) -> ssl.SSLContext:
    """Read the authorities when a call needs them: it takes a tenth of a second, and many sites call nobody."""
    context = ssl.create_default_context()
    if ca is not None:
        context.load_verify_locations(ca)
    return context


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not trusted (AVALA_EDGE_OUTBOUND_CA names an authority's file)"
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.strerror:
        return error.os_error.strerror
    return type(error).__name__
