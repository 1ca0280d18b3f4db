"""A warm label suggestion over HTTP, and the first one after a new example, in a project with many of them."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import aiohttp
import numpy as np

from avala_edge.assembly import open_site
from avala_edge.bench.click import listening
from avala_edge.bench.many_photos import many_photos
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.store import LabelSpec, NewAnnotation, NewItem

LABELS, EACH = 10, 100  # of the project
PHOTOS = 20
WARM_UP = 5


async def measure_suggest(repeats: int, scratch: Path) -> list[Row]:
    """Measure on photos with boxes at random places; what they are called does not matter to the time."""
    async with open_site(Config.for_scratch(scratch)) as site:
        _, secret = await site.keys.create("bench")
        who, random = site.keys.first(), np.random.default_rng(0)
        dataset = await site.datasets.create(who, name="bench", slug="bench")
        labels = [LabelSpec(f"label {number}") for number in range(LABELS)]
        items = []
        for number, data in enumerate(many_photos(PHOTOS)):
            record, _ = await site.intake.add(data)
            [(item, _)] = await site.items.add(who, dataset.uid, [NewItem(record.uid, f"{number}.jpg")])
            items.append(item)
        project = await site.projects.create(who, name="bench", dataset_uids=[dataset.uid], labels=labels)

        def box(number: int) -> dict[str, float]:
            image = items[number % PHOTOS].image
            width, height = image.width * random.uniform(0.05, 0.4), image.height * random.uniform(0.05, 0.4)
            x, y = random.uniform(0, image.width - width), random.uniform(0, image.height - height)
            return {"x": x, "y": y, "width": width, "height": height}

        async def accept(number: int) -> None:
            new = NewAnnotation("bounding_box", box(number), f"label {number % LABELS}")
            await site.annotations.add(who, items[number % PHOTOS].uid, project.uid, [new])

        for number in range(LABELS * EACH):
            await accept(number)
        await site.suggester.all_examples(project)
        times: dict[str, list[float]] = {"warm_suggest_http": [], "suggest_after_new_example_http": []}
        async with (
            listening(site) as base,
            aiohttp.ClientSession(headers={"X-Avala-Api-Key": secret}) as session,
        ):
            for name, seconds in times.items():
                for number in range(WARM_UP + repeats):
                    if name != "warm_suggest_http":
                        await accept(number)
                    body = {"project": project.uid, "item": items[number % PHOTOS].uid, "box": box(number)}
                    began = perf_counter()
                    async with session.post(f"{base}/segment/suggest/", json=body) as response:
                        response.raise_for_status()
                        await response.read()
                    seconds.append(perf_counter() - began)
    return [Row.of_seconds(name, seconds[WARM_UP:]) for name, seconds in times.items()]
