"""Findings for which models are asked: faults planted on a real photo, and what is right left alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avala_edge.api.schemas.geometry import PolygonShape
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.review import FindingBody
from avala_edge.assembly import Site
from avala_edge.config import Config
from avala_edge.geometry import Polygon, rasterise_polygons
from avala_edge.store import LabelSpec, NewAnnotation, NewItem, PageOf, Principal
from tests.api.calls import Client, drawn, said
from tests.api.photos import photo
from tests.api.test_suggestions import COLOURS, box_of, stage

# x, y and radius of the coins on scikit-image's `coins.png`, of those that are whole and apart
COINS = (
    *((335, 43, 29), (155, 51, 23), (215, 51, 23), (276, 52, 20), (271, 119, 25), (45, 124, 20), (205, 124, 20)),
    *((336, 125, 19), (102, 126, 19), (154, 127, 19), (347, 186, 31), (212, 193, 23), (274, 194, 22), (102, 196, 22)),
    *((44, 197, 19), (154, 198, 19), (46, 260, 28), (172, 261, 27), (301, 263, 25), (244, 263, 23), (114, 266, 21)),
)
GROUND = (185, 89, 12)  # between coins
MOVED = 10  # place in COINS


@pytest.fixture
def config(config: Config) -> Config:
    """Time enough, however busy the machine."""
    return replace(config, request_deadline_s=600.0)


def coin(x: float, y: float, r: float) -> dict[str, Any]:
    ring = [[x + r * math.cos(math.tau * n / 40), y + r * math.sin(math.tau * n / 40)] for n in range(40)]
    return {"polygons": [{"exterior": ring, "holes": []}]}


def overlap(geometry: PolygonShape, x: float, y: float, r: float) -> float:
    """IoU of an outline with a circle on the photo of coins."""
    size = {"height": 303, "width": 384}
    islands = [Polygon(np.array(each.exterior), tuple(map(np.array, each.holes))) for each in geometry.polygons]
    seen = rasterise_polygons(islands, **size).astype(bool)
    true = rasterise_polygons([Polygon(np.array(coin(x, y, r)["polygons"][0]["exterior"]))], **size).astype(bool)
    return float((seen & true).sum() / (seen | true).sum())


async def findings(client: Client, project: str, query: str) -> list[FindingBody]:
    path, found = f"projects/{project}/quality/?{query}", list[FindingBody]()
    while path:
        page = await said(client, "GET", path, 200)
        found += PageAnswer[FindingBody].model_validate(page).results
        path = page["next"]
    return found


@dataclass
class Coins:
    """A project with one photo of coins; each that is drawn has the label coin."""

    site: Site
    client: Client
    who: Principal
    project: str
    item: str
    image: str

    async def draw(self, *circles: tuple[float, float, float], **more: Any) -> list[str]:
        new = [NewAnnotation("polygon", coin(*each), "coin", **more) for each in circles]
        made = await self.site.annotations.add(self.who, self.item, self.project, new)
        await self.site.suggester.all_examples(await self.site.projects.get(self.who, self.project))
        return [each.uid for each, _ in made]

    async def findings(self, query: str) -> list[FindingBody]:
        return await findings(self.client, self.project, query)


@pytest.fixture
async def coins(site: Site, client: Client, key: str) -> Coins:
    who = site.keys.first()
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    record, _ = await site.intake.add((Path(spec.origin).parent / "data" / "coins.png").read_bytes())
    dataset = await site.datasets.create(who, name="Coins")
    [(item, _)] = await site.items.add(who, dataset.uid, [NewItem(record.uid, "coins.png")])
    labels = [LabelSpec("coin"), LabelSpec("button")]
    project = await site.projects.create(who, name="Coins", dataset_uids=[dataset.uid], labels=labels)
    return Coins(site, client, who, project.uid, item.uid, record.uid)


async def test_outlines_that_are_off_and_background(coins: Coins) -> None:
    x, y, r = COINS[MOVED]
    await coins.draw(*(each for each in COINS if each != COINS[MOVED]))
    moved, ground = await coins.draw((x - 15, y + 15, r), GROUND)
    (off,) = await coins.findings("kind=boundary&checks=model")
    assert (off.kind, off.annotation, off.item, off.label) == ("boundary", moved, coins.item, None)
    assert off.value > 0.7
    assert off.geometry is not None  # what the model sees instead: more of the coin
    assert overlap(off.geometry, x, y, r) > overlap(PolygonShape(**coin(x - 15, y + 15, r)), x, y, r)
    (nothing,) = await coins.findings("kind=background")
    assert (nothing.kind, nothing.annotation, nothing.others, nothing.geometry) == ("background", ground, [], None)
    both = await coins.findings("checks=model")
    assert {each.annotation for each in both} == {moved, ground, None}  # None: coins that nobody has drawn

    for uid in (moved, ground):
        await said(coins.client, "POST", f"annotations/{uid}/review/", 200, json={"decision": "reject"})
    assert [each for each in await coins.findings("checks=model") if each.annotation is not None] == []


async def test_what_nobody_has_drawn(coins: Coins) -> None:
    drafts = await coins.draw(*COINS[:3], source="auto_label")
    assert await coins.findings("kind=missed") == []  # no suggestions yet: nobody has accepted anything
    for uid in drafts:
        await said(coins.client, "POST", f"annotations/{uid}/review/", 200, json={"decision": "reject"})
    uids = await coins.draw(*COINS[1:])
    found = await coins.findings("kind=missed")
    assert all((each.annotation, each.label, each.kind) == (None, "coin", "missed") for each in found)
    assert all(set(each.others) <= set(uids) for each in found)
    gone = [each for each in found if each.geometry is not None and overlap(each.geometry, *COINS[0]) > 0.7]
    assert len(gone) == 1
    assert gone[0].geometry is not None
    assert all(overlap(each.geometry, *known) < 0.1 for each in found if each.geometry for known in COINS[1:])

    taken_over = {"type": "polygon", "geometry": gone[0].geometry.model_dump(), "label": "coin"}
    await drawn(coins.client, coins.item, coins.project, **taken_over)
    again = await coins.findings("kind=missed")
    assert not [each for each in again if each.geometry is not None and overlap(each.geometry, *COINS[0]) > 0.1]


async def test_labels_that_other_photos_speak_against(site: Site, client: Client, key: str) -> None:
    photos = 8
    on = await stage(site, photos)
    for number in range(1, photos):
        await on.accept(number, *COLOURS)
    right = await on.accept(0, "rose", "sky")
    wrong_one = NewAnnotation("bounding_box", box_of("sun", 0), "rose")
    [(wrong, _)] = await site.annotations.add(on.who, on.items[0], on.project, [wrong_one])
    await on.looked_at()
    (found,) = await findings(client, on.project, "kind=label_outlier")
    assert (found.annotation, found.label, found.item) == (wrong.uid, "sun", on.items[0])
    assert (len(found.others), found.value > 0.6) == (3, True)
    assert not set(found.others) & {*right, wrong.uid}
    suns = [await site.annotations.get(on.who, uid) for uid in found.others]
    assert {(each.label, each.item == on.items[0]) for each in suns} == {("sun", False)}

    await said(client, "PATCH", f"annotations/{wrong.uid}/", 200, json={"label": "sun"}, headers={"If-Match": '"1"'})
    assert await findings(client, on.project, "kind=label_outlier") == []


async def test_few_examples_are_no_evidence(site: Site, client: Client, key: str) -> None:
    on = await stage(site, 3)
    for number in range(1, 3):
        await on.accept(number, *COLOURS)
    await site.annotations.add(
        on.who, on.items[0], on.project, [NewAnnotation("bounding_box", box_of("sun", 0), "rose")]
    )
    await on.looked_at()
    assert await findings(client, on.project, "kind=label_outlier") == []


async def test_shapes_alone_ask_no_model(coins: Coins) -> None:
    small = NewAnnotation("bounding_box", {"x": 5.0, "y": 5.0, "width": 2.0, "height": 3.0}, source="auto_label")
    await coins.site.annotations.add(coins.who, coins.item, coins.project, [small])
    record = await coins.site.images.get(coins.image)
    for query in ("", "checks=shapes", "kind=tiny"):
        assert [each.kind for each in await coins.findings(query)] == ["tiny"]
        assert coins.site.sight.state(record) == "absent"
    assert await coins.findings("checks=model") == []
    assert coins.site.sight.state(record) == "ready"


async def test_a_damaged_photo_does_not_end_it(coins: Coins, site: Site, client: Client) -> None:
    who, dataset = coins.who, await site.datasets.create(coins.who, name="Damaged")
    record, _ = await site.intake.add(photo())
    await site.items.add(who, dataset.uid, [NewItem(record.uid, "damaged.png")])
    whole = (await site.items.get(who, coins.item)).image
    [(last, _)] = await site.items.add(who, dataset.uid, [NewItem(whole.uid, "coins.png")])
    project = await site.projects.create(who, name="Both", dataset_uids=[dataset.uid], labels=[LabelSpec("coin")])
    first = (await site.items.project_page(project.id, PageOf(1, None))).items[0][0]
    for item in (first.uid, last.uid):
        await site.annotations.add(who, item, project.uid, [NewAnnotation("polygon", coin(*GROUND), source="sam")])
    path = site.images.local_path(record.uid)
    assert path is not None
    path.write_bytes(path.read_bytes()[:-200])
    (found,) = await findings(client, project.uid, "kind=background")
    assert found.item == last.uid


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("checks=all", "checks"),
        ("kind=blurred", "kind"),
        ("checks=model&kind=tiny", "kind"),
        ("checks=shapes&kind=missed", "kind"),
        ("checks=model&deep=1", "deep"),
        ("checks=model&cursor=x", "cursor"),
    ],
)
async def test_refusals_name_the_field(client: Client, project: str, query: str, field: str) -> None:
    refused = await said(client, "GET", f"projects/{project}/quality/?{query}", 422)
    assert field in str(refused)
