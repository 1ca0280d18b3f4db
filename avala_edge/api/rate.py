"""How many requests a minute a key, or an address without one, may send; said in the headers of every answer."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from cachetools import LRUCache

from avala_edge.errors import Throttled

WINDOW_S = 60.0
CALLERS = 10_000


@dataclass
class _Window:
    ends: float
    used: int = 0


class RateLimits:
    """Counts requests in windows of a minute; a bounded table in memory, of one process."""

    def __init__(self, limit: int, *, clock: Callable[[], float] = time.time) -> None:
        """Allow `limit` requests in each window."""
        self.limit, self._clock = limit, clock
        self._windows: LRUCache[str, _Window] = LRUCache(CALLERS)

    def admit(self, caller: str) -> None:
        """Count a request; raise `Throttled` with the whole seconds to wait when there were too many."""
        window = self._window(caller)
        window.used += 1
        if window.used > self.limit:
            seconds = max(1, math.ceil(window.ends - self._clock()))
            raise Throttled(f"Request was throttled. Expected available in {seconds} seconds.", retry_after_s=seconds)

    def headers(self, caller: str) -> dict[str, str]:
        """Return what is left, in the words of the Avala API; `Reset` in Unix seconds."""
        window = self._window(caller)
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - window.used)),
            "X-RateLimit-Reset": str(math.ceil(window.ends)),
        }

    def _window(self, caller: str) -> _Window:
        window = self._windows.get(caller)
        if window is None or window.ends <= self._clock():
            window = self._windows[caller] = _Window(self._clock() + WINDOW_S)
        return window


RATES: web.AppKey[RateLimits] = web.AppKey("rates", RateLimits)
