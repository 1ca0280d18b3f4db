"""The circuit breaker: after a failure nobody waits for the same thing to fail again, for some seconds."""

from __future__ import annotations

import time


class Breaker:
    """Closed at first. Open, it lets one caller through every `rest_s` to see whether things work again."""

    def __init__(self, rest_s: float) -> None:
        """Rest for `rest_s` after a failure."""
        self._rest_s = rest_s
        self._until: float | None = None

    def may_try(self) -> bool:
        """Say whether to try; who is told so while the breaker is open tries for all."""
        if self._until is None:
            return True
        now = time.monotonic()
        if now < self._until:
            return False
        self._until = now + self._rest_s
        return True

    def failed(self) -> bool:
        """Open; return whether it was closed."""
        was_closed = self._until is None
        self._until = time.monotonic() + self._rest_s
        return was_closed

    def worked(self) -> bool:
        """Close; return whether it was open."""
        was_open = self._until is not None
        self._until = None
        return was_open
