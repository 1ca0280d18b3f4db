"""How asking a Triton server can fail; none of it is the caller's fault, so another one is asked."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What went wrong, for counting and for what happens next."""

    LOST = "lost"  # the connection broke, or there is none
    LATE = "late"  # no answer in time
    FULL = "full"  # its queue is full or was too long
    WRONG = "wrong"  # it answered what it must not: a model of another digest, numbers that are not finite
    REFUSED = "refused"  # it says that it cannot


class EndpointFailed(Exception):
    """A server did not answer as it should."""

    def __init__(self, kind: Kind, reason: str) -> None:
        """Take what kind of failure it is, and words for people."""
        super().__init__(reason)
        self.kind, self.reason = kind, reason
