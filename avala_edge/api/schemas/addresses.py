"""Addresses of other servers in a body."""

from __future__ import annotations

from urllib.parse import urlsplit

MOST_CHARACTERS = 2048


def check_address(url: object, name: str, *, instead: str) -> None:
    """Raise `ValueError`, saying the field's `name`, for what is no address to call; `instead` of a password in it."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not str(url).isprintable() or len(str(url)) > MOST_CHARACTERS:
        raise ValueError(f"{name} must be an http or https address.")
    if "@" in parts.netloc:
        raise ValueError(f"{name} must not hold a password; use {instead}.")
