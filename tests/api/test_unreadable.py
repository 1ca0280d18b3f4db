"""What arrives but is no request that can be read is answered like everything else, and nothing of it is repeated."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

from avala_edge.api.app import make_app
from avala_edge.api.unreadable import JsonRunner
from avala_edge.assembly import Site
from tests.api.conftest import EDGE


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (f"GET {EDGE}/projects/?name={'n' * 9000} HTTP/1.1\r\nHost: here\r\n\r\n", "8190"),
        (f"GET {EDGE}/projects/ HTTP/1.1\r\nHost: here\r\nX-Long: {'x' * 9000}\r\n\r\n", "8190"),
        (f"GET {EDGE}/projects/ HTTP/1.1\r\nHo st: here\r\n\r\n", "not a request"),
        ("\x16\x03\x01\x02\r\n\r\n", "not a request"),
    ],
)
async def test_what_is_no_request_is_answered_in_json(site: Site, request_: str, words: str) -> None:
    runner = JsonRunner(make_app(site), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        reader, writer = await asyncio.open_connection(*runner.addresses[0][:2])
        writer.write(request_.encode("latin-1"))
        async with asyncio.timeout(30):
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    finally:
        await runner.cleanup()
    assert head.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert b"content-type: application/json" in head.lower()
    said = json.loads(body)
    assert words in said["detail"]
    assert said["code"] == "bad_request"
    assert "xxx" not in said["detail"]
