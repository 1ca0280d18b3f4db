"""HTTP: translates requests into calls on the site and answers back; the only package that imports aiohttp.web."""

from __future__ import annotations
