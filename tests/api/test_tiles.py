from __future__ import annotations

import asyncio
import io
import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from aiohttp import ClientResponse
from numpy.typing import NDArray
from PIL import Image

from avala_edge.api.schemas.tiles import TilesAnswer
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.imaging import ImageLimits, decode
from avala_edge.tiles import pyramids
from tests.api.calls import EDGE, Client, said
from tests.api.conftest import Connect

TAIL = 61  # odd, and no multiple of a tile
LONG, LOW = 4096 + TAIL, 515


def wide(*, shift: int = 0, kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A photo that is just large enough, of slow waves: what JPEG keeps well."""
    x, y = np.meshgrid(np.arange(LONG) + shift, np.arange(LOW))
    channels = (np.sin(x / 40), np.cos(y / 30), np.sin((x + y) / 50))
    picture = Image.fromarray(np.stack([127 + 100 * c for c in channels], axis=-1).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    picture.save(out, kind, quality=95, exif=exif)
    return out.getvalue()


async def kept(client: Client, data: bytes) -> str:
    return str((await said(client, "POST", "images/", 201, data=data, headers={"Content-Type": "image/jpeg"}))["uid"])


async def ready(client: Client, uid: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while (body := await said(client, "GET", f"images/{uid}/tiles/", 200))["state"] == "computing":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    TilesAnswer.model_validate(body)
    return dict(body)


async def tile(client: Client, uid: str, place: str, **headers: str) -> ClientResponse:
    return await client.get(f"{EDGE}/images/{uid}/tiles/{place}", headers=headers)


async def stitched(client: Client, uid: str, level: int, body: dict[str, Any]) -> NDArray[np.uint8]:
    rows = []
    for row in range(body["levels"][level]["rows"]):
        answers = [await tile(client, uid, f"{level}/{c}_{row}") for c in range(body["levels"][level]["columns"])]
        rows.append(np.hstack([np.asarray(Image.open(io.BytesIO(await answer.read()))) for answer in answers]))
    return np.vstack(rows)


def luma(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What JPEG keeps at full resolution."""
    return pixels @ np.array([0.299, 0.587, 0.114])


def archives(config: Config) -> list[Path]:
    return sorted((config.data_dir / "tiles").iterdir())


@pytest.fixture
async def large(client: Client) -> str:
    return await kept(client, wide())


@pytest.mark.parametrize("orientation", [1, 7])
async def test_tiles_are_the_photo_as_it_is_displayed(client: Client, orientation: int) -> None:
    data = wide(orientation=orientation)
    uid = await kept(client, data)
    body = await ready(client, uid)
    expected = decode(data, ImageLimits()).array
    assert (body["height"], body["width"]) == expected.shape[:2] == ((LOW, LONG) if orientation < 5 else (LONG, LOW))
    for number, level in enumerate(body["levels"]):
        assert level["scale"] == 0.5**number
        half = np.asarray(Image.fromarray(expected).reduce(2**number)) if number else expected
        got = await stitched(client, uid, number, body)
        assert got.shape == half.shape
        assert np.abs(luma(got) - luma(half)).mean() < 1  # a pixel to the side: 2 and more
    assert (body["levels"][-1]["columns"], body["levels"][-1]["rows"]) == (1, 1)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
async def test_other_formats_have_tiles_too(client: Client, kind: str) -> None:
    data = wide(kind=kind, orientation=6)
    uid = await kept(client, data)
    got = await stitched(client, uid, 0, await ready(client, uid))
    assert np.abs(got.astype(int) - decode(data, ImageLimits()).array).mean() < 2


async def test_a_small_photo_has_none(client: Client, uid: str) -> None:
    body = await ready(client, uid)
    assert (body["state"], body["levels"]) == ("none", [])
    assert (await tile(client, uid, "0/0_0")).status == 404


async def test_a_tile_may_be_kept_forever(client: Client, large: str) -> None:
    await ready(client, large)
    first = await tile(client, large, "0/0_0")
    assert (first.status, first.content_type) == (200, "image/jpeg")
    assert first.headers["Cache-Control"].startswith("private, immutable")
    again = await tile(client, large, "0/0_0", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    other = await tile(client, large, "0/1_0", **{"If-None-Match": first.headers["ETag"]})
    assert other.status == 200


@pytest.mark.parametrize("place", ["0/9_0", "0/0_2", "9/0_0", "-1/0_0", "0/0_-1", "0/a_0", "0/٣_0", "99999/0_0", "0/0"])
async def test_a_place_that_is_none_is_not_found(client: Client, large: str, place: str) -> None:
    await ready(client, large)
    answer = await tile(client, large, place)
    assert (answer.status, (await answer.json())["code"]) == (404, "not_found")


async def test_who_may_not_see_the_photo_gets_no_tile(client: Client, connect: Connect, large: str) -> None:
    await ready(client, large)
    nobody = await connect(None)
    assert (await tile(nobody, large, "0/0_0")).status == 401
    assert (await tile(nobody, large, "")).status == 401
    assert (await tile(client, "sha256:" + "0" * 64, "")).status == 404


async def test_tiles_that_are_being_made_are_asked_for_again(
    client: Client, large: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, real, made = threading.Event(), pyramids.cut_tiles, []

    def held(*arguments: Any) -> None:
        made.append(arguments)
        assert go.wait(30)
        real(*arguments)

    monkeypatch.setattr(pyramids, "cut_tiles", held)
    for _ in range(3):
        assert (await said(client, "GET", f"images/{large}/tiles/", 200))["state"] == "computing"
        answer = await tile(client, large, "0/0_0")
        assert (answer.status, answer.headers["Retry-After"], (await answer.json())["code"]) == (503, "1", "busy")
    go.set()
    await ready(client, large)
    assert (await tile(client, large, "0/0_0")).status == 200
    assert len(made) == 1


async def test_only_so_many_photos_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    monkeypatch.setattr(pyramids, "cut_tiles", lambda *_: go.wait(30))
    monkeypatch.setattr(pyramids, "BOUND", 1)
    uids = [await kept(client, wide(shift=shift)) for shift in range(3)]
    for uid in uids[:2]:
        await said(client, "GET", f"images/{uid}/tiles/", 200)
    refused = await tile(client, uids[2], "")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    go.set()


async def test_damaged_tiles_are_made_again(client: Client, config: Config, large: str) -> None:
    await ready(client, large)
    (archive,) = archives(config)
    whole = archive.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:5000] + bytes(5000) + whole[10_000:], b""):
        archive.write_bytes(damaged)
        assert (await tile(client, large, "0/0_0")).status == 503
        await ready(client, large)
        assert (await tile(client, large, "0/0_0")).status == 200
    assert archives(config) == [archive]


async def test_a_photo_that_is_damaged_on_the_disk_has_no_tiles(client: Client, site: Site, large: str) -> None:
    path = site.images.local_path(large)
    assert path is not None
    path.write_bytes(wide()[:9000])
    assert (await ready(client, large))["state"] == "none"
    assert (await tile(client, large, "0/0_0")).status == 404
    assert archives(site.config) == []


async def test_the_longest_unused_tiles_go_first(config: Config) -> None:
    async with open_site(config) as first:
        records = [(await first.intake.add(wide(shift=shift)))[0] for shift in range(3)]
        size = 0
        for age, record in enumerate(records):
            while first.pyramids.ask(record) != "ready":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            (path,) = (config.data_dir / "tiles").glob(f"{record.uid.removeprefix('sha256:')}*")
            size += path.stat().st_size
            _make_old(path, hours=3 - age)
        await first.pyramids.tile(records[0], 0, 0, 0)  # which is a use
    with_room_for_two = {**vars(config), "tile_disk_bytes": int(size * 0.8)}
    async with open_site(Config(**with_room_for_two)) as second:
        assert [second.pyramids.ask(record) for record in records] == ["ready", "computing", "ready"]


async def test_without_a_budget_there_are_no_tiles(config: Config) -> None:
    for budget in (0, 1000):
        async with open_site(Config(**{**vars(config), "tile_disk_bytes": budget})) as site:
            record, _ = await site.intake.add(wide())
            while (state := site.pyramids.ask(record)) == "computing":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            assert state == "none"
            assert list((config.data_dir / "tiles").glob("*")) == []


def _make_old(path: Path, *, hours: int) -> None:
    then = time.time() - 3600 * hours
    os.utime(path, (then, then))
