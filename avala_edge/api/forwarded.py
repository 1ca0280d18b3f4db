"""Believes what a trusted reverse proxy says about the client: address, scheme, host. Nobody else is believed."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp_remotes import XForwardedFiltered

from avala_edge.api.operation import Handler

if TYPE_CHECKING:
    from aiohttp.typedefs import Middleware

    from avala_edge.config import Config


def believe_proxies(config: Config) -> tuple[Middleware, ...]:
    """Return the middleware that the settings ask for; none without trusted proxies."""
    trusted = config.trusted_proxies
    if not trusted:
        return ()
    filtered = XForwardedFiltered(trusted)

    @web.middleware
    async def believe(request: web.Request, handler: Handler) -> web.StreamResponse:
        # The library walks the header only; whoever can reach this port could otherwise write it.
        try:
            peer = ipaddress.ip_address(request.remote or "")
        except ValueError:
            return await handler(request)
        if not any(peer in network for network in trusted):
            return await handler(request)
        return await filtered.middleware(request, handler)

    return (believe,)
