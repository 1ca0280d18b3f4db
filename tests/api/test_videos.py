"""Videos and folders of frames into sequences: imported, uploaded, refused, gone on with; frames are images."""

from __future__ import annotations

import asyncio
import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image
from yarl import URL

from avala_edge.api.app import make_app
from avala_edge.api.schemas.sequences import FramesAnswer, FrameSequenceAnswer
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.imaging import ImageLimits, Pixels, decode
from avala_edge.store import PageOf
from tests.api.calls import EDGE, Client, said
from tests.api.photos import photo
from tests.api.streams import ended
from tests.api.test_uploads import TUS, begin, declare, send
from tests.cat_film import SIZE, cat_film, centre
from tests.films import film, frame_number, sound


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "clips").mkdir()
    return tmp_path / "clips"


@pytest.fixture
def config(config: Config, root: Path) -> Config:
    return replace(config, import_roots=(root,), max_video_frames=200)


@pytest.fixture
async def dataset(site: Site, key: str) -> str:
    return (await site.datasets.create(site.keys.first(), name="Clips", data_type="video")).uid


async def bring(client: Client, dataset: str, path: str = "", **more: Any) -> dict[str, Any]:
    """Import, and wait until the frames are there, too; return the import's job."""
    job = await said(client, "POST", f"datasets/{dataset}/import/", 202, json={"path": path or ".", **more})
    job = await ended(client, job["uid"])
    listed = await said(client, "GET", "jobs/?kind=video_frames", 200)
    for each in listed["results"]:
        await ended(client, each["uid"])
    return job


async def sequences_of(client: Client, dataset: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await said(client, "GET", f"datasets/{dataset}/sequences/", 200))["results"]
    for each in found:
        FrameSequenceAnswer.model_validate(each)
    return found


async def frames_of(client: Client, sequence: str, query: str = "") -> list[dict[str, Any]]:
    answer = await said(client, "GET", f"sequences/{sequence}/frames/{query}", 200)
    FramesAnswer.model_validate(answer)
    frames: list[dict[str, Any]] = answer["frames"]
    return frames


async def look(client: Client, image: str) -> Pixels:
    answer = await client.get(f"{EDGE}/images/{image}/content")
    assert answer.status == 200
    return decode(await answer.read(), ImageLimits())


async def test_a_video_becomes_a_sequence_of_frames_that_are_items(client: Client, dataset: str, root: Path) -> None:
    film(root / "a.mp4", frames=50, uneven=True)
    job = await bring(client, dataset)
    assert (job["status"], job["progress"]["done"]) == ("completed", 1)
    [found] = await sequences_of(client, dataset)
    assert (found["key"], found["status"], found["number_of_frames"], found["detail"]) == ("a.mp4", "ready", 50, None)
    frames = await frames_of(client, found["uid"])
    assert [each["index"] for each in frames] == list(range(50))
    times = [each["timestamp_s"] for each in frames]
    assert times == sorted(set(times))
    assert len({round(b - a, 3) for a, b in pairwise(times)}) > 1  # as uneven as it was
    for index in (0, 49, 17, 3):
        assert frame_number(await look(client, frames[index]["image"])) == index
        item = await said(client, "GET", f"items/{frames[index]['item']}/", 200)
        assert (item["sequence"], item["frame_index"], item["key"]) == (found["uid"], index, f"a.mp4/{index:06d}")
    assert await frames_of(client, found["uid"], "?first=10&limit=3") == frames[10:13]
    assert found["poster"] == frames[0]["image"]
    again = await bring(client, dataset)
    assert again["progress"]["skipped"] == 1
    assert len(await sequences_of(client, dataset)) == 1


async def test_a_click_on_a_frame_is_answered_like_one_on_a_photo(client: Client, dataset: str, root: Path) -> None:
    cat_film(root / "cat.mp4")
    await bring(client, dataset)
    [found] = await sequences_of(client, dataset)
    frame = (await frames_of(client, found["uid"]))[12]
    x, y = centre(12)
    body = {"image": frame["image"], "points": [{"x": x, "y": y, "label": 1}]}
    answer = await said(client, "POST", "segment/", 200, json=body)
    left, top, width, height = (answer["masks"][0]["bbox"][name] for name in ("x", "y", "width", "height"))
    assert left < x < left + width
    assert top < y < top + height
    answer = await client.get(f"{EDGE}/images/{frame['image']}/preview?size=64")
    small = Image.open(io.BytesIO(await answer.read()))
    assert max(small.size) == 64
    record = await said(client, "GET", f"images/{frame['image']}/", 200)
    assert (record["width"], record["height"], record["format"]) == (*SIZE, "FRAME")


