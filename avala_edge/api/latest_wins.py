"""Of each stream one item is worked on and one waits, the latest; items without a stream are independent. Bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from avala_edge.errors import Busy

T = TypeVar("T")


class LatestWins(Generic[T]):
    """What one client has asked for and not been told yet. Belongs to one event loop."""

    def __init__(self, work: Callable[[T], Awaitable[None]], *, bound: int) -> None:
        """Hand items to `work`, which must not raise; hold at most `bound`, worked on and waiting."""
        self._work, self._bound = work, bound
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, T | None] = {}  # a key for every stream that is worked on

    @property
    def held(self) -> int:
        """How many are worked on or wait."""
        return len(self._tasks) + sum(item is not None for item in self._waiting.values())

    def add(self, item: T, stream: str | None) -> T | None:
        """Begin an item or let it wait; return the one whose place it took.

        Raises:
            Busy: the bound is reached, and the item takes nobody's place.
        """
        replaced = None if stream is None else self._waiting.get(stream)
        if replaced is None and self.held >= self._bound:
            raise Busy(f"This socket has {self._bound} messages in work; wait for an answer.")
        if stream is not None:
            is_worked_on = stream in self._waiting
            self._waiting[stream] = item if is_worked_on else None
            if is_worked_on:
                return replaced
        task = asyncio.get_running_loop().create_task(self._carry_out(item, stream))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return None

    async def _carry_out(self, first: T, stream: str | None) -> None:
        item: T | None = first
        try:
            while item is not None:
                await self._work(item)
                item = None if stream is None else self._waiting.get(stream)
                if stream is not None and item is not None:
                    self._waiting[stream] = None
        finally:
            if stream is not None:
                self._waiting.pop(stream, None)

    async def drop(self) -> None:
        """Cancel everything."""
        self._waiting.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
