"""Work over many items with progress: jobs one after the other, their records and their events."""

from __future__ import annotations

from avala_edge.jobs.events import Event, EventLog, ItemDone, Standing
from avala_edge.jobs.records import ItemProblem, Job, Outcome, Progress, Status, StopJob
from avala_edge.jobs.register import Jobs, Perform

__all__ = [
    "Event",
    "EventLog",
    "ItemDone",
    "ItemProblem",
    "Job",
    "Jobs",
    "Outcome",
    "Perform",
    "Progress",
    "Standing",
    "Status",
    "StopJob",
]