async def test_each_third_frame(client: Client, dataset: str, root: Path) -> None:
    film(root / "a.mkv", frames=20)
    await bring(client, dataset, "a.mkv", every=3)
    [found] = await sequences_of(client, dataset)
    frames = await frames_of(client, found["uid"])
    assert [frame_number(await look(client, each["image"])) for each in frames] == [0, 3, 6, 9, 12, 15, 18]
    assert found["every"] == 3
    other = await bring(client, dataset, "a.mkv")  # the same name, taken otherwise
    assert other["errors"][0]["detail"].startswith("another sequence is named a.mkv")


async def test_what_is_cut_keeps_its_frames_and_says_what_is_lost(client: Client, dataset: str, root: Path) -> None:
    whole = film(root / "whole.mkv", frames=40).read_bytes()
    (root / "whole.mkv").unlink()
    (root / "cut.mkv").write_bytes(whole[: len(whole) * 6 // 10])
    await bring(client, dataset)
    [found] = await sequences_of(client, dataset)
    assert found["status"] == "ready"
    assert 0 < found["number_of_frames"] < 40
    assert "the file ends in the middle of frame" in found["detail"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("empty.mp4", "The file is empty|not_an_image|no image"),
        ("sound.mkv", "sound"),
        ("cut.mp4", r"index \(moov\) is missing"),
        ("long.mp4", r"about \d+ frames \(8(\.\d+)? h .*AVALA_EDGE_MAX_VIDEO_FRAMES"),
    ],
)
async def test_what_is_no_video_gets_a_clear_answer_at_once(
    client: Client, dataset: str, root: Path, name: str, says: str
) -> None:
    place = root / name
    if name == "empty.mp4":
        place.write_bytes(b"")
    elif name == "sound.mkv":
        sound(place, "flac")
    elif name == "cut.mp4":
        data = film(place, frames=20).read_bytes()
        place.write_bytes(data[: len(data) // 2])
    else:
        film(place, frames=300, seconds_per_frame=97)
    answer = await client.post(f"{EDGE}/datasets/{dataset}/import/", json={"path": name})
    if name == "empty.mp4":  # no video by its first bytes: an import of files, of which none is a photo
        job = await ended(client, (await answer.json())["uid"])
        assert job["left_out"][0]["item"] == name
    else:
        text = await answer.text()
        assert answer.status == 422, text
        assert (await answer.json())["code"] == "video_refused"
        assert re.search(says, text), text
    assert await sequences_of(client, dataset) == []


async def test_a_folder_of_frames_is_a_sequence_in_the_order_of_their_numbers(
    client: Client, dataset: str, root: Path
) -> None:
    for folder in ("left", "right/deep"):
        (root / folder).mkdir(parents=True)
        for number in (10, 2, 1):
            (root / folder / f"{number}.png").write_bytes(photo("PNG", shift=number + len(folder)))
    (root / "left" / "notes.txt").write_text("no frame")
    job = await bring(client, dataset, sequences=True)
    assert (job["status"], job["progress"]["done"]) == ("completed", 2), job
    found = sorted(await sequences_of(client, dataset), key=lambda each: str(each["key"]))
    assert [(each["key"], each["number_of_frames"]) for each in found] == [
        ("clips/left", 3),
        ("clips/right/deep", 3),
    ]
    keys = [
        (await said(client, "GET", f"items/{each['item']}/", 200))["key"]
        for each in await frames_of(client, found[0]["uid"])
    ]
    assert keys == ["clips/left/1.png", "clips/left/2.png", "clips/left/10.png"]


async def test_a_resumable_upload_of_a_video_becomes_a_sequence(client: Client, dataset: str, tmp_path: Path) -> None:
    data = film(tmp_path / "up.webm", frames=12, codec="libvpx").read_bytes()
    at = await begin(client, dataset, len(data), "up.webm", every="2")
    half = len(data) // 2
    assert (await send(client, at, 0, data[:half])).status == 204
    answer = await send(client, at, half, data[half:])
    assert answer.status == 204
    uid = answer.headers["X-Avala-Sequence"]
    for job in (await said(client, "GET", "jobs/?kind=video_frames", 200))["results"]:
        await ended(client, job["uid"])
    found = await said(client, "GET", f"sequences/{uid}/", 200)
    assert (found["key"], found["status"], found["number_of_frames"]) == ("up.webm", "ready", 6)
    upload = await said(client, "GET", at.removeprefix(f"{EDGE}/"), 200)
    assert (upload["status"], upload["item"], upload["sequence"]) == ("done", None, uid)


async def test_a_damaged_video_is_refused_at_the_end_of_its_upload(
    client: Client, dataset: str, tmp_path: Path
) -> None:
    data = film(tmp_path / "up.mp4", frames=12).read_bytes()[:-4000]
    at = await begin(client, dataset, len(data), "up.mp4")
    answer = await send(client, at, 0, data)
    assert answer.status == 422
    assert "moov" in (await answer.json())["detail"]
    assert await sequences_of(client, dataset) == []


async def test_a_video_that_was_half_taken_apart_goes_on_in_the_next_server(
    config: Config, root: Path, tmp_path: Path
) -> None:
    film(root / "long.mp4", frames=180, size=(400, 280))
    counts: list[int] = []
    async with open_site(config) as site:
        await site.keys.create("first admin")
        dataset = (await site.datasets.create(site.keys.first(), name="Clips")).uid
        client = TestClient(
            TestServer(make_app(site)), headers={"X-Avala-Api-Key": (await site.keys.create("more"))[1]}
        )
        await client.start_server()
        await said(client, "POST", f"datasets/{dataset}/import/", 202, json={"path": "long.mp4"})
        async with asyncio.timeout(60):
            while not counts or not counts[-1]:
                await asyncio.sleep(0.02)
                counts = [each["number_of_frames"] for each in await sequences_of(client, dataset)]
        await client.close()
    async with open_site(config) as site:
        who = site.keys.first()
        async with asyncio.timeout(120):
            while True:
                [found] = (await site.sequences.page(who, dataset, PageOf())).items
                if found.status != "processing":
                    break
                await asyncio.sleep(0.05)
        assert (found.status, found.number_of_frames) == ("ready", 180)
        frames = await site.sequences.frames(found)
        assert [each.index for each in frames] == list(range(180))
        record = await site.images.get(frames[179].image)
        assert frame_number(site.images.frame(record)) == 179


async def test_avalas_words_for_a_sequence(client: Client, dataset: str, root: Path, site: Site) -> None:
    film(root / "a.avi", frames=9, codec="mpeg4")
    await bring(client, dataset)
    record = await site.datasets.get(site.keys.first(), dataset)
    base = f"/api/v1/datasets/{record.owner_name}/{record.slug}"
    health = await (await client.get(f"{base}/health/")).json()
    assert (health["sequence_count"], health["total_frames"], health["ingest_ok"]) == (1, 9, True)
    assert health["sequences"][0]["frame_count"] == 9
    [listed] = (await (await client.get(f"{base}/sequences/")).json())["results"]
    picture = await client.get(URL(listed["featured_image"]).relative())
    assert picture.content_type == "image/jpeg"
    whole = await (await client.get(f"{base}/sequences/{listed['uid']}/")).json()
    assert len(whole["frames"]) == 9
    assert whole["frames"][4]["timestamp"] > whole["frames"][3]["timestamp"]
    shown = await client.get(URL(whole["frames"][4]["images"][0]["image_url"]).relative())
    assert frame_number(decode(await shown.read(), ImageLimits())) == 4


async def test_a_video_may_be_larger_than_a_photo(client: Client, dataset: str, config: Config) -> None:
    length = config.max_image_bytes + 1
    assert await begin(client, dataset, length, "street/a.MP4")
    for name, size in (("a.png", length), ("a.mp4", config.max_video_bytes + 1)):
        headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": declare(dataset, name)}
        answer = await client.post(f"{EDGE}/uploads/", headers=headers)
        assert answer.status == 413, await answer.text()
