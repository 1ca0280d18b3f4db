"""Labels by appearance: suggested, explained, trained, compared, used by auto-label; and more of the same."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from avala_edge.api.schemas.jobs import JobAnswer
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.suggestions import CandidateBody, HeadAnswer, LikeAnswer, SuggestAnswer
from avala_edge.assembly import Site
from avala_edge.autolabel import Ask, EverythingProvider, Labels, alike
from avala_edge.autolabel.subject import SiteImage
from avala_edge.config import Config
from avala_edge.geometry import Polygon, rasterise_polygons
from avala_edge.segment import EverythingOptions
from avala_edge.store import LabelSpec, NewAnnotation, NewItem, Principal
from avala_edge.training import Suggester, novelty
from avala_edge.training.kept_vectors import FILE
from avala_edge.training.regions import box_region
from avala_edge.training.train import held_out
from tests.api.calls import EDGE, Client

SIZE = (480, 320)
DISCS = {"sun": (100, 100, 60, "gold"), "rose": (320, 110, 70, "tomato"), "sky": (210, 250, 40, "skyblue")}
COLOURS = tuple(DISCS)
CALL = f"{EDGE}/segment/suggest/"


def picture(shift: int) -> bytes:
    """A disc of each colour on a dark ground, each photo's a little elsewhere."""
    image = Image.radial_gradient("L").resize(SIZE).convert("RGB").point(lambda v: v // 5)
    for x, y, r, colour in DISCS.values():
        ImageDraw.Draw(image).ellipse((x + shift - r, y - r, x + shift + r, y + r), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def box_of(name: str, shift: int) -> dict[str, float]:
    x, y, r, _ = DISCS[name]
    return {"x": float(x + shift - r), "y": float(y - r), "width": 2.0 * r, "height": 2.0 * r}


def corners(name: str, shift: int) -> tuple[float, float, float, float]:
    box = box_of(name, shift)
    return box["x"], box["y"], box["width"], box["height"]


def agreement(found: Sequence[Polygon], name: str, shift: int) -> float:
    """IoU of an outline with a disc."""
    x, y, r, _ = DISCS[name]
    rows, columns = np.indices(SIZE[::-1]) + 0.5
    disc = (columns - x - shift) ** 2 + (rows - y) ** 2 < r**2
    mask = rasterise_polygons(found, height=SIZE[1], width=SIZE[0]).astype(bool)
    return float((mask & disc).sum() / (mask | disc).sum())


def polygons(candidate: CandidateBody) -> list[Polygon]:
    assert candidate.polygon is not None
    return [Polygon(np.array(each.exterior), tuple(map(np.array, each.holes))) for each in candidate.polygon.polygons]


@pytest.fixture
def config(config: Config) -> Config:
    """Time enough for all points, however busy the machine."""
    return replace(config, request_deadline_s=600.0)


@dataclass
class Stage:
    """A project whose photos show three discs each; photo n is shifted by n."""

    site: Site
    who: Principal
    project: str
    items: list[str]
    images: list[str]

    async def accept(self, photo: int, *names: str) -> list[str]:
        """Draw discs as a person does; return the annotations' uids."""
        new = [NewAnnotation("bounding_box", box_of(name, photo), name) for name in names]
        made = await self.site.annotations.add(self.who, self.items[photo], self.project, new)
        return [each.uid for each, _ in made]

    async def looked_at(self) -> None:
        """Wait until all that was accepted has been looked at."""
        await self.site.suggester.all_examples(await self.site.projects.get(self.who, self.project))


async def stage(site: Site, photos: int) -> Stage:
    who = site.keys.first()
    dataset = await site.datasets.create(who, name="Discs")
    items, images = [], []
    for number in range(photos):
        record, _ = await site.intake.add(picture(number))
        [(item, _)] = await site.items.add(who, dataset.uid, [NewItem(record.uid, f"{number}.png")])
        items.append(item.uid)
        images.append(record.uid)
    labels = [LabelSpec(name) for name in COLOURS]
    project = await site.projects.create(who, name="Discs", dataset_uids=[dataset.uid], labels=labels)
    return Stage(site, who, project.uid, items, images)


async def ask(client: Client, on: Stage, photo: int, name: str, **more: Any) -> SuggestAnswer:
    body = {"project": on.project, "item": on.items[photo], "box": box_of(name, photo), **more}
    answer = await client.post(CALL, json=body)
    assert answer.status == 200, await answer.text()
    return SuggestAnswer.model_validate(await answer.json())


async def test_from_the_first_example_on(site: Site, client: Client) -> None:
    on = await stage(site, 2)
    nothing = await ask(client, on, 1, "sun")
    assert (nothing.unknown, nothing.labels, nothing.head) == (True, [], None)
    assert "no accepted" in str(nothing.reason)
    sun, rose = await on.accept(0, "sun", "rose")
    await on.looked_at()
    for name, uid in (("sun", sun), ("rose", rose)):
        found = await ask(client, on, 1, name)
        assert (found.unknown, found.labels[0].label, found.labels[0].because) == (False, name, [uid])
        assert sum(each.score for each in found.labels) == pytest.approx(1, abs=1e-3)
    (sky,) = await on.accept(0, "sky")  # a new label, at once
    await on.looked_at()
    assert (await ask(client, on, 1, "sky")).labels[0].because == [sky]
    assert len((await ask(client, on, 1, "sky", top=1)).labels) == 1

    drawn = await site.annotations.get(on.who, sky)
    await site.annotations.delete(on.who, sky, drawn.version)
    assert [each.label for each in (await ask(client, on, 1, "sky")).labels] != ["sky"]
    assert all(sky not in each.because for each in (await ask(client, on, 1, "sky")).labels)


async def test_where_the_object_is(site: Site, client: Client) -> None:
    on = await stage(site, 1)
    await on.accept(0, "sun", "rose")
    await on.looked_at()
    prompt = {"item": on.items[0], "box": box_of("rose", 0), "formats": ["polygon", "rle"]}
    mask = (await (await client.post(f"{EDGE}/segment/", json=prompt)).json())["masks"][0]
    base = {"project": on.project, "image": on.images[0]}
    for where in ({"mask": mask["mask"]}, {"geometry": mask["polygon"]}, {"geometry": {"rle": mask["rle"]}}):
        answer = await client.post(CALL, json={**base, **where})
        assert answer.status == 200, await answer.text()
        assert (await answer.json())["labels"][0]["label"] == "rose"
    for wrong, status, word in (
        ({}, 422, "one of them"),
        ({"box": box_of("sun", 0), "mask": "x"}, 422, "one of them"),
        ({"mask": "unknown"}, 422, "mask"),
        ({"box": {**box_of("sun", 0), "x": 5000.0}}, 422, "box"),
        ({"geometry": {"rle": {"size": [3, 3], "counts": "54"}}}, 422, "geometry"),
        ({"box": box_of("sun", 0), "project": "none"}, 404, "not_found"),
        ({"box": box_of("sun", 0), "more": 1}, 422, "more"),
        ({"box": box_of("sun", 0), "top": 0}, 422, "top"),
    ):
        answer = await client.post(CALL, json={**base, **wrong})
        assert (answer.status, word in await answer.text()) == (status, True), await answer.text()


async def train(client: Client, site: Site, on: Stage, **order: Any) -> JobAnswer:
    answer = await client.post(f"{EDGE}/projects/{on.project}/heads/", json=order)
    assert answer.status == 202, await answer.text()
    job = JobAnswer.model_validate(await answer.json())
    async with asyncio.timeout(120):
        while (found := await site.jobs.get(job.uid, on.who)).finished_at is None:
            await site.jobs.news(longest_s=0.5)
    assert found.kind == "train_head"
    return JobAnswer.model_validate(await (await client.get(f"{EDGE}/jobs/{job.uid}/")).json())


async def heads(client: Client, on: Stage) -> list[HeadAnswer]:
    answer = await client.get(f"{EDGE}/projects/{on.project}/heads/")
    return PageAnswer[HeadAnswer].model_validate(await answer.json()).results


async def test_the_loop(site: Site, client: Client) -> None:
    photos = 14
    on = await stage(site, photos)
    await on.accept(0, *COLOURS)
    few = await train(client, site, on)
    assert (few.progress.failed, few.errors[0].code) == (1, "conflict")
    assert "20 accepted" in few.errors[0].detail
    assert await heads(client, on) == []
    for number in range(1, photos - 1):
        await on.accept(number, *COLOURS)
    left_out = sum(held_out(image) for image in on.images[: photos - 1])

    assert (await train(client, site, on, activate="never")).progress.done == 1
    (first,) = await heads(client, on)
    assert (first.version, first.active, first.before, sorted(first.labels)) == (1, False, None, sorted(COLOURS))
    assert (first.images, first.held_out) == (photos - 1 - left_out, 3 * left_out)
    assert first.measured.accuracy == 1.0
    assert (await ask(client, on, photos - 1, "sky")).head is None

    assert (await train(client, site, on, activate="always")).progress.done == 1
    second, first = await heads(client, on)
    assert (second.version, second.active, first.active) == (2, True, False)
    found = await ask(client, on, photos - 1, "sky")
    assert found.head is not None
    assert (found.head.version, found.labels[0].label, len(found.labels[0].because)) == (2, "sky", 3)

    assert (await train(client, site, on)).progress.done == 1  # no better than the same
    third, *_ = await heads(client, on)
    assert (third.version, third.before, third.is_better, third.active) == (3, 2, False, False)

    activate = f"{EDGE}/projects/{on.project}/heads/%s/activate/"
    back = await client.post(activate % 1)
    assert HeadAnswer.model_validate(await back.json()).active
    assert [each.version for each in await heads(client, on) if each.active] == [1]
    for wrong in ("9", "x"):
        assert (await client.post(activate % wrong)).status == 404
    wrong_order = await client.post(f"{EDGE}/projects/{on.project}/heads/", json={"activate": "perhaps"})
    assert (wrong_order.status, "activate" in await wrong_order.text()) == (422, True)

    folder = site.config.data_dir / "heads" / on.project
    assert (folder / FILE).is_file()
    (folder / "1" / "head.safetensors").write_bytes(b"damaged")  # a head that is none: means are compared
    fresh = Suggester(site.suggester._looking, site.heads, site.suggester._cpu)  # as after a restart
    record = await site.images.get(on.images[photos - 1])
    project = await site.projects.get(on.who, on.project)
    mask = partial(box_region, *corners("sky", photos - 1), height=SIZE[1], width=SIZE[0])
    (answer,) = await fresh.suggest(project, record, [mask])
    assert (answer.head, answer.labels[0].label) == (None, "sky")
    assert json.loads((folder / "active.json").read_text()) == {"version": 1}


async def test_everything_gets_labels(site: Site, client: Client) -> None:
    on = await stage(site, 2)
    await on.accept(0, *COLOURS)
    await on.looked_at()
    item = await site.items.get(on.who, on.items[1])
    labels, options = Labels(site.projects, site.suggester), EverythingOptions(points_per_side=9)
    provider = EverythingProvider(site.everything, model="m", options=options, labels=labels)
    subject = SiteImage(item.image, site.intake)
    found = await provider.detect(subject, Ask(project=on.project))
    for name in COLOURS:
        nearest = max(found, key=lambda each: agreement(each.polygons or (), name, 1))
        assert (agreement(nearest.polygons or (), name, 1) > 0.6, nearest.label) == (True, name)


async def test_more_like_this(site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "POINTS", 9)
    on = await stage(site, 3)
    sun, _, _ = await on.accept(0, *COLOURS)
    await on.accept(1, *COLOURS)
    call = f"{EDGE}/projects/{on.project}/like/"
    answer = await client.post(call, json={"annotation": sun, "items": [on.items[2], on.items[1]], "most": 100})
    assert answer.status == 200, await answer.text()
    found = LikeAnswer.model_validate(await answer.json())
    assert (found.items, found.asked) == ([on.items[2], on.items[1]], 2)
    similarities = [each.similarity for each in found.candidates]
    assert similarities == sorted(similarities, reverse=True)
    new = [each for each in found.candidates if each.item == on.items[2]]
    discs = [max(COLOURS, key=lambda name: agreement(polygons(each), name, 2)) for each in new]
    whole = [name for name, each in zip(discs, new, strict=True) if agreement(polygons(each), name, 2) > 0.7]
    assert (whole[0], "rose" in whole) == ("sun", True)  # of what is one disc
    again = [each for each in found.candidates if each.item == on.items[1]]  # but what is drawn there already
    assert all(agreement(polygons(each), name, 1) < 0.8 for each in again for name in COLOURS)
    third = await site.items.get(on.who, on.items[2])
    assert (await site.annotations.of_items(on.who, [third.id]))[third.id] == []  # nothing was saved

    for wrong, status in (({"annotation": "none"}, 404), ({"annotation": sun, "items": []}, 422)):
        assert (await client.post(call, json=wrong)).status == status


async def test_what_is_least_like_what_was_reviewed_is_first_in_the_queue(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(novelty, "LONGEST_S", 60.0)  # on a busy machine, too, all are looked at
    on = await stage(site, 4)
    await on.accept(0, "sun", "rose")
    await on.looked_at()
    drafts: dict[str, str] = {}
    for photo, names in ((1, ("sun", "rose")), (2, ("sun", "rose", "sky")), (3, ("sun", "sky"))):
        new = [
            NewAnnotation("bounding_box", box_of(name, photo), name, source="auto_label", confidence=0.9)
            for name in names
        ]
        made = await site.annotations.add(on.who, on.items[photo], on.project, new)
        drafts |= {each.uid: each.label or "" for each, _ in made}
    queue = f"{EDGE}/projects/{on.project}/review/queue/?order=novelty"

    async def order() -> list[str]:
        answer = await client.get(queue)
        assert answer.status == 200, await answer.text()
        body = await answer.json()
        assert body["next"] is None
        return [each["uid"] for each in body["results"]]

    first = await order()
    assert sorted(first) == sorted(drafts)
    assert drafts[first[0]] == "sky"
    assert drafts[first[1]] != "sky", "the second is unlike the first, too"
    assert await order() == first, "as long as nothing is decided"
    decided = await client.post(f"{EDGE}/annotations/{first[0]}/review/", json={"decision": "reject"})
    assert decided.status == 200, await decided.text()
    after = await order()
    assert len(after) == len(drafts) - 1
    assert drafts[after[0]] != "sky", "what was rejected counts as reviewed"
    assert len((await (await client.get(f"{queue}&limit=2")).json())["results"]) == 2
    for wrong in ("cursor=abc", "sample=5"):
        answer = await client.get(f"{queue}&{wrong}")
        assert (answer.status, (await answer.json())["field"]) == (422, wrong.partition("=")[0])


async def test_the_queue_by_novelty_of_a_project_where_nothing_was_reviewed(site: Site, client: Client) -> None:
    on = await stage(site, 1)
    new = [NewAnnotation("bounding_box", box_of(name, 0), name, source="auto_label") for name in COLOURS]
    bad = NewAnnotation(
        "bounding_box", {"x": 470.0, "y": 10.0, "width": 0.2, "height": 0.2}, "sun", source="auto_label"
    )
    made = await site.annotations.add(on.who, on.items[0], on.project, [*new, bad])
    answer = await client.get(f"{EDGE}/projects/{on.project}/review/queue/?order=novelty")
    assert sorted(each["uid"] for each in (await answer.json())["results"]) == sorted(each.uid for each, _ in made)
