"""Prompts over one WebSocket, for callers that block and for those that await."""

from __future__ import annotations

import asyncio
import concurrent.futures
import socket
import threading
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from websockets.asyncio.client import ClientConnection as AwaitingConnection
from websockets.asyncio.client import connect as connect_awaiting
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection as BlockingConnection
from websockets.sync.client import connect as connect_blocking

from avala_edge.client.address import Address
from avala_edge.client.conversation import CLOSE_S, MESSAGE_BYTES, MOST_UNANSWERED, Conversation, closed, socket_address
from avala_edge.client.prompts import Prompt
from avala_edge.client.records import SegmentAnswer
from avala_edge.client.refusals import Unreachable, error_of
from avala_edge.errors import DeadlineExceeded, EdgeError

TROUBLE = (OSError, WebSocketException)  # a TimeoutError is an OSError


class SegmentSocket:
    """A socket that is open inside `with`; threads may share it.

    With `stream`, a message that waits is taken the place of by a newer one of the same stream, and is `Superseded`.
    """

    def __init__(self, address: Address, timeout_s: float) -> None:
        """Connect when it is entered."""
        self._address, self._timeout_s = address, timeout_s
        self._conversation: Conversation[concurrent.futures.Future[SegmentAnswer]] = Conversation(_running)
        self._room = threading.BoundedSemaphore(MOST_UNANSWERED)
        self._open = ExitStack()

    def __enter__(self) -> SegmentSocket:
        """Connect; raise as the server refuses, or `Unreachable`."""
        address = self._address
        try:
            # Where a connection is given, here and below, no redirect leads to another host with the key.
            line = socket.create_connection((address.host, address.port), self._timeout_s)
            line.settimeout(None)  # the timeouts of an open connection are the library's
            connecting = connect_blocking(socket_address(address), sock=line, **_words(address, self._timeout_s))
            self._connection: BlockingConnection = self._open.enter_context(connecting)
        except (*TROUBLE, ValueError) as error:  # a ValueError for a redirect
            raise _trouble(error) from error
        self._reader = threading.Thread(target=self._read, name="avala-edge segment socket", daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; what was not answered is `Unreachable`."""
        self._open.close()
        self._reader.join(CLOSE_S)

    def send(self, prompt: Prompt, *, stream: str | None = None) -> concurrent.futures.Future[SegmentAnswer]:
        """Send a prompt and return the future of its answer; waits while 16 are unanswered.

        What is told by `add_done_callback` must not wait: no answer comes in meanwhile.

        Raises:
            EdgeError: the socket has ended, why.
            DeadlineExceeded: nothing was answered for so long.
        """
        if not self._room.acquire(timeout=self._timeout_s):
            raise DeadlineExceeded
        try:
            text, promise = self._conversation.ask(prompt, stream)
        except BaseException:
            self._room.release()
            raise
        promise.add_done_callback(lambda _: self._room.release())
        try:
            self._connection.send(text)
        except TROUBLE as error:
            self._conversation.end(_trouble(error))
        return promise

    def ask(self, prompt: Prompt, *, stream: str | None = None) -> SegmentAnswer:
        """Return the answer to a prompt.

        Raises:
            Superseded: a newer message of the stream took its place.
            EdgeError: as the server refuses, or the socket has ended.
            DeadlineExceeded: no answer within the client's timeout.
        """
        try:
            return self.send(prompt, stream=stream).result(self._timeout_s)
        except TimeoutError:
            raise DeadlineExceeded from None

    def _read(self) -> None:
        try:
            while True:
                self._conversation.hear(self._connection.recv())
        except TROUBLE as error:
            self._conversation.end(_trouble(error))


class AsyncSegmentSocket:
    """The same for an event loop; open inside `async with`."""

    def __init__(self, address: Address, timeout_s: float) -> None:
        """Connect when it is entered."""
        self._address, self._timeout_s = address, timeout_s
        self._conversation: Conversation[asyncio.Future[SegmentAnswer]] = Conversation(
            lambda: asyncio.get_running_loop().create_future()
        )
        self._room = asyncio.Semaphore(MOST_UNANSWERED)

    async def __aenter__(self) -> AsyncSegmentSocket:
        """Connect; raise as the server refuses, or `Unreachable`."""
        address = self._address
        try:
            self._connection: AwaitingConnection = await connect_awaiting(
                socket_address(address), host=address.host, port=address.port, **_words(address, self._timeout_s)
            )
        except (*TROUBLE, ValueError) as error:  # a ValueError for a redirect
            raise _trouble(error) from error
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; what was not answered is `Unreachable`."""
        await self._connection.close()
        await self._reader

    async def send(self, prompt: Prompt, *, stream: str | None = None) -> asyncio.Future[SegmentAnswer]:
        """Send a prompt and return the future of its answer; waits while 16 are unanswered.

        Raises:
            EdgeError: the socket has ended, why.
            DeadlineExceeded: nothing was answered for so long.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._room.acquire()
        except TimeoutError:
            raise DeadlineExceeded from None
        try:
            text, promise = self._conversation.ask(prompt, stream)
        except BaseException:
            self._room.release()
            raise
        promise.add_done_callback(lambda _: self._room.release())
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._connection.send(text)
        except TROUBLE as error:
            self._conversation.end(_trouble(error))
        return promise

    async def ask(self, prompt: Prompt, *, stream: str | None = None) -> SegmentAnswer:
        """Return the answer to a prompt; raises as `SegmentSocket.ask`."""
        promise = await self.send(prompt, stream=stream)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await promise
        except TimeoutError:
            raise DeadlineExceeded from None

    async def _read(self) -> None:
        try:
            while True:
                self._conversation.hear(await self._connection.recv())
        except TROUBLE as error:
            self._conversation.end(_trouble(error))


def _running() -> concurrent.futures.Future[SegmentAnswer]:
    future: concurrent.futures.Future[SegmentAnswer] = concurrent.futures.Future()
    future.set_running_or_notify_cancel()  # it cannot be cancelled: the message is on its way
    return future


def _words(address: Address, timeout_s: float) -> dict[str, Any]:
    return {
        "additional_headers": address.headers,
        "ssl": address.trust if address.is_secure else None,
        "proxy": None,  # a key is nobody else's business
        "compression": None,
        "open_timeout": timeout_s,
        "close_timeout": CLOSE_S,
        "max_size": MESSAGE_BYTES,
        "max_queue": 2 * MOST_UNANSWERED,
    }


def _trouble(error: Exception) -> EdgeError:
    if isinstance(error, InvalidStatus):
        answer = error.response
        return error_of(answer.status_code, bytes(answer.body or b""), answer.headers.get("Retry-After"))
    if isinstance(error, ConnectionClosed):
        return closed(
            None if error.rcvd is None else error.rcvd.code, None if error.rcvd is None else error.rcvd.reason
        )
    return Unreachable(f"the server does not answer: {error or type(error).__name__}")
