"""Which addresses a name may stand for: none of this machine's own, nor of a cloud's metadata service.

The operator allows a name; who runs its DNS could point it at what only this machine can reach. Private networks are
where an on-prem site's receivers live, so they stay allowed.
"""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver


class GuardedResolver(AbstractResolver):
    """The system's resolver, without answers that a name from outside must not have."""

    def __init__(self) -> None:
        """Ask the system."""
        self._system = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host` that may be connected to; raise `OSError` when there is none."""
        found = await self._system.resolve(host, port, family)
        kept = [each for each in found if may_stand_for(host, each["host"])]
        if not kept:
            raise OSError(f"{host} stands for an address that is not connected to")
        return kept

    async def close(self) -> None:
        """Give back what the system's resolver holds."""
        await self._system.close()


def may_stand_for(host: str, address: str) -> bool:
    """Say whether a name may have an address; `localhost` may have this machine's."""
    found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    if found.is_loopback:
        return host == "localhost" or host.endswith(".localhost")
    return not (found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved)
