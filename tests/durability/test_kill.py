"""A real server is killed amid a thousand writes; what it had acknowledged is there when it starts again."""

from __future__ import annotations

import asyncio
import io
import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from PIL import Image
from sqlalchemy import URL

from avala_edge.store import database_url
from tests.api.conftest import EDGE
from tests.databases import rows, scalar
from tests.tls.process import Server, serving

WRITES = 1000
AT_ONCE = 50


@dataclass
class Acknowledged:
    """What the server said that it has."""

    key: str = ""
    project: str = ""
    dataset: str = ""
    items: dict[str, bytes] = field(default_factory=dict)
    annotations: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)  # asked, and no answer came


def noise(chance: random.Random) -> bytes:
    pixels = np.frombuffer(chance.randbytes(16 * 16 * 3), np.uint8).reshape(16, 16, 3)
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    return data.getvalue()


async def one_write(session: aiohttp.ClientSession, known: Acknowledged, chance: random.Random) -> None:
    kind = chance.random()
    sure = [uid for uid in known.annotations if uid not in known.unsure]
    if kind < 0.2 or not known.items:
        form, data = aiohttp.FormData(), noise(chance)
        form.add_field("file", data, filename=f"{chance.getrandbits(64):x}.png")
        async with session.post(f"{EDGE}/datasets/{known.dataset}/items/", data=form) as answer:
            assert answer.status == 201, await answer.text()
            known.items[(await answer.json())["results"][0]["item"]["uid"]] = data
    elif kind < 0.8 or not sure:
        box = {"x": chance.random() * 9, "y": 1.0, "width": 2.0, "height": 3.0}
        body = {"project": known.project, "type": "bounding_box", "geometry": box, "label": "car"}
        item = chance.choice(list(known.items))
        async with session.post(f"{EDGE}/items/{item}/annotations/", json=body) as answer:
            assert answer.status == 201, await answer.text()
            made = await answer.json()
            known.annotations[made["uid"]] = made
    else:
        uid = chance.choice(sure)
        known.unsure.add(uid)  # one at a time, and until an answer comes nobody knows
        headers = {"If-Match": f'"{known.annotations[uid]["version"]}"'}
        if kind < 0.95:
            change = {"label": None}
            async with session.patch(f"{EDGE}/annotations/{uid}/", json=change, headers=headers) as answer:
                assert answer.status == 200, await answer.text()
                known.annotations[uid] = await answer.json()
        else:
            async with session.delete(f"{EDGE}/annotations/{uid}/", headers=headers) as answer:
                assert answer.status == 204, await answer.text()
                del known.annotations[uid]
                known.gone.add(uid)
        known.unsure.discard(uid)


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


async def everything_is_there(server: Server, known: Acknowledged) -> None:
    async with aiohttp.ClientSession(server.base, headers={"X-Avala-Api-Key": known.key}) as session:
        for uid, data in known.items.items():
            async with session.get(f"{EDGE}/items/{uid}/") as answer:
                image = (await answer.json())["image"]["uid"]
            async with session.get(f"{EDGE}/images/{image}/content") as answer:
                assert await answer.read() == data
        for uid, said in known.annotations.items():
            async with session.get(f"{EDGE}/annotations/{uid}/") as answer:
                if uid not in known.unsure:
                    assert await answer.json() == said
                elif answer.status == 200:
                    known.annotations[uid] = await answer.json()
        for uid in known.gone:
            async with session.get(f"{EDGE}/annotations/{uid}/") as answer:
                assert answer.status == 404
    known.annotations = {uid: said for uid, said in known.annotations.items() if uid not in known.unsure}
    known.unsure.clear()


def nothing_else_is(data_dir: Path, url: URL) -> None:
    blobs = {path.name for path in (data_dir / "blobs").glob("[0-9a-f][0-9a-f]/*")}
    assert list((data_dir / "blobs" / "staging").iterdir()) == []
    kept = rows(url)
    assert blobs == {row["uid"].removeprefix("sha256:") for row in kept["images"]}
    if url.get_backend_name() == "sqlite":
        assert scalar(url, "PRAGMA foreign_key_check") is None
        assert scalar(url, "PRAGMA integrity_check") == "ok"
    counted = {
        (row["state"], row["source"], row["label_id"]): row["count"]
        for row in kept["annotation_counts"]
        if row["count"]
    }
    assert counted == Counter((row["state"], row["source"], row["label_id"] or 0) for row in kept["annotations"])
    [dataset] = kept["datasets"]
    assert dataset["item_count"] == len(kept["items"]) == len(kept["tasks"])
    drawn = Counter(row["item_id"] for row in kept["annotations"] if row["state"] == "accepted")
    assert {row["item_id"]: row["accepted_count"] for row in kept["tasks"] if row["accepted_count"]} == drawn
    # Each annotation ever made is in the log, with as many entries as its version says.
    logged = Counter(row["subject_uid"] for row in kept["audit_events"])
    for row in kept["annotations"]:
        assert logged[row["uid"]] == row["version"]


async def set_up(server: Server) -> Acknowledged:
    headers = {"X-Avala-Api-Key": server.key}
    async with aiohttp.ClientSession(server.base, headers=headers) as session:
        async with session.post("/api/v1/datasets/", json={"name": "Noise"}) as answer:
            dataset = (await answer.json())["uid"]
        body = {"name": "P", "datasets": [dataset], "labels": [{"name": "car"}]}
        async with session.post(f"{EDGE}/projects/", json=body) as answer:
            project = (await answer.json())["uid"]
    return Acknowledged(key=server.key, project=project, dataset=dataset)


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, seed: int, given_url: str) -> None:
    chance, where = random.Random(seed), {"AVALA_EDGE_DATABASE_URL": given_url}
    with serving(tmp_path, **where) as server:
        known = await set_up(server)
    for _ in range(2):
        with serving(tmp_path, ends=-signal.SIGKILL, **where) as server:
            await write_until_killed(server, known, chance, WRITES)
        with serving(tmp_path, **where) as server:
            await everything_is_there(server, known)
        nothing_else_is(tmp_path, database_url(given_url, tmp_path))
    assert len(known.items) > 20
    assert len(known.annotations) > 50
