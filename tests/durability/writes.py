"""Many clients write at once and note what the server said that it has."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np
from PIL import Image

from tests.api.conftest import EDGE
from tests.tls.process import Server


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
    """Write something; a database that is busy says so, and nothing was done."""
    kind = chance.random()
    sure = [uid for uid in known.annotations if uid not in known.unsure]
    if kind < 0.2 or not known.items:
        form, data = aiohttp.FormData(), noise(chance)
        form.add_field("file", data, filename=f"{chance.getrandbits(64):x}.png")
        async with session.post(f"{EDGE}/datasets/{known.dataset}/items/", data=form) as answer:
            if not await is_done(answer, 201):
                return
            known.items[(await answer.json())["results"][0]["item"]["uid"]] = data
    elif kind < 0.8 or not sure:
        box = {"x": chance.random() * 9, "y": 1.0, "width": 2.0, "height": 3.0}
        body = {"project": known.project, "type": "bounding_box", "geometry": box, "label": "car"}
        item = chance.choice(list(known.items))
        async with session.post(f"{EDGE}/items/{item}/annotations/", json=body) as answer:
            if not await is_done(answer, 201):
                return
            made = await answer.json()
            known.annotations[made["uid"]] = made
    else:
        uid = chance.choice(sure)
        known.unsure.add(uid)  # one at a time, and until an answer comes nobody knows
        headers = {"If-Match": f'"{known.annotations[uid]["version"]}"'}
        if kind < 0.95:
            change = {"label": None}
            async with session.patch(f"{EDGE}/annotations/{uid}/", json=change, headers=headers) as answer:
                if await is_done(answer, 200):
                    known.annotations[uid] = await answer.json()
        else:
            async with session.delete(f"{EDGE}/annotations/{uid}/", headers=headers) as answer:
                if await is_done(answer, 204):
                    del known.annotations[uid]
                    known.gone.add(uid)
        known.unsure.discard(uid)


async def is_done(answer: aiohttp.ClientResponse, status: int) -> bool:
    if answer.status == 503:
        assert "busy" in await answer.text()
        return False
    assert answer.status == status, await answer.text()
    return True


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


async def set_up(server: Server) -> Acknowledged:
    headers = {"X-Avala-Api-Key": server.key}
    async with aiohttp.ClientSession(server.base, headers=headers) as session:
        async with session.post("/api/v1/datasets/", json={"name": "Noise"}) as answer:
            dataset = (await answer.json())["uid"]
        body = {"name": "P", "datasets": [dataset], "labels": [{"name": "car"}]}
        async with session.post(f"{EDGE}/projects/", json=body) as answer:
            project = (await answer.json())["uid"]
    return Acknowledged(key=server.key, project=project, dataset=dataset)
