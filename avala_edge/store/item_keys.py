"""Names of items: a file's name, or its path below some folder, as a key that every system can hold."""

from __future__ import annotations

from avala_edge.errors import InvalidInput

LONGEST_KEY = 1024


def item_key(name: str) -> str:
    """Return the key for a file's name; raise `InvalidInput` for one that cannot be a key."""
    key = name.replace("\\", "/").lstrip("/")
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidInput(f"a file needs a name of 1 to {LONGEST_KEY} printable characters", field="filename")
    return key
