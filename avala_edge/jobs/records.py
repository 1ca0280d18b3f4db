"""What is known of a job, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Status = Literal["pending", "running", "completed", "cancelled", "failed"]
Outcome = Literal["done", "skipped"]


@dataclass(frozen=True)
class Progress:
    """How many of a job's items are where; those not counted still wait or are in work."""

    total: int
    done: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class ItemProblem:
    """Why one item failed; `code` as in the API's errors."""

    item: str
    code: str
    detail: str


@dataclass(frozen=True)
class Skip:
    """Said of an item in place of an outcome: nothing was done with it, and people should know why."""

    code: str
    detail: str


@dataclass(frozen=True)
class Job:
    """A job at one moment.

    Attributes:
        uid: of the job.
        kind: what is done with each item.
        status: pending, running, or how it ended; failed means given up, not that items failed.
        created_by: uid of the key that asked for it.
        created_at: UTC.
        progress: counts of items.
        started_at: None while it waits.
        finished_at: None until it has ended.
        error_message: why it was given up, None otherwise.
        retry_of: the job whose failed items these are.
        errors: of its first failed items.
        left_out: why its first items were skipped that people should know of.
        options: what the kind of job needs to know beside the items.
    """

    uid: str
    kind: str
    status: Status
    created_by: str
    created_at: datetime
    progress: Progress
    started_at: datetime | None = None
    finished_at: datetime | None = None
    error_message: str | None = None
    retry_of: str | None = None
    errors: tuple[ItemProblem, ...] = ()
    left_out: tuple[ItemProblem, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.finished_at is not None


class StopJob(Exception):
    """Raised for an item: the rest of the job makes no sense, for the reason given."""
