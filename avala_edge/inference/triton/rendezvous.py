"""Which server a key belongs to: by rendezvous hashing, so that one more or less moves its own keys only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def by_preference(key: str, addresses: Iterable[str]) -> list[str]:
    """Return the addresses in the order in which they should have a key (Thaler and Ravishankar 1998)."""
    return sorted(addresses, key=lambda address: _weight(key, address), reverse=True)


def _weight(key: str, address: str) -> bytes:
    return hashlib.blake2b(f"{address}\0{key}".encode(), digest_size=16).digest()
