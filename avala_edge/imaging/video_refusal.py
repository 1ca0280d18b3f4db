"""Turning FFmpeg's errors into one sentence for the person who sent the video."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from avala_edge.errors import EdgeError, VideoRefused, first_line

CONVERT = "convert it, for instance with: ffmpeg -i IN -c:v libx264 -pix_fmt yuv420p OUT.mp4"


def refuse_video(reason: str) -> VideoRefused:
    """Make the exception that every refusal of a video is."""
    return VideoRefused(reason, field="file")


@contextmanager
def refusing_video(what: str) -> Iterator[None]:
    """Let nothing but `EdgeError` out of a block that runs FFmpeg over bytes from outside.

    A disk that cannot be read is no fault of the video: its OSError goes through.
    """
    import av  # the plain install lacks it

    try:
        yield
    except EdgeError:
        raise
    except MemoryError as error:
        raise refuse_video(f"The {what} needs more memory than the server has free") from error
    except av.error.FFmpegError as error:
        reason = (error.strerror or first_line(error)).strip().rstrip(".")
        raise refuse_video(
            f"The {what} is damaged or of a kind that FFmpeg cannot read ({reason}); {CONVERT}"
        ) from error
    except OSError:
        raise
    except Exception as error:
        raise refuse_video(f"The {what} is damaged or of a kind that FFmpeg cannot read; {CONVERT}") from error
