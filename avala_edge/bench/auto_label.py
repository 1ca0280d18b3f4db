"""What a job costs over the same detector in a plain loop over the same photos."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

from avala_edge.assembly import Site, open_site
from avala_edge.autolabel import Ask, LocalModel, Options
from avala_edge.autolabel.subject import SiteImage
from avala_edge.bench.many_photos import many_photos
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.errors import EdgeError
from avala_edge.models.detectors import Library
from avala_edge.models.detectors.guess import Given
from avala_edge.models.detectors.scratch import import_for_a_while
from avala_edge.segment import Point, SegmentRequest
from avala_edge.store import LabelSpec, NewItem, Principal, Project

LOOK_S = 0.2
CLICKS = 100
THINK_S = 0.05  # between an answer and the next click


async def measure_auto_label(
    model: str, given: Given, photos: int, repeats: int, data_dir: Path, scratch: Path
) -> list[Row]:
    """Label `photos` by a detector, in a loop and as a job, in turns; return photos a second of each.

    Raises:
        EdgeError: there is no such detector, or it cannot be imported.
    """
    card = import_for_a_while(model, given, installed=Library(data_dir), scratch=Library(scratch))
    loops, jobs, waits = [], [], []
    async with open_site(Config.for_scratch(scratch)) as site:
        labels = sorted({label for label in card.labels if label})[:500] or ["object"]
        project = await _project(site, photos, labels)
        await _loop(site, card.name, project)  # the first run loads the model
        for _ in range(repeats):
            loops.append(photos / await _loop(site, card.name, project))
            spent, waited = await _job(site, card.name, project)
            jobs.append(photos / spent)
            waits.append(waited)
        alone = await _clicks(site, project)
        job = asyncio.ensure_future(_again_and_again(site, card.name, project))
        beside = await _clicks(site, project)
        job.cancel()
    overhead = [loop / job - 1 for loop, job in zip(loops, jobs, strict=True)]
    return [
        Row.of("auto_label_plain_loop", loops, "photos/s"),
        Row.of("auto_label_job", jobs, "photos/s"),
        Row.of("auto_label_overhead", [100 * each for each in overhead], "%"),
        Row.of_seconds("auto_label_start", waits),
        Row.of_seconds("auto_label_click_alone", alone),
        Row.of_seconds("auto_label_click_beside_job", beside),
    ]


async def _project(site: Site, photos: int, labels: list[str]) -> Project:
    await site.keys.create("bench")
    who = site.keys.first()
    dataset = await site.datasets.create(who, name="bench", slug="bench")
    for number, data in enumerate(many_photos(photos)):
        record, _ = await site.intake.add(data)
        await site.items.add(who, dataset.uid, [NewItem(record.uid, f"{number}.jpg")])
    named = [LabelSpec(label) for label in labels]
    return await site.projects.create(who, name="bench", dataset_uids=[dataset.uid], labels=named)


async def _loop(site: Site, model: str, project: Project) -> float:
    who = site.keys.first()
    provider, ask = LocalModel(site.detectors, model), Ask(0.05)
    began = perf_counter()
    for uid in await site.auto_label_jobs.all_items(project.id):
        item = await site.items.get(who, uid)
        await provider.detect(SiteImage(item.image, site.intake), ask)
    return perf_counter() - began


async def _again_and_again(site: Site, model: str, project: Project) -> None:
    while True:
        await _job(site, model, project)


async def _clicks(site: Site, project: Project) -> list[float]:
    """Click in the middle of a photo whose embedding is warm; return the seconds to each answer."""
    who = site.keys.first()
    item = await site.items.get(who, (await site.auto_label_jobs.all_items(project.id))[0])
    middle = Point(item.image.width / 2, item.image.height / 2)
    request = SegmentRequest(item.image.uid, points=(middle,), multimask=True)
    seconds = []
    for number in range(CLICKS + 5):
        began = perf_counter()
        await site.segment.segment(request, who)
        if number >= 5:
            seconds.append(perf_counter() - began)
        await asyncio.sleep(THINK_S)
    return seconds


async def _job(site: Site, model: str, project: Project) -> tuple[float, float]:
    who: Principal = site.keys.first()
    items = await site.auto_label_jobs.all_items(project.id)
    job = await site.auto_label.create(who, project.uid, Options(model=model, overwrite="drafts"), items)
    while (found := await site.jobs.get(job.uid, who)).finished_at is None:
        await site.jobs.news(longest_s=LOOK_S)
    if found.progress.done != len(items) or found.started_at is None:
        raise EdgeError(f"the job ended as {found.status}: {found.progress}")
    return (
        (found.finished_at - found.started_at).total_seconds(),
        (found.started_at - found.created_at).total_seconds(),
    )
