"""What happened in a job, numbered from 1; listeners read at their own pace, so that none can hold the job up."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import islice

from avala_edge.jobs.records import ItemProblem, Job, Outcome, Progress, Status


@dataclass(frozen=True)
class Standing:
    """How far a job is."""

    status: Status
    progress: Progress


@dataclass(frozen=True)
class ItemDone:
    """One item that is through."""

    item: str
    outcome: Outcome
    detail: str | None = None


Body = Standing | ItemDone | ItemProblem | Job


@dataclass(frozen=True)
class Event:
    """One thing that happened: a standing, an item, an item's problem, or the job as it ended."""

    id: int
    body: Body


class EventLog:
    """The newest events of one job. Belongs to one event loop."""

    def __init__(self, *, bound: int) -> None:
        """Remember at most `bound` events."""
        self._events: deque[Event] = deque(maxlen=bound)
        self._news = asyncio.Event()
        self.newest = 0

    def add(self, body: Body) -> None:
        """Append an event and wake who waits for one."""
        self.newest += 1
        self._events.append(Event(self.newest, body))
        self._news.set()
        self._news = asyncio.Event()

    def forget(self) -> None:
        """Keep the last event only."""
        while len(self._events) > 1:
            self._events.popleft()

    def after(self, id_: int) -> tuple[list[Event], bool]:
        """Return the events after an id, of standings only the newest; and whether none is missing before them."""
        oldest = self.newest - len(self._events) + 1
        found = list(islice(self._events, max(0, id_ + 1 - oldest), None))
        newest = next((event.id for event in reversed(found) if isinstance(event.body, Standing)), 0)
        kept = [event for event in found if event.id == newest or not isinstance(event.body, Standing)]
        return kept, id_ + 1 >= oldest

    async def news(self, id_: int) -> None:
        """Wait until there is an event after an id."""
        while self.newest <= id_:
            await self._news.wait()
