"""The steps of a click, each alone, then the whole warm click over HTTP on a loopback socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web

from avala_edge.api.app import make_app
from avala_edge.assembly import Lane, Site, open_site
from avala_edge.bench.many_photos import large_photos
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.geometry import OutlineOptions, View, outline
from avala_edge.imaging import Pixels, demo_photos
from avala_edge.models import Embedding, Prepared, Prompt

WARM_UP = 5


async def _timed(name: str, repeats: int, work: Callable[[], Awaitable[object]]) -> Row:
    seconds = []
    for _ in range(WARM_UP + repeats):
        began = perf_counter()
        await work()
        seconds.append(perf_counter() - began)
    return Row.of_seconds(name, seconds[WARM_UP:])


@asynccontextmanager
async def listening(site: Site) -> AsyncIterator[str]:
    """Serve a site on a free port of this machine; give the address of its API."""
    runner = web.AppRunner(make_app(site), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/edge/v1"
    finally:
        await runner.cleanup()


def _photo(path: Path | None) -> bytes:
    paths = [path] if path else [p.path for p in demo_photos()]
    if not paths:
        raise InvalidInput("no demo photo is installed; name a photo of yours", field="--image")
    try:
        return paths[0].read_bytes()
    except OSError as error:
        raise InvalidInput(f"{paths[0]} cannot be read: {error.strerror}", field="--image") from error


async def measure_click(image: Path | None, repeats: int, scratch: Path) -> list[Row]:
    """Measure on one photo; the prompt is a click in its middle."""
    data = _photo(image)
    async with open_site(Config.for_scratch(scratch)) as site:
        record, _ = await site.intake.add(data)
        everything = View(0, 0, record.width, record.height)

        def prepare(seen: Pixels) -> Prepared:
            return site.model.prepare(seen, everything, image_height=record.height, image_width=record.width)

        async def decode_image() -> Prepared:
            side = site.model.least_side
            return await site.intake.view(record, everything, prepare, least_side=side, lane=Lane.CLICK)

        prepared = await decode_image()

        async def encode() -> Embedding:
            return await site.model.encode(prepared, lane=Lane.CLICK)

        embedding = await encode()
        x, y = record.width / 2, record.height / 2
        prompt = Prompt.in_image([(x, y, 1)], None, height=record.height, width=record.width)
        logits = await site.model.decode(embedding, prompt, multimask=False, lane=Lane.CLICK)

        async def postprocess() -> None:
            outline(logits.masks[0], logits.frame, OutlineOptions())

        rows = [
            await _timed("decode_image", repeats, decode_image),
            await _timed("encode", repeats, encode),
            await _timed(
                "decode_prompt",
                repeats,
                lambda: site.model.decode(embedding, prompt, multimask=False, lane=Lane.CLICK),
            ),
            await _timed("postprocess", repeats, postprocess),
        ]
        _, secret = await site.keys.create("bench")
        first = {"x": x, "y": y, "label": 1}
        lone = {"image": record.uid, "points": [first]}
        box = {"image": record.uid, "box": {"x": x * 0.9, "y": y * 0.9, "width": x * 0.2, "height": y * 0.2}}
        refined = {"image": record.uid, "points": [first, {"x": x * 1.1, "y": y * 1.1, "label": 0}]}
        async with (
            listening(site) as base,
            aiohttp.ClientSession(headers={"X-Avala-Api-Key": secret}) as session,
        ):

            async def ask(body: Mapping[str, object]) -> dict[str, Any]:
                async with session.post(f"{base}/segment/", json=body) as response:
                    response.raise_for_status()
                    answer: dict[str, Any] = await response.json()
                    return answer

            token = (await ask(lone))["masks"][0]["mask"]
            rows.append(await _timed("warm_click_http", repeats, lambda: ask(lone)))
            rows.append(await _timed("warm_refine_http", repeats, lambda: ask({**refined, "mask": token})))
            rows.append(await _timed("warm_box_http", repeats, lambda: ask(box)))
    return rows


async def measure_first_click(scratch: Path, photos: int) -> list[Row]:
    """Time the first click on 12-megapixel JPEGs that nobody has opened, and the same ones after a restart."""
    body = {"points": [{"x": 2000.0, "y": 1500.0, "label": 1}]}
    first: list[float] = []
    again: list[float] = []
    uids: list[str] = []
    secret = ""
    for times in (first, again):  # the second site finds the first one's embeddings on disk
        async with open_site(Config.for_scratch(scratch)) as site:
            if not uids:
                _, secret = await site.keys.create("bench")
                uids = [(await site.intake.add(data))[0].uid for data in large_photos(photos)]
            async with (
                listening(site) as base,
                aiohttp.ClientSession(headers={"X-Avala-Api-Key": secret}) as session,
            ):
                for uid in uids:
                    began = perf_counter()
                    async with session.post(f"{base}/segment/", json={"image": uid, **body}) as response:
                        response.raise_for_status()
                        await response.read()
                    times.append(perf_counter() - began)
    return [Row.of_seconds("first_click_12_megapixels_http", first), Row.of_seconds("seen_before_restart_http", again)]
