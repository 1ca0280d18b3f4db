"""A real server is killed amid a thousand writes; what it had acknowledged is there when it starts again."""

from __future__ import annotations

import asyncio
import json
import random
import signal
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from avala_edge.store import database_url
from tests.databases import rows
from tests.durability.writes import Acknowledged, everything_is_there, one_write, set_up
from tests.s3_server import S3Server
from tests.tls.process import Server, run, serving

WRITES = 1000
AT_ONCE = 50


async def write_until_killed(server: Server, known: Acknowledged, chance: random.Random, writes: int) -> None:
    killed = asyncio.Event()
    left = iter(range(writes))
    after = chance.randrange(writes // 4, writes // 2)

    async def writer(session: aiohttp.ClientSession) -> None:
        for number in left:
            if number == after:
                server.process.send_signal(signal.SIGKILL)
                killed.set()
            try:
                await one_write(session, known, chance)
            except (aiohttp.ClientError, ConnectionError):
                assert killed.is_set()
                return

    headers = {"X-Avala-Api-Key": known.key}
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(server.base, headers=headers, connector=connector) as session:
        await asyncio.gather(*(writer(session) for _ in range(AT_ONCE)))
    assert killed.is_set()


def nothing_else_is(data_dir: Path, given_url: str, settings: dict[str, str]) -> None:
    done = run("backup", "verify", "--site", "--json", "--data-dir", str(data_dir), **settings)
    found = json.loads(done.stdout)
    assert (done.returncode, found["problems"], found["staged"]) == (0, [], 0), done.stderr
    assert found["counts"]["tasks"] == found["counts"]["items"]
    kept = rows(database_url(given_url, data_dir))
    drawn = Counter(row["item_id"] for row in kept["annotations"] if row["state"] == "accepted")
    assert {row["item_id"]: row["accepted_count"] for row in kept["tasks"] if row["accepted_count"]} == drawn
    # Each annotation ever made is in the log, with as many entries as its version says.
    logged = Counter(row["subject_uid"] for row in kept["audit_events"])
    for row in kept["annotations"]:
        assert logged[row["uid"]] == row["version"]


@pytest.mark.parametrize(("photos", "seed"), [("files", 1), ("bucket", 2)])
async def test_what_was_acknowledged_survives_kill_9(
    tmp_path: Path, photos: str, seed: int, given_url: str, request: pytest.FixtureRequest
) -> None:
    chance, settings = random.Random(seed), {"AVALA_EDGE_DATABASE_URL": given_url}
    if photos == "bucket":
        store: S3Server = request.getfixturevalue("s3_server")
        settings |= store.environment(store.new_place())
    with serving(tmp_path, **settings) as server:
        known = await set_up(server)
    for _ in range(2):
        with serving(tmp_path, ends=-signal.SIGKILL, **settings) as server:
            await write_until_killed(server, known, chance, WRITES)
        with serving(tmp_path, **settings) as server:
            await everything_is_there(server, known)
        nothing_else_is(tmp_path, given_url, settings)
    assert len(known.items) > 20
    assert len(known.annotations) > 50
