"""How a job behaves on a server that has too much to do: it waits, longer each time, and tries again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from avala_edge.errors import Busy

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0

T = TypeVar("T")


async def until_there_is_room(work: Callable[[], Awaitable[T]]) -> T:
    """Return what `work` returns, once it is not answered `Busy`."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            return await work()
        except Busy:
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
