"""Projects, items and annotations through the API."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import FormData

from avala_edge.api.schemas.items import ActivityAnswer, AddedItems, AnnotationAnswer, ItemAnswer, ProjectItemAnswer
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.projects import ProgressAnswer, ProjectAnswer
from avala_edge.assembly import Site
from tests.api.calls import BOX, EDGE, Client, drawn, files, said
from tests.api.photos import photo


async def test_photos_into_a_dataset(client: Client, dataset: str) -> None:
    form = files(("street/1.png", "PNG"), ("2.jpg", "JPEG"))
    form.add_field("file", b"no photo", filename="3.jpg")
    form.add_field("file", photo("WEBP"), filename="street/1.png")
    form.add_field("note", "ignored")
    body = await said(client, "POST", f"datasets/{dataset}/items/", 201, data=form)
    AddedItems.model_validate(body)
    assert [(row["key"], row["status"]) for row in body["results"]] == [
        ("street/1.png", "added"),
        ("2.jpg", "added"),
        ("3.jpg", "refused"),
        ("street/1.png", "refused"),
    ]
    assert "text" in body["results"][2]["detail"]
    assert "street/1.png" in body["results"][3]["detail"]
    again = await said(client, "POST", f"datasets/{dataset}/items/", 200, data=files(("2.jpg", "JPEG")))
    assert again["results"][0]["status"] == "known"
    item = again["results"][0]["item"]
    assert ItemAnswer.model_validate(await said(client, "GET", f"items/{item['uid']}/", 200)).key == "2.jpg"
    empty = FormData()
    empty.add_field("note", b"nothing else", filename="note.txt")
    assert (await said(client, "POST", f"datasets/{dataset}/items/", 422, data=empty))["field"] == "file"


async def test_a_photo_that_is_too_large_is_refused_alone(client: Client, dataset: str) -> None:
    form = FormData()
    form.add_field("file", b"\x89PNG" + bytes(9 * 1024 * 1024), filename="large.png")
    form.add_field("file", photo(), filename="small.png")
    body = await said(client, "POST", f"datasets/{dataset}/items/", 201, data=form)
    assert [row["status"] for row in body["results"]] == ["refused", "added"]
    assert "8 MiB" in body["results"][0]["detail"]


async def test_a_project(client: Client, dataset: str, project: str) -> None:
    body = await said(client, "GET", f"projects/{project}/", 200)
    made = ProjectAnswer.model_validate(body)
    assert (made.name, made.datasets, [label.name for label in made.labels]) == ("Cars", [dataset], ["car", "dog"])
    assert made.labels[0].color != made.labels[1].color
    car = made.labels[0].uid
    labels = [{"name": "truck", "uid": car}, {"name": "cat"}]
    changed = await said(client, "PATCH", f"projects/{project}/", 200, json={"labels": labels, "name": "Trucks"})
    assert [(label["name"], label["uid"] == car) for label in changed["labels"]] == [("truck", True), ("cat", False)]
    stale = await said(client, "PATCH", f"projects/{project}/", 412, json={"name": "x"}, headers={"If-Match": '"1"'})
    assert stale["current"]["name"] == "Trucks"
    listed = await said(client, "GET", "projects/", 200)
    assert PageAnswer[ProjectAnswer].model_validate(listed).results[0].uid == project
    await said(client, "DELETE", f"projects/{project}/", 204)
    await said(client, "GET", f"projects/{project}/", 404)
    assert (await said(client, "GET", "projects/", 200))["results"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x", "labels": [{"name": "a"}, {"name": "a"}]}, "labels.1.name"),
        (
            {"name": "x", "labels": [{"name": "a", "shortcut": "s"}, {"name": "b", "shortcut": "s"}]},
            "labels.1.shortcut",
        ),
        ({"name": "x", "labels": [{"name": "a", "color": "red"}]}, "labels.0.color"),
        ({"name": "x", "labels": [{"name": "a", "attributes": [{"name": "k", "type": "dropdown"}]}]}, "labels.0"),
        ({"name": "x", "members": ["nobody"]}, "members"),
        ({"name": "x", "colour": 1}, "colour"),
    ],
)
async def test_a_bad_project_is_refused_by_field_and_not_made(client: Client, body: Any, field: str) -> None:
    assert (await said(client, "POST", "projects/", 422, json=body))["field"].startswith(field)
    assert (await said(client, "GET", "projects/", 200))["results"] == []


async def test_an_annotation_from_drawing_to_deletion(client: Client, items: list[str], project: str) -> None:
    made = await drawn(client, items[0], project, label="car", attributes={"occluded": True})
    AnnotationAnswer.model_validate(made)
    assert (made["state"], made["source"], made["version"], made["label"]) == ("accepted", "human", 1, "car")
    path = f"annotations/{made['uid']}/"
    assert (await said(client, "PATCH", path, 428, json={"label": "dog"}))["code"] == "version_missing"
    change = {"label": "dog", "attributes": {}, "geometry": {**BOX, "width": 31.0}}
    changed = await said(client, "PATCH", path, 200, json=change, headers={"If-Match": '"1"'})
    assert (changed["version"], changed["label"], changed["geometry"]["width"]) == (2, "dog", 31.0)
    stale = await said(client, "PATCH", path, 412, json={"label": "car"}, headers={"If-Match": '"1"'})
    assert stale["current"] == changed
    await said(client, "DELETE", path, 412, headers={"If-Match": '"1"'})
    await said(client, "DELETE", path, 204, headers={"If-Match": '"2"'})
    await said(client, "GET", path, 404)
    history = PageAnswer[ActivityAnswer].model_validate(await said(client, "GET", f"{path}history/", 200))
    actions = ["annotation.created", "annotation.updated", "annotation.deleted"]
    assert [event.action for event in history.results] == actions
    assert history.results[1].before["label"] == "car"  # type: ignore[index]
    activity = await said(client, "GET", f"activity/?project={project}&limit=1", 200)
    assert activity["results"][0]["action"] == "annotation.deleted"
    assert (await said(client, "GET", activity["next"], 200))["results"][0]["action"] == "annotation.updated"


async def test_of_two_people_saving_at_once_one_is_told(client: Client, items: list[str], project: str) -> None:
    made = await drawn(client, items[0], project, label="car")

    async def save(width: float) -> Any:
        body, headers = {"geometry": {**BOX, "width": width}}, {"If-Match": '"1"'}
        return await client.patch(f"{EDGE}/annotations/{made['uid']}/", json=body, headers=headers)

    answers = await asyncio.gather(*(save(float(width)) for width in range(10, 20)))
    assert sorted(answer.status for answer in answers) == [200] + [412] * 9
    (saved,) = [await answer.json() for answer in answers if answer.status == 200]
    for answer in answers:
        if answer.status == 412:
            assert (await answer.json())["current"] == saved


async def test_a_second_try_makes_nothing_twice(client: Client, items: list[str], project: str) -> None:
    mine = "0b0a0000-0000-4000-8000-000000000001"
    first = await drawn(client, items[0], project, uid=mine)
    assert await drawn(client, items[0], project, 200, uid=mine) == first
    await drawn(client, items[1], project, 409, uid=mine)
    assert (await said(client, "GET", f"projects/{project}/progress/", 200))["annotations"] == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"label": "cat"}, "label"),
        ({"attributes": {"occluded": True}}, "attributes"),
        ({"label": "car", "attributes": {"colour": "red"}}, "attributes.colour"),
        ({"label": "car", "attributes": {"occluded": "yes"}}, "attributes.occluded"),
        ({"type": "polygon"}, "geometry"),
        ({"geometry": {**BOX, "width": 0}}, "geometry"),
        ({"geometry": {"polygons": [{"exterior": [[0, 0], [1, 1]]}]}, "type": "polygon"}, "geometry"),
        ({"geometry": {"rle": {"size": [4, 6], "counts": "54044"}}, "type": "segmentation_mask"}, "geometry.rle.size"),
        ({"geometry": {"rle": {"size": [160, 240], "counts": "~"}}, "type": "segmentation_mask"}, "geometry.rle.cou"),
        ({"source": "auto_label", "state": "accepted"}, "state"),
        ({"confidence": 1.5}, "confidence"),
    ],
)
async def test_a_bad_annotation_is_refused_by_field_and_not_made(
    client: Client, items: list[str], project: str, more: Any, field: str
) -> None:
    assert (await drawn(client, items[0], project, 422, **more))["field"].startswith(field)
    progress = await said(client, "GET", f"projects/{project}/progress/", 200)
    assert (progress["annotations"], progress["by_state"]) == (0, {})


async def test_items_and_progress_of_a_project(client: Client, items: list[str], project: str) -> None:
    await drawn(client, items[0], project, label="car")
    await drawn(client, items[0], project, label="dog", source="auto_label", confidence=0.87, model="yolo")
    listed = await said(client, "GET", f"projects/{project}/items/", 200)
    page = PageAnswer[ProjectItemAnswer].model_validate(listed)
    assert [item.counts for item in page.results] == [{"accepted": 1, "draft": 1}, {}]

    async def found(query: str) -> list[str]:
        return [row["uid"] for row in (await said(client, "GET", f"projects/{project}/items/?{query}", 200))["results"]]

    assert await found("label=dog&state=draft&source=auto_label") == items[:1]
    assert await found("label=dog&state=accepted") == []
    assert await found("state=empty") == items[1:]
    progress = ProgressAnswer.model_validate(await said(client, "GET", f"projects/{project}/progress/", 200))
    assert (progress.tasks, progress.by_state) == ({"pending": 2}, {"accepted": 1, "draft": 1})
    (yolo,) = [row for row in progress.counts if row.model == "yolo"]
    assert (yolo.label, yolo.confidence, yolo.count) == ("dog", [0.8, 0.9], 1)


async def test_pages_follow_each_other_and_a_foreign_cursor_is_refused(client: Client, project: str) -> None:
    first = await said(client, "GET", f"projects/{project}/items/?limit=1", 200)
    assert first["next"].startswith("http://")
    second = await said(client, "GET", first["next"], 200)
    assert (len(second["results"]), second["next"]) == (1, None)
    assert (await said(client, "GET", f"projects/{project}/items/?cursor=nonsense", 422))["field"] == "cursor"
    assert (await said(client, "GET", f"projects/{project}/items/?limit=1001", 422))["field"] == "limit"


async def test_a_click_and_a_warm_up_by_item_and_dataset(client: Client, dataset: str, items: list[str]) -> None:
    answer = await said(client, "POST", "segment/", 200, json={"item": items[0], "points": [{"x": 120.0, "y": 80.0}]})
    item = await said(client, "GET", f"items/{items[0]}/", 200)
    assert answer["image"] == item["image"]["uid"]
    both = {"item": items[0], "image": answer["image"], "points": [{"x": 1.0, "y": 1.0}]}
    await said(client, "POST", "segment/", 422, json=both)
    await said(client, "POST", "segment/", 404, json={"item": "none", "points": [{"x": 1.0, "y": 1.0}]})
    job = await said(client, "POST", "embeddings/warm-up/", 202, json={"dataset": dataset})
    assert job["progress"]["total"] == 2


async def test_what_is_left_of_a_minute_is_said_and_kept_to(client: Client, site: Site) -> None:
    from avala_edge.api.rate import RATES

    answer = await client.get(f"{EDGE}/models/")
    assert (answer.headers["X-RateLimit-Limit"], answer.headers["X-RateLimit-Remaining"]) == ("6000", "5999")
    client.app[RATES].limit = 1  # type: ignore[index]
    refused = await client.get(f"{EDGE}/models/")
    assert (refused.status, refused.headers["X-RateLimit-Remaining"]) == (429, "0")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
