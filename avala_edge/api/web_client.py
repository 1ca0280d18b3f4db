"""The page: static files that the build puts beside the native module, and the one-time sign-in."""

from __future__ import annotations

import asyncio
import mimetypes
from importlib.util import find_spec
from pathlib import Path

from aiohttp import web

from avala_edge.api.session import enter_once
from avala_edge.errors import NotFound

CSP = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>avala-edge</title>
<body><h1>avala-edge</h1><p>The server runs, but its web client was not built. <code>make run</code> builds it.</p>
"""


async def index(request: web.Request) -> web.StreamResponse:
    """Answer with the page; `?token=` signs in once and leaves the address bar."""
    token = request.query.get("token")
    if token is not None:
        return enter_once(request, token)
    path = await asyncio.to_thread(_find, "index.html")
    if path is None:
        return web.Response(body=NOT_BUILT.encode(), headers=_headers(Path("index.html")))
    return web.FileResponse(path, headers=_headers(path))


async def docs_redirect(request: web.Request) -> web.Response:
    """Add the slash that relative addresses on the API page need."""
    return web.Response(status=307, headers={"Location": "/docs/"})


async def asset(request: web.Request) -> web.StreamResponse:
    """Answer with a file of the web client; a folder means its index.html."""
    name = request.match_info["path"]
    path = await asyncio.to_thread(_find, f"{name}index.html" if name.endswith("/") else name)
    if path is None:
        raise NotFound
    return web.FileResponse(path, headers=_headers(path))


def web_root() -> Path | None:
    """Return the folder that the build wrote, beside the native module wherever that is installed."""
    spec = find_spec("avala_edge._native")
    root = None if spec is None or spec.origin is None else Path(spec.origin).parent / "_web"
    return root if root is not None and root.is_dir() else None


def _find(name: str) -> Path | None:
    root = web_root()
    if root is None or "\0" in name:
        return None
    path = (root / name).resolve()
    return path if path.is_relative_to(root.resolve()) and path.is_file() else None


def _headers(path: Path) -> dict[str, str]:
    is_page = path.suffix == ".html"
    is_hashed = path.parent.name == "assets"
    headers = {
        "Cache-Control": "public, immutable, max-age=31536000" if is_hashed else "no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    if is_page:
        headers["Content-Security-Policy"] = CSP
    known = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html"}
    headers["Content-Type"] = known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if headers["Content-Type"].startswith("text/"):
        headers["Content-Type"] += "; charset=utf-8"
    return headers
