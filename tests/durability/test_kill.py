"""A real server is killed amid a thousand writes; what it had acknowledged is there when it starts again."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from tests.durability.writes import Acknowledged, everything_is_there, one_write, set_up
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


def nothing_else_is(data_dir: Path) -> None:
    done = run("backup", "verify", "--site", "--json", "--data-dir", str(data_dir))
    found = json.loads(done.stdout)
    assert (done.returncode, found["problems"], found["staged"]) == (0, [], 0), done.stderr
    assert found["counts"]["tasks"] == found["counts"]["items"]
    with sqlite3.connect(data_dir / "avala-edge.sqlite3") as database:
        # Each annotation ever made is in the log, with as many entries as its version says.
        logged = dict(database.execute("SELECT subject_uid, count(*) FROM audit_events GROUP BY 1"))
        for uid, version in database.execute("SELECT uid, version FROM annotations"):
            assert logged[uid] == version


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with serving(tmp_path) as server:
        known = await set_up(server)
    for _ in range(2):
        with serving(tmp_path, ends=-signal.SIGKILL) as server:
            await write_until_killed(server, known, chance, WRITES)
        with serving(tmp_path) as server:
            await everything_is_there(server, known)
        nothing_else_is(tmp_path)
    assert len(known.items) > 20
    assert len(known.annotations) > 50
