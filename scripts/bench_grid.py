#!/usr/bin/env python3
"""Frames of the page while somebody scrolls through a project of 100 000 items.

Rows: name value unit n p50 p95. `_frame`: milliseconds between two frames; `_fps`: frames in a second. `still`: nothing
moves, which says what this machine has to spare; `again`: pictures that the browser has. The items are made up, their
file is one photo under many names, so that the server makes each thumbnail as it does for any photo.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import tempfile
from pathlib import Path
from time import perf_counter

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from avala_edge.assembly import open_store
from avala_edge.bench.store import fill_site
from avala_edge.config import Config
from avala_edge.imaging import demo_photos
from avala_edge.store import Keys
from avala_edge.store.blobs import Blobs
from scripts.frames import FLAGS, SEEN, WATCH, frame_rows
from tests.e2e.conftest import start, stop
from tests.e2e.stage import give_key

MOVES = {"still": 0, "slow": 60, "slow_again": -60, "fast": 600, "fast_again": -600}  # pixels a step of the wheel


async def fill(data: Path, items: int) -> tuple[str, str]:
    """Return the project's uid and a key's secret."""
    photo, blobs = data.parent / "photo.jpg", Blobs(data)
    photo.write_bytes(small_photo())
    for number in range(items):
        name = blobs.path(f"{number:064x}")
        name.parent.mkdir(parents=True, exist_ok=True)
        name.hardlink_to(photo)
    async with open_store(Config(data_dir=data)) as database:
        _, project = await fill_site(database, items, 1)
        _, secret = await Keys(database).create("page")
    return project.uid, secret


def small_photo() -> bytes:
    out = io.BytesIO()
    with Image.open(demo_photos()[0].path) as photo:
        photo.convert("RGB").resize((480, 320)).save(out, "JPEG", quality=85)
    return out.getvalue()


def scroll(page: Page, seconds: float, delta: int) -> list[float]:
    page.evaluate(WATCH)
    ends = perf_counter() + seconds
    while perf_counter() < ends:
        if delta:
            page.mouse.wheel(0, delta)
        page.wait_for_timeout(16)
    found: list[float] = page.evaluate(SEEN)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        project, secret = asyncio.run(fill(data, asked.items))
        server = start(data)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 760})
                page.goto(f"{server.base}/#/projects/{project}")
                give_key(page, secret)
                page.get_by_text("photo-0000000.jpg").wait_for()
                page.mouse.move(640, 500)
                for name, delta in MOVES.items():
                    for row in frame_rows(f"grid_{name}", scroll(page, asked.seconds, delta)):
                        print(row)
                browser.close()
        finally:
            stop(server)


if __name__ == "__main__":
    main()
