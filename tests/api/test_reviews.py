"""Reviews through the API: decisions, bulk and undo, the queue, and a thousand drafts that a simulation reviews."""

from __future__ import annotations

import random
from typing import Any

import pytest

from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.projects import ProgressAnswer
from avala_edge.api.schemas.review import FindingBody, ReliabilityAnswer, ReviewedAnswer, SampleAnswer
from avala_edge.assembly import Site
from avala_edge.store import NewAnnotation
from tests.api.calls import BOX, Client, drawn, said
from tests.api.conftest import Connect

DRAFTS = 1000


def found_by(uid: int, share: float) -> NewAnnotation:
    shape = {"x": float(uid % 100), "y": 1.0, "width": 30.0, "height": 40.0}
    return NewAnnotation("bounding_box", shape, "car", source="auto_label", confidence=share, model="yolo")


async def test_a_decision_and_what_it_says(client: Client, project: str, items: list[str]) -> None:
    one = await drawn(client, items[0], project, label="car", source="auto_label", confidence=0.4, model="yolo")
    path = f"annotations/{one['uid']}/review/"
    body = {"decision": "accept", "label": "dog", "geometry": {**BOX, "x": 9.0}, "comment": "a dog"}
    done = await said(client, "POST", path, 200, json=body, headers={"If-Match": '"1"'})
    ReviewedAnswer.model_validate(done)
    assert (done["state"], done["label"], done["geometry"]["x"], done["version"]) == ("accepted", "dog", 9.0, 2)
    stale = await said(client, "POST", path, 412, json={"decision": "reject"}, headers={"If-Match": '"1"'})
    assert stale["current"]["state"] == "accepted"
    history = (await said(client, "GET", f"annotations/{one['uid']}/history/", 200))["results"]
    assert [(row["action"], row["after"].get("modified")) for row in history][1] == ("annotation.reviewed", True)
    assert (history[1]["before"]["label"], history[1]["after"]["label"]) == ("car", "dog")
    undo = {"undo": done["undo"]}
    assert await said(client, "POST", f"projects/{project}/review/undo/", 200, json=undo) == {
        "count": 1,
        "changed_since": 0,
    }
    await said(client, "POST", f"projects/{project}/review/undo/", 409, json=undo)
    await said(client, "POST", f"projects/{project}/review/undo/", 404, json={"undo": "none"})
    assert (await said(client, "GET", f"annotations/{one['uid']}/", 200))["label"] == "car"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("annotations/{uid}/review/", {"decision": "maybe"}, "decision"),
        ("annotations/{uid}/review/", {"decision": "accept", "label": "bird"}, "label"),
        ("annotations/{uid}/review/", {"decision": "accept", "type": "polygon"}, "geometry"),
        ("annotations/{uid}/review/", {"decision": "accept", "colour": 1}, "colour"),
        ("projects/{project}/review/bulk/", {"decision": "accept", "filter": {"state": "accepted"}}, "decision"),
        ("projects/{project}/review/bulk/", {"decision": "accept", "filter": {"label": "bird"}}, "filter.label"),
        ("projects/{project}/review/bulk/", {"decision": "accept", "filter": {"min_confidence": 2}}, "min_confidence"),
        ("projects/{project}/review/samples/", {"size": 0}, "size"),
        ("projects/{project}/review/samples/", {"filter": {"model": "none"}}, "filter"),
    ],
)
async def test_refusals_name_the_field(
    client: Client,
    project: str,
    items: list[str],
    path: str,
    body: dict[str, Any],
    field: str,
) -> None:
    one = await drawn(client, items[0], project, label="car", source="auto_label")
    refused = await said(client, "POST", path.format(uid=one["uid"], project=project), 422, json=body)
    assert field in str(refused), refused
    assert (await said(client, "GET", f"annotations/{one['uid']}/", 200))["version"] == 1


async def test_annotators_do_not_review(
    site: Site, connect: Connect, client: Client, project: str, items: list[str]
) -> None:
    one = await drawn(client, items[0], project, label="car", source="auto_label")
    annotator = await connect((await site.keys.create("ann", "annotator", username="ann"))[1])
    await said(annotator, "POST", f"annotations/{one['uid']}/review/", 403, json={"decision": "accept"})
    await said(annotator, "POST", f"projects/{project}/review/bulk/", 403, json={"decision": "accept", "filter": {}})
    assert len((await said(annotator, "GET", f"projects/{project}/review/queue/", 200))["results"]) == 1


async def test_the_queue_goes_on_page_by_page(client: Client, site: Site, project: str, items: list[str]) -> None:
    who = site.keys.first()
    shares = [round(n / 20, 2) for n in range(1, 21)]
    await site.annotations.add(who, items[0], project, [found_by(n, share) for n, share in enumerate(shares)])
    for order, key in (("uncertainty", lambda share: abs(share - 0.5)), ("confidence", lambda share: -share)):
        path, seen = f"projects/{project}/review/queue/?order={order}&limit=7", []
        while path:
            page = await said(client, "GET", path, 200)
            seen += [row["confidence"] for row in page["results"]]
            path = page["next"]
        assert [key(share) for share in seen] == sorted(map(key, shares))
    lot = await said(client, "GET", f"projects/{project}/review/queue/?sample=5", 200)
    assert (len(lot["results"]), lot["next"]) == (5, None)
    assert lot == await said(client, "GET", f"projects/{project}/review/queue/?sample=5", 200)


