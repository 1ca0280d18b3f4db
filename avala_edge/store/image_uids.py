"""Names of what is kept under its bytes' SHA-256."""

from __future__ import annotations

import re

from avala_edge.errors import NotFound

_UID = re.compile(r"sha256:([0-9a-f]{64})")


def sha_of(uid: str) -> str:
    """Return the hex digits of an image's or a video's uid; raise `NotFound` for what is none."""
    match = _UID.fullmatch(uid)
    if match is None:
        raise NotFound("an image uid is sha256: and 64 hex digits", field="image")
    return match.group(1)
