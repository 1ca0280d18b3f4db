"""The decoded pixels of the images that people work on: several views of one image cost one decode of its file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from cachetools import LRUCache

from avala_edge.imaging import Pixels


class RecentPixels:
    """Least recently used go first when the budget is full. Belongs to one event loop."""

    def __init__(self, *, budget_bytes: int) -> None:
        """Keep at most `budget_bytes` of pixels; an image that is larger alone is not kept."""
        self._held: LRUCache[str, Pixels] = LRUCache(budget_bytes, getsizeof=lambda pixels: pixels.array.nbytes)
        self._flights: dict[str, asyncio.Future[Pixels]] = {}

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return int(self._held.currsize)

    async def get(self, uid: str, decode: Callable[[], Awaitable[Pixels]]) -> Pixels:
        """Return an image's pixels, decoding it at most once at a time.

        A caller that is cancelled leaves; the decode goes on for the others.
        """
        held = self._held.get(uid)
        if held is not None:
            return held
        flight = self._flights.get(uid)
        if flight is None:
            flight = self._flights[uid] = asyncio.ensure_future(decode())
            flight.add_done_callback(lambda done: self._landed(uid, done))
        return await asyncio.shield(flight)

    def _landed(self, uid: str, flight: asyncio.Future[Pixels]) -> None:
        self._flights.pop(uid, None)
        if flight.cancelled() or flight.exception() is not None:
            return
        pixels = flight.result()
        if pixels.array.nbytes <= self._held.maxsize:
            self._held[uid] = pixels

    async def close(self) -> None:
        """Drop everything."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        self._held.clear()
