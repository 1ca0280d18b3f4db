"""What a kind of job does with one item."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from avala_edge.store import ItemResult, Job, Outcome


@dataclass(frozen=True)
class Skip:
    """Said of an item in place of an outcome: nothing was done with it, and people should know why."""

    code: str
    detail: str


class StopJob(Exception):
    """Raised for an item: the rest of the job makes no sense, for the reason given."""


Perform = Callable[[str, Job], Awaitable[Outcome | Skip | ItemResult]]
"""Does one item of a job; an `EdgeError` is the item's failure, `StopJob` the end of the job.

It must bear being done twice; what it leaves in an `ItemResult` is written once.
"""


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    Attributes:
        perform: what is done with an item.
        at_once: items in work in one process: one is decoded while another is looked at.
        longest_s: an item that takes longer has failed.
        in_order: items are done one after the other, in their order, by one process at a time.
    """

    perform: Perform
    at_once: int = 2
    longest_s: float = 600.0
    in_order: bool = False
