"""The names and addresses that a certificate is for: what is one, and which certificate covers which."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from avala_edge.errors import InvalidInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Name = str | Address

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def parse_name(text: str) -> Name:
    """Return a host name in lower case (`*.` in front is allowed) or an address; raise `InvalidInput`."""
    shown = repr(text[:100])
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        pass
    else:
        if address.is_unspecified or address.is_multicast or getattr(address, "scope_id", None):
            raise InvalidInput(f"{shown} is no address that a client could open", field="--name")
        return address
    name = text.lower().removesuffix(".")
    labels = name.removeprefix("*.").split(".")
    if not name.isascii():
        raise InvalidInput(f"{shown} must be given in its ASCII form, xn--…", field="--name")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise InvalidInput(f"{shown} is neither a host name nor an IP address", field="--name")
    if name.startswith("*.") and len(labels) < 2:
        raise InvalidInput(f"{shown} would cover too much", field="--name")
    return name


def covers(names: Sequence[Name], host: str) -> bool:
    """Say whether a client that opens `host` would accept a certificate for `names`."""
    try:
        wanted = parse_name(host)
    except InvalidInput:
        return False
    if not isinstance(wanted, str):
        return wanted in names
    return wanted in names or ("*." + wanted.partition(".")[2]) in names
