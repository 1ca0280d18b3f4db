"""PostgreSQL is killed under a running server amid writes: 503 until it is back, and all that was said is there."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from avala_edge.store import database_url
from tests.api.conftest import EDGE
from tests.api.photos import photo
from tests.databases import rows
from tests.postgres_server import PostgresServer
from tests.tls.process import serving

WRITERS = 20
ROUNDS = 2
BOX = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}


class Work:
    """Writers that go on until they are told to stop; one that is answered 503 asks again for the same."""

    def __init__(self, session: aiohttp.ClientSession, item: str, project: str) -> None:
        self._session, self._item, self._project = session, item, project
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.refused = 0
        self.stop = False
        self.changed = asyncio.Condition()

    async def write_on(self) -> None:
        while not self.stop:
            body = {"project": self._project, "type": "bounding_box", "geometry": BOX, "uid": str(uuid4())}
            while not await self._write(body):
                pass

    async def _write(self, body: dict[str, Any]) -> bool:
        async with self._session.post(f"{EDGE}/items/{self._item}/annotations/", json=body) as answer:
            said = await answer.json()
            # 200: it had been written though the answer before was 503, for the connection broke at the commit.
            assert answer.status in (200, 201, 503), said
            if answer.status == 503:
                assert int(answer.headers["Retry-After"]) >= 1
                assert said["code"] == "busy"
        async with self.changed:
            if answer.status == 503:
                self.refused += 1
            else:
                self.acknowledged[said["uid"]] = said
            self.changed.notify_all()
        return answer.status != 503

    async def until(self, what: str, more: int) -> None:
        """Wait until so many more were acknowledged or refused."""

        def how_many() -> int:
            return self.refused if what == "refused" else len(self.acknowledged)

        goal = how_many() + more
        async with asyncio.timeout(60), self.changed:
            await self.changed.wait_for(lambda: how_many() >= goal)


async def test_writes_survive_it_and_the_server_recovers_by_itself(tmp_path: Path) -> None:
    postgres = PostgresServer(durable=True)
    try:
        postgres.start()
        url = postgres.url(postgres.new_database())
        with serving(tmp_path, AVALA_EDGE_DATABASE_URL=url, AVALA_EDGE_REQUESTS_PER_MINUTE="1000000") as server:
            headers = {"X-Avala-Api-Key": server.key}
            async with aiohttp.ClientSession(server.base, headers=headers) as session:
                work = await _begin(session)
                async with asyncio.TaskGroup() as writers:
                    for _ in range(WRITERS):
                        writers.create_task(work.write_on())
                    for _ in range(ROUNDS):
                        await work.until("acknowledged", 50)
                        await asyncio.to_thread(postgres.kill)
                        await work.until("refused", 50)
                        await _is_alive_and_says_busy(session)
                        await asyncio.to_thread(postgres.start)
                        await work.until("acknowledged", 50)
                    work.stop = True
                for uid, said in work.acknowledged.items():
                    async with session.get(f"{EDGE}/annotations/{uid}/") as answer:
                        assert await answer.json() == said
        _nothing_else_is(rows(database_url(url, tmp_path)), work)
    finally:
        postgres.remove()


async def _begin(session: aiohttp.ClientSession) -> Work:
    async def post(path: str, **how: Any) -> Any:
        async with session.post(path, **how) as answer:
            assert answer.status == 201, await answer.text()
            return await answer.json()

    dataset = (await post("/api/v1/datasets/", json={"name": "Streets"}))["uid"]
    form = aiohttp.FormData()
    form.add_field("file", photo(), filename="a.png")
    [added] = (await post(f"{EDGE}/datasets/{dataset}/items/", data=form))["results"]
    project = await post(f"{EDGE}/projects/", json={"name": "Cars", "datasets": [dataset]})
    return Work(session, added["item"]["uid"], project["uid"])


async def _is_alive_and_says_busy(session: aiohttp.ClientSession) -> None:
    async with session.get("/healthz") as answer:
        assert answer.status == 200
    for path in (f"{EDGE}/projects/", "/api/v1/datasets/", f"{EDGE}/activity/"):
        async with session.get(path) as answer:
            assert (answer.status, (await answer.json())["code"]) == (503, "busy")
            assert int(answer.headers["Retry-After"]) >= 1


def _nothing_else_is(kept: dict[str, list[dict[str, Any]]], work: Work) -> None:
    drawn = {row["uid"] for row in kept["annotations"]}
    assert drawn == set(work.acknowledged)
    assert [row["accepted_count"] for row in kept["tasks"]] == [len(drawn)]
    assert sum(row["count"] for row in kept["annotation_counts"]) == len(drawn)
    logged = Counter(row["subject_uid"] for row in kept["audit_events"] if row["action"] == "annotation.created")
    assert logged == Counter(drawn)
