"""Photos over HTTP, alike whether their bytes are files or objects of a bucket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.imaging import ImageLimits, decode
from avala_edge.store import PageOf
from tests.api.calls import said
from tests.api.conftest import EDGE, Client
from tests.api.photos import INSIDE, photo
from tests.api.streams import ended
from tests.films import film, frame_number
from tests.s3_server import S3Server

IMAGES = f"{EDGE}/images/"


def in_bucket(config: Config, server: S3Server) -> Config:
    return replace(
        config,
        blobs_url=server.new_place(),
        s3_endpoint=server.endpoint,
        s3_key_id=server.key_id,
        s3_secret_key=server.secret_key,
    )


@pytest.fixture(params=["files", "bucket"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    made = Config(data_dir=tmp_path / "data", demo=False, threads=1, engine="onnxruntime-fp32")
    return made if request.param == "files" else in_bucket(made, request.getfixturevalue("s3_server"))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avala_edge.api.ranges.PART", 100)


@pytest.fixture
async def site(config: Config) -> AsyncIterator[Site]:
    async with open_site(config) as opened:
        yield opened


@pytest.fixture
async def content(client: Client) -> str:
    """Where the bytes of a photo are served."""
    answer = await client.post(IMAGES, data=photo(), headers={"Content-Type": "image/png"})
    assert answer.status == 201
    return f"{IMAGES}{(await answer.json())['uid']}/content"


RANGES = {
    "bytes=10-19": (206, slice(10, 20)),
    "bytes=0-0": (206, slice(0, 1)),
    "bytes=0-": (206, slice(0, None)),
    "bytes=100-": (206, slice(100, None)),
    "bytes=-7": (206, slice(-7, None)),
    "bytes=-99999999": (206, slice(0, None)),
    "bytes=5-99999999": (206, slice(5, None)),
    "bytes=99999999-": (416, slice(0, 0)),
    "bytes=9-3": (416, slice(0, 0)),
    "bytes=x-y": (416, slice(0, 0)),
    "lines=1-2": (416, slice(0, 0)),
}


@pytest.mark.parametrize("asked", RANGES)
async def test_ranges(client: Client, content: str, asked: str) -> None:
    status, part = RANGES[asked]
    answer = await client.get(content, headers={"Range": asked})
    data = photo()
    assert answer.status == status
    assert await answer.read() == data[part]
    if status == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(data)}"
        return
    start, stop, _ = part.indices(len(data))
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(data)}"
    assert answer.headers["Content-Length"] == str(stop - start)


async def test_whole_bytes(client: Client, content: str) -> None:
    answer = await client.get(content)
    assert (answer.status, await answer.read()) == (200, photo())
    assert answer.headers["Content-Length"] == str(len(photo()))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "private, immutable, max-age=31536000"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = await client.get(content, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    other = await client.get(content, headers={"If-None-Match": '"another"'})
    assert other.status == 200
    stale = await client.get(content, headers={"Range": "bytes=1-2", "If-Range": "Wed, 21 Oct 2015 07:28:00 GMT"})
    assert (stale.status, await stale.read()) == (200, photo())
    head = await client.head(content)
    assert (head.status, head.headers["Content-Length"], await head.read()) == (200, str(len(photo())), b"")


async def test_a_photo_is_clicked_and_previewed(client: Client, content: str) -> None:
    uid = content.removeprefix(IMAGES).removesuffix("/content")
    body = {"image": uid, "points": [INSIDE]}
    answer = await client.post(f"{EDGE}/segment/", json=body)
    assert answer.status == 200, await answer.text()
    preview = await client.get(f"{IMAGES}{uid}/preview?size=64")
    assert (await preview.read()).startswith(b"\xff\xd8")
    again = await client.post(IMAGES, data=photo(), headers={"Content-Type": "image/png"})
    assert again.status == 200


async def test_lost_bytes_are_not_found(client: Client, content: str, site: Site, s3_server: S3Server) -> None:
    path = site.images.local_path(content.removeprefix(IMAGES).removesuffix("/content"))
    if path is not None:
        path.unlink()
    else:
        s3_server.files().rm(site.config.blobs_url.removeprefix("s3://"), recursive=True)
    assert (await client.get(content)).status == 404
    again = await client.post(IMAGES, data=photo(), headers={"Content-Type": "image/png"})
    assert again.status == 200
    assert await (await client.get(content)).read() == photo()


@pytest.mark.parametrize("config", ["bucket"], indirect=True)
async def test_a_store_that_does_not_answer_is_503_and_takes_nothing_in(
    client: Client, content: str, site: Site, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = content.removeprefix(IMAGES).removesuffix("/content")
    monkeypatch.setattr("avala_edge.store.bucket.ANSWER_S", 1)
    monkeypatch.setattr("avala_edge.store.bucket.PUT_S", 1)
    s3_server.pause()
    try:
        new = await client.post(IMAGES, data=photo(shift=5), headers={"Content-Type": "image/png"})
        answers = [new, await client.get(content), await client.get(f"{IMAGES}{uid}/preview?size=64")]
        for answer in answers:
            assert answer.status == 503, await answer.text()
            assert int(answer.headers["Retry-After"]) >= 1
            assert "does not answer" in (await answer.json())["detail"]
        assert (await client.get(f"{IMAGES}{uid}/")).status == 200
    finally:
        s3_server.go_on()
    assert await site.images.uids() == [uid]


@pytest.mark.parametrize("missing", ["s3_endpoint", "s3_key_id", "s3_secret_key"])
def test_a_bucket_needs_an_endpoint_and_keys(tmp_path: Path, missing: str) -> None:
    given = {"s3_endpoint": "http://127.0.0.1:9", "s3_key_id": "a", "s3_secret_key": "b", missing: ""}
    with pytest.raises(InvalidInput) as refused:
        Config(data_dir=tmp_path, blobs_url="s3://photos", **given)
    assert refused.value.field == f"AVALA_EDGE_{missing.upper()}"


async def test_a_video_and_its_frames(site: Site, client: Client, tmp_path: Path) -> None:
    made = film(tmp_path / "a.mp4", frames=40)
    await site.datasets.create(site.keys.first(), name="Clips", slug="clips")
    [dataset] = (await site.datasets.page(site.keys.first(), PageOf(), name="Clips")).items
    taken, is_new = await site.video_intake.take(site.keys.first(), dataset.uid, "a.mp4", lambda: made.open("rb"))
    assert is_new
    [job] = (await said(client, "GET", "jobs/?kind=video_frames", 200))["results"]
    assert (await ended(client, job["uid"]))["status"] == "completed"
    frames = await site.sequences.frames(taken)
    assert len(frames) == 40
    for index in (39, 0, 20):
        answer = await client.get(f"{IMAGES}{frames[index].image}/content")
        assert frame_number(decode(await answer.read(), ImageLimits())) == index
        tag = answer.headers["ETag"]
        again = await client.get(f"{IMAGES}{frames[index].image}/content", headers={"If-None-Match": tag})
        assert again.status == 304
