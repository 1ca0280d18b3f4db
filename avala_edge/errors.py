"""What can go wrong, as one tree; `api.errors` maps each class to an HTTP status, the CLI to an exit code.

EdgeError
├── InvalidInput          422  a value from outside breaks the contract
│   ├── ImageRefused      422  bytes that are not an image we take
│   ├── VideoRefused      422  bytes that are not a video we take
│   └── TokenRefused      422  a mask token that is unknown, expired or somebody else's
├── TooLarge              413  more bytes than the configured limit
│   └── QuotaExceeded     413  more than this user may have; carries how much that is
├── NotFound              404  no such thing, or not yours
├── Unauthenticated       401  no key, or a wrong one
│   └── KeyExpired        401  a key that was good once
├── Forbidden             403  a known caller without the right
├── Conflict              409  what is asked does not fit the state that the thing is in
├── Gone                  410  it was there, and is no more
├── Stale                 412  somebody else changed it meanwhile; carries what it is now
├── VersionMissing        428  a change must say which version it changes
├── ChecksumMismatch      460  bytes that are not those that were sent
├── Locked                423  somebody else writes to it just now; try again
├── Busy                  503  a bounded queue is full; try again
├── Throttled             429  too many attempts; try again later
├── DeadlineExceeded      504  the answer would have come too late
├── ProviderFailed        502  a connected model did not answer as it should, with the reason
└── ModelUnavailable      503  no model serves, with the reason
"""

from __future__ import annotations


class EdgeError(Exception):
    """Something went wrong in avala-edge."""

    code = "error"

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        """Take a message (default: the class's docstring) and the name of the field that caused it."""
        self.message = message if message is not None else (self.__doc__ or self.code)
        self.field = field
        super().__init__(self.message)


class InvalidInput(EdgeError):
    """A value breaks the contract."""

    code = "invalid_input"


class ImageRefused(InvalidInput):
    """These bytes are not an image that the server takes."""

    code = "image_refused"


class VideoRefused(InvalidInput):
    """These bytes are not a video that the server takes."""

    code = "video_refused"


class TokenRefused(InvalidInput):
    """The mask token is unknown, expired, or belongs to another user or image."""

    code = "token_refused"


class TooLarge(EdgeError):
    """The body is larger than the limit."""

    code = "too_large"


class QuotaExceeded(TooLarge):
    """That is more than you may have here."""

    code = "quota_exceeded"

    def __init__(self, message: str | None = None, *, used: int = 0, limit: int = 0) -> None:
        """Take a message, how many bytes are used and how many may be."""
        super().__init__(message)
        self.used, self.limit = used, limit


class NotFound(EdgeError):
    """Not found."""

    code = "not_found"


class Unauthenticated(EdgeError):
    """Authentication credentials were not provided."""

    code = "unauthenticated"


class KeyExpired(Unauthenticated):
    """API key has expired."""

    code = "key_expired"


class Forbidden(EdgeError):
    """This caller may not do that."""

    code = "forbidden"


class Conflict(EdgeError):
    """That cannot be done in the state it is in."""

    code = "conflict"


class Gone(EdgeError):
    """It is not there any more."""

    code = "gone"


class Stale(EdgeError):
    """Somebody else has changed it meanwhile."""

    code = "stale"

    def __init__(self, message: str | None = None, *, current: object = None) -> None:
        """Take a message and the thing as it is now."""
        super().__init__(message)
        self.current = current


class VersionMissing(EdgeError):
    """Say with If-Match which version the change is for."""

    code = "version_missing"


class ChecksumMismatch(EdgeError):
    """The bytes that came are not those that the checksum is of; send them again."""

    code = "checksum_mismatch"


class Retryable(EdgeError):
    """Try again later."""

    code = "retry"

    def __init__(self, message: str | None = None, *, retry_after_s: int = 1) -> None:
        """Take a message and the whole seconds after which a new try makes sense."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Locked(Retryable):
    """Somebody else writes to it just now; try again in a moment."""

    code = "locked"


class Busy(Retryable):
    """The server has as much work as it takes; try again in a moment."""

    code = "busy"


class Throttled(Retryable):
    """Request was throttled."""

    code = "throttled"


class DeadlineExceeded(EdgeError):
    """The answer took longer than the limit."""

    code = "deadline_exceeded"


class ProviderFailed(EdgeError):
    """The connected model did not answer as it should."""

    code = "provider_failed"


class ModelUnavailable(Retryable):
    """No model can serve this request."""

    code = "model_unavailable"


def first_line(error: Exception) -> str:
    """Return what a library's error says, in a line; of one that says nothing its name."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
