"""What stays open, WebSockets and event streams: how many there may be, and their end when the server stops."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from avala_edge.config import Config
from avala_edge.errors import Busy, Throttled

HEARTBEAT_S = 20.0  # a ping into silence; no answer within half of it means that the client is gone
CLOSE_S = 2.0  # longest wait for the other side's goodbye; well below the server's own patience at its end
RETRY_S = 5


class Sockets:
    """Belongs to one event loop."""

    def __init__(self, config: Config) -> None:
        """Take the bounds from the settings."""
        self._most, self._most_per_key = config.max_sockets, config.max_sockets_per_key
        self._of_key: Counter[str] = Counter()
        self.stopping = asyncio.Event()

    @contextmanager
    def admit(self, key_uid: str) -> Iterator[None]:
        """Count a socket as long as it is held.

        Raises:
            Busy: the server has as many as it takes, or is stopping.
            Throttled: this key has as many as it may.
        """
        if self.stopping.is_set() or self._of_key.total() >= self._most:
            raise Busy("The server has as many sockets as it takes.", retry_after_s=RETRY_S)
        if self._of_key[key_uid] >= self._most_per_key:
            raise Throttled("This key has as many sockets as it may.", retry_after_s=RETRY_S)
        self._of_key[key_uid] += 1
        try:
            yield
        finally:
            self._of_key[key_uid] -= 1
            if not self._of_key[key_uid]:
                del self._of_key[key_uid]


async def close(request: web.Request, socket: web.WebSocketResponse, code: int, reason: str) -> None:
    """Close a socket; one whose client takes nothing any more is cut off."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await socket.close(code=code, message=reason.encode())
    except TimeoutError:
        cut_off(request)


def cut_off(request: web.Request) -> None:
    """Drop the connection with what is still to be sent: a plain close would wait for the client to take it."""
    if request.transport is not None:
        request.transport.abort()


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)


async def close_sockets(app: web.Application) -> None:
    """Tell the sockets' handlers that the server stops; it then waits for them."""
    app[SOCKETS].stopping.set()
