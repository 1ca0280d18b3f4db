#!/usr/bin/env python3
"""Frames of the page while somebody pans and zooms on a 100-megapixel photo: in tiles, and as one `<img>`.

Rows: name value unit n p50 p95. `_frame`: milliseconds between two frames; `_fps`: frames in a second.
`still`: nothing moves, which says what this machine has to spare.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import tempfile
from pathlib import Path
from time import perf_counter

import httpx
import numpy as np
from PIL import Image
from playwright.async_api import Page, Request, Route, async_playwright

from avala_edge.bench.own_server import Target, own_server
from avala_edge.client import Client
from avala_edge.imaging import demo_photos
from scripts.frames import FLAGS, SEEN, WATCH, frame_rows

SIZE = (11_600, 8_600)
STAGE = {"width": 1280, "height": 760}


def large_photo() -> bytes:
    """Enlarge a demo photo and add noise, so that its JPEG is as large as a camera's."""
    (flower,) = [each.path for each in demo_photos() if each.name == "flower"]
    picture = np.array(Image.open(flower).convert("RGB").resize(SIZE, Image.Resampling.BICUBIC))
    random = np.random.default_rng(1)
    for top in range(0, len(picture), 500):
        part = picture[top : top + 500]
        noise = random.integers(-12, 13, (*part.shape[:2], 1), dtype=np.int16)
        part[:] = np.clip(part + noise, 0, 255)
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=88)
    return out.getvalue()


def add_photo(server: Target, photo: bytes) -> str:
    """Make a project of the photo; return where it is in the page."""
    with httpx.Client(base_url=server.url, headers={"X-Avala-Api-Key": server.key}, trust_env=False) as http:
        dataset = http.post("/api/v1/datasets/", json={"name": "Large"}).raise_for_status().json()["uid"]
    with Client(server.url, server.key) as client:
        (added,) = client.items.add(dataset, [("large.jpg", photo)])
        assert added.item is not None, added
        project = client.projects.create("Large", datasets=[dataset])
    return f"/projects/{project.uid}/items/{added.item.uid}"


async def open_photo(page: Page, server: Target, place: str) -> None:
    await page.goto(f"{server.url}/#{place}")
    field = page.get_by_placeholder("avk_…")
    await field.fill(server.key)
    await page.get_by_role("button", name="Sign in").click()
    await page.locator(".picture > img").evaluate("image => image.decode()")


async def pan(page: Page, seconds: float) -> None:
    """Pull with the middle button, to and fro."""
    began, step = perf_counter(), 0
    await page.mouse.move(700, 420)
    await page.mouse.down(button="middle")
    while perf_counter() - began < seconds:
        angle = step / 15
        await page.mouse.move(700 + 300 * np.sin(angle), 420 + 200 * np.sin(0.7 * angle))
        step += 1
    await page.mouse.up(button="middle")


async def zoom(page: Page, seconds: float) -> None:
    """Turn the wheel, in and out."""
    began, step = perf_counter(), 0
    await page.mouse.move(700, 420)
    while perf_counter() - began < seconds:
        await page.mouse.wheel(0, -100 if step % 40 < 20 else 100)
        step += 1


async def scaled(page: Page, scale: float) -> None:
    """Zoom at the middle until a pixel of the photo has about so many pixels of the screen."""
    await page.mouse.move(700, 420)
    for _ in range(400):
        now = float(await page.get_by_test_id("stage").get_attribute("data-scale") or "nan")
        if abs(now / scale - 1) < 0.1:
            return
        await page.mouse.wheel(0, -100 if now < scale else 100)
        await asyncio.sleep(0.02)
    raise SystemExit(f"the page does not zoom to {scale}")


async def still(_: Page, seconds: float) -> None:
    """Do nothing."""
    await asyncio.sleep(seconds)


MOVES = (
    ("still", still, 0.1),
    ("zoom", zoom, 0.1),
    ("pan_half", pan, 0.5),
    ("pan_1to1", pan, 1.0),
    ("pan_x4", pan, 4.0),
)


async def measure(page: Page, way: str, seconds: float) -> None:
    for name, move, scale in MOVES:
        await scaled(page, scale)
        await asyncio.sleep(1)
        await page.evaluate(WATCH)
        await move(page, seconds)
        print(*frame_rows(f"{way}_{name}", await page.evaluate(SEEN)), sep="\n", flush=True)


async def as_one_image(page: Page) -> None:
    """Tell the page that there are no tiles."""

    async def none(route: Route, _: Request) -> None:
        answer = {"width": SIZE[0], "height": SIZE[1], "tile_size": 512, "levels": [], "state": "none"}
        await route.fulfill(json=answer)

    await page.route("**/tiles/", none)


async def main(seconds: float, repeats: int) -> None:
    photo = large_photo()
    with tempfile.TemporaryDirectory() as folder:
        async with own_server(Path(folder) / "data") as server, async_playwright() as playwright:
            place = add_photo(server, photo)
            for _ in range(repeats):
                for way in ("tiles", "img"):
                    browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                    page = await browser.new_page(viewport=STAGE)  # type: ignore[arg-type]
                    page.set_default_timeout(120_000)
                    if way == "img":
                        await as_one_image(page)
                    await open_photo(page, server, place)
                    if way == "tiles":
                        await page.locator('[data-testid="tiles"][data-complete="true"]').wait_for()
                    await measure(page, way, seconds)
                    await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each movement")
    parser.add_argument("--repeats", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(main(given.seconds, given.repeats))
