"""Resumable uploads: what the protocol promises, who may, what is bounded, what a crash leaves."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from avala_edge.api.app import make_app
from avala_edge.api.schemas.uploads import UploadAnswer
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from tests.api.conftest import EDGE, Client, Connect
from tests.api.photos import photo

PATH = f"{EDGE}/uploads/"
TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
PHOTO = photo()


def declare(dataset: str, name: str = "a/photo.png", **more: str) -> str:
    said = {"filename": name, "dataset": dataset, **more}
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def checksum(algorithm: str, data: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


@pytest.fixture
async def dataset(site: Site) -> str:
    return await new_dataset(site)


async def new_dataset(site: Site) -> str:
    return (await site.datasets.create(site.keys.first(), name="Streets")).uid


async def begin(client: Client, dataset: str, length: int = len(PHOTO), name: str = "a/photo.png", **more: str) -> str:
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": declare(dataset, name, **more)}
    answer = await client.post(PATH, headers=headers)
    assert answer.status == 201, await answer.text()
    assert answer.headers["Upload-Offset"] == "0"
    assert answer.headers["Upload-Expires"].endswith("GMT")
    return answer.headers["Location"]


async def send(client: Client, at: str, offset: int, data: Any, **headers: str) -> ClientResponse:
    return await client.patch(at, data=data, headers={**PART, "Upload-Offset": str(offset), **headers})


async def offset_of(client: Client, at: str) -> int:
    answer = await client.head(at, headers=TUS)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


async def record_of(client: Client, at: str) -> dict[str, Any]:
    answer = await client.get(at)
    assert answer.status == 200, await answer.text()
    body: dict[str, Any] = await answer.json()
    UploadAnswer.model_validate(body)
    return body


def files(config: Config) -> list[Path]:
    return sorted((config.data_dir / "uploads").iterdir())


async def test_it_says_without_a_key_what_it_can(stranger: Client, config: Config) -> None:
    answer = await stranger.options(PATH)
    assert (answer.status, answer.headers["Tus-Version"]) == (204, "1.0.0")
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        *("creation", "creation-with-upload", "expiration", "termination", "checksum")
    }
    assert answer.headers["Tus-Max-Size"] == str(max(config.max_image_bytes, config.max_video_bytes))
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert (await stranger.post(PATH, headers=TUS)).status == 401


async def test_parts_become_an_item(client: Client, dataset: str, config: Config) -> None:
    at = await begin(client, dataset, metadata=json.dumps({"camera": 7}), filetype="image/png")
    first = await send(client, at, 0, PHOTO[:100])
    assert (first.status, first.headers["Upload-Offset"], first.headers["Tus-Resumable"]) == (204, "100", "1.0.0")
    assert "X-Avala-Item" not in first.headers
    assert await offset_of(client, at) == 100
    assert (await record_of(client, at))["status"] == "uploading"
    last = await send(client, at, 100, PHOTO[100:])
    assert (last.status, last.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    record = await record_of(client, at)
    assert (record["status"], record["offset"], record["item"]) == ("done", len(PHOTO), last.headers["X-Avala-Item"])
    item = await (await client.get(f"{EDGE}/items/{record['item']}/")).json()
    assert (item["key"], item["dataset"], item["metadata"]) == ("a/photo.png", dataset, {"camera": 7})
    content = await client.get(f"{EDGE}/images/{item['image']['uid']}/content")
    assert await content.read() == PHOTO
    again = await client.head(at, headers=TUS)
    assert (again.headers["Upload-Offset"], again.headers["X-Avala-Item"]) == (str(len(PHOTO)), record["item"])
    assert again.headers["Upload-Metadata"] == declare(
        dataset, metadata=json.dumps({"camera": 7}), filetype="image/png"
    )
    assert files(config) == []


async def test_the_first_part_may_come_at_once(client: Client, dataset: str) -> None:
    headers = {**PART, "Upload-Length": str(len(PHOTO)), "Upload-Metadata": declare(dataset)}
    half = await client.post(PATH, data=PHOTO[:200], headers=headers)
    assert (half.status, half.headers["Upload-Offset"]) == (201, "200")
    rest = await send(client, half.headers["Location"], 200, PHOTO[200:])
    whole = await client.post(PATH, data=PHOTO, headers=headers)
    assert (whole.status, whole.headers["X-Avala-Item"]) == (201, rest.headers["X-Avala-Item"])


async def test_a_refused_first_part_leaves_nothing(client: Client, dataset: str, config: Config) -> None:
    headers = {**PART, "Upload-Length": str(len(PHOTO)), "Upload-Metadata": declare(dataset)}
    wrong = await client.post(PATH, data=PHOTO, headers={**headers, "Upload-Checksum": checksum("sha1", b"other")})
    assert wrong.status == 460
    no_part = await client.post(PATH, data=PHOTO, headers={**headers, "Content-Type": "image/png"})
    assert no_part.status == 415
    assert files(config) == []


async def test_another_version_is_refused(client: Client, dataset: str) -> None:
    at = await begin(client, dataset)
    for version in ({}, {"Tus-Resumable": "0.2.2"}):
        headers = {**version, "Content-Type": PART["Content-Type"], "Upload-Offset": "0"}
        answers = [
            await client.patch(at, data=PHOTO, headers=headers),
            await client.head(at, headers=version),
            await client.delete(at, headers=version),
            await client.post(PATH, headers=version),
        ]
        for answer in answers:
            assert (answer.status, answer.headers["Tus-Version"]) == (412, "1.0.0")
            assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert await offset_of(client, at) == 0


async def test_a_wrong_offset_is_a_conflict(client: Client, dataset: str) -> None:
    at = await begin(client, dataset)
    await send(client, at, 0, PHOTO[:100])
    for offset in (0, 99, 101, 10**9):
        answer = await send(client, at, offset, PHOTO[offset : offset + 10])
        assert answer.status in (409, 413), offset
    assert (await send(client, at, 0, PHOTO[:10])).status == 409
    assert await offset_of(client, at) == 100
    await send(client, at, 100, PHOTO[100:])
    assert (await send(client, at, 100, b"")).status == 409
    assert (await send(client, at, len(PHOTO), b"")).status == 204


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_part_is_kept_only_with_its_checksum(client: Client, dataset: str, algorithm: str) -> None:
    at = await begin(client, dataset)
    for wrong in (checksum(algorithm, PHOTO[:99]), f"{algorithm} AAAA"):
        answer = await send(client, at, 0, PHOTO[:100], **{"Upload-Checksum": wrong})
        assert (answer.status, (await answer.json())["code"]) == (460, "checksum_mismatch")
        assert await offset_of(client, at) == 0
    good = await send(client, at, 0, PHOTO[:100], **{"Upload-Checksum": checksum(algorithm, PHOTO[:100])})
    assert (good.status, good.headers["Upload-Offset"]) == (204, "100")
    last = await send(client, at, 100, PHOTO[100:], **{"Upload-Checksum": checksum(algorithm, PHOTO[100:])})
    assert last.headers["X-Avala-Item"]


async def test_a_checksum_that_cannot_be_checked(client: Client, dataset: str) -> None:
    at = await begin(client, dataset)
    for header, status in (("md5 AAAA", 400), ("sha1 !", 422), ("sha1", 460), ("", 400)):
        answer = await send(client, at, 0, PHOTO, **{"Upload-Checksum": header})
        assert answer.status == status, header
    assert await offset_of(client, at) == 0


async def test_two_writers(client: Client, dataset: str) -> None:
    at = await begin(client, dataset)
    first, more = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield PHOTO[:100]
        first.set()
        await more.wait()
        yield PHOTO[100:]

    writing = asyncio.create_task(send(client, at, 0, slowly()))
    async with asyncio.timeout(20):
        await first.wait()
        while await offset_of(client, at) < 100:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        second = await send(client, at, 100, PHOTO[100:])
        assert (second.status, (await second.json())["code"]) == (423, "locked")
        assert (await client.delete(at, headers=TUS)).status == 423
        more.set()
        assert (await writing).headers["X-Avala-Item"]


async def test_what_came_before_the_line_broke_is_kept(client: Client, dataset: str, key: str) -> None:
    for proven, kept in ((False, 100), (True, 0)):
        at = await begin(client, dataset)
        _, writer = await asyncio.open_connection(client.host, client.port)
        proof = f"Upload-Checksum: {checksum('sha1', PHOTO)}\r\n" if proven else ""
        head = (
            f"PATCH {at} HTTP/1.1\r\nHost: x\r\nX-Avala-Api-Key: {key}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(PHOTO)}\r\n{proof}\r\n"
        )
        writer.write(head.encode() + PHOTO[:100])
        await writer.drain()
        if not proven:
            async with asyncio.timeout(10):
                while await offset_of(client, at) < 100:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        writer.transport.abort()
        async with asyncio.timeout(10):
            while (rest := await send(client, at, kept, PHOTO[kept:])).status == 423:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert rest.headers["X-Avala-Item"]


async def test_somebody_elses_upload_is_not_found(client: Client, connect: Connect, site: Site, dataset: str) -> None:
    at = await begin(client, dataset)
    other = await connect((await site.keys.create("Bert", role="admin"))[1])
    answers = [
        await other.get(at),
        await other.head(at, headers=TUS),
        await send(other, at, 0, PHOTO),
        await other.delete(at, headers=TUS),
        await other.get(f"{PATH}absent/"),
    ]
    assert [answer.status for answer in answers] == [404] * 5
    assert await offset_of(client, at) == 0


async def test_annotators_may_not(connect: Connect, site: Site) -> None:
    annotator = await connect((await site.keys.create("Carl", role="annotator"))[1])
    assert (await annotator.post(PATH, headers=TUS)).status == 403


async def test_what_is_no_photo_is_refused_with_the_reason(client: Client, dataset: str, config: Config) -> None:
    at = await begin(client, dataset, length=9)
    answer = await send(client, at, 0, b"Some text")
    assert (answer.status, (await answer.json())["field"]) == (422, "file")
    assert "text" in (await answer.json())["detail"]
    assert (await client.head(at, headers=TUS)).status == 410
    assert (await send(client, at, 9, b"")).status == 410
    record = await record_of(client, at)
    assert (record["status"], record["item"], "text" in record["detail"]) == ("refused", None, True)
    assert files(config) == []


async def test_a_name_that_another_photo_has(client: Client, dataset: str) -> None:
    await send(client, await begin(client, dataset), 0, PHOTO)
    other = photo(shift=5)
    answer = await send(client, await begin(client, dataset, length=len(other)), 0, other)
    assert (answer.status, "a/photo.png" in (await answer.json())["detail"]) == (422, True)


async def test_giving_up(client: Client, dataset: str, config: Config) -> None:
    at = await begin(client, dataset)
    await send(client, at, 0, PHOTO[:100])
    assert len(files(config)) == 1
    answer = await client.delete(at, headers=TUS)
    assert (answer.status, answer.headers["Tus-Resumable"]) == (204, "1.0.0")
    assert files(config) == []
    assert (await client.head(at, headers=TUS)).status == 404


async def test_behind_a_proxy_that_lets_only_post_pass(client: Client, dataset: str) -> None:
    at = await begin(client, dataset)
    headers = {**PART, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert (await client.post(at, data=PHOTO[:50], headers=headers)).headers["Upload-Offset"] == "50"
    assert (await client.post(at, headers={**TUS, "X-HTTP-Method-Override": "DELETE"})).status == 204
    assert (await client.post(at, headers=TUS)).status == 405


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"Upload-Length": "0"}, 422, "Upload-Length"),
        ({"Upload-Length": "-1"}, 422, "Upload-Length"),
        ({"Upload-Length": "9" * 30}, 422, "Upload-Length"),
        ({"Upload-Length": str(8 * 1024 * 1024 + 1)}, 413, "Upload-Length"),
        ({"Upload-Defer-Length": "1"}, 422, "Upload-Defer-Length"),
        ({"Upload-Metadata": ""}, 422, "filename"),
        ({"Upload-Metadata": "filename !!!"}, 422, "Upload-Metadata"),
        ({"Upload-Metadata": "filename /w=="}, 422, "Upload-Metadata"),
        ({"Upload-Metadata": "filename YQ==,filename YQ=="}, 422, "Upload-Metadata"),
        ({"Upload-Metadata": declare("absent")}, 404, None),
        ({"Upload-Metadata": declare("absent", "/")}, 422, "filename"),
        ({"Upload-Metadata": declare("absent", "a\nb")}, 422, "filename"),
        ({"Upload-Metadata": declare("absent", "a" * 1025)}, 422, "filename"),
        ({"Upload-Metadata": declare("absent", metadata="[1]")}, 422, "metadata"),
        ({"Upload-Metadata": declare("absent", metadata="{")}, 422, "metadata"),
    ],
)
async def test_what_cannot_be_begun(client: Client, changed: dict[str, str], status: int, field: str | None) -> None:
    headers = {**TUS, "Upload-Length": "100", "Upload-Metadata": declare("absent"), **changed}
    answer = await client.post(PATH, headers=headers)
    body = await answer.json()
    assert (answer.status, body.get("field")) == (status, field), body


async def test_a_part_that_is_longer_than_declared(client: Client, dataset: str) -> None:
    async def unmeasured() -> AsyncIterator[bytes]:
        yield PHOTO[:60]
        yield PHOTO[60:120]

    at = await begin(client, dataset, length=100)
    assert (await send(client, at, 0, PHOTO[:101])).status == 413
    assert await offset_of(client, at) == 0
    assert (await send(client, at, 0, unmeasured())).status == 413
    assert await offset_of(client, at) <= 100


async def test_what_uploads_may_take_is_bounded(config: Config) -> None:
    bounded = replace(config, upload_bytes_per_user=1000, upload_bytes=1500)
    async with open_site(bounded) as site:
        secrets = [(await site.keys.create(name))[1] for name in ("Anna", "Bert")]
        dataset, server = await new_dataset(site), TestServer(make_app(site))
        headers = {**TUS, "Upload-Length": "600", "Upload-Metadata": declare(dataset)}
        async with TestClient(server) as client:

            async def ask(secret: str) -> ClientResponse:
                return await client.post(PATH, headers={**headers, "X-Avala-Api-Key": secret})

            first = await ask(secrets[0])
            assert first.status == 201
            own = await ask(secrets[0])
            assert (own.status, own.headers["Retry-After"]) == (429, "60")
            assert (await ask(secrets[1])).status == 201
            headers["Upload-Length"] = "400"
            everybodys = await ask(secrets[1])
            assert (everybodys.status, everybodys.headers["Retry-After"]) == (503, "60")
            given_up = await client.delete(first.headers["Location"], headers={**TUS, "X-Avala-Api-Key": secrets[0]})
            assert given_up.status == 204
            assert (await ask(secrets[1])).status == 201


async def test_what_has_expired_is_gone_from_the_disk_too(config: Config) -> None:
    async with open_site(replace(config, upload_ttl_s=4.0)) as site:
        secret = (await site.keys.create("Anna"))[1]
        async with TestClient(TestServer(make_app(site)), headers={"X-Avala-Api-Key": secret}) as client:
            at = await begin(client, await new_dataset(site))
            await send(client, at, 0, PHOTO[:100])
            assert len(files(config)) == 1
            async with asyncio.timeout(20):
                while files(config):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            assert (await client.head(at, headers=TUS)).status == 404
            assert (await send(client, at, 100, PHOTO[100:])).status == 404


async def test_what_a_crash_left_whole_becomes_an_item_when_asked_for(
    client: Client, dataset: str, config: Config
) -> None:
    at = await begin(client, dataset)
    (config.data_dir / "uploads" / at.split("/")[-2]).write_bytes(PHOTO)
    answers = await asyncio.gather(*(client.head(at, headers=TUS) for _ in range(4)))
    assert {(answer.status, answer.headers["Upload-Offset"]) for answer in answers} == {(200, str(len(PHOTO)))}
    assert len({answer.headers["X-Avala-Item"] for answer in answers}) == 1
    assert files(config) == []


async def test_a_dataset_that_went_away_meanwhile(client: Client, site: Site, dataset: str) -> None:
    at = await begin(client, dataset)
    await site.datasets.delete(site.keys.first(), dataset)
    assert (await send(client, at, 0, PHOTO)).status == 422
    assert (await record_of(client, at))["status"] == "refused"
