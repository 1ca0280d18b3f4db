"""What is known of a job and of its items, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from avala_edge.store.annotations import NewAnnotation

Status = Literal["pending", "running", "completed", "cancelled", "failed"]
Outcome = Literal["done", "skipped"]
UNFINISHED: tuple[Status, ...] = ("pending", "running")


@dataclass(frozen=True)
class Progress:
    """How many of a job's items are where; those not counted still wait or are in work."""

    total: int
    done: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def through(self) -> int:
        """Items of which nothing more will happen; also the number of the last of them."""
        return self.done + self.failed + self.skipped


@dataclass(frozen=True)
class ItemProblem:
    """Why one item failed or was left out; `code` as in the API's errors."""

    item: str
    code: str
    detail: str


@dataclass(frozen=True)
class ItemEnd:
    """What became of one item, as the `number`-th of its job (from 1)."""

    number: int
    item: str
    status: Literal["done", "skipped", "left_out", "failed"]
    code: str | None
    detail: str | None


@dataclass(frozen=True)
class ItemResult:
    """What is to be written of one item, all of it or nothing, once.

    Attributes:
        item: as it was named when the job was created.
        status: done; skipped: there was nothing to do; left_out: skipped, and people should know why; failed.
        code: of a failure, or why it was left out.
        detail: the same for people.
        drafts: what a model found, for the item (a uid) of the job's project.
        instead: the drafts of earlier auto-label jobs on the item go, if nobody has reviewed them.
        kept: what the model said, kept for another threshold later.
        counts: added to the job's summary.
        tracks: what was found of tracks, of items (uids) of the job's project; it takes the place of what jobs found
            there before and nobody has touched, and of nothing else.
        cleared: items (uids) and tracks that are not seen there: what jobs found before, and nobody has touched, goes.
    """

    item: str
    status: Literal["done", "skipped", "left_out", "failed"]
    code: str | None = None
    detail: str | None = None
    drafts: tuple[NewAnnotation, ...] = ()
    instead: bool = False
    kept: Mapping[str, Any] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    tracks: tuple[tuple[str, NewAnnotation], ...] = ()
    cleared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Job:
    """A job at one moment.

    Attributes:
        uid: of the job.
        kind: what is done with each item.
        status: pending, running, or how it ended; failed means given up, not that items failed.
        project: uid of the project whose items these are, None for none.
        created_by: uid of the key that asked for it.
        user_id: who that was (the user's row).
        created_at: UTC.
        progress: counts of items.
        started_at: None while it waits.
        finished_at: None until it has ended.
        error_message: why it was given up, None otherwise.
        retry_of: the job whose failed items these are.
        options: what the kind of job needs to know beside the items.
        summary: numbers that the kind of job gathers.
        errors: of its first failed items.
        left_out: why its first items were skipped that people should know of.
    """

    uid: str
    kind: str
    status: Status
    project: str | None
    created_by: str
    user_id: int
    created_at: datetime
    progress: Progress
    started_at: datetime | None = None
    finished_at: datetime | None = None
    error_message: str | None = None
    retry_of: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[ItemProblem, ...] = ()
    left_out: tuple[ItemProblem, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.finished_at is not None