def covers(estimate: dict[str, Any], true: float) -> bool:
    """Say whether the truth is in the interval made twice as wide: a lot that nobody steers misses it once in 20 times.

    How often it does is measured in `tests/unit/review`.
    """
    margin = (estimate["high"] - estimate["low"]) / 2
    return bool(estimate["low"] - margin <= true <= estimate["high"] + margin)


async def test_a_thousand_drafts(client: Client, site: Site, project: str, items: list[str]) -> None:
    """A sample says how good the model is; what it says chooses a threshold; an audit of what was accepted agrees."""
    chance, who = random.Random(7), site.keys.first()
    shares = [chance.random() for _ in range(DRAFTS)]
    made = await site.annotations.add(who, items[0], project, [found_by(n, share) for n, share in enumerate(shares)])
    # Who reviews knows which are right: of those with confidence c, 1 - (1 - c)².
    right = {one.uid: chance.random() < 1 - (1 - (one.confidence or 0)) ** 2 for one, _ in made}
    queue, samples = f"projects/{project}/review/queue/", f"projects/{project}/review/samples/"

    async def review(sample: str) -> dict[str, Any]:
        for row in (await said(client, "GET", f"{queue}?sample={sample}&limit=1000", 200))["results"]:
            decision = "accept" if right[row["uid"]] else "reject"
            await said(client, "POST", f"annotations/{row['uid']}/review/", 200, json={"decision": decision})
        found = await said(client, "GET", f"{samples}{sample}/", 200)
        SampleAnswer.model_validate(found)
        return dict(found)

    sample = await said(client, "POST", samples, 201, json={"size": 150})
    assert (sample["size"], sample["stands_for"], sample["decided"]) == (150, DRAFTS, 0)
    found = await review(sample["uid"])
    true_rate = sum(right.values()) / DRAFTS
    assert covers(found["as_is"], true_rate)
    assert found["as_is"]["decided"] == 150

    worth = await said(client, "GET", f"projects/{project}/review/reliability/?target=0.8&model=yolo", 200)
    ReliabilityAnswer.model_validate(worth)
    assert worth["decided"] == 150
    threshold = worth["threshold"]["confidence"]
    assert worth["threshold"]["as_is"]["low"] >= 0.8
    everything = {"filter": {"source": "auto_label", "min_confidence": threshold}, "decision": "accept"}
    dry = await said(client, "POST", f"projects/{project}/review/bulk/", 200, json={**everything, "dry_run": True})
    done = await said(client, "POST", f"projects/{project}/review/bulk/", 200, json=everything)
    assert (done["count"], dry["undo"]) == (dry["count"], None)

    known = {row["uid"] for row in (await said(client, "GET", f"{queue}?state=accepted&limit=1000", 200))["results"]}
    audit = {"size": 120, "filter": {"state": "accepted"}}
    audited = await review((await said(client, "POST", samples, 201, json=audit))["uid"])
    assert (audited["decided"], audited["stands_for"]) == (120, len(known))
    wrong = sum(not right[uid] for uid in known) / len(known)
    assert covers(audited["as_is"], 1 - wrong)

    progress = await said(client, "GET", f"projects/{project}/progress/", 200)
    ProgressAnswer.model_validate(progress)
    (model,) = progress["acceptance"]["by_model"]
    assert model["of"] == "yolo"
    assert model["accepted"] + model["rejected"] + model["drafts"] == DRAFTS
    by_hand = progress["review"]["by_hand_last_hour"]
    assert 150 < by_hand <= 150 + 120, "what was decided by hand before needs no second look"
    assert progress["review"]["last_hour"] == by_hand + done["count"]
    undone = await said(client, "POST", f"projects/{project}/review/undo/", 200, json={"undo": done["undo"]})
    assert undone == {"count": done["count"] - (by_hand - 150), "changed_since": by_hand - 150}


async def test_findings_about_shapes(client: Client, project: str, items: list[str]) -> None:
    knot = {"polygons": [{"exterior": [[10, 10], [60, 60], [60, 10], [10, 90]], "holes": []}]}
    thread = {"polygons": [{"exterior": [[1, 1], [150, 1], [150, 1.5], [1, 1.5]], "holes": []}]}
    shapes: dict[str, tuple[str, Any]] = {
        "zero_area": ("bounding_box", {"x": 5.0, "y": 5.0, "width": 0.5, "height": 0.5}),
        "tiny": ("bounding_box", {"x": 5.0, "y": 5.0, "width": 2.0, "height": 3.0}),
        "outside_image": ("bounding_box", {"x": -30.0, "y": 5.0, "width": 60.0, "height": 50.0}),
        "self_intersection": ("polygon", knot),
        "sliver": ("polygon", thread),
    }
    made = {
        kind: await drawn(client, items[0], project, type=type_, geometry=shape, label="car")
        for kind, (type_, shape) in shapes.items()
    }
    first = await drawn(client, items[1], project, label="car")
    twin = await drawn(client, items[1], project, label="car", geometry={**BOX, "x": 2.0})
    await drawn(client, items[1], project, label="dog")
    page = await said(client, "GET", f"projects/{project}/quality/", 200)
    PageAnswer[FindingBody].model_validate(page)
    found = {row["kind"]: row for row in page["results"]}
    assert {kind: row["annotation"] for kind, row in found.items() if kind != "overlap"} == {
        kind: row["uid"] for kind, row in made.items()
    }
    assert (found["overlap"]["annotation"], found["overlap"]["others"]) == (twin["uid"], [first["uid"]])
    assert len(page["results"]) == 6
    only = await said(client, "GET", f"projects/{project}/quality/?kind=tiny", 200)
    assert [row["kind"] for row in only["results"]] == ["tiny"]
