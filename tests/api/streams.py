"""Reading a job's events in tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse

from tests.api.conftest import EDGE, Client
from tests.api.photos import photo

ENDED = ("completed", "cancelled", "failed")


@dataclass(frozen=True)
class Said:
    """One event off the wire."""

    name: str
    id: int | None
    data: dict[str, Any]


async def events(response: ClientResponse) -> AsyncIterator[Said]:
    fields: dict[str, str] = {}
    async with asyncio.timeout(120):
        async for raw in response.content:
            line = raw.decode().rstrip("\r\n")
            if line.startswith(":"):
                continue
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
                continue
            if fields:
                known = fields.get("id")
                yield Said(fields["event"], None if known is None else int(known), json.loads(fields["data"]))
            fields = {}


async def listen(client: Client, uid: str, after: str | None = None) -> list[Said]:
    headers = {} if after is None else {"Last-Event-ID": after}
    async with client.get(f"{EDGE}/jobs/{uid}/events", headers=headers) as response:
        assert response.status == 200, await response.text()
        return [said async for said in events(response)]


async def upload(client: Client, count: int, *, first: int = 0) -> list[str]:
    uids = []
    for number in range(first, first + count):
        answer = await client.post(f"{EDGE}/images/", data=photo(shift=number), headers={"Content-Type": "image/png"})
        assert answer.status in (200, 201)
        uids.append((await answer.json())["uid"])
    return uids


async def order(client: Client, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"{EDGE}/embeddings/warm-up/", json=body)
    assert answer.status == 202, await answer.text()
    job: dict[str, Any] = await answer.json()
    return job


async def record(client: Client, uid: str) -> dict[str, Any]:
    answer = await client.get(f"{EDGE}/jobs/{uid}/")
    assert answer.status == 200, await answer.text()
    job: dict[str, Any] = await answer.json()
    return job


async def ended(client: Client, uid: str) -> dict[str, Any]:
    return await _until(client, uid, lambda job: job["status"] in ENDED)


async def begun(client: Client, uid: str) -> dict[str, Any]:
    """Wait for the first item that is through."""
    return await _until(client, uid, lambda job: job["progress"]["done"] > 0)


async def _until(client: Client, uid: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(120):
        while True:
            job = await record(client, uid)
            if holds(job):
                return job
            await asyncio.sleep(0.002)
