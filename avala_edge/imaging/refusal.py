"""Turning a decoder's exceptions into one sentence for the person who sent the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from avala_edge.errors import EdgeError, ImageRefused

_CUT_SHORT = re.compile(r"truncated|unexpected end|not enough|premature|but only got|broken data stream", re.I)


def refuse(reason: str) -> ImageRefused:
    """Make the exception that every refusal of this package is."""
    return ImageRefused(reason, field="file")


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """Let nothing but `EdgeError` out of a block that runs a decoder over bytes from outside.

    Pillow's plugins raise OSError, SyntaxError, ValueError, struct.error, EOFError, KeyError and more on damaged
    files: the list is open, so every `Exception` is taken to mean "these bytes are not a good image".
    """
    try:
        yield
    except EdgeError:
        raise
    except MemoryError as error:
        raise refuse(f"The {what} needs more memory than the server has free") from error
    except EOFError as error:
        raise refuse(f"The {what} is cut short: its data ends before the picture does") from error
    except Exception as error:
        if _CUT_SHORT.search(str(error)):
            raise refuse(f"The {what} is cut short or damaged: its data ends before the picture does") from error
        raise refuse(f"The {what} is damaged or of a kind that cannot be decoded ({_brief(error)})") from error


def _brief(error: Exception) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    return text[:120] if text and "<" not in text else type(error).__name__
