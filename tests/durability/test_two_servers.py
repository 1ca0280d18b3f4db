"""Two servers on one PostgreSQL: of those who save the same annotation one is served, the rest told what it is now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.api.conftest import EDGE
from tests.api.photos import photo
from tests.postgres_server import PostgresServer
from tests.tls.process import serving

ROUNDS = 10
SAVERS, SAVES = 8, 6
BOX = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}


@dataclass(frozen=True)
class Pair:
    """Sessions at both servers, and an annotation that both have."""

    sessions: tuple[aiohttp.ClientSession, aiohttp.ClientSession]
    drawn: dict[str, Any]

    @property
    def path(self) -> str:
        return f"{EDGE}/annotations/{self.drawn['uid']}/"

    async def save(self, at: int, version: int, width: float) -> tuple[int, dict[str, Any]]:
        """Save at one of the servers; return the status and the annotation as it then is."""
        body, headers = {"geometry": {**BOX, "width": width}}, {"If-Match": f'"{version}"'}
        async with self.sessions[at % 2].patch(self.path, json=body, headers=headers) as answer:
            said = await answer.json()
            assert answer.status in (200, 412), said
            return answer.status, said if answer.status == 200 else said["current"]

    async def read(self, at: int, path: str = "") -> Any:
        async with self.sessions[at % 2].get(path or self.path) as answer:
            assert answer.status == 200
            return await answer.json()

    async def history(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.read(0, f"{self.path}history/?limit=1000"))["results"]
        return found


@pytest.fixture
async def pair(durable_server: PostgresServer, tmp_path: Path) -> AsyncIterator[Pair]:
    where = {"AVALA_EDGE_DATABASE_URL": durable_server.url(durable_server.new_database())}
    with serving(tmp_path, **where) as one, serving(tmp_path, **where) as other:
        headers = {"X-Avala-Api-Key": one.key}
        async with (
            aiohttp.ClientSession(one.base, headers=headers) as here,
            aiohttp.ClientSession(other.base, headers=headers) as there,
        ):
            yield Pair((here, there), await _draw(here, there))


async def _draw(here: aiohttp.ClientSession, there: aiohttp.ClientSession) -> dict[str, Any]:
    async def post(session: aiohttp.ClientSession, path: str, **how: Any) -> Any:
        async with session.post(path, **how) as answer:
            assert answer.status == 201, await answer.text()
            return await answer.json()

    dataset = await post(here, "/api/v1/datasets/", json={"name": "Streets"})
    form = aiohttp.FormData()
    form.add_field("file", photo(), filename="a.png")
    added = await post(here, f"{EDGE}/datasets/{dataset['uid']}/items/", data=form)
    project = await post(there, f"{EDGE}/projects/", json={"name": "Cars", "datasets": [dataset["uid"]]})
    body = {"project": project["uid"], "type": "bounding_box", "geometry": BOX}
    made: dict[str, Any] = await post(
        there, f"{EDGE}/items/{added['results'][0]['item']['uid']}/annotations/", json=body
    )
    return made


async def test_of_those_who_save_at_once_one_is_served(pair: Pair) -> None:
    for number in range(ROUNDS):
        version = number + 1
        answers = await asyncio.gather(*(pair.save(at, version, 10.0 * version + at) for at in range(SAVERS)))
        assert sorted(status for status, _ in answers) == [200] + [412] * (SAVERS - 1)
        [saved] = [said for status, said in answers if status == 200]
        assert saved["version"] == version + 1
        assert all(said == saved for _, said in answers)
        assert await pair.read(0) == await pair.read(1) == saved
    assert [event["action"] for event in await pair.history()] == ["annotation.created"] + [
        "annotation.updated"
    ] * ROUNDS


async def test_who_was_told_tries_again_and_nothing_is_lost(pair: Pair) -> None:
    acknowledged: dict[int, float] = {}

    async def saver(number: int) -> None:
        version = pair.drawn["version"]
        for save in range(SAVES):
            width = 1000.0 + 10 * number + save
            while True:
                status, now = await pair.save(number, version, width)
                version = now["version"]
                if status == 200:
                    assert acknowledged.setdefault(version, width) == width
                    break

    async with asyncio.timeout(120):
        await asyncio.gather(*(saver(number) for number in range(SAVERS)))
    last = 1 + SAVERS * SAVES
    assert sorted(acknowledged) == list(range(2, last + 1))
    assert (await pair.read(0))["version"] == (await pair.read(1))["version"] == last
    made, *changes = await pair.history()
    before = made["after"]
    for version, event in enumerate(changes, 2):  # each began where the one before ended
        assert event["before"] == before
        before = event["after"]
        assert (before["version"], before["geometry"]["width"]) == (version, acknowledged[version])
    assert len(changes) == SAVERS * SAVES


async def test_a_deletion_and_a_save_at_once_are_one_of_them(pair: Pair) -> None:
    async def delete() -> int:
        async with pair.sessions[0].delete(URL(pair.path), headers={"If-Match": '"1"'}) as answer:
            return answer.status

    async def save() -> int:
        headers = {"If-Match": '"1"'}
        async with pair.sessions[1].patch(pair.path, json={"label": None}, headers=headers) as answer:
            return answer.status

    deleted, saved = await asyncio.gather(delete(), save())
    assert (deleted, saved) in {(204, 404), (412, 200)}
    assert [event["action"] for event in await pair.history()][1:] == [
        "annotation.deleted" if deleted == 204 else "annotation.updated"
    ]
