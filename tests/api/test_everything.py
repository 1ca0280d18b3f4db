"""All objects of one photo: found, each once, the best first, bounded, and behind every click."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from typing import Any

import msgpack
import numpy as np
import pytest
from PIL import Image, ImageDraw

from avala_edge.api.schemas.everything import EverythingAnswer
from avala_edge.assembly import Site
from avala_edge.autolabel import Ask, EverythingProvider
from avala_edge.config import Config
from avala_edge.errors import Busy, InvalidInput
from avala_edge.geometry import Polygon, Rle, decode_rle, rasterise_polygons
from avala_edge.imaging import Pixels
from avala_edge.segment import EverythingOptions
from avala_edge.segment.everything import IMAGES_AT_ONCE, IMAGES_WAITING
from avala_edge.store import ImageRecord
from tests.api.conftest import EDGE, Client, Connect
from tests.api.photos import INSIDE

CALL = f"{EDGE}/segment/everything/"
DISCS = ((100, 100, 60), (320, 110, 70), (210, 250, 40))
SIZE = (480, 320)


def discs() -> bytes:
    image = Image.radial_gradient("L").resize(SIZE).convert("RGB").point(lambda v: v // 5)
    for (x, y, r), colour in zip(DISCS, ("gold", "tomato", "skyblue"), strict=True):
        ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def truth(disc: tuple[int, int, int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    y, x = np.indices(SIZE[::-1]) + 0.5
    return np.asarray((x - disc[0]) ** 2 + (y - disc[1]) ** 2 < disc[2] ** 2)


def iou(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> float:
    return float((a & b).sum() / (a | b).sum())


@pytest.fixture
def config(config: Config) -> Config:
    """Time enough for all points, however busy the machine."""
    return replace(config, request_deadline_s=600.0)


@pytest.fixture
async def record(site: Site) -> ImageRecord:
    return (await site.intake.add(discs()))[0]


async def ask(client: Client, record: ImageRecord, **more: Any) -> EverythingAnswer:
    answer = await client.post(CALL, json={"image": record.uid, **more})
    assert answer.status == 200, await answer.text()
    return EverythingAnswer.model_validate(await answer.json())


async def test_objects_are_found_without_doubles(client: Client, record: ImageRecord) -> None:
    found = await ask(client, record, formats=["polygon", "rle"], points_per_side=9)
    assert found.points.asked == found.points.looked_at == 9 * 6
    masks = []
    for each in found.masks:
        assert each.rle is not None
        assert each.polygon is not None
        mask = decode_rle(Rle(*each.rle.size, each.rle.counts.encode())).astype(bool)
        rings = [Polygon(np.array(p.exterior), tuple(map(np.array, p.holes))) for p in each.polygon.polygons]
        assert iou(rasterise_polygons(rings, height=SIZE[1], width=SIZE[0]).astype(bool), mask) > 0.95
        assert each.area == mask.sum()
        masks.append(mask)
    for disc in DISCS:
        assert any(iou(mask, truth(disc)) > 0.7 for mask in masks)
    scores = [each.score for each in found.masks]
    assert scores == sorted(scores, reverse=True)
    assert all(iou(a, b) <= 0.75 for place, a in enumerate(masks) for b in masks[:place])
    assert all(each.polygon is None for each in (await ask(client, record, formats=[], points_per_side=2)).masks)


async def test_where_it_was_found_gives_it_again(client: Client, record: ImageRecord) -> None:
    best = (await ask(client, record, points_per_side=6)).masks[0]
    click = {"image": record.uid, "points": [{"x": best.point.x, "y": best.point.y}], "multimask": True}
    masks = (await (await client.post(f"{EDGE}/segment/", json=click)).json())["masks"]
    assert max(mask["score"] for mask in masks) == pytest.approx(best.score, abs=1e-3)


async def test_the_same_photo_gives_the_same_objects(client: Client, record: ImageRecord) -> None:
    first, second = [await ask(client, record, points_per_side=6) for _ in range(2)]
    assert first.masks == second.masks
    assert second.cache == "hit"


async def test_what_counts_as_an_object(client: Client, record: ImageRecord) -> None:
    lax = {"points_per_side": 5, "score_threshold": 0, "stability_threshold": 0}
    every = await ask(client, record, **lax)
    few = await ask(client, record, **{**lax, "score_threshold": 0.6})
    assert 0 < len(few.masks) < len(every.masks)
    assert all(each.score >= 0.6 for each in few.masks)
    large = await ask(client, record, **lax, min_area=9000)
    assert 0 < len(large.masks) < len(every.masks)
    assert all(each.area > 8500 for each in large.masks)  # judged on a smaller image
    assert len((await ask(client, record, points_per_side=3, max_objects=1)).masks) == 1


async def test_msgpack(client: Client, record: ImageRecord) -> None:
    body = {"image": record.uid, "points_per_side": 2}
    answer = await client.post(CALL, json=body, headers={"Accept": "application/msgpack"})
    EverythingAnswer.model_validate(msgpack.unpackb(await answer.read()))


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"image": "sha256:" + "0" * 64}, 404, "uid"),
        ({"image": None}, 422, "Name a photo"),
        ({"item": "x"}, 422, "Name a photo"),
        ({"image": None, "item": "nothing"}, 404, "not_found"),
        ({"model": "other"}, 404, "other"),
        ({"points_per_side": 0}, 422, "points_per_side"),
        ({"points_per_side": 65}, 422, "points_per_side"),
        ({"score_threshold": 1.5}, 422, "score_threshold"),
        ({"max_objects": 501}, 422, "max_objects"),
        ({"min_area": -1}, 422, "min_area"),
        ({"formats": ["png"]}, 422, "formats"),
        ({"points": []}, 422, "points"),
    ],
)
async def test_refusals(client: Client, record: ImageRecord, change: dict[str, Any], status: int, word: str) -> None:
    answer = await client.post(CALL, json={"image": record.uid, **change})
    assert (answer.status, word in await answer.text()) == (status, True), await answer.text()


async def test_a_stranger_finds_nothing(connect: Connect, record: ImageRecord) -> None:
    assert (await (await connect(None)).post(CALL, json={"image": record.uid})).status == 401


async def test_time_ends_it_with_what_was_found(site: Site, key: str, record: ImageRecord) -> None:
    found = await site.everything.find(record, EverythingOptions(time_s=0), site.keys.first())
    assert (found.objects, found.looked_at, found.points) == ((), 0, 16 * 11)


async def test_clicks_go_first(client: Client, record: ImageRecord) -> None:
    await ask(client, record, points_per_side=1)
    everything = asyncio.ensure_future(ask(client, record, points_per_side=8))
    for _ in range(3):
        answer = await client.post(f"{EDGE}/segment/", json={"image": record.uid, "points": [INSIDE]})
        assert answer.status == 200
        assert not everything.done()
    assert (await everything).points.looked_at == 8 * 5


async def test_only_so_many_wait(site: Site, key: str, record: ImageRecord) -> None:
    who, options = site.keys.first(), EverythingOptions(points_per_side=2)
    many = [site.everything.find(record, options, who) for _ in range(IMAGES_AT_ONCE + IMAGES_WAITING + 3)]
    answers = await asyncio.gather(*many, return_exceptions=True)
    assert sum(isinstance(each, Busy) for each in answers) == 3
    assert sum(not isinstance(each, BaseException) for each in answers) == IMAGES_AT_ONCE + IMAGES_WAITING
    await site.everything.find(record, options, who)


@pytest.mark.parametrize("options", [{"score": 2}, {"points_per_side": 0}, {"most": 0}, {"time_s": float("nan")}])
def test_options_have_bounds(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        EverythingOptions(**options)
    assert refused.value.field == next(iter(options))


class _Kept:
    def __init__(self, record: ImageRecord) -> None:
        self.record = record

    async def content(self) -> bytes:
        raise AssertionError("not needed")

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        raise AssertionError("not needed")


async def test_as_a_provider(site: Site, key: str, record: ImageRecord) -> None:
    assert (await site.site_models.open(site.keys.first(), "everything")).name == "avala-mini/everything"
    everything = EverythingProvider(site.everything, model="m", options=EverythingOptions(points_per_side=9))
    found = await everything.detect(_Kept(record), Ask(labels=frozenset({"ignored"})))
    assert all(each.label is None and each.polygons for each in found)
    for disc in DISCS:
        masks = (rasterise_polygons(each.polygons or (), height=SIZE[1], width=SIZE[0]) for each in found)
        assert any(iou(mask.astype(bool), truth(disc)) > 0.7 for mask in masks)
    floor = found[len(found) // 2].score
    fewer = await everything.detect(_Kept(record), Ask(floor=floor))
    assert min(each.score for each in fewer) >= floor
