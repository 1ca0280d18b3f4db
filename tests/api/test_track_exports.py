"""Tracks go out with their sequences and come in again; frames of a sequence stay together."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from avala_edge.assembly import Site
from avala_edge.geometry import Polygon, encode_mask, rasterise_polygons
from avala_edge.store import NewAnnotation, NewFrame, NewItem, PageOf
from tests.api.calls import Client, said
from tests.api.photos import HEIGHT, WIDTH, photo
from tests.api.test_annotation_import import LABELS, bring, content
from tests.api.test_uploads import begin, send
from tests.films import film

KINDS = ("avala-json-external", "coco", "mot", "mots")
FRAMES, SEQUENCES = 4, 8
TRACKS = {"one": "1" * 36, "two": "2" * 36}


@pytest.fixture
def site_database() -> str:
    """SQLite: what is asked of the database is asked of both elsewhere."""
    return ""


@pytest.fixture
async def dataset(site: Site) -> str:
    boss = site.keys.first()
    uid = (await site.datasets.create(boss, name="Streets")).uid
    record, _ = await site.intake.add(photo())
    for number in range(SEQUENCES):
        sequence, _ = await site.sequences.begin(boss, uid, f"drives/{number}", video=None)
        await site.sequences.add_frames(boss, sequence, [NewFrame(index, record) for index in range(FRAMES)])
        await site.sequences.end(boss, sequence.uid, "ready")
    await site.items.add(boss, uid, [NewItem(record.uid, "alone.png", {})])
    return uid


async def new_project(client: Client, dataset: str, name: str) -> str:
    body = {"name": name, "datasets": [dataset], "labels": LABELS}
    return str((await said(client, "POST", "projects/", 201, json=body))["uid"])


async def items_of(client: Client, project: str) -> list[dict[str, Any]]:
    return list((await said(client, "GET", f"projects/{project}/items/?limit=100", 200))["results"])


def mask_at(x: float) -> dict[str, Any]:
    ring = np.array([[x, 10.0], [x + 20, 12.0], [x + 10, 60.0]])
    return {"rle": encode_mask(rasterise_polygons([Polygon(ring)], height=HEIGHT, width=WIDTH)).coco()}


@pytest.fixture
async def project(site: Site, client: Client, dataset: str) -> str:
    """In every sequence two objects, one of masks, one of boxes, and a box of no track."""
    uid = await new_project(client, dataset, "One")
    for number, item in enumerate(await items_of(client, uid)):
        box = {"x": 1.5 + number, "y": 2.25, "width": 30.5, "height": 40.0}
        shapes = [
            NewAnnotation("segmentation_mask", mask_at(5 + number), "car", track=TRACKS["one"]),
            NewAnnotation("bounding_box", box, "dog", track=TRACKS["two"]),
            NewAnnotation("bounding_box", {**box, "y": 90.0}, "dog"),
        ]
        await site.annotations.add(site.keys.first(), item["uid"], uid, shapes)
    return uid


async def export(client: Client, project: str, kind: str, **options: Any) -> bytes:
    asked = {"project": project, "format": kind, **options}
    made = await (await client.post("/api/v1/exports/", json=asked)).json()
    for _ in range(1500):
        found = await (await client.get(f"/api/v1/exports/{made['uid']}/")).json()
        if found["status"] != "requested":
            break
        await asyncio.sleep(0.02)
    assert found["status"] == "exported", found
    answer = await client.get(found["download_url"][found["download_url"].index("/api/") :])
    return await answer.read()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


async def tracks(client: Client, project: str) -> dict[tuple[str, str], list[str]]:
    """Which frames each track of each sequence has an annotation in."""
    found: dict[tuple[str, str], list[str]] = {}
    for item in await items_of(client, project):
        drawn = (await said(client, "GET", f"items/{item['uid']}/annotations/?project={project}", 200))["results"]
        for each in drawn:
            if each["track"] and "/" in item["key"]:
                found.setdefault((item["key"].rpartition("/")[0], each["track"]), []).append(item["key"])
    return found


async def test_out_in_and_out_again(client: Client, dataset: str, project: str) -> None:
    before = await tracks(client, project)
    assert len(before) == 2 * SEQUENCES
    for kind in KINDS:
        options = {"splits": {"train": 0.5, "val": 0.5}}
        first = await export(client, project, kind, **options)
        other = await new_project(client, dataset, kind)
        report = await bring(client, other, first, **{"as": "accepted"})
        assert not report["problems"], report
        assert report["format"] == kind
        assert (await bring(client, other, first, **{"as": "accepted"}))["annotations"] == 0
        assert content(kind, await export(client, other, kind, **options)) == content(kind, first), kind
        after = await tracks(client, other)
        if kind in ("avala-json-external", "coco"):
            assert after == before
        else:  # named by their numbers; MOT gives what has no track one of its own, MOTS has no boxes
            whole = [frames for frames in after.values() if len(frames) == FRAMES]
            wanted = [frames for (_, track), frames in before.items() if kind == "mot" or track == TRACKS["one"]]
            assert sorted(whole) == sorted(wanted)


async def test_frames_of_a_sequence_are_on_one_side(client: Client, dataset: str, project: str) -> None:
    whole = members(await export(client, project, "coco", splits={"train": 0.5, "val": 0.5}))
    rows = [json.loads(line) for line in whole["provenance.jsonl"].splitlines()]
    sides: dict[str, set[str]] = {}
    for row in rows:
        sides.setdefault(row["key"].rpartition("/")[0], set()).add(row["split"])
    assert len(sides) == SEQUENCES + 1
    assert all(len(each) == 1 for each in sides.values())
    assert set.union(*sides.values()) == {"train", "val"}
    videos = [json.loads(whole[f"annotations/instances_{split}.json"])["videos"] for split in ("train", "val")]
    assert sorted(each["name"] for some in videos for each in some) == [f"drives/{n}" for n in range(SEQUENCES)]


async def test_photos_and_what_is_left_out(client: Client, project: str) -> None:
    whole = members(await export(client, project, "mot", include_images=True))
    photos = [name for name in whole if "/img1/" in name]
    assert len(photos) == SEQUENCES * FRAMES
    assert "drives/3/img1/000001" in photos
    counts = json.loads(whole["manifest.json"])["counts"]
    assert counts == {
        "photos": SEQUENCES * FRAMES,
        "annotations": 3 * SEQUENCES * FRAMES,
        "left_out": {"a photo that is in no sequence": 1},
    }


async def test_avala_json_says_frames_and_key_frames(client: Client, project: str) -> None:
    items = json.loads(await export(client, project, "avala-json-external"))["items"]
    first, last = items[0], items[-1]
    assert (first["sequence_key"], first["frame_index"], first["timestamp_s"]) == ("drives/0", 0, None)
    assert "sequence_key" not in last
    drawn = [(each["track"], each.get("is_key")) for each in first["annotations"]]
    assert drawn == [(TRACKS["one"], True), (TRACKS["two"], True), (None, None)]


async def test_a_file_of_others_finds_frames_by_their_numbers(client: Client, dataset: str) -> None:
    project = await new_project(client, dataset, "Two")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("train/3/gt/gt.txt", "2,7,1,2,30,40,1,1,1\n4,7,2,2,30,40,1,1,1\n5,7,2,2,30,40,1,1,1\n")
        file.writestr("train/elsewhere/gt/gt.txt", "2,7,1,2,30,40,1,1,1\n")
    report = await bring(client, project, out.getvalue(), label_map=json.dumps({"pedestrian": "dog"}))
    assert (report["format"], report["annotations"]) == ("mot", 2)
    assert [each["file"] for each in report["problems"]] == ["train/3/img1/000005", "train/elsewhere/img1/000002"]
    (found,) = (await tracks(client, project)).values()
    assert found == ["drives/3/000001", "drives/3/000003"]


async def test_frames_of_a_video(site: Site, client: Client, tmp_path: Path) -> None:
    """Each second one: as JPEGs with names that say so, at their times, and found again."""
    boss = site.keys.first()
    dataset = (await site.datasets.create(boss, name="Films")).uid
    data = (await asyncio.to_thread(film, tmp_path / "drive.mp4", frames=12, rate=25)).read_bytes()
    at = await begin(client, dataset, len(data), "drive.mp4", every="2")
    assert (await send(client, at, 0, data)).status == 204
    for _ in range(1500):
        [found] = (await site.sequences.page(boss, dataset, PageOf(9))).items
        if found.status != "processing":
            break
        await asyncio.sleep(0.02)
    assert (found.status, found.number_of_frames) == ("ready", 6)
    project = await new_project(client, dataset, "Films")
    for item in await items_of(client, project):
        new = NewAnnotation("bounding_box", {"x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0}, "car", track="1" * 36)
        await site.annotations.add(boss, item["uid"], project, [new])
    items = json.loads(await export(client, project, "avala-json-external"))["items"]
    assert [item["timestamp_s"] for item in items] == pytest.approx([0, 0.08, 0.16, 0.24, 0.32, 0.4])
    for kind, first in (("coco", "images/default/drive.mp4/000000.jpg"), ("mot", "drive.mp4/img1/000001.jpg")):
        whole = await export(client, project, kind, include_images=True)
        picture = Image.open(io.BytesIO(members(whole)[first]))
        assert (picture.format, picture.size) == ("JPEG", (160, 96))
        other = await new_project(client, dataset, kind)
        assert (await bring(client, other, whole))["annotations"] == 6
    assert "frameRate=12\nseqLength=6\n" in members(whole)["drive.mp4/seqinfo.ini"].decode()
    assert json.loads(members(await export(client, project, "coco"))["annotations/instances_default.json"])[
        "videos"
    ] == [{"id": 1, "name": "drive.mp4", "width": 160, "height": 96, "length": 6}]
