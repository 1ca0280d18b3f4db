from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

import pytest
from aiohttp import FormData

from avala_edge.api import limits
from avala_edge.api.schemas.images import ImageAnswer
from avala_edge.config import Config
from tests.api.conftest import EDGE, Client
from tests.api.photos import HEIGHT, INSIDE, WIDTH, photo, png_bomb

IMAGES = f"{EDGE}/images/"


def kept(config: Config) -> list[Path]:
    folders = (config.data_dir / "blobs", config.data_dir / "images")
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


async def test_an_upload_is_known_the_second_time(client: Client) -> None:
    data = photo()
    first = await client.post(IMAGES, data=data, headers={"Content-Type": "image/png"})
    body = await first.json()
    ImageAnswer.model_validate(body)
    assert first.status == 201
    assert body["uid"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert (body["width"], body["height"], body["format"], body["embedding"]) == (WIDTH, HEIGHT, "PNG", "absent")
    second = await client.post(IMAGES, data=data)
    assert second.status == 200
    assert await second.json() == body
    assert await (await client.get(f"{IMAGES}{body['uid']}/")).json() == body


async def test_a_multipart_upload(client: Client) -> None:
    form = FormData()
    form.add_field("note", "hello")
    form.add_field("file", photo("JPEG"), filename="a.jpg", content_type="image/jpeg")
    answer = await client.post(IMAGES, data=form)
    assert answer.status == 201, await answer.text()
    assert (await answer.json())["format"] == "JPEG"


async def test_embed_on_upload_warms_the_first_click(client: Client) -> None:
    uid = (await (await client.post(f"{IMAGES}?embed=true", data=photo())).json())["uid"]
    async with asyncio.timeout(20):
        while (await (await client.get(f"{IMAGES}{uid}/")).json())["embedding"] != "ready":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    answer = await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})
    assert (await answer.json())["cache"] == "hit"


async def test_prefetch_answers_at_once(client: Client, uid: str) -> None:
    answer = await client.post(f"{IMAGES}{uid}/embed/")
    assert answer.status == 202
    assert (await answer.json())["embedding"] in ("computing", "ready")


async def test_content_has_etag_ranges_and_a_long_life(client: Client, uid: str) -> None:
    url, data = f"{IMAGES}{uid}/content", photo()
    answer = await client.get(url)
    assert await answer.read() == data
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "private, immutable, max-age=31536000"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = await client.get(url, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    part = await client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status, await part.read()) == (206, data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(data)}"
    beyond = await client.get(url, headers={"Range": f"bytes={len(data)}-"})
    assert beyond.status == 416


async def test_preview_is_a_small_jpeg(client: Client, uid: str) -> None:
    answer = await client.get(f"{IMAGES}{uid}/preview?size=64")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert (await answer.read()).startswith(b"\xff\xd8")
    again = await client.get(f"{IMAGES}{uid}/preview?size=64", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    for size in ("0", "99999", "x"):
        assert (await client.get(f"{IMAGES}{uid}/preview?size={size}")).status == 422
    assert (await client.get(f"{IMAGES}{uid}/preview?width=3")).status == 422


@pytest.mark.parametrize("path", ["", "content", "preview", "embed/"])
@pytest.mark.parametrize("uid", ["sha256:" + "0" * 64, "sha256:short", "..%2F..%2Fkeys.json"])
async def test_an_unknown_image_is_not_found(client: Client, path: str, uid: str) -> None:
    method = "POST" if path == "embed/" else "GET"
    answer = await client.request(method, f"{IMAGES}{uid}/{path}")
    assert answer.status == 404
    assert (await answer.json())["code"] == "not_found"


REFUSED = {
    "a JPEG cut in half": (lambda: photo("JPEG")[: len(photo("JPEG")) // 2], "image/jpeg", 422, "image_refused"),
    "a PNG cut in half": (lambda: photo()[: len(photo()) // 2], "image/png", 422, "image_refused"),
    "a PNG bomb": (png_bomb, "image/png", 422, "image_refused"),
    "a text named .jpg": (lambda: b"I am no picture.\n" * 40, "image/jpeg", 422, "image_refused"),
    "nothing": (lambda: b"", "image/png", 422, "image_refused"),
    "the wrong kind of body": (photo, "text/plain", 415, "unsupported_media_type"),
    "more than the limit": (lambda: bytes(8 * 1024 * 1024 + 1), "image/png", 413, "too_large"),
    "a multipart without file": (lambda: b"--b--\r\n", "multipart/form-data; boundary=b", 422, "invalid_input"),
    "a multipart without boundary": (lambda: b"--b--\r\n", "multipart/form-data", 400, "bad_request"),
    "a multipart of rubbish": (lambda: b"rubbish", "multipart/form-data; boundary=b", 400, "bad_request"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_bad_upload_is_refused_and_leaves_nothing(client: Client, config: Config, name: str) -> None:
    make, kind, status, code = REFUSED[name]
    answer = await client.post(IMAGES, data=make(), headers={"Content-Type": kind})
    body = await answer.json()
    assert (answer.status, body["code"]) == (status, code), body
    assert kept(config) == []
    assert (await client.post(IMAGES, data=photo())).status == 201


async def test_a_chunked_body_above_the_limit_is_refused(client: Client, config: Config) -> None:
    sent = 0

    async def endless():  # type: ignore[no-untyped-def]
        nonlocal sent
        while sent < 512:
            sent += 1
            yield bytes(1024 * 1024)

    try:
        answer = await client.post(IMAGES, data=endless())
        assert answer.status == 413
    except OSError:
        pass  # the server hung up while we were still sending
    assert sent < 512
    assert kept(config) == []


@pytest.mark.parametrize("expect", ["", "Expect: 100-continue\r\n"])
@pytest.mark.parametrize("kind", ["image/jpeg", "multipart/form-data; boundary=b"])
async def test_a_declared_body_of_2_gb_is_refused_before_it_is_read(
    client: Client, key: str, config: Config, expect: str, kind: str
) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = f"POST {IMAGES} HTTP/1.1\r\nHost: x\r\nX-Avala-Api-Key: {key}\r\nContent-Length: 2147483648\r\n"
    writer.write(f"{head}Content-Type: {kind}\r\n{expect}\r\n".encode())
    async with asyncio.timeout(2):
        answer = await reader.readuntil(b"\r\n\r\n")
        body = json.loads(await reader.readuntil(b"}"))
    writer.close()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert body["code"] == "too_large"
    assert kept(config) == []


async def test_a_sender_who_falls_silent_gets_408(
    client: Client, key: str, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "IDLE_S", 0.1)
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = f"POST {IMAGES} HTTP/1.1\r\nHost: x\r\nX-Avala-Api-Key: {key}\r\nContent-Length: 1000\r\n"
    writer.write(f"{head}Content-Type: image/png\r\n\r\n".encode() + photo()[:100])
    async with asyncio.timeout(2):
        assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
    writer.close()
    assert kept(config) == []


async def test_a_sender_who_leaves_leaves_nothing(client: Client, key: str, config: Config) -> None:
    _, writer = await asyncio.open_connection(client.host, client.port)
    head = f"POST {IMAGES} HTTP/1.1\r\nHost: x\r\nX-Avala-Api-Key: {key}\r\nContent-Length: 1000\r\n"
    writer.write(f"{head}Content-Type: image/png\r\n\r\n".encode() + photo()[:100])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await client.post(IMAGES, data=photo())).status == 201
    assert len(kept(config)) == 1
