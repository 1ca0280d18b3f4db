"""How often one address may fail to sign in; a bounded table in memory."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from aiohttp import web

from avala_edge.errors import Throttled


class SignInThrottle:
    """After `attempts` failures within `window_s` seconds an address waits until the oldest is that old."""

    def __init__(
        self,
        *,
        attempts: int = 10,
        window_s: float = 60.0,
        bound: int = 4096,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember at most `bound` addresses, those that failed last."""
        self._attempts, self._window_s, self._bound, self._clock = attempts, window_s, bound, clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, address: str) -> None:
        """Raise `Throttled` with the whole seconds to wait, when the address has failed too often."""
        failures = self._failures.get(address)
        if failures is None or len(failures) < self._attempts:
            return
        wait_s = failures[0] + self._window_s - self._clock()
        if wait_s > 0:
            seconds = math.ceil(wait_s)
            raise Throttled(f"Request was throttled. Expected available in {seconds} seconds.", retry_after_s=seconds)

    def failed(self, address: str) -> None:
        """Count a failure."""
        failures = self._failures.setdefault(address, deque(maxlen=self._attempts))
        failures.append(self._clock())
        self._failures.move_to_end(address)
        while len(self._failures) > self._bound:
            self._failures.popitem(last=False)


SIGN_INS: web.AppKey[SignInThrottle] = web.AppKey("sign_ins", SignInThrottle)
