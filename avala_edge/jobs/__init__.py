"""Work over many items that outlives the process: jobs, their turns in a durable queue, what is told of them."""

from __future__ import annotations

from avala_edge.jobs.kinds import Kind, Perform, Skip, StopJob
from avala_edge.jobs.patience import until_there_is_room
from avala_edge.jobs.register import Jobs
from avala_edge.jobs.threads import to_its_end
from avala_edge.jobs.turn_queue import TurnQueue
from avala_edge.jobs.webhooks import WebhookSender

__all__ = [
    "Jobs",
    "Kind",
    "Perform",
    "Skip",
    "StopJob",
    "TurnQueue",
    "WebhookSender",
    "to_its_end",
    "until_there_is_room",
]
