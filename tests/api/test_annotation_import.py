"""What goes out comes in again and goes out the same; what cannot come in is told of and changes nothing."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import Any

import numpy as np
import pytest
from aiohttp import FormData

from avala_edge.assembly import Site
from avala_edge.formats.registry import FORMATS, OF_SEQUENCES
from avala_edge.geometry import Polygon, encode_mask, rasterise_polygons
from avala_edge.store import NewAnnotation
from tests.api.conftest import Client, Connect
from tests.api.photos import HEIGHT, WIDTH, photo
from tests.api.test_projects import said

LABELS = [
    {
        "name": "car",
        "attributes": [
            {"name": "parked", "type": "checkbox"},
            {"name": "doors", "type": "number"},
            {"name": "hue", "type": "dropdown", "options": ["red", "blue"]},
            {"name": "marks", "type": "multi_select", "options": ["a", "b"]},
        ],
    },
    {"name": "dog", "color": "#ff0000"},
]
ATTRIBUTES = {"parked": True, "doors": 4, "hue": "red", "marks": ["b", "a"]}
OF_PHOTOS = [kind for kind in FORMATS if kind not in OF_SEQUENCES]
KEYS = ("a.png", "a.jpg", "left/a.png", "empty.png")
OUTER = [[20.25, 20.5], [90.75, 22.0], [88.5, 70.25], [25.0, 75.0]]
HOLE = [[40.5, 40.5], [40.5, 50.25], [55.75, 52.0]]
FAR = [[150.0, 100.0], [180.0, 100.0], [165.5, 130.25]]
RING = np.array([[100.0, 10.0], [140.0, 12.0], [120.0, 60.0]])
MASK = encode_mask(rasterise_polygons([Polygon(RING)], height=HEIGHT, width=WIDTH)).coco()


@pytest.fixture
def site_database() -> str:
    """SQLite: what is asked of the database is asked of both elsewhere."""
    return ""


@pytest.fixture
async def dataset(site: Site, client: Client) -> str:
    uid = (await site.datasets.create(site.keys.first(), name="Streets")).uid
    form = FormData(quote_fields=False)
    for number, key in enumerate(KEYS):
        form.add_field("file", photo("JPEG" if key.endswith("jpg") else "PNG", shift=number), filename=key)
    await said(client, "POST", f"datasets/{uid}/items/", 201, data=form)
    return uid


async def new_project(client: Client, dataset: str, name: str) -> str:
    body = {"name": name, "datasets": [dataset], "labels": LABELS}
    return str((await said(client, "POST", "projects/", 201, json=body))["uid"])


@pytest.fixture
async def project(site: Site, client: Client, dataset: str) -> str:
    uid = await new_project(client, dataset, "One")
    items = (await said(client, "GET", f"projects/{uid}/items/", 200))["results"]
    whole = {"polygons": [{"exterior": OUTER, "holes": [HOLE]}, {"exterior": FAR, "holes": []}]}
    shapes = [
        NewAnnotation("bounding_box", {"x": 1.1, "y": 2.2, "width": 30.3, "height": 40.7}, "car", ATTRIBUTES),
        NewAnnotation("polygon", whole, "car", {"parked": False}),
        NewAnnotation("polygon", {"polygons": [{"exterior": OUTER[::-1], "holes": []}]}, None),
        NewAnnotation("segmentation_mask", {"rle": MASK}, "dog"),
    ]
    for number, item in enumerate(items[:3]):
        await site.annotations.add(site.keys.first(), item["uid"], uid, shapes[number:] + shapes[:number])
    return uid


async def export(client: Client, project: str, kind: str, **options: Any) -> bytes:
    asked = {"project": project, "format": kind, **options}
    made = await (await client.post("/api/v1/exports/", json=asked)).json()
    for _ in range(600):
        found = await (await client.get(f"/api/v1/exports/{made['uid']}/")).json()
        if found["status"] != "requested":
            break
        await asyncio.sleep(0.02)
    assert found["status"] == "exported", found
    assert (found["total_task_count"], found["exported_task_count"]) == (len(KEYS), len(KEYS))
    answer = await client.get(found["download_url"][found["download_url"].index("/api/") :])
    return await answer.read()


async def bring(client: Client, project: str, data: bytes, status: int = 200, **query: str) -> Any:
    return await said(client, "POST", f"projects/{project}/import/", status, data=data, params=query)


def content(kind: str, data: bytes) -> Any:
    """What must be the same: everything but uids, moments and where annotations came from."""
    if kind != FORMATS[0]:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            order = [info.filename for info in file.infolist()]
            own = ("manifest.json", "provenance.jsonl")
            return order, {name: file.read(name) for name in order if name not in own}
    items = json.loads(data)["items"]
    own_fields = {"uid", "project", "created_by", "created_at", "source", "review", "model_digest", "model"}
    for item in items:
        item["annotations"] = [
            {name: value for name, value in each.items() if name not in own_fields} for each in item["annotations"]
        ]
    return items


async def test_out_in_and_out_again(client: Client, dataset: str, project: str) -> None:
    splits = {"train": 0.5, "val": 0.5}
    first = await asyncio.gather(*(export(client, project, kind, splits=splits) for kind in OF_PHOTOS))
    others = [await new_project(client, dataset, kind) for kind in OF_PHOTOS]
    for kind, data, other in zip(OF_PHOTOS, first, others, strict=True):
        query = {"as": "accepted", "format": kind} if kind == "yolo-segment" else {"as": "accepted"}
        report = await bring(client, other, data, **query)
        assert not report["problems"], report
        assert report["format"] == kind
        assert report["annotations"] > 0
        assert report["known"] == 0
        again = await bring(client, other, data, **query)
        assert (again["annotations"], again["known"]) == (0, report["annotations"])
        drawn = await said(client, "GET", f"projects/{other}/progress/", 200)
        assert drawn["by_source"] == {"imported": {"accepted": report["annotations"]}}
    pairs = zip(OF_PHOTOS, others, strict=True)
    second = await asyncio.gather(*(export(client, other, kind, splits=splits) for kind, other in pairs))
    for kind, before, after in zip(OF_PHOTOS, first, second, strict=True):
        assert content(kind, after) == content(kind, before), kind


COCO: dict[str, Any] = {
    "images": [
        {"id": 1, "file_name": "elsewhere/empty.png", "width": WIDTH, "height": HEIGHT},
        {"id": 2, "file_name": "unknown.png", "width": WIDTH, "height": HEIGHT},
        {"id": 3, "file_name": "a", "width": WIDTH, "height": HEIGHT},
        {"id": 4, "file_name": "a.png", "width": 7, "height": 7},
    ],
    "categories": [{"id": 7, "name": "vehicle"}, {"id": 8, "name": "tree"}],
    "annotations": [
        {"id": number, "image_id": number, "category_id": 7, "bbox": [1, 2, 3, 4], "attributes": {"parked": "TRUE"}}
        for number in (1, 2, 3, 4)
    ],
}


async def test_drafts_labels_and_what_is_told(client: Client, site: Site, dataset: str) -> None:
    project = await new_project(client, dataset, "Two")
    data = json.dumps(COCO).encode()
    refused = await bring(client, project, data, 422)
    assert "vehicle" in str(refused["detail"])
    assert (await said(client, "GET", f"projects/{project}/progress/", 200))["by_state"] == {}
    report = await bring(client, project, data, label_map=json.dumps({"vehicle": "car"}))
    assert (report["format"], report["photos"], report["annotations"]) == ("coco", 1, 1)
    told = {each["file"]: each["detail"] for each in report["problems"]}
    assert set(told) == {"unknown.png", "a", "a.png"}
    assert "several" in told["a"]
    assert "7 × 7" in told["a.png"]
    form = FormData()
    form.add_field("file", data, filename="coco.json")
    created = await said(client, "POST", f"projects/{project}/import/?create_labels=true", 200, data=form)
    assert (created["labels_created"], created["annotations"]) == (["vehicle", "tree"], 1)
    assert any("parked" in each["detail"] for each in created["problems"])
    found = await said(client, "GET", f"projects/{project}/", 200)
    assert [label["name"] for label in found["labels"]] == ["car", "dog", "vehicle", "tree"]
    items = (await said(client, "GET", f"projects/{project}/items/", 200))["results"]
    drawn = (await said(client, "GET", f"items/{items[3]['uid']}/annotations/", 200))["results"]
    assert [(each["label"], each["source"], each["state"]) for each in drawn] == [
        ("car", "imported", "draft"),
        ("vehicle", "imported", "draft"),
    ]
    assert drawn[0]["attributes"] == {"parked": True}


async def test_what_is_refused(client: Client, connect: Connect, site: Site, dataset: str) -> None:
    project = await new_project(client, dataset, "Three")
    data = json.dumps(COCO).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("../annotations.json", data)
    for wrong, status, word, query in (
        (b"", 422, "file", {}),
        (b"%PDF-", 422, "none of", {}),
        (b"PK\x03\x04", 422, "ZIP", {}),
        (out.getvalue(), 422, "leads out", {}),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>', 422, "XML", {}),
        (data, 422, "kitti", {"format": "kitti"}),
        (data, 422, "label_map", {"label_map": "[]"}),
        (data, 422, "as", {"as": "truth"}),
        (data, 422, "XML", {"format": "cvat"}),
        (data, 422, "what", {"what": "1"}),
    ):
        refused = await bring(client, project, wrong, status, **query)
        assert word in json.dumps(refused), (wrong, refused)
    await said(client, "POST", "projects/none/import/", 404, data=data)
    annotator = await connect((await site.keys.create("anna", role="annotator"))[1])
    for query in ({"as": "accepted"}, {"create_labels": "true"}):
        await bring(annotator, project, data, 403, **query)
    assert (await bring(annotator, project, data, label_map='{"vehicle": "car"}'))["annotations"] == 1


async def test_where_annotations_come_from(client: Client, site: Site, dataset: str) -> None:
    """Model with its digest, and who decided last; what was undone was not decided."""
    project = await new_project(client, dataset, "Four")
    boss, model = site.keys.first(), site.model.manifest
    items = (await said(client, "GET", f"projects/{project}/items/", 200))["results"]
    box = {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}
    shapes = [
        NewAnnotation("bounding_box", box, "car", source="auto_label", confidence=0.5, model=name)
        for name in (model.name, "gone")
    ]
    made = await site.annotations.add(boss, items[0]["uid"], project, shapes)
    await site.reviews.decide(boss, made[0][0].uid, "accept")
    undo = (await site.reviews.decide(boss, made[1][0].uid, "accept")).undo
    await site.bulk_reviews.undo(boss, project, str(undo))
    data = await export(client, project, "coco", states=["accepted", "draft"])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        rows = [json.loads(line) for line in file.read("provenance.jsonl").splitlines()]
    reviewed, undone = rows[0]["annotations"]
    assert (reviewed["model"], reviewed["model_digest"], reviewed["state"]) == (model.name, model.digest, "accepted")
    assert (reviewed["review"]["by"], reviewed["review"]["decision"]) == (made[0][0].created_by, "accept")
    assert (undone["model"], undone["model_digest"], undone["review"], undone["state"]) == ("gone", None, None, "draft")
    plain = json.loads(await export(client, project, FORMATS[0]))["items"][0]["annotations"]
    assert [each["review"] for each in plain] == [reviewed["review"]]
