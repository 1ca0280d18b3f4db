"""The one thing that handlers find in the application: the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from avala_edge.assembly import Site

SITE: web.AppKey[Site] = web.AppKey("site")
