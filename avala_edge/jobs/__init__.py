"""Work over many items with progress: jobs one after the other, their records and their events."""

from __future__ import annotations

from avala_edge.jobs.events import Event, EventLog, ItemDone, Standing
from avala_edge.jobs.patience import until_there_is_room
from avala_edge.jobs.records import ItemProblem, Job, Outcome, Progress, Skip, Status, StopJob
from avala_edge.jobs.register import Jobs, Perform
from avala_edge.jobs.webhooks import WebhookSender

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
    "Skip",
    "Standing",
    "Status",
    "StopJob",
    "WebhookSender",
    "until_there_is_room",
]
